"""摸底调查 pages: the office opens, extends, ends and reopens; a township sees its own part, leaders read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labor.models import LaborSurvey, SurveyPart
from labor.surveys.actions import close_survey, finish_part, open_survey, reopen_part
from tests.labor.surveys.conftest import DUE, Enter
from tests.labor.surveys.pages import act, cells, look, signed_in, text_of
from units.models import AuditEntry, Unit, User

LATER = date(2026, 12, 15)


@pytest.fixture(autouse=True)
def _now(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=True):
        yield


def opening(**changes: Any) -> dict[str, Any]:
    asked = [unit.pk for unit in Unit.objects.townships()]
    good = {"year": "2026", "title": "秋季摸底", "opens_on": "2026-11-12", "due_on": "2026-12-31", "townships": asked}
    return good | changes


def test_the_office_opens_a_survey_for_the_townships_it_ticks(lin: User) -> None:
    asked = [unit.pk for unit in Unit.objects.filter(name__in=["建胜镇", "八桥镇"])]
    answer = act(lin, "survey_new", **opening(townships=asked, note="重点登记返乡农民工"))
    survey = LaborSurvey.objects.get()
    assert answer.url == reverse("survey_detail", args=[survey.pk])
    assert sorted(part.township.name for part in survey.parts.all()) == ["八桥镇", "建胜镇"]
    assert "重点登记返乡农民工" in text_of(look(lin, "survey_detail", survey.pk))


def test_everything_wrong_with_an_opening_is_said_and_nothing_typed_is_lost(lin: User) -> None:
    answer = act(lin, "survey_new", **opening(year="2020", due_on="2026-11-01"))
    body = text_of(answer)
    assert answer.status_code == 422
    for said in ("2020", "已经过去", "不能早于开始日期", 'value="秋季摸底"'):
        assert said in body
    assert not LaborSurvey.objects.exists()


def test_an_opening_without_townships_is_refused(lin: User) -> None:
    answer = act(lin, "survey_new", **opening(townships=[]))
    assert answer.status_code == 422
    assert "请至少选一个镇街" in text_of(answer)


@pytest.mark.parametrize("who", ["wang", "leader", "chen_filer", "sysadmin"])
def test_nobody_but_the_office_opens_or_changes_a_survey(
    request: pytest.FixtureRequest, survey: LaborSurvey, who: str
) -> None:
    user = request.getfixturevalue(who)
    assert look(user, "survey_new").status_code == 403
    for name in ("survey_extend", "survey_close", "survey_reopen"):
        answer = act(user, name, survey.pk, due_on="2026-12-15")
        assert answer.status_code == 403
    survey.refresh_from_db()
    assert (survey.due_on, survey.closed_at) == (DUE, None)


def test_the_list_names_overdue_townships_and_counts_people(
    survey: LaborSurvey, jiansheng: SurveyPart, enter: Enter, lin: User, wang: User, at: datetime
) -> None:
    enter(1)
    enter(2, name="李禾")
    finish_part(part=jiansheng, by=wang, at=at)
    SurveyPart.objects.filter(township__name="八桥镇").update(due_on=at.date() - timedelta(days=2))
    [standing] = look(lin, "survey_list").context["rows"]
    assert (standing.people, standing.finished, len(standing.parts)) == (2, 1, 8)
    assert [line.part.township.name for line in standing.overdue] == ["八桥镇"]
    body = text_of(look(lin, "survey_detail", survey.pk))
    assert "逾期2天" in body
    assert "已报送" in body


def test_a_township_sees_its_own_part_alone(survey: LaborSurvey, enter: Enter, zhao: User, wang: User) -> None:
    enter(1)
    [standing] = look(wang, "survey_list").context["rows"]
    assert [line.part.township.name for line in standing.parts] == ["建胜镇"]
    page = look(zhao, "survey_detail", survey.pk)
    assert page.context["summary"].people == 0
    assert "建胜镇" not in text_of(page)


def test_a_township_reads_no_columns_that_compare_townships(survey: LaborSurvey, wang: User, leader: User) -> None:
    assert "逾期未报送" in text_of(look(leader, "survey_list"))
    body = text_of(look(wang, "survey_list"))
    assert "逾期未报送" not in body
    assert "已登记（人）" in body


def test_who_is_asked_no_survey_finds_no_empty_filters(survey: LaborSurvey, chen_filer: User) -> None:
    body = text_of(look(chen_filer, "survey_list"))
    assert "您的单位没有摸底任务" in body
    assert "筛选" not in body
    assert "本镇街的" not in body


def test_leaders_read_and_are_offered_nothing_to_change(survey: LaborSurvey, enter: Enter, leader: User) -> None:
    enter(1)
    body = text_of(look(leader, "survey_detail", survey.pk))
    assert "建胜镇" in body
    assert "改截止日期" not in body
    assert "结束摸底" not in body


def test_a_department_is_told_who_looks_at_surveys(survey: LaborSurvey, chen_filer: User) -> None:
    body = text_of(look(chen_filer, "survey_list"))
    assert "您的单位没有摸底任务" in body
    assert "看用工需求" in body
    assert look(chen_filer, "survey_detail", survey.pk).status_code == 404


def test_an_account_without_a_business_post_opens_no_survey(survey: LaborSurvey, sysadmin: User) -> None:
    assert look(sysadmin, "survey_list").status_code == 403
    assert look(sysadmin, "survey_detail", survey.pk).status_code == 403


def test_before_the_first_survey_the_page_says_what_to_do(lin: User, wang: User) -> None:
    assert reverse("survey_new") in text_of(look(lin, "survey_list"))
    assert "办公室开启摸底后列在这里" in text_of(look(wang, "survey_list"))


def test_a_filter_without_hits_offers_to_clear_it(survey: LaborSurvey, lin: User) -> None:
    body = text_of(look(lin, "survey_list", query="?state=closed"))
    assert "没有符合条件的摸底调查" in body
    assert "清空条件" in body


def test_the_sums_show_shares_overlaps_and_charts(survey: LaborSurvey, enter: Enter, lin: User) -> None:
    enter(1)
    enter(2, name="李禾", willingness="no", categories=["06"])
    page = look(lin, "survey_detail", survey.pk)
    shown = {digest.title: digest for digest in page.context["digests"]}
    assert [(row.label, row.people, row.share) for row in shown["按务工意愿"].rows][0] == ("愿意", 1, "50.0%")
    assert "分项可重叠，合计不等于总人数" in shown["按人员类别"].overlaps
    assert {row.people for row in shown["按人员类别"].rows} == {0, 1, 2}
    assert "<svg" in shown["按技能"].chart
    assert [row.label for row in shown["按村（社区）"].rows] == ["建胜镇 民胜村"]
    assert "还没有登记的人" not in text_of(page)


def test_the_sums_of_one_township_lead_to_its_people(
    survey: LaborSurvey, jiansheng: SurveyPart, baqiao: SurveyPart, enter: Enter, lin: User, zhao: User
) -> None:
    enter(1)
    enter(2, name="李禾", part=baqiao, by=zhao, village="新村")
    page = look(lin, "survey_detail", survey.pk, f"?township={jiansheng.township_id}")
    assert page.context["summary"].people == 1
    shown = {digest.title: digest for digest in page.context["digests"]}
    for title in ("按村（社区）", "按年龄", "按技能", "按人员类别", "按务工意愿", "按劳动能力", "按就业状态"):
        row = next(row for row in shown[title].rows if row.people)
        address = f"{reverse('part_detail', args=[jiansheng.pk])}?{row.query}"
        assert address.replace("&", "&amp;") in text_of(page)
        assert signed_in(lin).get(address).context["page"].paginator.count == row.people


def test_the_workbook_of_a_survey_counts_and_names_nobody(
    survey: LaborSurvey, baqiao: SurveyPart, enter: Enter, lin: User, leader: User, zhao: User
) -> None:
    enter(1)
    enter(2, name="李禾", part=baqiao, by=zhao)
    words = list(cells(act(leader, "survey_export", survey.pk).content))
    assert {"2026年冬季务工摸底各镇街进度", "正在登记", "建胜镇 民胜村", "按年龄"} <= set(words)
    assert not {"张兰", "李禾"} & set(words)
    assert any("分项可重叠，合计不等于总人数" in word for word in words)
    one = list(cells(act(lin, "survey_export", survey.pk, f"?township={baqiao.township_id}").content))
    assert "2026年冬季务工摸底汇总（八桥镇）" in one
    entry = AuditEntry.objects.order_by("number").last()
    assert entry is not None
    assert (entry.act, entry.by, entry.detail["whose"]) == ("导出摸底汇总", lin, "八桥镇")


def test_a_survey_without_people_is_exported_as_progress_alone(survey: LaborSurvey, zhao: User) -> None:
    words = list(cells(act(zhao, "survey_export", survey.pk).content))
    assert "八桥镇" in words
    assert "建胜镇" not in words


def test_more_time_for_one_township(survey: LaborSurvey, jiansheng: SurveyPart, lin: User) -> None:
    answer = act(lin, "survey_extend", survey.pk, due_on="2026-12-15", townships=[jiansheng.township_id])
    assert answer.status_code == 302
    assert sorted({part.due_on for part in survey.parts.all()}) == [DUE, LATER]
    assert "建胜镇的截止日期改为2026-12-15" in text_of(look(lin, "survey_detail", survey.pk))


def test_each_reads_the_deadline_that_counts_for_them(
    survey: LaborSurvey, jiansheng: SurveyPart, lin: User, wang: User, zhao: User
) -> None:
    assert "最晚" not in text_of(look(lin, "survey_list"))
    act(lin, "survey_extend", survey.pk, due_on="2026-12-15", townships=[jiansheng.township_id])
    assert "最晚2026-12-15" in text_of(look(lin, "survey_list"))
    assert "各镇街截止日期见下表，最晚2026年12月15日截止" in text_of(look(lin, "survey_detail", survey.pk))
    for user, due in ((wang, LATER), (zhao, DUE)):
        assert f">{due}</td>" in text_of(look(user, "survey_list"))
        assert "最晚" not in text_of(look(user, "survey_detail", survey.pk))


def test_more_time_for_all(survey: LaborSurvey, lin: User) -> None:
    act(lin, "survey_extend", survey.pk, due_on="2026-12-15")
    assert {part.due_on for part in survey.parts.all()} == {LATER}


@pytest.mark.parametrize(("due_on", "why"), [("2026-11-02", "已经过去"), ("2026-11-30", "本来就是"), ("", "必填")])
def test_a_day_that_will_not_do_is_refused_with_what_was_typed(
    survey: LaborSurvey, lin: User, due_on: str, why: str
) -> None:
    answer = act(lin, "survey_extend", survey.pk, due_on=due_on)
    assert answer.status_code == 422
    assert why in text_of(answer)
    assert f'value="{due_on}"' in text_of(answer) or not due_on
    assert {part.due_on for part in survey.parts.all()} == {DUE}


def test_ending_and_going_on(survey: LaborSurvey, lin: User, at: datetime) -> None:
    assert act(lin, "survey_close", survey.pk).status_code == 302
    again = act(lin, "survey_close", survey.pk)
    assert again.status_code == 422
    assert "已经结束" in text_of(again)
    body = text_of(look(lin, "survey_detail", survey.pk))
    assert "未报送" in body
    assert "重新开启" in body
    past = act(lin, "survey_reopen", survey.pk, due_on="2026-11-01")
    assert past.status_code == 422
    assert act(lin, "survey_reopen", survey.pk, due_on="2026-12-15").status_code == 302
    survey.refresh_from_db()
    assert (survey.is_open, survey.due_on) == (True, LATER)


def test_what_was_asked_of_a_township_stands_beside_it(
    survey: LaborSurvey, jiansheng: SurveyPart, enter: Enter, lin: User, wang: User, at: datetime
) -> None:
    enter(1)
    finish_part(part=jiansheng, by=wang, at=at)
    reopen_part(part=jiansheng, reason="电话多处漏填，请补齐", by=lin, at=at)
    assert "报送已撤回：电话多处漏填，请补齐" in text_of(look(lin, "survey_detail", survey.pk))
    assert "电话多处漏填，请补齐" in text_of(look(wang, "part_detail", jiansheng.pk))
    finish_part(part=jiansheng, by=wang, at=at)
    assert "电话多处漏填" not in text_of(look(wang, "part_detail", jiansheng.pk))


def test_the_list_costs_the_same_for_two_surveys_and_twenty(survey: LaborSurvey, lin: User, at: datetime) -> None:
    client = signed_in(lin)

    def cost() -> int:
        client.get(reverse("survey_list"))
        with CaptureQueriesContext(connection) as made:
            assert client.get(reverse("survey_list")).status_code == 200
        return len(made)

    def more(first: int, last: int) -> None:
        for number in range(first, last + 1):
            made = open_survey(year=2026, title=f"第{number}次", opens_on=at.date(), due_on=DUE, by=lin, at=at)
            close_survey(survey=made, by=lin, at=at)

    more(2, 2)
    few = cost()
    more(3, 20)
    assert cost() == few


def test_looking_writes_nothing(survey: LaborSurvey, enter: Enter, lin: User) -> None:
    enter(1)
    before = AuditEntry.objects.count()
    for name, pk in (("survey_list", None), ("survey_new", None), ("survey_detail", survey.pk)):
        assert look(lin, name, pk).status_code == 200
    assert AuditEntry.objects.count() == before

"""A township's part: its people listed, filtered, reported, taken back and exported; masked, scoped, written down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labor.models import LaborSurvey, SurveyPart, Trade
from labor.surveys.actions import close_survey, finish_part, withdraw_response
from labor.surveys.tables import age_of, days_said
from tests.labor.sheets import id_number
from tests.labor.surveys.conftest import Enter
from tests.labor.surveys.pages import act, cells, look, signed_in, text_of
from tests.labor.surveys.world import OF_PARTS, OF_SURVEYS, keys
from units.models import AuditEntry, User


@pytest.fixture(autouse=True)
def _now(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=True):
        yield


def names_on(answer: object) -> list[str]:
    return [one.name for one, _ in answer.context["rows"]]  # type: ignore[attr-defined]


def test_the_page_shows_masked_numbers_alone(jiansheng: SurveyPart, enter: Enter, wang: User) -> None:
    response = enter(1)
    body = text_of(look(wang, "part_detail", jiansheng.pk))
    assert response.worker.id_masked in body
    assert "139****0001" in body
    assert id_number(order=1) not in body
    assert "13900000001" not in body
    assert "返乡农民工、就业困难人员" in body


@pytest.mark.parametrize(
    ("who", "status"),
    [("lin", 200), ("leader", 200), ("wang", 200), ("zhao", 404), ("chen_filer", 404), ("sysadmin", 403)],
)
def test_who_opens_the_part(
    request: pytest.FixtureRequest, jiansheng: SurveyPart, enter: Enter, who: str, status: int
) -> None:
    enter(1)
    answer = look(request.getfixturevalue(who), "part_detail", jiansheng.pk)
    assert answer.status_code == status
    assert status == 200 or "张兰" not in text_of(answer)


def test_the_list_of_people_is_kept_by_no_cache(jiansheng: SurveyPart, wang: User) -> None:
    assert "no-store" in look(wang, "part_detail", jiansheng.pk)["Cache-Control"]


@pytest.mark.parametrize(
    "query",
    ["q=李", "village=和平村", "age=age_35", "category=99", "skill=%s", "willingness=no", "ability=weak",
     "employment=farming"],
)  # fmt: skip
def test_each_filter_finds_the_one_it_means(
    jiansheng: SurveyPart, enter: Enter, wang: User, trades: dict[str, Trade], query: str
) -> None:
    enter(1)
    enter(
        2, name="李禾", village="和平村", categories=["99"], skills=[trades["电工"]], willingness="no", ability="weak",
        employment="farming",
    )  # fmt: skip
    asked = query % trades["电工"].code if "%" in query else query
    answer = look(wang, "part_detail", jiansheng.pk, f"?{asked}")
    assert "李禾" in names_on(answer)
    assert names_on(answer) == ["李禾"] or asked.startswith("age=")
    assert answer.context["is_filtered"]


def test_withdrawn_answers_are_listed_when_asked_for(
    jiansheng: SurveyPart, enter: Enter, wang: User, at: datetime
) -> None:
    enter(1)
    gone = enter(2, name="李禾")
    withdraw_response(response=gone, reason="重复登记", version=0, by=wang, at=at)
    assert names_on(look(wang, "part_detail", jiansheng.pk)) == ["张兰"]
    answer = look(wang, "part_detail", jiansheng.pk, "?state=withdrawn")
    assert names_on(answer) == ["李禾"]
    assert "已撤销" in text_of(answer)


def test_nobody_found_offers_to_clear_the_filter(jiansheng: SurveyPart, enter: Enter, wang: User) -> None:
    enter(1)
    body = text_of(look(wang, "part_detail", jiansheng.pk, "?q=没有这个人"))
    assert "没有符合条件的人" in body
    assert f'href="{reverse("part_detail", args=[jiansheng.pk])}"' in body


def test_an_empty_part_says_what_to_do_next(jiansheng: SurveyPart, wang: User, leader: User) -> None:
    assert reverse("survey_import", args=[jiansheng.pk]) in text_of(look(wang, "part_detail", jiansheng.pk))
    assert "由本镇街的填报人" in text_of(look(leader, "part_detail", jiansheng.pk))


def test_reporting_and_taking_it_back(jiansheng: SurveyPart, enter: Enter, wang: User) -> None:
    enter(1)
    assert "报送建胜镇的摸底（共1人）？" in text_of(look(wang, "part_detail", jiansheng.pk))
    assert act(wang, "part_finish", jiansheng.pk).status_code == 302
    body = text_of(look(wang, "part_detail", jiansheng.pk))
    assert "已报送" in body
    assert reverse("survey_import", args=[jiansheng.pk]) not in body
    bare = act(wang, "part_reopen", jiansheng.pk, reason=" ")
    assert bare.status_code == 422
    assert "请写明撤回报送的原因" in text_of(bare)
    assert act(wang, "part_reopen", jiansheng.pk, reason="漏了和平村").status_code == 302
    jiansheng.refresh_from_db()
    assert (jiansheng.finished_at, jiansheng.reopen_reason) == (None, "漏了和平村")
    again = act(wang, "part_reopen", jiansheng.pk, reason="再撤回一次")
    assert again.status_code == 422
    assert "还没有报送" in text_of(again)


def test_an_empty_part_is_reported_only_when_said_on_purpose(jiansheng: SurveyPart, wang: User) -> None:
    plain = act(wang, "part_finish", jiansheng.pk)
    assert plain.status_code == 422
    assert "无人可登记" in text_of(plain)
    assert act(wang, "part_finish", jiansheng.pk, nobody="1").status_code == 302
    assert "无人可登记" in text_of(look(wang, "part_detail", jiansheng.pk))


def test_what_was_typed_stays_when_taking_back_is_refused(
    survey: LaborSurvey, jiansheng: SurveyPart, enter: Enter, lin: User, wang: User, at: datetime
) -> None:
    enter(1)
    finish_part(part=jiansheng, by=wang, at=at)
    answer = act(lin, "part_reopen", jiansheng.pk, reason="太长" * 150)
    assert answer.status_code == 422
    assert "太长太长" in text_of(answer)
    close_survey(survey=survey, by=lin, at=at)
    closed = act(wang, "part_reopen", jiansheng.pk, reason="再补一人")
    assert closed.status_code == 422
    assert "已经结束" in text_of(closed)


@pytest.mark.parametrize("who", ["leader", "zhao"])
def test_others_neither_report_nor_take_back(
    request: pytest.FixtureRequest, jiansheng: SurveyPart, enter: Enter, who: str
) -> None:
    enter(1)
    user = request.getfixturevalue(who)
    for name in ("part_finish", "part_reopen"):
        assert act(user, name, jiansheng.pk, reason="试一试").status_code in (403, 404, 422)
    jiansheng.refresh_from_db()
    assert jiansheng.finished_at is None


@pytest.mark.parametrize(("closed", "how"), [(False, "请联系办公室延长，再撤回报送"), (True, "请办公室重新开启")])
def test_a_township_that_reported_in_time_is_not_pressed_after_the_deadline(
    jiansheng: SurveyPart, enter: Enter, wang: User, lin: User, at: datetime, closed: bool, how: str
) -> None:
    enter(1)
    finish_part(part=jiansheng, by=wang, at=at)
    SurveyPart.objects.update(due_on=at.date() - timedelta(days=2))
    if closed:
        close_survey(survey=jiansheng.survey, by=lin, at=at)
    body = text_of(look(wang, "part_detail", jiansheng.pk))
    assert "已经报送，没有要办的。" in body
    assert how in body
    assert "notice-warning" not in body


def test_past_its_deadline_a_township_reads_and_is_told_whom_to_ask(
    jiansheng: SurveyPart, enter: Enter, wang: User, lin: User
) -> None:
    enter(1)
    SurveyPart.objects.filter(pk=jiansheng.pk).update(due_on=date(2026, 11, 10))
    body = text_of(look(wang, "part_detail", jiansheng.pk))
    assert "请联系办公室延长" in body
    assert "已逾期2天" in body
    assert reverse("part_finish", args=[jiansheng.pk]) not in body
    assert reverse("part_finish", args=[jiansheng.pk]) in text_of(look(lin, "part_detail", jiansheng.pk))


def test_an_export_is_masked_watermarked_and_written_down(
    jiansheng: SurveyPart, enter: Enter, wang: User, trades: dict[str, Trade]
) -> None:
    response = enter(1)
    enter(2, name="李禾", willingness="no")
    answer = act(wang, "part_export", jiansheng.pk, "?willingness=yes", reason="核对务工意愿")
    assert answer.status_code == 200
    words = list(cells(answer.content))
    assert response.worker.id_masked in words
    assert "李禾" not in words
    assert sum("王溪（wang）" in word and "核对务工意愿" in word for word in words) == 2
    assert "筛选条件：务工意愿＝愿意" in words
    assert not any("返乡农民工" in word or id_number(order=1) in word for word in words)
    entry = AuditEntry.objects.order_by("number").last()
    assert entry is not None
    assert (entry.act, entry.rows, entry.detail["reason"]) == ("导出摸底名单", 1, "核对务工意愿")


def test_categories_go_out_only_when_asked_for_and_the_sheet_says_not_to_post_it(
    jiansheng: SurveyPart, enter: Enter, lin: User
) -> None:
    enter(1)
    words = list(cells(act(lin, "part_export", jiansheng.pk, reason="核对重点群体", categories="1").content))
    assert "返乡农民工、就业困难人员" in words
    assert any("不得张贴" in word for word in words)
    entry = AuditEntry.objects.order_by("number").last()
    assert entry is not None
    assert entry.detail["categories"] is True


@pytest.mark.parametrize(
    ("reason", "query", "why"), [("看", "", "至少四个字"), ("核对意愿", "?q=无此人", "没有符合条件")]
)
def test_an_export_that_is_refused_keeps_what_was_typed(
    jiansheng: SurveyPart, enter: Enter, wang: User, reason: str, query: str, why: str
) -> None:
    enter(1)
    before = AuditEntry.objects.count()
    answer = act(wang, "part_export", jiansheng.pk, query, reason=reason)
    assert answer.status_code == 422
    assert why in text_of(answer)
    assert query or f">{reason}</textarea>" in text_of(answer)
    assert AuditEntry.objects.count() == before


def test_leaders_export_nobody(jiansheng: SurveyPart, enter: Enter, leader: User) -> None:
    enter(1)
    assert reverse("part_export", args=[jiansheng.pk]) not in text_of(look(leader, "part_detail", jiansheng.pk))
    answer = act(leader, "part_export", jiansheng.pk, reason="看看名单")
    assert answer.status_code in (403, 422)
    assert not AuditEntry.objects.filter(act="导出摸底名单").exists()


@pytest.mark.parametrize("name", ["part_detail", "part_export", "survey_detail"])
def test_a_part_costs_the_same_for_two_people_and_twenty(
    survey: LaborSurvey, jiansheng: SurveyPart, enter: Enter, lin: User, name: str
) -> None:
    client = signed_in(lin)
    address = reverse(name, args=[survey.pk if name == "survey_detail" else jiansheng.pk])

    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            answer = client.post(address, {"reason": "核对名单"}) if name == "part_export" else client.get(address)
            assert answer.status_code == 200
        return len(made)

    for number in (1, 2):
        enter(number, village=f"第{number}村")
    cost()
    few = cost()
    for number in range(3, 21):
        enter(number, village=f"第{number}村")
    assert cost() == few


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (None, None, "长期"), (date(2026, 12, 1), None, "2026-12-01起"), (None, date(2027, 1, 31), "到2027-01-31"),
        (date(2026, 12, 1), date(2027, 1, 31), "2026-12-01至2027-01-31"),
    ],
)  # fmt: skip
def test_days_in_words(first: date | None, last: date | None, said: str) -> None:
    assert days_said(first, last) == said


def test_years_are_full_on_the_birthday() -> None:
    assert [age_of(date(1990, 6, 15), date(2026, 6, day)) for day in (14, 15)] == [35, 36]


def test_each_page_has_an_object_to_be_opened_with(lin: User, wang: User, at: datetime) -> None:
    world = keys(lin=lin, wang=wang, at=at)
    for name in ("survey_list", "survey_new", *OF_SURVEYS, *OF_PARTS):
        assert signed_in(lin).get(reverse(name, kwargs=world[name])).status_code in (200, 405)

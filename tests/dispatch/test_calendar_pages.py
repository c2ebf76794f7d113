"""调度日程 pages: read by everybody with a post, moved by the office administrator, nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from dispatch.calendar_rows import coming, rows_of
from labor.parameters import parameters_on
from projects.models import ChangedDay, Period, Round, RoundKind, RoundRule
from projects.periods import open_period
from projects.rounds import plan_year
from projects.rounds_reference import load_round_rules
from projects.working_days import change_day
from units.models import AuditEntry, User

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 28, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = NOW.date()
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def year(reference: None) -> None:
    load_round_rules(by=None, at=NOW)
    plan_year(year=2026, by=None, at=NOW - timedelta(days=1))


def the(kind: RoundKind, last: date) -> Round:
    return Round.objects.get(kind=kind, last=last)


def shown(client: Client, name: str, *arguments: object, **query: object) -> str:
    answer = client.get(reverse(name, args=arguments), query)
    assert answer.status_code == 200
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", answer.content.decode()))


def posted(client: Client, name: str, *arguments: object, **values: object) -> Any:
    return client.post(reverse(name, args=arguments), values)


def test_the_year_shows_each_rounds_days_states_and_why_they_moved(year: None, lin: User, client: Client) -> None:
    open_period(month=SEPTEMBER, by=None, at=NOW)
    client.force_login(lin)
    page = shown(client, "calendar_year")
    for words in (
        "2026年第三季度", "2026年上半年", "填报中", "未开启", "没有办理",
        "2026-10-08星期四原10月5日国庆节，已按调休顺延还有10天",
        "2026-11-09星期一原11月8日星期日，已顺延",
        "接下来10月8日星期四2026年9月报送截止日还有10天",
    ):  # fmt: skip
        assert words in page, words


def test_states_follow_the_days_the_close_and_the_report(year: None, lin: User) -> None:
    def states(on: date) -> list[str]:
        found = {(row.round.kind, row.round.last): row.label for row in rows_of(lin, 2026, on)}
        return [found["month", SEPTEMBER], found["quarter", SEPTEMBER], found["month", OCTOBER]]

    period = open_period(month=SEPTEMBER, by=None, at=NOW)
    assert states(date(2026, 9, 23)) == ["未开启", "未开启", "未开启"]
    assert states(DAY) == ["填报中", "未开启", "未开启"]
    assert states(date(2026, 10, 9)) == ["审核中", "填报中", "未开启"]
    assert states(date(2026, 10, 12))[0] == "逾期未印发"
    Period.objects.filter(pk=period.pk).update(closed_at=NOW, closed_by=lin)
    assert states(date(2026, 10, 9)) == ["已关账", "已关账", "未开启"]
    assert [one.label for one in coming(date(2026, 10, 9))][:2] == ["印发日", "报送截止日"]


READ = ["calendar_year", "calendar_days", "calendar_rules", "calendar_print"]


@pytest.mark.parametrize("name", READ)
def test_everybody_with_a_post_reads_and_no_administrator(
    request: pytest.FixtureRequest, client: Client, year: None, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("dispatch.calendar_papers.render_pdf", lambda html: b"%PDF-1.7")
    for who, status in {"lin": 200, "leader": 200, "chen_filer": 200, "wang": 200, "sysadmin": 403}.items():
        client.force_login(request.getfixturevalue(who))
        assert client.get(reverse(name)).status_code == status, who


def test_only_the_office_administrator_is_offered_and_allowed_to_set(
    client: Client, year: None, wang: User, leader: User, lin: User
) -> None:
    day = ChangedDay.objects.create(day=date(2026, 12, 1), is_working=False, basis="x", set_at=NOW, set_by=lin)
    held, rule = the(RoundKind.MONTH, OCTOBER), RoundRule.objects.get(kind="month")
    acts: list[tuple[str, list[int]]] = [
        ("calendar_round_edit", [held.pk]), ("calendar_round_reset", [held.pk]), ("calendar_rule_new", []),
        ("calendar_rule_withdraw", [rule.pk]), ("calendar_days", []), ("calendar_day_withdraw", [day.pk]),
        ("calendar_plan", []),
    ]  # fmt: skip
    for person in (wang, leader):
        client.force_login(person)
        assert "/edit/" not in client.get(reverse("calendar_year")).content.decode()
        for name, arguments in acts:
            assert posted(client, name, *arguments).status_code == 403, name
    client.force_login(lin)
    assert client.get(reverse("calendar_round_edit", args=[10**9])).status_code == 404


def test_a_round_is_moved_and_a_wrong_move_keeps_what_was_typed(year: None, lin: User, client: Client) -> None:
    client.force_login(lin)
    held = the(RoundKind.MONTH, OCTOBER)
    form = client.get(reverse("calendar_round_edit", args=[held.pk])).context["form"].initial
    typed = {**form, "due_on": "2026-11-20", "note": ""}
    refused = posted(client, "calendar_round_edit", held.pk, **typed)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "2026-11-20" in page
    assert "审核截止日不能早于报送截止日" in page
    assert "请写明调整说明" in page
    days = {"due_on": "2026-11-06", "review_on": "2026-11-08", "note": "等统计数"}
    done = client.post(reverse("calendar_round_edit", args=[held.pk]), {**typed, **days}, follow=True)
    said = done.content.decode()
    assert "审核截止日2026年11月8日（星期日）不是工作日" in said
    assert "等统计数" in said
    again = posted(client, "calendar_round_edit", held.pk, **{**typed, **days, "note": "另一人"})
    assert again.status_code == 422
    assert "刚刚由别人改过" in again.content.decode()
    posted(client, "calendar_round_reset", held.pk)
    assert the(RoundKind.MONTH, OCTOBER).due_on == date(2026, 11, 5)


def test_a_changed_day_is_saved_only_after_its_effect_was_shown(year: None, lin: User, client: Client) -> None:
    client.force_login(lin)
    typed = {"day": "2026-11-05", "until": "", "works": "rest", "basis": "区里安排"}
    looked = posted(client, "calendar_days", **typed)
    assert looked.status_code == 200
    assert "2026年10月：报送截止日2026-11-05→2026-11-06" in looked.content.decode()
    assert not ChangedDay.objects.exists()
    token = looked.context["form"]["looked"].value()
    other = posted(client, "calendar_days", **{**typed, "day": "2026-11-06", "looked": token})
    assert (other.status_code, ChangedDay.objects.count()) == (200, 0)
    saved = posted(client, "calendar_days", **{**typed, "looked": token})
    assert saved.status_code == 302
    assert the(RoundKind.MONTH, OCTOBER).due_on == date(2026, 11, 6)
    page = shown(client, "calendar_days", year=2026)
    assert "区里安排" in page
    assert "会重排1轮：2026年10月：报送截止日2026-11-06→2026-11-05" in page
    posted(client, "calendar_day_withdraw", ChangedDay.objects.get().pk)
    assert the(RoundKind.MONTH, OCTOBER).due_on == date(2026, 11, 5)


def test_a_wrong_change_of_days_tells_all_and_keeps_what_was_typed(year: None, lin: User, client: Client) -> None:
    client.force_login(lin)
    typed = {"day": "2026-09-01", "until": "2026-08-01", "works": "rest", "basis": "老黄历"}
    answer = posted(client, "calendar_days", **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("已经过去", "早于开始日期", "老黄历"):
        assert words in page
    assert posted(client, "calendar_days").status_code == 422


def test_a_rule_is_set_and_taken_back(year: None, lin: User, client: Client) -> None:
    client.force_login(lin)
    assert client.get(reverse("calendar_rule_new"), {"kind": "quarter"}).context["form"]["due"].value() == 10
    typed = {"kind": "month", "month": "2026-10", "opens": "-6", "due": "9", "review": "8", "issue": "10", "basis": "x"}
    wrong = posted(client, "calendar_rule_new", **typed)
    assert (wrong.status_code, RoundRule.objects.count()) == (422, 4)
    assert "审核截止不能早于报送截止" in wrong.content.decode()
    done = client.post(reverse("calendar_rule_new"), {**typed, "due": "6"}, follow=True).content.decode()
    assert "已重排" in done
    assert "还没有起用" in done
    rule = RoundRule.objects.get(kind="month", starts_on=OCTOBER)
    assert (rule.locks, the(RoundKind.MONTH, OCTOBER).due_on) == (False, date(2026, 11, 6))
    posted(client, "calendar_rule_withdraw", rule.pk)
    first = RoundRule.objects.get(kind="month")
    assert posted(client, "calendar_rule_withdraw", first.pk).status_code == 422


def test_a_year_not_announced_says_so_and_is_planned_early_on_request(year: None, lin: User, client: Client) -> None:
    client.force_login(lin)
    page = shown(client, "calendar_year", year=2027)
    assert "2027年、2028年的放假安排还没有公布" in page
    assert "这一年还没有排定日程" in page
    client.post(f"{reverse('calendar_plan')}?year=2027")
    client.post(f"{reverse('calendar_plan')}?year=2027")
    client.post(f"{reverse('calendar_plan')}?year=2035")
    assert (Round.objects.filter(last__year=2027).count(), Round.objects.filter(last__year__gt=2027).count()) == (19, 0)
    assert shown(client, "calendar_year", year="x").startswith("2026年调度日程")


def test_without_rules_the_page_says_what_to_set_first(lin: User, client: Client) -> None:
    client.force_login(lin)
    answer = client.post(f"{reverse('calendar_plan')}?year=2026", follow=True)
    assert "还没有日程规则" in answer.content.decode()
    assert "没有规则，不排定月度日程" in shown(client, "calendar_rules")
    typed = {"kind": "month", "month": "2026-09", "opens": "-6", "due": "5", "review": "8", "issue": "10", "basis": "x"}
    assert posted(client, "calendar_rule_new", **typed).status_code == 302
    client.post(f"{reverse('calendar_plan')}?year=2026")
    assert list(Round.objects.values_list("last__month", flat=True)) == [9, 10, 11, 12]


def test_the_paper_and_the_workbook_hold_every_round(
    year: None, lin: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_day(day=date(2026, 12, 1), is_working=False, basis="区里安排", by=lin, at=NOW)
    printed: list[str] = []
    monkeypatch.setattr("dispatch.calendar_papers.render_pdf", lambda html: printed.append(html) or b"%PDF-1.7")
    client.force_login(lin)
    assert client.get(reverse("calendar_print")).content == b"%PDF-1.7"
    assert "2026年第三季度" in printed[0]
    assert "报送截止原10月5日国庆节" in printed[0]
    book = load_workbook(BytesIO(client.post(reverse("calendar_export")).content))
    rounds, changed = book["调度日程"], book["工作日调整"]
    assert sum(row[1].value == "2026年第三季度" for row in rounds.iter_rows(max_col=2)) == 1
    assert any(row[2].value == "区里安排" for row in changed.iter_rows(max_col=3))
    assert AuditEntry.objects.get(act="导出调度日程").rows == 19


def test_the_pages_ask_the_same_whatever_was_changed(year: None, lin: User, client: Client) -> None:
    def asked() -> list[int]:
        counts = []
        for name in ("calendar_year", "calendar_days", "calendar_rules"):
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse(name))
            counts.append(len(queries))
        return counts

    client.force_login(lin)
    asked()
    before = asked()
    days = [date(2026, 11, 2) + timedelta(days=count) for count in range(20)]
    ChangedDay.objects.bulk_create(
        ChangedDay(day=day, is_working=False, basis="x", set_at=NOW, set_by=lin) for day in days
    )
    for month in range(1, 10):
        open_period(month=date(2026, month, 1), by=None, at=NOW)
    assert asked() == before


def test_the_parameters_name_the_rules_and_the_changed_days(year: None, lin: User) -> None:
    change_day(day=date(2026, 12, 1), is_working=False, basis="区里安排", by=lin, at=NOW)
    said = {row.label: row for row in parameters_on(DAY) if row.group == "调度日程"}
    assert said["月度日程"].in_force == (
        "开启：期末前6天；报送截止：期满后第5天；审核截止：期满后第8天；印发：期满后第10天",
        "审核截止后锁定填报",
    )
    assert said["工作日调整"].in_force[0] == "今年办公室调整1天"
    assert "2027年" in said["工作日调整"].in_force[1]

"""保存期限 as the office sees it: what is due, why the rest is not, one review a year; nothing is deleted."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from labor.models import Engagement, LaborSurvey, RetentionReview, WageRoll
from labor.retention import due_for_review
from labor.retention_reviews import correct_review, record_review
from labor.retention_standing import standings
from projects.models import Project
from tests.labor.conftest import AT, Import, saved_roll
from tests.labor.sheets import line, roll_bytes
from tests.labor.test_retention import finished, person, stay  # noqa: F401
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal

YEAR, DAY = 2033, date(2033, 3, 1)
WHEN = datetime(2033, 3, 1, 2, tzinfo=UTC)
SAID = "工资台账转入档案管理，其余继续保存。"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch, lin: User) -> None:
    """The first of March 2033, as the views read it: years after the sample month."""
    monkeypatch.setattr("labor.views.retention.today", lambda: DAY)
    monkeypatch.setattr("labor.views.retention.timezone", SimpleNamespace(now=lambda: WHEN))


@pytest.fixture
def office(client: Client, lin: User) -> Client:
    client.force_login(lin)
    return client


def shown(client: Client, page: str = "retention_list", **asked: Any) -> str:
    answer = client.get(reverse(page), asked)
    assert answer.status_code == 200
    return re.sub(r"\s*\|[\s|]*", "|", re.sub(r"<[^>]+>", "|", answer.content.decode()))


def review(conclusion: str = SAID, **changed: Any) -> RetentionReview:
    return record_review(**({"conclusion": conclusion, "on": DAY, "at": WHEN} | changed))


# The list


def test_due_ledgers_are_listed_with_their_days_and_lead_to_themselves(
    office: Client, later: None, road: Project, bring_in: Import
) -> None:
    roll = saved_roll(bring_in(road, roll_bytes([line(1), line(2)])))
    text = shown(office)
    assert "建胜镇产业道路硬化工程 2026年10月" in text
    assert "|工资台账|长期保存|2026-11-10|2029-11-10|2|2|" in text
    assert reverse("roll_detail", args=[roll.pk]) in office.get(reverse("retention_list")).content.decode()


def test_a_kind_can_be_looked_at_alone(office: Client, later: None, road: Project, bring_in: Import) -> None:
    saved_roll(bring_in(road, roll_bytes([line(1)])))
    assert "没有已到期的台账" in shown(office, ledger="摸底表")
    assert "2029-11-10" in shown(office, ledger="工资台账")
    assert "2029-11-10" in shown(office, ledger="别的")


def test_what_is_not_due_is_told_with_its_reason(
    office: Client, road: Project, estate: Project, bring_in: Import, lin: User
) -> None:
    saved_roll(bring_in(road, roll_bytes([line(1)])))
    saved_roll(bring_in(estate))
    WageRoll.objects.get(project=estate).lines.update(is_paid=False, pay_on=None)
    stay(road, lin, person(), left_on=None, leave_reason="")
    LaborSurvey.objects.create(year=2026, title="摸底", opens_on=DAY, due_on=DAY, opened_at=AT, opened_by=lin)
    told = {one.ledger: one for one in standings(due_for_review(date(2026, 12, 1)))}
    wages, roster, survey = told["工资台账"], told["用工台账"], told["摸底表"]
    assert (wages.total, wages.due, wages.running, wages.not_begun) == (2, 0, 1, 1)
    assert list(wages.reasons) == ["有没有发放的行，欠付的钱没有付清"]
    assert wages.next_on == date(2029, 11, 11)
    assert (roster.total, roster.due, roster.running, roster.not_begun) == (1, 0, 0, 1)
    assert list(roster.reasons) == [
        "工程没有完工 1 个项目", "还有人没有退场 1 个项目", "没有结清证明或有未办结的异议 1 个项目",
    ]  # fmt: skip
    assert (survey.not_begun, list(survey.reasons)) == (1, ["摸底调查还没有结束"])


def test_what_is_in_its_time_names_the_first_day_it_is_due(finished: Project) -> None:  # noqa: F811
    told = {one.ledger: one for one in standings(due_for_review(date(2029, 1, 1)))}["用工台账"]
    assert (told.running, told.not_begun, told.next_on, list(told.reasons)) == (1, 0, date(2030, 1, 16), [])
    assert {one.ledger: one.due for one in standings(due_for_review(date(2030, 1, 16)))}["用工台账"] == 1


def test_an_empty_house_says_that_nothing_is_due_and_nothing_was_reviewed(office: Client) -> None:
    text = shown(office)
    assert "没有已到期的台账" in text
    assert "还没有复核过" in text
    assert "登记" in text


@pytest.mark.parametrize("who", ["leader", "wang", "chen_filer", "sysadmin", "security", "auditor"])
def test_nobody_but_the_office_opens_it(request: pytest.FixtureRequest, client: Client, who: str) -> None:
    client.force_login(request.getfixturevalue(who))
    for answer in (
        client.get(reverse("retention_list")),
        client.get(reverse("retention_review")),
        client.post(reverse("retention_review"), {"conclusion": SAID}),
        client.post(reverse("retention_export")),
    ):
        assert answer.status_code == 403
        assert "岗位" in answer.content.decode() or "办公室" in answer.content.decode()
    assert not RetentionReview.objects.exists()


# The review


def test_the_office_records_the_year_with_what_was_due(
    office: Client,
    later: None,
    lin: User,
    finished: Project,  # noqa: F811
) -> None:
    answer = office.post(reverse("retention_review"), {"conclusion": SAID, "before": ""})
    assert answer.headers["Location"] == reverse("retention_list")
    made = RetentionReview.objects.get()
    assert (made.year, made.reviewed_on, made.ledgers, made.rows, made.people) == (YEAR, DAY, 1, 1, 1)
    assert (made.conclusion, made.reviewed_by) == (SAID, lin)
    assert Engagement.objects.count() == 1
    assert AuditEntry.objects.filter(act="登记保存期限复核", by=lin).count() == 1
    text = shown(office)
    assert f"|2033年|2033-03-01|1|1|1|{SAID}|林岚|" in text
    assert "更正结论" in text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("", "请写明复核结论"),
        ("好", "至少4个字"),
        ("长" * 301, "最多300个字"),
        ("张某11010519491231002X的台账转入档案。", "不要写身份证号"),
    ],
)
def test_a_conclusion_that_cannot_be_kept_is_refused_and_stays_typed(
    office: Client, later: None, said: str, sentence: str
) -> None:
    answer = office.post(reverse("retention_review"), {"conclusion": said, "before": ""})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert sentence in text
    assert f">\n{said}</textarea>" in text
    assert not RetentionReview.objects.exists()


def test_a_year_is_reviewed_once(office: Client, later: None, lin: User) -> None:
    review(by=lin)
    answer = office.post(reverse("retention_review"), {"conclusion": "另一份结论", "before": ""})
    assert answer.status_code == 422
    assert "2033年度已由林岚" in answer.content.decode()
    assert RetentionReview.objects.get().conclusion == SAID


def test_a_slip_is_corrected_and_both_wordings_stay_in_the_trail(office: Client, later: None, lin: User) -> None:
    review("第一行\n第二行写错了", by=lin)
    assert "更正2033年度复核结论" in shown(office, "retention_review")
    said = {"conclusion": "第一行\r\n第二行", "before": "第一行\r\n第二行写错了"}
    assert office.post(reverse("retention_review"), said).status_code == 302
    assert RetentionReview.objects.get().conclusion == "第一行\n第二行"
    entry = AuditEntry.objects.get(act="更正保存期限复核结论")
    assert entry.detail == {"before": "第一行\n第二行写错了", "after": "第一行\n第二行"}
    again = office.post(reverse("retention_review"), said)
    assert again.status_code == 422
    assert "别人更正过" in again.content.decode()


def test_a_year_that_is_over_is_not_corrected(lin: User, wang: User, reference: None) -> None:
    made = review(by=lin)
    after = WHEN.replace(year=YEAR + 1)
    with pytest.raises(Refusal, match="已过当年"):
        correct_review(review=made, conclusion="改一改结论", before=SAID, by=lin, at=after)
    with pytest.raises(NotAllowed):
        correct_review(review=made, conclusion="改一改结论", before=SAID, by=wang, at=WHEN)
    with pytest.raises(NotAllowed):
        review(on=date(YEAR + 1, 1, 2), by=wang)


# The workbook


def test_the_workbook_lists_ledgers_reasons_and_reviews_without_people(
    office: Client, later: None, lin: User, road: Project, bring_in: Import
) -> None:
    saved_roll(bring_in(road, roll_bytes([line(1)])))
    review(by=lin)
    answer = office.post(f"{reverse('retention_export')}?ledger=工资台账")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["到期台账", "保存情况", "历次复核"]
    values = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert "建胜镇产业道路硬化工程 2026年10月" in values
    assert SAID in values
    assert not [value for value in values if re.search(r"\d{17}", value) or "**" in value]
    assert AuditEntry.objects.get(act="导出保存期限清单").rows == 1
    assert office.get(reverse("retention_export")).status_code == 405
    assert WageRoll.objects.count() == 1


def test_the_page_costs_the_same_for_one_roster_and_many(
    office: Client,
    finished: Project,  # noqa: F811
    lin: User,
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            shown(office)
        return len(made)

    cost()
    few = cost()
    for serial in range(2, 20):
        stay(finished, lin, person(serial))
    assert cost() == few

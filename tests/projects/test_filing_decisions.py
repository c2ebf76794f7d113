"""Who sends, submits, returns and accepts a filing: never the same person twice, and nothing unseen."""

from __future__ import annotations

from datetime import date

import pytest

from projects import filings
from projects.models import FilingSource, FilingState, Period, Project
from tests.cast import Engage
from tests.projects.conftest import MakeProject
from tests.projects.figures import complete, start, submitted
from tests.projects.samples import AT
from units.models import Role, RoleGrant, Unit, User
from units.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db


def test_who_writes_does_not_submit(road: Project, october: Period, both: User, chen_reviewer: User) -> None:
    draft = start(road, october, both, **complete())
    filings.send_to_review(filing=draft, by=both, at=AT)
    with pytest.raises(NotAllowed, match="不得为同一人"):
        filings.submit(filing=draft, by=both, at=AT)
    assert filings.submit(filing=draft, by=chen_reviewer, at=AT).state == FilingState.SUBMITTED


def test_who_wrote_a_part_does_not_submit_what_another_sent(
    road: Project, october: Period, both: User, chen_filer: User
) -> None:
    draft = start(road, october, both, **complete())
    filings.send_to_review(filing=draft, by=chen_filer, at=AT)
    with pytest.raises(NotAllowed, match="不得为同一人"):
        filings.submit(filing=draft, by=both, at=AT)


def test_who_wrote_or_submitted_does_not_accept(
    road: Project, october: Period, engage: Engage, chen_filer: User, wei: User
) -> None:
    everything = engage("everything", Role.UNIT_REVIEWER, "区农业农村委", "兼职人")
    office = Unit.objects.get(name="区发展改革委")
    RoleGrant.objects.create(user=everything, role=Role.OFFICE_CLERK, unit=office, starts_on=date(2022, 10, 12))
    draft = start(road, october, chen_filer, **complete())
    filings.send_to_review(filing=draft, by=chen_filer, at=AT)
    filings.submit(filing=draft, by=everything, at=AT)
    with pytest.raises(NotAllowed, match="不得为同一人"):
        filings.accept(filing=draft, by=everything, at=AT)
    assert filings.accept(filing=draft, by=wei, at=AT).state == FilingState.ACCEPTED


def test_only_who_sent_it_takes_it_back(road: Project, october: Period, both: User, chen_filer: User) -> None:
    draft = start(road, october, chen_filer, **complete())
    filings.send_to_review(filing=draft, by=chen_filer, at=AT)
    with pytest.raises(NotAllowed, match="只有本人可以撤回"):
        filings.withdraw(filing=draft, by=both, at=AT)


def test_a_returned_field_keeps_its_reason_until_the_unit_files_again(
    road: Project, october: Period, chen_filer: User, chen_reviewer: User, lin: User
) -> None:
    filing = submitted(road, october, chen_filer, chen_reviewer)
    filings.return_fields(filing=filing, reasons={"workers_year": "与发放表38人不一致"}, by=lin, at=AT)
    assert (filing.state, filing.submitted_by, filing.submitted_at) == (FilingState.RETURNED, None, None)
    asked = filing.returns.get()
    assert (asked.field, asked.reason, asked.returned_by, asked.settled_at) == (
        "workers_year", "与发放表38人不一致", lin, None,
    )  # fmt: skip
    filings.save_filing(filing=filing, values={"workers_year": 38}, by=chen_filer, at=AT)
    assert filing.returns.filter(settled_at=None).exists()
    filings.send_to_review(filing=filing, by=chen_filer, at=AT)
    assert filing.returns.get().settled_at == AT


@pytest.mark.parametrize(
    ("reasons", "says"),
    [
        ({}, "请至少选一个栏目并写明退回原因"),
        ({"workers_year": "  "}, "没有写退回原因"),
        ({"no_such_field": "不对"}, "没有“no_such_field”这些栏目"),
        ({"workers_year": "长" * 201}, "超过200字"),
    ],
)
def test_returning_needs_a_reason_for_each_field(
    road: Project, october: Period, chen_filer: User, chen_reviewer: User, lin: User, reasons: dict[str, str], says: str
) -> None:
    filing = submitted(road, october, chen_filer, chen_reviewer)
    with pytest.raises(Refusal, match=says):
        filings.return_fields(filing=filing, reasons=reasons, by=lin, at=AT)
    filing.refresh_from_db()
    assert (filing.state, filing.returns.count()) == (FilingState.SUBMITTED, 0)


def test_the_office_may_accept_what_it_once_wrote_and_the_unit_filed_anew(
    road: Project, october: Period, chen_filer: User, chen_reviewer: User, lin: User
) -> None:
    filing = filings.start_filing(project=road, period=october, by=lin, at=AT)
    filings.file_for_unit(filing=filing, values=complete(), by=lin, at=AT)
    filings.return_fields(filing=filing, reasons={"look": "请单位自报"}, by=lin, at=AT)
    filings.send_to_review(filing=filing, by=chen_filer, at=AT)
    assert filing.source == FilingSource.UNIT
    filings.submit(filing=filing, by=chen_reviewer, at=AT)
    assert filings.accept(filing=filing, by=lin, at=AT).state == FilingState.ACCEPTED


def test_the_office_does_not_overwrite_a_units_accepted_filing(
    road: Project, october: Period, chen_filer: User, chen_reviewer: User, lin: User
) -> None:
    filing = submitted(road, october, chen_filer, chen_reviewer)
    filings.accept(filing=filing, by=lin, at=AT)
    with pytest.raises(NotAllowed, match="办公室不能代填覆盖"):
        filings.file_for_unit(filing=filing, values={"workers_year": 1}, by=lin, at=AT)


def test_accepting_many_accepts_all_or_none(
    make_project: MakeProject, october: Period, chen_filer: User, chen_reviewer: User, lin: User
) -> None:
    first = submitted(make_project(1), october, chen_filer, chen_reviewer)
    second = start(make_project(2), october, chen_filer)
    with pytest.raises(Refusal):
        filings.accept_all(filings=[first, second], by=lin, at=AT)
    first.refresh_from_db()
    assert first.state == FilingState.SUBMITTED
    assert filings.accept_all(filings=[first], by=lin, at=AT) == 1


def test_a_filing_changed_since_the_page_was_opened_is_not_accepted_unseen(
    road: Project, october: Period, chen_filer: User, chen_reviewer: User, lin: User
) -> None:
    filing = submitted(road, october, chen_filer, chen_reviewer)
    with pytest.raises(Refusal, match="在您打开页面以后改过"):
        filings.accept_all(filings=[filing], versions={filing.pk: filing.version - 1}, by=lin, at=AT)
    filing.refresh_from_db()
    assert filing.state == FilingState.SUBMITTED
    assert filings.accept_all(filings=[filing], versions={filing.pk: filing.version}, by=lin, at=AT) == 1


def test_the_owners_township_drafts_and_the_department_submits(
    make_project: MakeProject, october: Period, wang: User, zhao: User, chen_reviewer: User
) -> None:
    project = make_project(owner=Unit.objects.get(name="建胜镇"), owner_name="建胜镇人民政府")
    with pytest.raises(NotAllowed):
        start(project, october, zhao)
    draft = start(project, october, wang, **complete())
    filings.send_to_review(filing=draft, by=wang, at=AT)
    assert filings.submit(filing=draft, by=chen_reviewer, at=AT).state == FilingState.SUBMITTED

"""Papers of the office and their moves at the same moment, on PostgreSQL with real threads."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from assignments.assigning.actions import draft_assignment, extend_assignment, issue_assignment
from assignments.models import Duty, IssuedPaper, PaperKind, SupervisionNotice, SupervisionState
from assignments.papers import issue_paper, official, pdf_of
from assignments.reports.actions import file_report
from assignments.series import load_paper_series
from assignments.supervision.answering import answer_supervision, sign_for
from assignments.supervision.checking import close_supervision
from assignments.supervision.issuing import issue_supervision
from assignments.supervision.raising import edit_supervision, raise_supervision
from tests.assignments.papers.conftest import AT
from tests.cast import Engage
from tests.labor.demands.test_demand_races import at_once, refusals
from units.audit import first_broken_link
from units.models import AuditEntry, Message, Role, Unit, User
from units.refusals import Refusal

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TOGETHER = 4
WORDS: dict[str, Any] = {"title": "公示整改", "basis": "区级抽查", "demand": "补充公示", "due_on": date(2026, 11, 27)}


@pytest.fixture(autouse=True)
def _on_postgres_without_printing(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: python -m tests.servers postgres pytest -m postgres")
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("documents.papers.engine.print_pdf", lambda html: html.encode())


@pytest.fixture
def notice(lin: User) -> SupervisionNotice:
    load_paper_series()
    return raise_supervision(**WORDS, unit=Unit.objects.get(name="建胜镇"), by=lin, at=AT)


@pytest.fixture
def sun(engage: Engage) -> User:
    """Reviewer of 建胜镇."""
    return engage("sun", Role.UNIT_REVIEWER, "建胜镇", "孙陌")


def test_papers_issued_together_get_each_number_once_and_lose_none(lin: User) -> None:
    load_paper_series()

    def issue(name: str, *, refuses: bool = False) -> IssuedPaper:
        def settle(paper: IssuedPaper) -> IssuedPaper:
            if refuses:
                raise Refusal("这件事刚被别人办理过。")
            return paper

        return issue_paper(
            kind=PaperKind.MINUTES,
            compose=lambda number, day: official(number=number, title=name, addressee="", body=(), dated=day),
            settle=settle,
            by=lin,
            at=AT,
        )

    acts = [lambda one=one: issue(f"纪要{one}", refuses=one == 0) for one in range(TOGETHER + 1)]
    outcomes = at_once(*acts)
    assert len(refusals(outcomes)) == 1  # it took no number with it
    issued = IssuedPaper.objects.order_by("number")
    assert list(issued.values_list("number", flat=True)) == list(range(1, TOGETHER + 1))
    assert {paper.title for paper in issued} == {f"纪要{one}" for one in range(1, TOGETHER + 1)}
    for paper in issued:  # what stands on the disk is what its row says, under its own number
        assert paper.document_number in pdf_of(paper).decode()
    assert AuditEntry.objects.filter(act="印发会议纪要").count() == TOGETHER
    assert first_broken_link() is None


def test_a_notice_issued_twice_while_it_is_edited_is_issued_once_or_not_at_all(
    notice: SupervisionNotice, lin: User, sun: User
) -> None:
    def issue() -> object:
        return issue_supervision(notice=SupervisionNotice.objects.get(), version=1, by=lin, at=AT)

    def edit() -> object:
        values = {**WORDS, "title": "改过", "unit": notice.unit}
        return edit_supervision(notice=notice, values=values, version=1, by=lin, at=AT)

    outcomes = at_once(issue, edit, issue)
    assert len(refusals(outcomes)) == 2
    notice.refresh_from_db()
    issued = notice.state == SupervisionState.ISSUED
    assert IssuedPaper.objects.count() == Message.objects.filter(to=sun).count() == int(issued)
    assert notice.title == (WORDS["title"] if issued else "改过")


def test_a_double_click_signs_and_closes_once(notice: SupervisionNotice, lin: User, sun: User) -> None:
    held = issue_supervision(notice=notice, by=lin, at=AT)
    for act, by, said in (
        (sign_for, sun, {}),
        (answer_supervision, sun, {"answer": "已补充公示7天"}),
        (close_supervision, lin, {"verdict": "属实"}),
    ):
        version, steps = held.version, held.steps.count()
        outcomes = at_once(*[lambda: act(notice=held, version=version, by=by, at=AT, **said)] * 3)  # noqa: B023
        assert len(refusals(outcomes)) == 2, outcomes
        held.refresh_from_db()
        assert (held.version, held.steps.count()) == (version + 1, steps + 1)
    assert held.state == SupervisionState.CLOSED
    assert Message.objects.filter(to=sun, key__endswith="-closed").count() == 1
    assert first_broken_link() is None


def test_who_files_a_report_and_who_moves_its_task_never_wait_for_each_other(lin: User, wang: User) -> None:
    task = draft_assignment(
        origin=Duty.objects.get(number=26), lead=Unit.objects.get(name="建胜镇"), title="开展宣讲",
        due_on=date(2026, 12, 1), by=lin, at=AT,
    )  # fmt: skip
    task = issue_assignment(assignment=task, by=lin, at=AT)
    for day in range(2, 6):
        held = task.reports.get()
        acts = [
            lambda: file_report(report=held, text="已宣讲", by=wang, at=AT),  # noqa: B023
            lambda: extend_assignment(assignment=task, due_on=date(2026, 12, day), reason="雨", by=lin, at=AT),  # noqa: B023
        ]
        assert refusals(at_once(*acts)) == []
    assert task.reports.get().steps.count() == 4
    assert first_broken_link() is None

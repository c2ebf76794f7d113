"""更正: a new revision with its reason; the old numbers stay (R16)."""

import pytest

from dispatch.bulletins import draft_bulletin
from dispatch.correcting import StaleCorrection, correct_figures
from dispatch.figures import FigureBook, latest_revision
from dispatch.models import Bulletin, FigureRevision
from tests.dispatch.conftest import WAN
from units.models import AuditEntry
from units.refusals import NotAllowed, Refusal


@pytest.fixture
def correct(closed, lin, at):
    def run(**changes):
        code = closed.figures.get(project_name="道路").project_code
        given = {"project_code": code, "values": {"workers_year": 15}, "reason": "漏报3人", "by": lin, "at": at}
        return correct_figures(period=closed.period, **(given | changes))

    return run


def test_a_correction_is_a_new_revision_and_the_old_one_stays(closed, correct):
    revision = correct()
    assert (revision.number, revision.reason) == (1, "漏报3人")
    assert latest_revision(closed.period) == revision
    assert FigureBook(revision).total.value("workers_year").numerator == 21
    assert FigureBook(FigureRevision.objects.get(number=0)).total.value("workers_year").numerator == 18
    assert revision.figures.count() == closed.figures.count()
    assert revision.headcounts.count() == closed.headcounts.count()


def test_the_trail_holds_old_and_new(correct):
    correct()
    detail = AuditEntry.objects.get(act="更正定稿").detail
    assert detail["原值"] == {"workers_year": 12}
    assert detail["新值"] == {"workers_year": 15}


def test_a_draft_goes_on_with_the_corrected_numbers(closed, correct, lin, at):
    draft = draft_bulletin(period=closed.period, by=lin, at=at)
    revision = correct()
    draft.refresh_from_db()
    assert (draft.revision, draft.version) == (revision, 1)


def test_everything_wrong_is_said_at_once(correct):
    with pytest.raises(Refusal) as refused:
        correct(reason=" ", values={"workers_year": -1, "rural_workers_year": 5, "roll_paid_fen": 1})
    said = "".join(refused.value.sentences)
    for part in ("写明更正原因", "不能为负数", "农村劳动力不能超过", "“本月发放表已发放”不能更正"):
        assert part in said
    assert FigureRevision.objects.count() == 1


def test_a_form_opened_before_another_correction_does_not_undo_it(closed, correct):
    first = correct()
    with pytest.raises(StaleCorrection, match="漏报3人"):
        correct(values={"workers_year": 12, "workers_on_day": 9}, reason="在岗人数", seen=closed)
    assert latest_revision(closed.period) == first


def test_nothing_changed_is_no_correction(correct):
    with pytest.raises(Refusal, match="没有改动"):
        correct(values={"workers_year": 12})


def test_an_unknown_project_is_refused(correct):
    with pytest.raises(Refusal, match="没有项目"):
        correct(project_code="0000")


def test_only_the_administrator_corrects(correct, leader):
    with pytest.raises(NotAllowed):
        correct(by=leader)


def test_money_is_corrected_in_fen(correct):
    revision = correct(values={"invested_fen": 95 * WAN})
    assert FigureBook(revision).total.value("invested_fen").text == "125.00"
    assert Bulletin.objects.count() == 0

"""任务报告: who files, who judges, what is measured, and each way back."""

import pytest

from assignments.models import AssignmentReport, ReportState
from assignments.reports import actions
from assignments.reports.reminding import remind_reports
from tests.assignments.assigning.conftest import Give, first, moment, unit
from units.models import Message, User
from units.moving import StalePaper
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.usefixtures("reference")


def test_the_lead_unit_files_and_others_do_not(wang: User, zhao: User, chen_filer: User, give: Give) -> None:
    report = first(give(supports=[unit("区农业农村委")]))
    for other in (zhao, chen_filer):
        with pytest.raises(NotAllowed, match="责任单位"):
            actions.file_report(report=report, text="办了", by=other, at=moment(11, 10))
    filed = actions.file_report(report=report, text=" 办了两场 ", by=wang, at=moment(11, 10))
    assert (filed.state, filed.text, filed.filed_by) == (ReportState.FILED, "办了两场", wang)
    again = actions.file_report(report=filed, text="办了三场", by=wang, at=moment(11, 11))
    assert again.text == "办了三场"


def test_what_is_wrong_is_said_at_once_and_nothing_is_kept(wang: User, give: Give) -> None:
    report = first(give())
    with pytest.raises(Refusal, match="写明进展"):
        actions.file_report(report=report, text="  ", by=wang, at=moment(11, 10))
    with pytest.raises(Refusal, match="2001个字"):
        actions.file_report(report=report, text="长" * 2001, by=wang, at=moment(11, 10))
    with pytest.raises(StalePaper):
        actions.file_report(report=report, text="办了", by=wang, at=moment(11, 10), version=9)
    report.refresh_from_db()
    assert report.state == ReportState.DUE


def test_who_files_does_not_accept(lin: User, he: User, give: Give) -> None:
    """The office's people file for the unit the office sits in; somebody else judges."""
    report = first(give(lead=unit("区发展改革委")))
    filed = actions.file_report(report=report, text="办了", by=lin, at=moment(11, 10))
    with pytest.raises(NotAllowed, match="另一位"):
        actions.accept_report(report=filed, by=lin, at=moment(11, 10))
    with pytest.raises(NotAllowed, match="办公室管理员"):
        actions.accept_report(report=filed, by=he, at=moment(11, 10))
    assert actions.return_report(report=filed, reason="写细些", by=he, at=moment(11, 10)).state == "returned"


def test_a_report_is_sent_back_with_time_and_accepted_and_taken_back(lin: User, wang: User, give: Give) -> None:
    report = first(give())
    with pytest.raises(WrongState):
        actions.accept_report(report=report, by=lin, at=moment(11, 10))
    filed = actions.file_report(report=report, text="办了一场", by=wang, at=moment(12, 14))
    with pytest.raises(Refusal, match="原因"):
        actions.return_report(report=filed, reason="", by=lin, at=moment(12, 18))
    back = actions.return_report(report=filed, reason="还差一场", by=lin, at=moment(12, 18))
    assert f"{back.due_on}" == "2026-12-22"  # two working days after Friday the 18th
    assert Message.objects.filter(to=wang, title__contains="退回补充").exists()
    again = actions.file_report(report=back, text="办了两场", by=wang, at=moment(12, 21))
    accepted = actions.accept_report(report=again, by=lin, at=moment(12, 22))
    assert actions.unaccept_report(report=accepted, reason="误点", by=lin, at=moment(12, 22)).state == "filed"


def test_a_report_is_waived_and_owed_again(lin: User, wang: User, give: Give) -> None:
    report = first(give())
    with pytest.raises(NotAllowed):
        actions.waive_report(report=report, reason="不用", by=wang, at=moment(11, 10))
    waived = actions.waive_report(report=report, reason="已在月报中说明", by=lin, at=moment(11, 10))
    assert not AssignmentReport.objects.owed().exists()
    owed = actions.require_report(report=waived, by=lin, at=moment(12, 21))
    assert (owed.state, f"{owed.due_on}") == ("due", "2026-12-23")


def test_the_measured_figure_is_taken_and_not_typed(trained: None, wang: User, give: Give) -> None:
    report = first(give(measure="rate", target=4_000))
    filed = actions.file_report(report=report, text="办了", by=wang, at=moment(11, 10))
    assert (filed.measured, filed.measured_as_of) == (4_300, "建胜镇，2026年10月定稿")


def test_people_hear_once_a_day_of_what_is_near_or_overdue(wang: User, zhao: User, lin: User, give: Give) -> None:
    give()
    give(title="另一项", due_on=moment(11, 20).date())
    Message.objects.all().delete()
    assert remind_reports(at=moment(11, 21)) == 0  # a Saturday
    assert remind_reports(at=moment(11, 24, 6)) == 0  # too early in the day
    assert remind_reports(at=moment(11, 24)) == 1
    assert remind_reports(at=moment(11, 24, 15)) == 0
    word = Message.objects.get(to=wang)
    assert (word.title, word.tone) == ("任务报告待报：逾期1份", "bad")
    assert remind_reports(at=moment(12, 9)) == 1
    assert "逾期1份、临期1份" in Message.objects.filter(to=wang).order_by("-pk")[0].title
    assert not Message.objects.filter(to=zhao).exists()

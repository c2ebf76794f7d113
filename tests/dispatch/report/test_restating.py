"""Corrections after the issue, later editions, and reports that keep to their figures."""

from datetime import date

from dispatch.correcting import correct_figures
from dispatch.models import FigureRevision
from dispatch.restating import untold_revisions
from projects.models import Period
from tests.dispatch.conftest import WAN
from tests.dispatch.report.reading import HALF, MONTH, QUARTER, issue, report_of, table, words


def test_a_correction_after_the_issue_is_told_once_in_the_next_report(third_quarter, draft, lin, at):
    first = issue(draft(third_quarter, MONTH), lin, at)
    code = third_quarter.figures.get(project_name="桥").project_code
    signed = {"period": third_quarter.period, "project_code": code, "by": lin, "at": at}
    corrected = correct_figures(values={"invested_fen": 1260 * WAN}, reason="漏记一笔", **signed)
    notice = draft(corrected, QUARTER)
    assert untold_revisions(notice) == [corrected]
    assert untold_revisions(first) == []
    row = table(report_of(notice), "更正情况")["2026年9月"]
    assert row == ["桥", "本年累计完成投资", "1200.00万元", "1260.00万元", f"漏记一笔。{lin}，2026年11月12日"]
    issue(notice, lin, at, number=2)
    FigureRevision.objects.filter(pk=corrected.pk).update(told_in=notice)
    assert untold_revisions(notice) == [corrected]
    assert untold_revisions(draft(corrected, HALF)) == []


def test_a_correction_before_any_issue_needs_no_note(third_quarter, draft, lin, at):
    code = third_quarter.figures.get(project_name="桥").project_code
    signed = {"period": third_quarter.period, "project_code": code, "by": lin, "at": at}
    corrected = correct_figures(values={"invested_fen": 1260 * WAN}, reason="漏记一笔", **signed)
    report = report_of(draft(corrected, MONTH))
    assert "更正说明" not in words(report)


def test_a_later_edition_opens_with_what_it_replaces_and_why(third_quarter, draft, lin, at):
    first = issue(draft(third_quarter, MONTH), lin, at)
    again = draft(third_quarter, MONTH, edition=2, replaces=first, replace_reason="单位名称有误")
    assert words(report_of(again)).startswith(
        "本文替代渡以工代赈办文〔2026〕1号（2026年11月12日印发），原文同时作废。替代原因：单位名称有误。"
    )


def test_an_issued_report_keeps_to_the_figures_it_was_issued_on(third_quarter, draft, lin, at):
    bulletin = issue(draft(third_quarter, QUARTER), lin, at)
    before = words(report_of(bulletin))
    august = Period.objects.get(month=date(2026, 8, 1))
    row = august.revisions.get().figures.get(project_name="桥")
    signed = {"period": august, "project_code": row.project_code, "by": lin, "at": at}
    correct_figures(values={"invested_new_fen": 7 * WAN}, reason="漏记", **signed)
    assert words(report_of(bulletin)) == before
    assert "807.00万元" in words(
        report_of(draft(third_quarter, QUARTER, edition=2, replaces=bulletin, replace_reason="更正"))
    )

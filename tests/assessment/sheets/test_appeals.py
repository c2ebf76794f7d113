"""申诉: an upheld one changes exactly that score, that sheet's total and the places that follow; nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from assessment.models import Appeal, Score, Scoresheet, SheetAct, SheetState, Verdict
from assessment.sheets.appealing import Plea, decide, raise_appeal
from assessment.sheets.moving import move_sheet
from assessment.sheets.recounting import recount
from assessment.sheets.reviewing import notify, review
from assessment.sheets.settling import settle, settle_all, settle_due
from dispatch import rounds
from tests.assessment.sheets.conftest import APPEALED, OVER, TOLD, all_told, marks, score
from units.grants import grant_role
from units.models import Role, Unit, User
from units.refusals import NotAllowed, Refusal, WrongState

Rows = dict[tuple[str, int], dict[str, Any]]


def every_row(*models: type[Model]) -> Rows:
    return {(model.__name__, row["id"]): row for model in models for row in model._default_manager.order_by().values()}


def changed(before: Rows, after: Rows) -> dict[tuple[str, int], set[str]]:
    """Row → the columns that differ."""
    differing = {key: {name for name in row if row[name] != after[key][name]} for key, row in before.items()}
    return {key: names for key, names in differing.items() if names}


def appeal_of(sheet: Scoresheet, sun: User, asked: int | None = 5500) -> Appeal:
    return raise_appeal(score=score(sheet, 2), plea=Plea("漏计了两次专题会", asked), by=sun, at=APPEALED)


def test_an_upheld_appeal_changes_that_score_that_total_and_the_places_nothing_else(
    sheets: dict[str, Scoresheet], lin: User, he: User, sun: User
) -> None:
    judged = {"区农业农村委": 4000, "区交通局": 5000, "建胜镇": 4500, "八桥镇": 5000}
    all_told(sheets, he, lin, judged)
    mine, other = sheets["建胜镇"], sheets["八桥镇"]
    appeal = appeal_of(mine, sun)
    before = every_row(Scoresheet, Score)
    decide(appeal=appeal, verdict=Verdict.UPHELD, points_centi=5500, decision="会议记录属实", by=lin, at=APPEALED)
    after = every_row(Scoresheet, Score)
    assert changed(before, after) == {
        ("Score", score(mine, 2).pk): {"final_centi"},
        ("Scoresheet", mine.pk): {"total_centi", "place", "version"},
        ("Scoresheet", other.pk): {"place"},  # overtaken; the departments are ranked apart
    }
    assert after["Scoresheet", mine.pk]["total_centi"] == 9100
    assert (after["Scoresheet", mine.pk]["place"], after["Scoresheet", other.pk]["place"]) == (1, 2)
    appeal.refresh_from_db()
    assert (appeal.before_centi, appeal.after_centi, appeal.decided_by) == (4500, 5500, lin)


def test_a_rejected_appeal_changes_no_score(told: Scoresheet, lin: User, sun: User) -> None:
    appeal = appeal_of(told, sun)
    before = every_row(Score)
    decide(appeal=appeal, verdict=Verdict.REJECTED, decision="会议不在本年度", by=lin, at=APPEALED)
    assert changed(before, every_row(Score)) == {}
    assert appeal.score.sheet.steps.get(act=SheetAct.DECIDE).changes == {"组织推进": ["50", "50"]}


def test_even_a_formulas_points_yield_to_an_upheld_appeal(told: Scoresheet, lin: User, sun: User) -> None:
    raised = raise_appeal(score=score(told, 1), plea=Plea("系统停机当日报送", 4000), by=sun, at=APPEALED)
    decide(appeal=raised, verdict=Verdict.UPHELD, points_centi=4000, decision="停机记录属实", by=lin, at=APPEALED)
    held = score(told, 1)
    assert (held.formula_centi, held.final_centi) == (3600, 4000)  # what was counted stays beside what was decided


def test_everything_wrong_with_an_appeal_is_told_at_once(told: Scoresheet, sun: User, wang: User) -> None:
    plea = Plea(" ", 6001, [SimpleUploadedFile("说明.exe", b"MZ")])
    with pytest.raises(Refusal) as refused:
        raise_appeal(score=score(told, 2), plea=plea, by=sun, at=APPEALED)
    said = "".join(refused.value.sentences)
    assert "应在0到60分之间" in said
    assert "请写明申诉理由" in said
    assert "说明.exe" in said
    with pytest.raises(Refusal, match="相同，不必申诉"):
        appeal_of(told, sun, 5000)
    with pytest.raises(NotAllowed):
        appeal_of(told, wang)  # the filer does not speak for the unit
    assert not Appeal.objects.exists()


def test_one_appeal_a_score_and_none_after_the_window(told: Scoresheet, sun: User) -> None:
    appeal_of(told, sun)
    with pytest.raises(Refusal, match="已经申诉过"):
        appeal_of(told, sun)
    with pytest.raises(WrongState, match="2026年11月25日为止"):
        raise_appeal(score=score(told, 1), plea=Plea("晚了"), by=sun, at=OVER)


def test_who_scored_the_sheet_does_not_decide(told: Scoresheet, sun: User, he: User, lin: User) -> None:
    appeal = appeal_of(told, sun)
    with pytest.raises(NotAllowed):  # a clerk never
        decide(appeal=appeal, verdict=Verdict.REJECTED, decision="维持", by=he, at=APPEALED)
    office = Unit.objects.get(name="区发展改革委")
    grant_role(user=he, role=Role.OFFICE_ADMIN, unit=office, starts_on=TOLD.date(), by=None, at=TOLD)
    he = User.objects.get(pk=he.pk)
    with pytest.raises(NotAllowed, match="复核打分.*另一位"):  # nor as an administrator
        decide(appeal=appeal, verdict=Verdict.REJECTED, decision="维持", by=he, at=APPEALED)


def test_a_correction_of_another_units_figures_takes_nothing_an_appeal_gave(
    told: Scoresheet, sun: User, lin: User, counted: Callable[..., None]
) -> None:
    raised = raise_appeal(score=score(told, 1), plea=Plea("系统停机当日报送", 4000), by=sun, at=APPEALED)
    decide(appeal=raised, verdict=Verdict.UPHELD, points_centi=4000, decision="停机记录属实", by=lin, at=APPEALED)
    settled = settle(sheet=Scoresheet.objects.get(pk=told.pk), by=lin, at=OVER)
    back = move_sheet(sheet=settled, act=SheetAct.RECALL, by=lin, at=OVER, reason="有更正")
    held = score(told, 1)
    held.arithmetic["months"][0]["revision"] = 0  # counted on an earlier freezing, with the same figures
    held.save(update_fields=["arithmetic"])
    back = recount(sheet=back, by=lin, at=OVER)
    held = score(told, 1)
    assert (held.arithmetic["months"][0]["revision"], held.final_centi) == (1, 4000)
    counted(3200, numerator=8)
    recount(sheet=back, by=lin, at=OVER)
    assert (score(told, 1).formula_centi, score(told, 1).final_centi) == (3200, None)  # its own figures: told anew


def test_who_spoke_for_the_unit_neither_judges_nor_decides(told: Scoresheet, wang: User, sun: User) -> None:
    office = Unit.objects.get(name="区发展改革委")
    appeal = appeal_of(told, sun)
    grant_role(user=sun, role=Role.OFFICE_ADMIN, unit=office, starts_on=TOLD.date(), by=None, at=TOLD)
    with pytest.raises(NotAllowed, match="审核报送、申诉.*另一位"):
        decide(appeal=appeal, verdict=Verdict.REJECTED, decision="维持", by=User.objects.get(pk=sun.pk), at=APPEALED)
    Scoresheet.objects.filter(pk=told.pk).update(state=SheetState.SUBMITTED)
    grant_role(user=wang, role=Role.OFFICE_CLERK, unit=office, starts_on=TOLD.date(), by=None, at=TOLD)
    with pytest.raises(NotAllowed, match="“送单位审核”.*另一位"):
        review(sheet=told, marks=marks(told), by=User.objects.get(pk=wang.pk), at=APPEALED)


def test_everything_wrong_with_a_decision_is_told_at_once(told: Scoresheet, sun: User, lin: User) -> None:
    appeal = appeal_of(told, sun)
    for verdict, points, said in (
        ("", None, "请选择处理结果.*请写明答复"),
        (Verdict.UPHELD, None, "请填写改后得分.*请写明答复"),
        (Verdict.UPHELD, 5000, "相同"),
        (Verdict.UPHELD, 7000, "应在0到60分之间"),
        (Verdict.REJECTED, 5500, "不填改后得分"),
    ):
        with pytest.raises(Refusal, match=said):
            decide(appeal=appeal, verdict=verdict, points_centi=points, decision="", by=lin, at=APPEALED)
    decide(appeal=appeal, verdict=Verdict.REJECTED, decision="维持", by=lin, at=APPEALED)
    with pytest.raises(WrongState, match="已由别人答复"):
        decide(appeal=appeal, verdict=Verdict.REJECTED, decision="维持", by=lin, at=APPEALED)


def test_scores_settle_after_the_window_and_the_answers_once(told: Scoresheet, sun: User, lin: User) -> None:
    with pytest.raises(Refusal, match="期满后才能定分"):
        settle(sheet=told, by=lin, at=APPEALED)
    assert settle_due(at=APPEALED) == []
    appeal = appeal_of(told, sun)
    with pytest.raises(Refusal, match="还有1项申诉没有答复"):
        settle(sheet=told, by=lin, at=OVER)
    with pytest.raises(Refusal, match="没有可以定分"):
        settle_all(scheme=told.scheme, by=lin, at=OVER)
    decide(appeal=appeal, verdict=Verdict.REJECTED, decision="维持", by=lin, at=OVER)
    assert [one.pk for one in dict(rounds.TURNS)["考核定分"](at=OVER)] == [told.pk]
    assert settle_due(at=OVER) == []
    assert told.steps.get(act=SheetAct.SETTLE).by is None


def test_what_an_appeal_gave_stays_when_the_sheet_is_told_again_unless_judged_anew(
    told: Scoresheet, sun: User, he: User, lin: User
) -> None:
    decide(appeal=appeal_of(told, sun), verdict=Verdict.UPHELD, points_centi=5500, decision="属实", by=lin, at=APPEALED)
    settled = settle(sheet=Scoresheet.objects.get(pk=told.pk), by=lin, at=OVER)
    back = move_sheet(sheet=settled, act=SheetAct.RECALL, by=lin, at=OVER, reason="扣分漏记")
    assert back.state == SheetState.SUBMITTED
    again = notify(sheet=review(sheet=back, marks=marks(back, deducted=100), by=he, at=OVER), by=lin, at=OVER)
    assert again.total_centi == 3600 + 5500 - 100
    back = move_sheet(sheet=again, act=SheetAct.RECALL, by=lin, at=OVER, reason="再核")
    anew = notify(sheet=review(sheet=back, marks=marks(back, judged=5200), by=he, at=OVER), by=lin, at=OVER)
    assert anew.total_centi == 3600 + 5200

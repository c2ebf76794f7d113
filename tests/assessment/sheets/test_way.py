"""A sheet's way: opened, filled, submitted, judged, told; who may do what, and every refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from assessment.models import Scheme, SchemeState, Score, Scoresheet, SheetAct, SheetState
from assessment.sheets.filling import Claim, save_self
from assessment.sheets.moves import FLOW
from assessment.sheets.moving import move_sheet
from assessment.sheets.opening import open_sheets
from assessment.sheets.recounting import newer_figures, recount
from assessment.sheets.reviewing import appeal_until, notify, proceed, review
from assessment.sheets.waiting import waiting_for
from tests.assessment.sheets.conftest import OPENED, OVER, SENT, TOLD, claims, marks, score
from units.models import Message, User
from units.moving import StalePaper
from units.refusals import NotAllowed, Refusal, WrongState


def test_opening_makes_one_sheet_a_unit_with_the_formulas_counted(
    scheme: Scheme, sheets: dict[str, Scoresheet], lin: User, wang: User
) -> None:
    assert set(sheets) == {"区农业农村委", "区交通局", "建胜镇", "八桥镇"}
    assert Score.objects.filter(formula_centi=3600).count() == 4
    with pytest.raises(Refusal, match="都已发给各单位"):
        open_sheets(scheme=scheme, by=lin, at=OPENED)
    with pytest.raises(NotAllowed):
        open_sheets(scheme=scheme, by=wang, at=OPENED)


def test_a_draft_scheme_opens_nothing(scheme: Scheme, lin: User) -> None:
    Scheme.objects.update(state=SchemeState.DRAFT)
    with pytest.raises(Refusal, match="施行中"):
        open_sheets(scheme=scheme, by=lin, at=OPENED)
    assert not Scoresheet.objects.exists()


def test_all_that_is_wrong_with_a_self_score_is_told_at_once_and_nothing_is_saved(
    sheet: Scoresheet, wang: User
) -> None:
    typed = claims(sheet, 6001, s1=Claim(4000), s3=Claim(600, "长" * 501), s5=Claim(100))
    with pytest.raises(Refusal) as refused:
        save_self(sheet=sheet, claims=typed, by=wang, at=SENT)
    said = "".join(refused.value.sentences)
    assert "“组织推进”应在0到60分之间，现在填的是60.01分" in said
    assert "“典型推广”应在0到5分之间" in said
    assert "“典型推广”的说明有501个字" in said
    assert "“按时报送率”不由单位自评" in said
    assert "“拖欠劳务报酬”不由单位自评" in said
    assert not Score.objects.exclude(self_centi=None).exists()


def test_what_is_sent_lacks_no_judged_points_and_no_words_for_a_bonus(sheet: Scoresheet, wang: User) -> None:
    save_self(sheet=sheet, claims=claims(sheet, None), by=wang, at=SENT)  # saving half is fine
    with pytest.raises(Refusal, match="“组织推进”还没有填自评得分.*“典型推广”自评加了分"):
        save_self(sheet=sheet, claims=claims(sheet, None, s3=Claim(100)), by=wang, at=SENT, sends=True)


def test_a_row_of_another_sheet_is_refused(sheets: dict[str, Scoresheet], wang: User) -> None:
    with pytest.raises(Refusal, match="不在这份评分表里"):
        save_self(sheet=sheets["建胜镇"], claims=claims(sheets["八桥镇"]), by=wang, at=SENT)


def test_each_act_has_its_people(sheet: Scoresheet, wang: User, zhao: User, sun: User, lin: User, leader: User) -> None:
    for stranger in (zhao, sun, lin, leader):
        with pytest.raises(NotAllowed):
            save_self(sheet=sheet, claims=claims(sheet), by=stranger, at=SENT)
    sent = save_self(sheet=sheet, claims=claims(sheet), by=wang, at=SENT, sends=True)
    with pytest.raises(NotAllowed):
        move_sheet(sheet=sent, act=SheetAct.SUBMIT, by=wang, at=SENT)
    back = move_sheet(sheet=sent, act=SheetAct.HAND_BACK, by=sun, at=SENT, reason="佐证不全")
    assert back.state == SheetState.RETURNED
    assert Message.objects.filter(to=wang, title__contains="退回修改").exists()
    assert [move.act for move in FLOW.available(back, wang)] == [SheetAct.SAVE, SheetAct.REFRESH, SheetAct.SEND]


def test_a_sheet_somebody_moved_meanwhile_is_not_overwritten(sheet: Scoresheet, wang: User) -> None:
    save_self(sheet=sheet, claims=claims(sheet), by=wang, at=SENT, version=1)
    with pytest.raises(StalePaper, match="王溪"):
        save_self(sheet=sheet, claims=claims(sheet, 100), by=wang, at=SENT, version=1)
    assert score(sheet, 2).self_centi == 5000


def test_the_office_gives_reasons_and_never_a_formulas_points(submitted: Scoresheet, he: User) -> None:
    judged, bonus, deducted, veto = (score(submitted, serial).pk for serial in (2, 3, 4, 5))
    typed = {judged: Claim(4500), bonus: Claim(501, "依据"), deducted: Claim(100), veto: Claim(100)}
    with pytest.raises(Refusal) as refused:
        review(sheet=submitted, marks=typed | {score(submitted, 1).pk: Claim(4000)}, by=he, at=TOLD)
    said = "".join(refused.value.sentences)
    assert "“按时报送率”按公式计分，复核不能改" in said
    assert "“组织推进”复核45分，与自评50分不同，请写明理由" in said
    assert "“典型推广”应在0到5分之间" in said
    assert "“信息失实”要扣分或否决，请写明依据" in said
    assert "“拖欠劳务报酬”要扣分或否决，请写明依据" in said
    assert not Score.objects.exclude(office_centi=None).exists()


def test_telling_waits_for_every_judgment_and_opens_the_window(submitted: Scoresheet, he: User, lin: User) -> None:
    with pytest.raises(Refusal, match="“组织推进”还没有复核得分.*“拖欠劳务报酬”"):
        notify(sheet=submitted, by=lin, at=TOLD)
    judged = review(sheet=submitted, marks=marks(submitted, 5000, bonus=150, deducted=200), by=he, at=TOLD)
    with pytest.raises(NotAllowed):
        notify(sheet=judged, by=he, at=TOLD)
    made = notify(sheet=judged, by=lin, at=TOLD)
    # (36 + 50) ÷ 100 × 100 + 1.5 − 2
    assert (made.total_centi, made.place, made.appeal_until) == (8550, 1, date(2026, 11, 25))
    assert [one.final_centi for one in made.scores.all()] == [3600, 5000, 150, 200, 0]


def test_a_veto_leaves_no_place_whatever_the_total(submitted: Scoresheet, he: User, lin: User) -> None:
    made = notify(sheet=review(sheet=submitted, marks=marks(submitted, veto=100), by=he, at=TOLD), by=lin, at=TOLD)
    assert (made.total_centi, made.vetoed, made.place) == (8600, True, None)


def test_a_correction_of_figures_is_told_and_taken_by_an_act_alone(
    submitted: Scoresheet, counted: Callable[[int], None], wang: User, he: User
) -> None:
    assert newer_figures(submitted) == []
    with pytest.raises(Refusal, match="没有变化"):
        recount(sheet=submitted, by=he, at=TOLD)
    counted(4000)
    (newer,) = newer_figures(submitted)
    assert newer.change == ["36", "40"]
    assert score(submitted, 1).formula_centi == 3600
    with pytest.raises(NotAllowed):
        recount(sheet=submitted, by=wang, at=TOLD)
    recount(sheet=submitted, by=he, at=TOLD)
    assert score(submitted, 1).formula_centi == 4000
    assert submitted.steps.get(act=SheetAct.RESCORE).changes == {"按时报送率": ["36", "40"]}


def test_the_unit_recounts_until_it_is_sent(sheet: Scoresheet, counted: Callable[[int], None], wang: User) -> None:
    counted(4000)
    recount(sheet=sheet, by=wang, at=SENT)
    sent = save_self(sheet=sheet, claims=claims(sheet), by=wang, at=SENT, sends=True)
    counted(100)
    with pytest.raises(WrongState, match="单位审核中"):
        move_sheet(sheet=sent, act=SheetAct.REFRESH, by=wang, at=SENT)


def test_the_office_goes_on_without_a_unit_that_let_the_day_pass(sheet: Scoresheet, lin: User) -> None:
    with pytest.raises(Refusal, match="还没有逾期"):
        proceed(sheet=sheet, reason="催了两次", by=lin, at=TOLD)
    assert proceed(sheet=sheet, reason="催了两次", by=lin, at=OVER).state == SheetState.SUBMITTED


@pytest.mark.parametrize(
    ("day", "until"),
    [(date(2026, 11, 18), date(2026, 11, 25)), (date(2026, 11, 21), date(2026, 11, 27))],  # a Saturday: from Monday
)
def test_the_window_counts_working_days_after_the_day_it_is_told(db: None, day: date, until: date) -> None:
    assert appeal_until(day, 5) == until


def test_each_person_is_told_what_waits(
    submitted: Scoresheet, he: User, lin: User, sun: User, zhao: User, leader: User
) -> None:
    def labels(user: User) -> list[tuple[str, int]]:
        return [(line.label, line.number) for line in waiting_for(user, on=TOLD.date())]

    assert labels(he) == [("待复核的考核评分表", 1)]
    assert labels(zhao) == [("待自评的考核评分表", 1)]
    assert labels(leader) == []
    notify(sheet=review(sheet=submitted, marks=marks(submitted), by=he, at=TOLD), by=lin, at=TOLD)
    assert labels(sun) == [("已告知得分、可以申诉的评分表", 1)]

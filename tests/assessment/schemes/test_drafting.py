"""A scheme's life: drafted, changed, checked, in force, back; and other weights tried on it."""

from __future__ import annotations

from typing import Any

import pytest

from assessment.models import Indicator, Scheme, Scoresheet
from assessment.schemes.adopting import adopt_scheme, reopen_scheme
from assessment.schemes.boards import ground_of
from assessment.schemes.checking import weights
from assessment.schemes.drafting import (
    FIELDS,
    add_indicator,
    change_indicator,
    discard_scheme,
    draft_scheme,
    move_indicator,
    remove_indicator,
    stamp,
)
from assessment.schemes.trying import apply_trial, compared
from assessment.scoring import participants, scores_of
from tests.assessment.schemes.conftest import AT, Freeze
from units.models import AuditEntry, Unit, User
from units.refusals import NotAllowed, Refusal, WrongState


def test_the_default_is_sound_and_the_next_year_is_copied_from_it(scheme: Scheme, lin: User) -> None:
    assert all(weight.is_full for weight in weights(scheme.indicators.all()))
    adopt_scheme(scheme=scheme, by=lin, at=AT)
    scheme.indicators.filter(serial=3).update(points_centi=900)
    copied = draft_scheme(year=2027, copied=scheme, by=lin, at=AT)
    told = [list(made.indicators.values_list("serial", *FIELDS)) for made in (scheme, copied)]
    assert told[0] == told[1]
    assert [unit.code for unit in copied.exempt.all()] == ["01"]
    with pytest.raises(Refusal, match="2027年已有考核方案"):
        draft_scheme(year=2027, by=lin, at=AT)
    with pytest.raises(Refusal, match="2022"):
        draft_scheme(year=1999, by=lin, at=AT)


def test_all_that_is_wrong_is_said_at_once(scheme: Scheme, lin: User, he: User) -> None:
    Indicator.objects.filter(scheme=scheme, serial=1).update(points_centi=1100)
    Indicator.objects.filter(scheme=scheme, serial=5).update(rule="全部项目以人工替代机械")
    with pytest.raises(Refusal) as refused:
        adopt_scheme(scheme=scheme, by=lin, at=AT)
    assert len(refused.value.sentences) == 4  # three kinds of unit are over by one point, and R4
    assert "多1分" in "".join(refused.value.sentences)
    with pytest.raises(NotAllowed):
        adopt_scheme(scheme=scheme, by=he, at=AT)
    scheme.refresh_from_db()
    assert scheme.state == "draft"


def test_an_indicator_is_refused_with_every_sentence(scheme: Scheme, lin: User, wang: User) -> None:
    values = {"dimension": "项目实施", "title": "机械替代", "kind": "judged", "audience": "all", "points_centi": 0}
    values |= {"formula": "start_rate", "target_bp": None, "floor_bp": None, "rule": "少用机械", "evidence": ""}
    with pytest.raises(Refusal) as refused:
        add_indicator(scheme=scheme, values=values, by=lin, at=AT)
    assert len(refused.value.sentences) == 3
    formula = values | {"kind": "formula", "title": "完成率", "rule": "", "points_centi": 500, "target_bp": 12000}
    with pytest.raises(Refusal, match="不超过100%"):
        add_indicator(scheme=scheme, values=formula, by=lin, at=AT)
    with pytest.raises(NotAllowed):
        add_indicator(scheme=scheme, values=formula, by=wang, at=AT)
    assert scheme.indicators.count() == 24


def test_order_is_kept_without_gaps(scheme: Scheme, lin: User) -> None:
    first, second, third = scheme.indicators.all()[:3]
    move_indicator(indicator=second, up=True, by=lin, at=AT)
    move_indicator(indicator=second, up=True, by=lin, at=AT)  # at the top already
    remove_indicator(indicator=first, by=lin, at=AT)
    assert [one.pk for one in scheme.indicators.all()[:2]] == [second.pk, third.pk]
    assert list(scheme.indicators.values_list("serial", flat=True)) == list(range(1, 24))


def test_what_somebody_else_changed_is_not_overwritten(scheme: Scheme, lin: User, he: User) -> None:
    held = scheme.indicators.get(serial=3)
    seen = stamp(held)
    change_indicator(indicator=held, values={"points_centi": 800}, seen=seen, by=he, at=AT)
    with pytest.raises(WrongState, match="刚被别人改过"):
        change_indicator(indicator=held, values={"points_centi": 700}, seen=seen, by=lin, at=AT)
    held.refresh_from_db()
    assert held.points_centi == 800
    assert AuditEntry.objects.get(act="修改考核指标").detail == {"points_centi": [1000, 800]}


def test_in_force_nothing_changes_and_it_goes_back_only_before_the_first_sheet(scheme: Scheme, lin: User) -> None:
    held = scheme.indicators.get(serial=3)
    adopt_scheme(scheme=scheme, by=lin, at=AT)
    for act in (
        lambda: change_indicator(indicator=held, values={"points_centi": 1}, by=lin, at=AT),
        lambda: remove_indicator(indicator=held, by=lin, at=AT),
        lambda: apply_trial(scheme=scheme, trial={held.pk: {"points_centi": 1}}, by=lin, at=AT),
        lambda: discard_scheme(scheme=scheme, by=lin, at=AT),
        lambda: adopt_scheme(scheme=scheme, by=lin, at=AT),
    ):
        with pytest.raises(WrongState):
            act()
    with pytest.raises(Refusal, match="原因"):
        reopen_scheme(scheme=scheme, reason=" ", by=lin, at=AT)
    assert reopen_scheme(scheme=scheme, reason="分值要调", by=lin, at=AT).adopted_by is None
    adopt_scheme(scheme=scheme, by=lin, at=AT)
    Scoresheet.objects.create(scheme=scheme, unit=Unit.objects.get(code="12"))
    with pytest.raises(Refusal, match="已经发出1张评分表"):
        reopen_scheme(scheme=scheme, reason="分值要调", by=lin, at=AT)


def test_a_draft_is_thrown_away_whole(scheme: Scheme, lin: User) -> None:
    discard_scheme(scheme=scheme, by=lin, at=AT)
    assert not Scheme.objects.exists()
    assert AuditEntry.objects.get(act="删除考核方案草稿").rows == 24


def test_who_is_scored(scheme: Scheme) -> None:
    codes = [unit.code for unit in participants(scheme)]
    assert codes == [f"{code:02}" for code in range(3, 28)]  # 01 by the scheme, 02 judges, 27 has duties without a seat


def test_scores_cost_the_same_for_one_month_and_ten(
    scheme: Scheme, freeze: Freeze, django_assert_num_queries: Any
) -> None:
    freeze(1, ("11", "建胜镇", 100, 50, True))
    with django_assert_num_queries(4):
        scores_of(scheme)
    for month in range(2, 8):
        freeze(month, ("11", "建胜镇", 100, 50, True), ("12", "八桥镇", 100, 50, False))
    with django_assert_num_queries(4):
        scores = scores_of(scheme)
    traffic, on_time = Unit.objects.get(code="11"), scheme.indicators.get(formula="on_time_rate")
    arithmetic = scores[traffic.pk, on_time.pk].arithmetic
    assert (arithmetic["numerator"], arithmetic["denominator"], len(arithmetic["months"])) == (7, 7, 7)


def test_before_the_first_close_and_without_a_base_nothing_applies(scheme: Scheme, freeze: Freeze) -> None:
    assert {made.points_centi for made in scores_of(scheme).values()} == {None}
    freeze(1, ("11", "建胜镇", 100, 50, True))
    scores = scores_of(scheme)
    agriculture, done = Unit.objects.get(code="12"), scheme.indicators.filter(formula="completion_rate")
    made = scores[agriculture.pk, done.get(audience="sector_department").pk]
    assert made.points_centi is None
    assert "不适用" in made.arithmetic["why"]


def test_other_weights_are_tried_without_saving_and_written_in_one_act(
    scheme: Scheme, freeze: Freeze, lin: User
) -> None:
    freeze(1, ("11", "建胜镇", 100, 90, False), ("12", "八桥镇", 100, 65, True))
    listed = list(scheme.indicators.all())
    on_time, done = (scheme.indicators.get(formula=key, audience="sector_department") for key in
                     ("on_time_rate", "completion_rate"))  # fmt: skip
    trial = {on_time.pk: {"points_centi": 100}, done.pk: {"points_centi": 2400, "floor_bp": None}}
    (_, lines), *_ = compared(ground_of(scheme), listed, trial)
    by_unit = {line.before.unit.code: line for line in lines}
    assert [(by_unit[code].before.place, by_unit[code].after.place) for code in ("11", "12")] == [(2, 1), (1, 2)]
    assert by_unit["11"].climbed == 1
    assert (by_unit["11"].difference_centi or 0) > 0
    assert by_unit["03"].difference_centi is None  # no projects: nothing applies
    done.refresh_from_db()
    assert done.points_centi == 1500

    with pytest.raises(Refusal, match="零分线"):
        apply_trial(scheme=scheme, trial={done.pk: {"floor_bp": 9900}}, by=lin, at=AT)
    changed = apply_trial(
        scheme=scheme, trial={on_time.pk: {"points_centi": 100}, done.pk: {"points_centi": 2400}}, by=lin, at=AT
    )
    assert {one.pk for one in changed} == {on_time.pk, done.pk}
    assert all(weight.is_full for weight in weights(scheme.indicators.all()))
    with pytest.raises(Refusal, match="和现在一样"):
        apply_trial(scheme=scheme, trial={on_time.pk: {"points_centi": 100}}, by=lin, at=AT)

"""The move table, move by move, state by state, person by person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from projects import filings
from projects.models import FilingAct, FilingSource, FilingState, Period, ProgressFiling, Project
from projects.moves import MOVES
from projects.permissions import available_moves
from tests.projects.figures import complete
from tests.projects.samples import AT
from units.models import AuditEntry, User
from units.refusals import NotAllowed, WrongState

pytestmark = pytest.mark.django_db

ACTIONS: dict[FilingAct, Callable[..., ProgressFiling]] = {
    FilingAct.SAVE: lambda **signed: filings.save_filing(values={}, **signed),
    FilingAct.SEND: filings.send_to_review,
    FilingAct.NIL: filings.file_nil,
    FilingAct.WITHDRAW: filings.withdraw,
    FilingAct.SUBMIT: filings.submit,
    FilingAct.HAND_BACK: lambda **signed: filings.hand_back(reasons={"look": "请核对"}, **signed),
    FilingAct.ACCEPT: filings.accept,
    FilingAct.RETURN: lambda **signed: filings.return_fields(reasons={"look": "请核对"}, **signed),
    FilingAct.PROXY: lambda **signed: filings.file_for_unit(values={}, **signed),
}
# Who may make each move, written down by hand; everybody else is refused.
MAY = {
    FilingAct.SAVE: {"chen_filer"},
    FilingAct.SEND: {"chen_filer"},
    FilingAct.NIL: {"chen_filer"},
    FilingAct.WITHDRAW: {"chen_filer"},
    FilingAct.SUBMIT: {"chen_reviewer"},
    FilingAct.HAND_BACK: {"chen_reviewer"},
    FilingAct.ACCEPT: {"lin", "wei"},
    FilingAct.RETURN: {"lin", "wei"},
    FilingAct.PROXY: {"lin", "wei"},
}
PEOPLE = ["chen_filer", "chen_reviewer", "wang", "zhao", "lin", "wei", "leader", "sysadmin", "security", "auditor"]
# From which states each move may be made, written down by hand.
FROM = {
    FilingAct.SAVE: {"draft", "returned"},
    FilingAct.SEND: {"draft", "returned"},
    FilingAct.NIL: {"draft", "returned"},
    FilingAct.WITHDRAW: {"reviewing"},
    FilingAct.SUBMIT: {"reviewing"},
    FilingAct.HAND_BACK: {"reviewing"},
    FilingAct.ACCEPT: {"submitted"},
    FilingAct.RETURN: {"submitted", "accepted"},
    FilingAct.PROXY: {"draft", "returned", "accepted"},
}
TO = {
    FilingAct.SEND: "reviewing",
    FilingAct.NIL: "reviewing",
    FilingAct.WITHDRAW: "draft",
    FilingAct.SUBMIT: "submitted",
    FilingAct.HAND_BACK: "returned",
    FilingAct.ACCEPT: "accepted",
    FilingAct.RETURN: "returned",
    FilingAct.PROXY: "accepted",
}


@pytest.fixture
def filing(road: Project, october: Period, chen_filer: User) -> ProgressFiling:
    """A complete filing of the unit, in whatever state a test puts it."""
    return ProgressFiling.objects.create(project=road, period=october, filed_by=chen_filer, filed_at=AT, **complete())


def put(filing: ProgressFiling, state: str) -> ProgressFiling:
    """The filing anew in one state; what is accepted is the office's own proxy filing, which it may still change."""
    source = FilingSource.OFFICE if state == "accepted" else FilingSource.UNIT
    filing.steps.all().delete()
    ProgressFiling.objects.filter(pk=filing.pk).update(state=state, source=source, version=0)
    filing.refresh_from_db()
    return filing


@pytest.mark.parametrize("act", list(MOVES), ids=str)
def test_each_move_is_for_its_people_alone(
    request: pytest.FixtureRequest, filing: ProgressFiling, act: FilingAct
) -> None:
    state = min(FROM[act])
    for who in PEOPLE:
        user = request.getfixturevalue(who)
        put(filing, state)
        shown = act in {move.act for move in available_moves(filing, user)}
        assert shown == (who in MAY[act]), who
        if shown:
            assert ACTIONS[act](filing=filing, by=user, at=AT).state == TO.get(act, state), who
            continue
        with pytest.raises(NotAllowed):
            ACTIONS[act](filing=filing, by=user, at=AT)
        filing.refresh_from_db()
        assert (filing.state, filing.version, filing.steps.count()) == (state, 0, 0), who


@pytest.mark.parametrize("act", list(MOVES), ids=str)
def test_each_move_starts_from_its_states_alone(
    request: pytest.FixtureRequest, filing: ProgressFiling, act: FilingAct
) -> None:
    user = request.getfixturevalue(min(MAY[act]))
    for state in FilingState.values:
        put(filing, state)
        assert (act in {move.act for move in available_moves(filing, user)}) == (state in FROM[act]), state
        if state in FROM[act]:
            assert ACTIONS[act](filing=filing, by=user, at=AT).state == TO.get(act, state), state
            continue
        with pytest.raises(WrongState, match=f"只有.*可以{act.label}|已由办公室通过，不能直接改"):
            ACTIONS[act](filing=filing, by=user, at=AT)
        filing.refresh_from_db()
        assert filing.state == state


@pytest.mark.parametrize("act", list(MOVES), ids=str)
def test_no_move_is_possible_once_the_month_is_closed(
    request: pytest.FixtureRequest, filing: ProgressFiling, lin: User, act: FilingAct
) -> None:
    user = request.getfixturevalue(min(MAY[act]))
    put(filing, min(FROM[act]))
    Period.objects.filter(pk=filing.period_id).update(closed_at=AT, closed_by=lin)
    filing.refresh_from_db()
    assert available_moves(filing, user) == []
    with pytest.raises(WrongState, match="关账"):
        ACTIONS[act](filing=filing, by=user, at=AT)


def test_every_move_leaves_a_step_and_an_audit_entry(
    filing: ProgressFiling, chen_filer: User, chen_reviewer: User, lin: User
) -> None:
    before = AuditEntry.objects.count()
    walk: list[tuple[Any, User]] = [
        (filings.send_to_review, chen_filer), (filings.submit, chen_reviewer), (filings.accept, lin),
    ]  # fmt: skip
    for act, user in walk:
        act(filing=filing, by=user, at=AT)
    assert [(step.act, step.state, step.by) for step in filing.steps.all()] == [
        ("send", "reviewing", chen_filer), ("submit", "submitted", chen_reviewer), ("accept", "accepted", lin),
    ]  # fmt: skip
    acts = list(AuditEntry.objects.order_by("number").values_list("act", flat=True))[before:]
    assert acts == ["填报送审", "填报报送", "填报通过"]
    assert (filing.filed_by, filing.submitted_by, filing.accepted_by) == (chen_filer, chen_reviewer, lin)

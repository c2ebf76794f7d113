"""Which rolls wait for a person, and for what: the home page counts them, the list shows those rows.

Nothing waits for who took part in what they would now decide on (同一人不得). The office may prepare every roll; the
drafts that wait for it are those it began itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextChoices

from labor.models import (
    PublicNotice,
    RollAct,
    RollApproval,
    RollState,
    RollStep,
    WageRoll,
)
from labor.pay.moves import MOVES
from projects.models import PayChannel
from units.models import Role, User
from units.scope import Scope, scope_of


class RollWait(TextChoices):
    """Why a roll waits for somebody; the value stands in the query of the list, `waiting=`."""

    SEND = "send", "待送签"
    SIGN = "sign", "待登记签字、送审"
    APPROVE = "approve", "待审定"
    NOTICE = "notice", "待张贴或公示期满"
    REVIEW = "review", "待镇街审查"
    ENDORSE = "endorse", "待发改审核"
    PAY = "pay", "待支付"
    BANK = "bank", "待导入回执"
    PARTLY = "partly", "部分失败待处理"


MINE = "mine"
ROLL_WAITS = [(MINE, "待我办理（全部）"), *RollWait.choices]
TONES = {RollWait.PARTLY: "bad", RollWait.PAY: "warn"}
Condition = Callable[[User, date], Q]


def rolls_waiting(wait: str, user: User, *, on: date) -> QuerySet[WageRoll]:
    """The rolls that wait for this person for one of the reasons, or for any (`mine`)."""
    rolls = WageRoll.objects.in_force().visible_to(user)
    if wait == MINE:
        anyway = Q(pk__in=[])
        for one in RollWait:
            anyway |= _condition(one, user, on)
        return rolls.filter(anyway)
    return rolls.filter(_condition(RollWait(wait), user, on)) if wait in RollWait.values else rolls.none()


def counts_for(user: User, *, on: date) -> dict[RollWait, tuple[int, int]]:
    """Reason → how many rolls wait, and how many of them are past the day the pay was due; one query."""
    conditions = {one: _condition(one, user, on) for one in RollWait}
    asked = {one.value: Count("pk", filter=condition) for one, condition in conditions.items()}
    late = {f"late_{one.value}": Count("pk", filter=held & Q(due_on__lt=on)) for one, held in conditions.items()}
    found = WageRoll.objects.in_force().visible_to(user).order_by().aggregate(**asked, **late)
    return {one: (found[one.value], found[f"late_{one.value}"]) for one in RollWait}


def _condition(wait: RollWait, user: User, on: date) -> Q:
    return CONDITIONS[wait](user, on)


def _prepares(state: RollState, act: RollAct) -> Condition:
    def condition(user: User, on: date) -> Q:  # noqa: ARG001
        scope = scope_of(user)
        begun = Q(imported_by=user) if scope.is_office else Q(pk__in=[])
        return Q(state=state) & (_fills(scope) | begun) & _apart(act, user)

    return condition


def _approves(user: User, on: date) -> Q:  # noqa: ARG001
    given = RollApproval.objects.filter(
        roll=OuterRef("pk"), submission=OuterRef("submission"), state=RollState.OWNER, approved_by=user
    )
    scope = scope_of(user)
    return Q(state=RollState.OWNER) & _reviews(scope) & _apart(RollAct.APPROVE, user) & ~Q(Exists(given))


def _posts(user: User, on: date) -> Q:
    """Nothing hangs, or what hangs has run its days."""
    scope = scope_of(user)
    running = PublicNotice.objects.filter(roll=OuterRef("pk"), stopped_at=None, ends_on__gte=on)
    township = Q(project__township__in=scope.unit_ids(Role.UNIT_FILER))
    return Q(state=RollState.NOTICE) & (_fills(scope) | township) & ~Q(Exists(running))


def _reviewed(user: User, on: date) -> Q:  # noqa: ARG001
    townships = scope_of(user).unit_ids(Role.UNIT_REVIEWER)
    return Q(state=RollState.TOWNSHIP, project__township__in=townships) & _apart(RollAct.REVIEW, user)


def _endorses(user: User, on: date) -> Q:  # noqa: ARG001
    allowed = Q() if scope_of(user).is_office else Q(pk__in=[])
    return Q(state=RollState.COMMISSION) & allowed & _apart(RollAct.ENDORSE, user)


def _pays(state: RollState, act: RollAct) -> Condition:
    def condition(user: User, on: date) -> Q:  # noqa: ARG001
        scope = scope_of(user)
        cards = Q(channel=PayChannel.ONE_CARD)
        mine = cards if scope.is_office else ~cards & _fills(scope)
        return Q(state=state) & mine & _apart(act, user)

    return condition


def _at_bank(user: User, on: date) -> Q:
    """Results are waited for by who pays; a file the bank gave back whole is confirmed by who approves."""
    steps = RollStep.objects.filter(roll=OuterRef("pk"), act=RollAct.WITHDRAW)
    given_back = steps.filter(~Exists(RollStep.objects.filter(roll=OuterRef("roll"), pk__gt=OuterRef("pk"))))
    confirms = _reviews(scope_of(user)) & _apart(RollAct.RETURN, user) & Q(Exists(given_back))
    return _pays(RollState.BANK, RollAct.RECEIVE)(user, on) | Q(state=RollState.BANK) & confirms


def _partly(user: User, on: date) -> Q:
    """Failed lines are corrected by who prepares, looked at by who approves, sent again by who pays."""
    scope = scope_of(user)
    hands = _fills(scope) | _reviews(scope) | _pays(RollState.PARTLY, RollAct.REISSUE)(user, on)
    return Q(state=RollState.PARTLY) & hands


def _fills(scope: Scope) -> Q:
    owners = scope.unit_ids(Role.OWNER_CLERK, Role.UNIT_FILER)
    return Q(project__owner__in=owners) | Q(project__department__in=scope.unit_ids(Role.UNIT_FILER))


def _reviews(scope: Scope) -> Q:
    units = scope.unit_ids(Role.UNIT_REVIEWER)
    return Q(project__owner__in=units) | Q(project__department__in=units)


def _apart(act: RollAct, user: User) -> Q:
    """Not one in which this person did what excludes them from the act."""
    barred = MOVES[act].not_after
    if not barred:
        return Q()
    return ~Q(Exists(RollStep.objects.filter(roll=OuterRef("pk"), by=user, act__in=barred)))


CONDITIONS: dict[RollWait, Condition] = {
    RollWait.SEND: _prepares(RollState.DRAFT, RollAct.SEND),
    RollWait.SIGN: _prepares(RollState.SIGNING, RollAct.SUBMIT),
    RollWait.APPROVE: _approves,
    RollWait.NOTICE: _posts,
    RollWait.REVIEW: _reviewed,
    RollWait.ENDORSE: _endorses,
    RollWait.PAY: _pays(RollState.READY, RollAct.PAY),
    RollWait.BANK: _at_bank,
    RollWait.PARTLY: _partly,
}

"""对接: a township proposes its people for a published demand, the asking side confirms or declines each.

The demand's row is locked, then the people's: never more are confirmed than posts are open, and nobody is promised to
two works on the same days, whoever comes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from labor.demands.availability import asked, lock_demands, lock_people, require_published, taken, unfit
from labor.demands.moves import PLACEMENT_MOVES, PlacementMove, refused_placement
from labor.demands.permissions import closed, named, why_not_answer, why_not_bring
from labor.demands.placed import answer, leave_steps
from labor.models import DemandState, LaborDemand, Placement, PlacementAct, PlacementState, SurveyResponse
from units.audit import record
from units.models import User
from units.reasons import required_reason
from units.refusals import NotAllowed, Refusal, WrongState


@transaction.atomic
def propose(*, demand: LaborDemand, response_ids: Iterable[int], by: User, at: datetime) -> list[Placement]:
    """推荐: propose surveyed people, all of them or none; more may be proposed than posts are open.

    Raises:
        WrongState: the demand is not published, has ended, or its project is closed.
        NotAllowed: people of another township.
        Refusal: every person who cannot be proposed, by name and with why.
    """
    held = lock_demands([demand.pk])[demand.pk]
    require_published(held, timezone.localdate(at))
    people = asked(response_ids)
    if denied := [sentence for one in people if (sentence := why_not_bring(by, one))]:
        raise NotAllowed(*dict.fromkeys(denied))
    lock_people(one.worker_id for one in people)
    if faults := [*unfit(people, held), *taken([one.worker for one in people], held)]:
        raise Refusal(*faults)
    Placement.objects.bulk_create(_proposal(held, one, by=by, at=at) for one in people)
    made = list(held.placements.filter(state=PlacementState.PROPOSED, response__in=people))
    leave_steps(made, PlacementAct.PROPOSE, by=by, at=at)
    detail = {"demand": held.pk, "responses": [one.pk for one in people]}
    record(act="用工对接：推荐人员", subject=named(held), by=by, at=at, rows=len(made), detail=detail)
    return made


def _proposal(demand: LaborDemand, one: SurveyResponse, *, by: User, at: datetime) -> Placement:
    return Placement(
        demand=demand, worker=one.worker, response=one, township=one.part.township, proposed_at=at, proposed_by=by
    )


def confirm(*, placement: Placement, by: User, at: datetime) -> Placement:
    """确认录用 of one person; see `confirm_many`."""
    return confirm_many(placements=[placement], by=by, at=at)[0]


@transaction.atomic
def confirm_many(*, placements: Iterable[Placement], by: User, at: datetime) -> list[Placement]:
    """确认录用 by the asking side, all or none, by another person than who proposed; never beyond the posts asked for.

    Raises:
        NotAllowed, WrongState: one person's fault: not to be confirmed by `by`, answered already, not published.
        Refusal: every fault by name: no post is left, or since the proposal somebody was taken elsewhere on those
            days, was withdrawn from the survey, no longer wants to or may not work.
    """
    held = _held(placements)
    if not held:
        raise Refusal("请先勾选要确认录用的人。")
    move, day = PLACEMENT_MOVES[PlacementAct.CONFIRM], timezone.localdate(at)
    _refuse_together(refusal for one in held if (refusal := _not_answerable(move, one, by, day)))
    lock_people(one.worker_id for one in held)
    if faults := [sentence for demand, some in _by_demand(held) for sentence in _why_not_now(demand, some)]:
        raise Refusal(*faults)
    return [answer(move, one, "", by=by, at=at) for one in held]


def _held(placements: Iterable[Placement]) -> list[Placement]:
    """The placements as they stand under the locks of their demands, by demand."""
    pairs = {one.pk: one.demand_id for one in placements}
    demands = lock_demands(pairs.values())
    found = Placement.objects.select_related("response__worker", "worker", "township").filter(pk__in=pairs)
    held = list(found.order_by("demand", "pk"))
    for one in held:
        one.demand = demands[one.demand_id]
    return held


def _by_demand(held: list[Placement]) -> list[tuple[LaborDemand, list[Placement]]]:
    grouped = (list(some) for _, some in groupby(held, key=lambda one: one.demand_id))
    return [(some[0].demand, some) for some in grouped]


def _not_answerable(move: PlacementMove, held: Placement, by: User, day: date) -> Refusal | None:
    try:
        _guard(move, held, by)
        require_published(held.demand, day)
    except Refusal as refusal:
        return refusal
    return None


def _refuse_together(refusals: Iterable[Refusal]) -> None:
    """One refusal as it is; several as one, each sentence once."""
    found = list(refusals)
    if len(found) == 1:
        raise found[0]
    if found:
        raise Refusal(*dict.fromkeys(sentence for one in found for sentence in one.sentences))


def _why_not_now(demand: LaborDemand, some: list[Placement]) -> Iterator[str]:
    """What has changed since the proposal, in the survey, in the demand's days or in its places."""
    yield from (
        f"{sentence}请先办理“不录用”，或由镇街撤回推荐。" for sentence in unfit([one.response for one in some], demand)
    )
    yield from _no_room(demand, some)


def _no_room(demand: LaborDemand, some: list[Placement]) -> Iterator[str]:
    """Why these people cannot all have a post of the demand: too few are left, or they are taken elsewhere."""
    confirmed = demand.placements.filter(state=PlacementState.CONFIRMED).count()
    room, names = demand.headcount - confirmed, "、".join(one.response.name for one in some)
    more = "确需增加的，请退回需求更正人数后重新发布。"
    if room <= 0:
        yield f"“{named(demand)}”已确认{confirmed}人，名额已满，不能再确认{names}。{more}"
    elif room < len(some):
        yield f"“{named(demand)}”还剩{room}个名额，这次选了{len(some)}人（{names}），请少选{len(some) - room}人。{more}"
    yield from taken([one.worker for one in some], demand, apart=[one.pk for one in some])


@transaction.atomic
def decline(*, placement: Placement, reason: str, by: User, at: datetime) -> Placement:
    """不录用 by the asking side, with the reason the township reads; one who was confirmed and did not come, too."""
    return _release(PLACEMENT_MOVES[PlacementAct.DECLINE], placement, reason, by=by, at=at)


@transaction.atomic
def take_back(*, placement: Placement, reason: str, by: User, at: datetime) -> Placement:
    """撤回推荐 by the township that proposed, with the reason: a slip, or a person who no longer wants to go."""
    return _release(PLACEMENT_MOVES[PlacementAct.TAKE_BACK], placement, reason, by=by, at=at)


def _release(move: PlacementMove, placement: Placement, reason: str, *, by: User, at: datetime) -> Placement:
    held = _held([placement])[0]
    _guard(move, held, by)
    words = required_reason(reason)
    if held.engagements.in_force().exists():
        raise WrongState(f"{held.response.name}已凭这条推荐进场登记，不能再{move.label}；离开工地的请在名册办理退场。")
    return answer(move, held, words, by=by, at=at)


def _guard(move: PlacementMove, held: Placement, by: User) -> None:
    if denied := why_not_answer(move, held, by):
        raise NotAllowed(denied)
    if held.state not in move.sources:
        raise WrongState(f"{held.response.name}：{refused_placement(move, held.state)}")


@dataclass(frozen=True, slots=True)
class Places:
    """How many people a demand has and still seeks (人); posts are open while it is published."""

    proposed: int
    confirmed: int
    open_posts: int


def places_of(demand: LaborDemand) -> Places:
    """One demand's numbers; one query."""
    live = demand.placements.live().order_by().values_list("state").annotate(number=Count("pk"))
    counts = dict(live)
    is_open = demand.state == DemandState.PUBLISHED and not closed(demand.project)
    confirmed = counts.get(PlacementState.CONFIRMED, 0)
    left = max(0, demand.headcount - confirmed) if is_open else 0
    return Places(counts.get(PlacementState.PROPOSED, 0), confirmed, left)


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A published demand with posts still open (人), and for how many days it has been known."""

    demand: LaborDemand
    confirmed: int
    proposed: int
    open_posts: int
    days: int


def unfilled(*, on: date, user: User, among: QuerySet[LaborDemand] | None = None) -> list[Unfilled]:
    """Published demands a person may see whose posts are not all confirmed, oldest first; a constant number of queries.

    `among` are the demands to look at, all when not said.

    A demand whose days are over is still among them until it is closed: it was not filled.
    """
    seen = LaborDemand.objects.published().visible_to(user)
    seen = seen if among is None else seen.filter(pk__in=among.order_by().values("pk"))
    demands = list(seen.select_related("project__department", "trade", "township"))
    placed = Placement.objects.live().filter(demand__in=demands).order_by().values_list("demand_id", "state")
    counts = Counter({(demand, state): number for demand, state, number in placed.annotate(number=Count("pk"))})
    told = [_unfilled(demand, counts, on) for demand in demands]
    return sorted((one for one in told if one.open_posts > 0), key=lambda one: (-one.days, one.demand.pk))


def _unfilled(demand: LaborDemand, counts: Counter[tuple[int, str]], on: date) -> Unfilled:
    confirmed, proposed = (counts[demand.pk, state] for state in (PlacementState.CONFIRMED, PlacementState.PROPOSED))
    known = timezone.localdate(demand.published_at)
    return Unfilled(demand, confirmed, proposed, demand.headcount - confirmed, max(0, (on - known).days))

"""对接: a township proposes its people for a published demand, the asking side confirms or declines each.

The demand's row is locked, then the people's: never more are confirmed than posts are open, and nobody is promised to
two works on the same days, whoever comes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from labor.demands.matching import YOUNGEST, years_before
from labor.demands.moves import PLACEMENT_MOVES, PlacementMove, refused_placement
from labor.demands.moving import required_reason
from labor.demands.permissions import closed, named, why_not_answer, why_not_bring
from labor.models import (
    Ability,
    DemandState,
    Engagement,
    LaborDemand,
    Placement,
    PlacementAct,
    PlacementState,
    SurveyResponse,
    Willingness,
    Worker,
)
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState


@transaction.atomic
def propose(*, demand: LaborDemand, response_ids: Iterable[int], by: User, at: datetime) -> list[Placement]:
    """推荐: propose surveyed people, all of them or none; more may be proposed than posts are open.

    Raises:
        WrongState: the demand is not published, has ended, or its project is closed.
        NotAllowed: people of another township.
        Refusal: every person who cannot be proposed, by name and with why.
    """
    held = _locked(demand.pk)
    _require_published(held, timezone.localdate(at))
    people = _asked(response_ids)
    if denied := [sentence for one in people if (sentence := why_not_bring(by, one))]:
        raise NotAllowed(*denied)
    _lock_people(one.worker_id for one in people)
    if faults := [*_unfit(people, held), *_taken([one.worker for one in people], held, apart=None)]:
        raise Refusal(*faults)
    made = [_proposal(held, one, by=by, at=at) for one in people]
    Placement.objects.bulk_create(made)
    detail = {"demand": held.pk, "responses": [one.pk for one in people]}
    record(act="用工对接：推荐人员", subject=named(held), by=by, at=at, rows=len(made), detail=detail)
    return list(held.placements.filter(state=PlacementState.PROPOSED, response__in=people))


def _proposal(demand: LaborDemand, one: SurveyResponse, *, by: User, at: datetime) -> Placement:
    return Placement(
        demand=demand, worker=one.worker, response=one, township=one.part.township, proposed_at=at, proposed_by=by
    )


def _locked(demand_id: int) -> LaborDemand:
    demands = LaborDemand.objects.select_for_update(of=("self",), no_key=True)
    return demands.select_related("project", "trade").get(pk=demand_id)


def _lock_people(ids: Iterable[int]) -> None:
    """Two proposals or confirmations of one person come one after the other; in order, so that they never cross."""
    people = Worker.objects.select_for_update(no_key=True).filter(pk__in=set(ids)).order_by("pk")
    list(people.values_list("pk", flat=True))


def _require_published(demand: LaborDemand, day: date) -> None:
    if demand.state != DemandState.PUBLISHED:
        state = demand.get_state_display()
        raise WrongState(f"“{named(demand)}”现在是“{state}”，只有已发布的务工需求可以推荐和确认人员。请刷新页面。")
    if sentence := closed(demand.project):
        raise WrongState(sentence)
    if demand.ends_on < day:
        raise WrongState(f"“{named(demand)}”的用工时间已经过去，不能再推荐或确认人员；需要延期的请退回更正后重新发布。")


def _asked(ids: Iterable[int]) -> list[SurveyResponse]:
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise Refusal("请至少选一个人再推荐。")
    found = SurveyResponse.objects.select_related("worker", "part__township").in_bulk(wanted)
    if len(found) != len(wanted):
        raise Refusal("有的摸底表已经不在，请刷新候选名单重新选择。")
    return [found[one] for one in wanted]


def _unfit(people: list[SurveyResponse], demand: LaborDemand) -> Iterator[str]:
    """What no township may overlook; post, skill and days are its own judgment."""
    seen: set[int] = set()
    youngest = years_before(demand.starts_on, YOUNGEST)
    for one in people:
        wrong = {
            f"{one.name}的摸底表已撤销，请从现在的摸底表里选。": one.withdrawn_at is not None,
            f"{one.name}在名单里选了两次，请只选一次。": one.worker_id in seen,
            f"{one.name}在用工开始时不满{YOUNGEST}周岁，不能招用。": one.worker.born_on > youngest,
            f"{one.name}登记为不愿意务工；本人改变主意的，请先更新摸底表。": one.willingness == Willingness.NO,
            f"{one.name}登记为无劳动能力，不能推荐。": one.ability == Ability.NONE,
        }
        seen.add(one.worker_id)
        yield from (sentence for sentence, holds in wrong.items() if holds)


def _taken(workers: list[Worker], demand: LaborDemand, *, apart: Placement | None) -> Iterator[str]:
    """Who is on a roster or promised to a work on one of the demand's days, naming that work; two queries."""
    stays = Engagement.objects.in_force().filter(worker__in=workers, entered_on__lte=demand.ends_on)
    stays = stays.filter(Q(left_on=None) | Q(left_on__gte=demand.starts_on))
    for stay in stays.select_related("project").order_by("pk"):
        yield f"{stay.name}在用工期内已在“{stay.project.name}”的名册里，没有退场，不能同时到这里务工。"
    placed = Placement.objects.live().filter(worker__in=workers).select_related("demand__project", "response")
    placed = placed.filter(demand__starts_on__lte=demand.ends_on, demand__ends_on__gte=demand.starts_on)
    if apart is not None:
        placed = placed.exclude(pk=apart.pk)
    for one in placed.order_by("pk"):
        where = "这条需求" if one.demand_id == demand.pk else f"“{one.demand.project.name}”同一时间的需求"
        yield f"{one.response.name}{one.get_state_display()}到{where}，请先撤回那一条再推荐。"


@transaction.atomic
def confirm(*, placement: Placement, by: User, at: datetime) -> Placement:
    """确认录用 by the asking side, another person than who proposed; never beyond the posts asked for.

    Raises:
        NotAllowed, WrongState: not this person's; answered already; the demand is not published.
        Refusal: no post is left, or the person has meanwhile been taken elsewhere on those days.
    """
    demand, held = _held(placement)
    move = PLACEMENT_MOVES[PlacementAct.CONFIRM]
    _guard(move, held, by)
    _require_published(demand, timezone.localdate(at))
    confirmed = demand.placements.filter(state=PlacementState.CONFIRMED).count()
    if confirmed >= demand.headcount:
        full = f"“{named(demand)}”已确认{confirmed}人，名额已满，不能再确认{held.response.name}。"
        raise Refusal(f"{full}确需增加的，请退回需求更正人数后重新发布。")
    _lock_people([held.worker_id])
    if faults := list(_taken([held.worker], demand, apart=held)):
        raise Refusal(*faults)
    return _answer(move, held, "", by=by, at=at)


@transaction.atomic
def decline(*, placement: Placement, reason: str, by: User, at: datetime) -> Placement:
    """不录用 by the asking side, with the reason the township reads; one who was confirmed and did not come, too."""
    return _release(PLACEMENT_MOVES[PlacementAct.DECLINE], placement, reason, by=by, at=at)


@transaction.atomic
def take_back(*, placement: Placement, reason: str, by: User, at: datetime) -> Placement:
    """撤回推荐 by the township that proposed, with the reason: a slip, or a person who no longer wants to go."""
    return _release(PLACEMENT_MOVES[PlacementAct.TAKE_BACK], placement, reason, by=by, at=at)


def _release(move: PlacementMove, placement: Placement, reason: str, *, by: User, at: datetime) -> Placement:
    _, held = _held(placement)
    _guard(move, held, by)
    words = required_reason(reason)
    if held.engagements.in_force().exists():
        raise WrongState(f"{held.response.name}已凭这条推荐进场登记，不能再{move.label}；离开工地的请在名册办理退场。")
    return _answer(move, held, words, by=by, at=at)


def _held(placement: Placement) -> tuple[LaborDemand, Placement]:
    """The demand, locked, and the placement as it stands under that lock."""
    demand = _locked(placement.demand_id)
    held = Placement.objects.select_related("response", "worker", "township").get(pk=placement.pk)
    held.demand = demand
    return demand, held


def _guard(move: PlacementMove, held: Placement, by: User) -> None:
    if denied := why_not_answer(move, held, by):
        raise NotAllowed(denied)
    if held.state not in move.sources:
        raise WrongState(refused_placement(move, held.state))


def _answer(move: PlacementMove, held: Placement, words: str, *, by: User, at: datetime) -> Placement:
    held.state, held.reason, held.decided_by, held.decided_at = move.target, words, by, at
    held.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    detail = {"placement": held.pk, "demand": held.demand_id, "state": held.state, "reason": words}
    subject = f"{held.response.name} {named(held.demand)}"
    record(act=f"用工对接：{move.label}", subject=subject, by=by, at=at, detail=detail)
    return held


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A published demand with posts still open (人), and for how many days it has been known."""

    demand: LaborDemand
    confirmed: int
    proposed: int
    open_posts: int
    days: int


def unfilled(*, on: date, user: User) -> list[Unfilled]:
    """Published demands a person may see whose posts are not all confirmed, oldest first; a constant number of queries.

    A demand whose days are over is still among them until it is closed: it was not filled.
    """
    demands = list(LaborDemand.objects.published().visible_to(user).select_related("project", "trade", "township"))
    placed = Placement.objects.live().filter(demand__in=demands).order_by().values_list("demand_id", "state")
    counts = Counter({(demand, state): number for demand, state, number in placed.annotate(number=Count("pk"))})
    told = [_unfilled(demand, counts, on) for demand in demands]
    return sorted((one for one in told if one.open_posts > 0), key=lambda one: (-one.days, one.demand.pk))


def _unfilled(demand: LaborDemand, counts: Counter[tuple[int, str]], on: date) -> Unfilled:
    confirmed, proposed = (counts[demand.pk, state] for state in (PlacementState.CONFIRMED, PlacementState.PROPOSED))
    known = timezone.localdate(demand.published_at)
    return Unfilled(demand, confirmed, proposed, demand.headcount - confirmed, max(0, (on - known).days))

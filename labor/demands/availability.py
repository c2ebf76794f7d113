"""What keeps a person from a place, each in a sentence with the name; and the locks under which it is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from django.db.models import Q

from labor.demands.matching import YOUNGEST, years_before
from labor.demands.permissions import closed, named
from labor.models import (
    Ability,
    DemandState,
    Engagement,
    LaborDemand,
    Placement,
    SurveyResponse,
    Willingness,
    Worker,
)
from units.refusals import Refusal, WrongState


def lock_demands(ids: Iterable[int]) -> dict[int, LaborDemand]:
    """The demands, locked in the order of their keys, so that two acts on several never cross."""
    demands = LaborDemand.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=set(ids))
    return {one.pk: one for one in demands.select_related("project", "trade").order_by("pk")}


def lock_people(ids: Iterable[int]) -> None:
    """Two proposals or confirmations of one person come one after the other; in order, so that they never cross."""
    people = Worker.objects.select_for_update(no_key=True).filter(pk__in=set(ids)).order_by("pk")
    list(people.values_list("pk", flat=True))


def require_published(demand: LaborDemand, day: date) -> None:
    """Refuse a demand that takes nobody on this day.

    Raises:
        WrongState: it is not published, its days are over, or its project is closed.
    """
    if sentence := why_closed(demand, day):
        raise WrongState(sentence)


def why_closed(demand: LaborDemand, day: date) -> str:
    """The sentence why a demand takes nobody on a day; "" while it does."""
    if demand.state != DemandState.PUBLISHED:
        state = demand.get_state_display()
        return f"“{named(demand)}”现在是“{state}”，只有已发布的务工需求可以推荐和确认人员。请刷新页面。"
    if demand.ends_on < day:
        return f"“{named(demand)}”的用工时间已经过去，不能再推荐或确认人员；需要延期的请退回更正后重新发布。"
    return closed(demand.project)


def asked(ids: Iterable[int]) -> list[SurveyResponse]:
    """The surveyed people of these keys, in this order, each once.

    Raises:
        Refusal: nobody, or somebody who is not there.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise Refusal("请至少选一个人再推荐。")
    found = SurveyResponse.objects.select_related("worker", "part__township").in_bulk(wanted)
    if len(found) != len(wanted):
        raise Refusal("有的摸底表已经不在，请刷新候选名单重新选择。")
    return [found[one] for one in wanted]


def unfit(people: list[SurveyResponse], demand: LaborDemand) -> Iterator[str]:
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


def taken(workers: Collection[Worker], demand: LaborDemand, *, apart: Collection[int] = ()) -> Iterator[str]:
    """Who is on a roster or promised to a work on one of the demand's days, naming that work; two queries.

    `apart` are the keys of the placements in question: they are not in their own way.
    """
    stays = Engagement.objects.in_force().filter(worker__in=workers, entered_on__lte=demand.ends_on)
    stays = stays.filter(Q(left_on=None) | Q(left_on__gte=demand.starts_on))
    for stay in stays.select_related("project").order_by("pk"):
        until = f"{stay.left_on:%Y-%m-%d}才退场" if stay.left_on else "没有退场"
        yield f"{stay.name}在用工期内已在“{stay.project.name}”的名册里，{until}，不能同时到这里务工。"
    placed = Placement.objects.live().filter(worker__in=workers).exclude(pk__in=apart)
    placed = placed.filter(demand__starts_on__lte=demand.ends_on, demand__ends_on__gte=demand.starts_on)
    for one in placed.select_related("demand__project", "response").order_by("pk"):
        where = "这条需求" if one.demand_id == demand.pk else f"“{one.demand.project.name}”同一时间的需求"
        yield f"{one.response.name}{one.get_state_display()}到{where}，请先撤回那一条再推荐。"

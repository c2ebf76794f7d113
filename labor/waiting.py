"""What waits for a person among surveys, demands, placements and pay: home counts it, the lists show those rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from labor.clocks.owing import clocks_of
from labor.clocks.terms import read_terms
from labor.demands.moves import WRITING
from labor.models import (
    Alert,
    AlertState,
    DemandState,
    DemandStep,
    LaborDemand,
    Placement,
    PlacementState,
    Severity,
    SurveyPart,
)
from labor.models.demand import PlacementQuerySet
from labor.pay.waiting import TONES as ROLL_TONES
from labor.pay.waiting import counts_for
from projects.models import Project
from units.models import Role, Unit, User
from units.scope import UNIT_ROLES, Scope, scope_of
from units.waiting import Waiting

LONG_OPEN = 7  # 天: posts open for longer are told on the first page


class DemandWait(StrEnum):
    """Why a demand waits for somebody; the value stands in the query of the list, `waiting=`."""

    REVIEW = "review"
    CORRECT = "correct"
    UNFILLED = "unfilled"


class PlacementTurn(StrEnum):
    """Whose move a placement is; the value stands in the query of the list, `turn=`."""

    ANSWER = "answer"
    MINE = "mine"


DEMAND_WAITS = [
    (DemandWait.REVIEW.value, "待我审核"),
    (DemandWait.CORRECT.value, "退回待我更正"),
    (DemandWait.UNFILLED.value, f"超过{LONG_OPEN}天没招满"),
]
PLACEMENT_TURNS = [(PlacementTurn.ANSWER.value, "待我答复"), (PlacementTurn.MINE.value, "我方推荐、等对方答复")]


def waiting_for(user: User, *, on: date) -> list[Waiting]:
    """What waits for this person on a day, only what there is; a constant number of queries."""
    pay = [*_alerts(user), *_rolls(user, on), *_late_pay(user, on)]
    found = [*pay, *_demands(user, on), *_placements(user), *_parts(user, on)]
    return [one for one in found if one.number]


def _alerts(user: User) -> Iterator[Waiting]:
    """Red and yellow alerts not closed yet, of the projects this person sees; one query."""
    opened = Alert.objects.visible_to(user).exclude(state=AlertState.CLOSED).order_by()
    is_new = Q(state=AlertState.NEW)
    rows = opened.values_list("severity").annotate(number=Count("pk"), new=Count("pk", filter=is_new))
    counted = {severity: (number, new) for severity, number, new in rows}
    for severity, tone in ((Severity.RED, "bad"), (Severity.YELLOW, "warn")):
        number, new = counted.get(severity, (0, 0))
        note = f"其中待说明{new}条" if new else ""
        yield Waiting(
            f"{severity.label}色预警", number, "条", "alert_list", tone, f"severity={severity.value}", note=note
        )


def _rolls(user: User, on: date) -> Iterator[Waiting]:
    for wait, (number, late) in counts_for(user, on=on).items():
        note = f"其中逾期{late}张" if late else ""
        tone = "bad" if late else ROLL_TONES.get(wait, "info")
        yield Waiting(f"{wait.label}的发放表", number, "张", "roll_list", tone, f"waiting={wait.value}", note=note)


def _demands(user: User, on: date) -> Iterator[Waiting]:
    told = [
        (DemandWait.CORRECT, "退回的用工需求", "bad", "请更正"),
        (DemandWait.REVIEW, "待您审核的用工需求", "info", ""),
        (DemandWait.UNFILLED, f"超过{LONG_OPEN}天没招满的用工需求", "warn", ""),
    ]
    for wait, label, tone, note in told:
        number = demands_waiting(wait, user, on=on).order_by().count()
        yield Waiting(label, number, "条", "demand_list", tone, f"waiting={wait.value}", note=note)


def demands_waiting(wait: str, user: User, *, on: date) -> QuerySet[LaborDemand]:
    """The demands that wait for this person for one of the reasons; nothing for a post that only reads."""
    scope, demands = scope_of(user), LaborDemand.objects.visible_to(user)
    if wait == DemandWait.REVIEW:
        return demands.filter(_to_review(scope, user), state=DemandState.REVIEWING)
    if wait == DemandWait.CORRECT:
        return demands.filter(_to_correct(scope), state=DemandState.RETURNED)
    if wait != DemandWait.UNFILLED or not _seeks_people(scope):
        return demands.none()
    return demands.filter(pk__in=_long_open(on).values("pk"))


def _to_review(scope: Scope, user: User) -> Q:
    """Of the reviewer's department, and not written or sent by this person (填报与审核不得为同一人)."""
    wrote = DemandStep.objects.filter(demand=OuterRef("pk"), by=user, act__in=WRITING)
    return Q(project__department__in=scope.unit_ids(Role.UNIT_REVIEWER)) & ~Q(Exists(wrote))


def _to_correct(scope: Scope) -> Q:
    owners = scope.unit_ids(Role.OWNER_CLERK, Role.UNIT_FILER)
    return Q(project__owner__in=owners) | Q(project__department__in=scope.unit_ids(Role.UNIT_FILER))


def _seeks_people(scope: Scope) -> bool:
    """The office and the townships bring people: open posts wait for them."""
    units = scope.unit_ids(Role.UNIT_FILER, Role.UNIT_REVIEWER)
    return scope.is_office or Unit.objects.townships().filter(pk__in=units).exists()


def _long_open(on: date) -> QuerySet[LaborDemand]:
    confirmed = Placement.objects.filter(demand=OuterRef("pk"), state=PlacementState.CONFIRMED)
    number = confirmed.order_by().values("demand").annotate(number=Count("pk")).values("number")
    published = LaborDemand.objects.published().filter(published_at__date__lt=on - timedelta(days=LONG_OPEN))
    published = published.filter(ends_on__gte=on)  # nobody can be brought to works that are over
    return published.annotate(taken=number).filter(Q(taken=None) | Q(taken__lt=F("headcount")))


def _placements(user: User) -> Iterator[Waiting]:
    number = placements_in_turn(PlacementTurn.ANSWER, user).order_by().count()
    yield Waiting("待您答复的推荐", number, "人", "placement_list", "info", "turn=answer")


def placements_in_turn(turn: str, user: User) -> PlacementQuerySet:
    """Proposals without an answer: those this person's unit may answer, or those its own side brought.

    The office may answer for the asking side, but nothing waits for it: both sides are units.
    """
    scope, waiting = scope_of(user), Placement.objects.visible_to(user).filter(state=PlacementState.PROPOSED)
    if turn == PlacementTurn.MINE:
        units = scope.unit_ids(Role.UNIT_FILER, Role.UNIT_REVIEWER)
        return waiting.filter(Q(proposed_by=user) | Q(township__in=units))
    owners = scope.unit_ids(Role.OWNER_CLERK, Role.UNIT_FILER)
    departments = scope.unit_ids(Role.UNIT_FILER, Role.UNIT_REVIEWER)
    asking = Q(demand__project__owner__in=owners) | Q(demand__project__department__in=departments)
    return waiting.filter(asking, demand__state=DemandState.PUBLISHED).exclude(proposed_by=user)


def _parts(user: User, on: date) -> Iterator[Waiting]:
    waiting = list(parts_to_finish(user, on=on).values_list("pk", "survey", "due_on"))
    late = sum(due_on < on for _, _, due_on in waiting)
    page, argument = _page_of_parts([pk for pk, _, _ in waiting], {survey for _, survey, _ in waiting})
    tone, note = ("bad", f"其中逾期{late}个") if late else ("warn", "")
    query = "state=open" if argument is None else ""
    yield Waiting("未报送的镇街摸底", len(waiting), "个", page, tone, query, argument, note)


def _page_of_parts(parts: list[int], surveys: set[int]) -> tuple[str, int | None]:
    """The one part's page, the one survey's page with all its townships, or the list of open surveys."""
    if len(parts) == 1:
        return "part_detail", parts[0]
    return ("survey_detail", surveys.pop()) if len(surveys) == 1 else ("survey_list", None)


def parts_to_finish(user: User, *, on: date) -> QuerySet[SurveyPart]:
    """Parts of open surveys that have begun and are not reported: of the person's townships, for the office all."""
    scope = scope_of(user)
    parts = SurveyPart.objects.filter(finished_at=None, survey__closed_at=None, survey__opens_on__lte=on)
    return parts if scope.is_office else parts.filter(township__in=scope.unit_ids(Role.UNIT_FILER))


def _late_pay(user: User, on: date) -> Iterator[Waiting]:
    """Projects with a month past its due day (R10), for those who make, review or oversee its pay."""
    late = late_projects(user, on=on)
    yield Waiting("工资逾期未发的项目", len(late), "个", "clock_list", "bad", "matter=late", note="请督促发到本人")


def late_projects(user: User, *, on: date) -> set[int]:
    """Keys of the projects a person works for whose pay is late; none for who only reads."""
    scope = scope_of(user)
    if not (scope.is_office or scope.unit_ids(*UNIT_ROLES)):
        return set()
    clocks = clocks_of(Project.objects.visible_to(user), on, read_terms())
    return {clock.project for clock in clocks if clock.days_late(on) > 0}

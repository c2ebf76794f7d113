"""撮合: who of the surveyed people fits a demand, in which order, and why, said beside each in plain sentences.

Whom the rules leave out: 不愿意; 无劳动能力; under 16 when work begins; not available on all its days; neither the
skill nor the wish for the post (a post without a skill also takes those who named no wish); without certificate where
one is needed; on a roster on one of those days; proposed or confirmed for work on one of those days.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable

from documents.formats import chinese_date
from labor.models import (
    Ability,
    Category,
    Employment,
    Engagement,
    LaborDemand,
    LaborSurvey,
    Placement,
    ResponseCategory,
    SurveyResponse,
    Willingness,
)
from labor.models.survey import ResponseQuerySet
from units.models import Unit, User
from units.scope import UNIT_ROLES, scope_of

YOUNGEST, OLD = 16, 60  # §10: below is forbidden, above is a reminder
PRIORITY = frozenset(Category.values) - {Category.OTHER.value}
MOST = 1_000
SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that speaks for a person: the points it gives, and its name in the legend of the page."""

    points: int
    label: str


SKILLED = Rule(30, "技能相符")
NEAR = Rule(25, "同镇街")
WANTING = Rule(20, "意愿岗位相符")
FIRST = Rule(15, "优先类别")
WILLING = Rule(5, "明确愿意务工")
ABLE = Rule(3, "有劳动能力")
FREE = Rule(2, "目前没有固定工作")
RULES = (SKILLED, NEAR, WANTING, FIRST, WILLING, ABLE, FREE)
LEFT_OUT = (
    "登记为不愿意务工或无劳动能力的",
    f"用工开始时不满{YOUNGEST}周岁的",
    "可务工时间不能覆盖全部用工期的",
    "没有这项技能、也不愿意做这个岗位的（不要求技能的岗位，没有写意愿岗位的人也列入）",
    "岗位须持证而没有登记证书的",
    "用工期内已在某个项目名册里的",
    "用工期内已推荐或已确认到某条需求的（包括这条需求）",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person who fits.

    Attributes:
        response: what the person said, with worker (number masked), township, skills, wishes and categories at hand.
        age: full years (周岁) on the first day of work.
        points: the sum of the rules that speak for the person; equal points stand in the order of the survey.
        reasons: a sentence for each of them, and for the days.
        cautions: what to look at before proposing; none of it leaves the person out.
    """

    response: SurveyResponse
    age: int
    points: int
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]


def may_find(user: User) -> bool:
    """Whether surveyed people are this person's to see at all: a post in a township, the office, leaders."""
    scope = scope_of(user)
    townships = Unit.objects.townships().filter(pk__in=scope.unit_ids(*UNIT_ROLES))
    return scope.reads_everything or townships.exists()


@transaction.atomic
def candidates(*, demand: LaborDemand, limit: int, user: User) -> list[Candidate]:
    """The first `limit` (at most 1,000) people who fit a demand, best first; a township finds its own people.

    A constant number of queries, however many were surveyed.
    """
    return explained(fitting(demand, user)[: max(0, min(limit, MOST))], demand)


@transaction.atomic
def number_of(people: QuerySet[SurveyResponse]) -> int:
    """How many fit (人), of the people `fitting` found."""
    _compile_nothing()
    return people.order_by().count()


@transaction.atomic
def explained(people: Any, demand: LaborDemand) -> list[Candidate]:
    """A slice of the people `fitting` found, each with what speaks for them and what to look at; five queries."""
    found = people.select_related("worker", "part__township").defer("phone_sealed", "worker__id_sealed")
    _compile_nothing()
    return [_explained(one, demand) for one in found.prefetch_related("skills", "wanted", "categories")]


def _compile_nothing() -> None:
    """On PostgreSQL, for this transaction: compiling the query (jit) takes several times as long as running it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL jit = off")


def fitting(demand: LaborDemand, user: User) -> QuerySet[SurveyResponse]:
    """Everybody who fits a demand, best first, annotated with `points`; to count them, too."""
    people = current_responses().visible_to(user).exclude(willingness=Willingness.NO).exclude(ability=Ability.NONE)
    people = people.filter(_covers(demand), worker__born_on__lte=years_before(demand.starts_on, YOUNGEST))
    if demand.needs_certificate:
        people = people.exclude(certificates="")
    marked = people.annotate(is_skilled=_has("skills", demand), is_wanting=_has("wanted", demand))
    fits = Q(is_skilled=True) | Q(is_wanting=True)
    if not demand.trade.is_skilled:
        wishes = SurveyResponse.wanted.through.objects.filter(surveyresponse=OuterRef("pk"))
        fits |= Q(~Exists(wishes))
    free = ~Exists(engaged_on(demand)) & ~Exists(placed_on(demand))
    return marked.filter(fits, free).annotate(points=_points(demand)).order_by("-points", "pk")


def current_responses() -> ResponseQuerySet:
    """What people said last, one response a person: in the surveys that are open, and from the latest ended year on.

    A new survey begins empty, and one for a single township asks a few: those not asked anew stand as they answered.
    """
    wanted = _current_surveys()
    asked = SurveyResponse.objects.in_force().filter(survey__in=wanted)
    if len(wanted) < SEVERAL:
        return asked
    later = Q(surveyed_on__gt=OuterRef("surveyed_on")) | Q(surveyed_on=OuterRef("surveyed_on"), pk__gt=OuterRef("pk"))
    newer = SurveyResponse.objects.in_force().filter(later, survey__in=wanted, worker=OuterRef("worker_id"))
    return asked.filter(~Exists(newer.order_by()))


def _current_surveys() -> list[int]:
    """Keys of the surveys that are open, and of all since the latest year in which every survey is closed."""
    surveys = list(LaborSurvey.objects.order_by().values_list("pk", "year", "closed_at"))
    going_on = {year for _, year, closed_at in surveys if closed_at is None}
    since = max((year for _, year, _ in surveys if year not in going_on), default=0)
    return [key for key, year, closed_at in surveys if closed_at is None or year >= since]


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; of 29 February the day before."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def full_years(born_on: date, day: date) -> int:
    """Age in full years (周岁) on a day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def _covers(demand: LaborDemand) -> Q:
    """Available on every day of the demand; a date not stated sets no limit."""
    begins = Q(available_from=None) | Q(available_from__lte=demand.starts_on)
    return begins & (Q(available_to=None) | Q(available_to__gte=demand.ends_on))


def _has(relation: str, demand: LaborDemand) -> Combinable:
    """Whether the demand's trade is among a person's skills or wishes; listed once, not looked up for each person."""
    through = getattr(SurveyResponse, relation).through
    having = through.objects.filter(trade=demand.trade_id).values("surveyresponse_id")
    return ExpressionWrapper(Q(pk__in=having), output_field=BooleanField())


def engaged_on(demand: LaborDemand) -> QuerySet[Engagement]:
    """Stays on a roster on one of the demand's days, of the outer row's person."""
    stays = Engagement.objects.in_force().filter(worker=OuterRef("worker_id"), entered_on__lte=demand.ends_on)
    return stays.filter(Q(left_on=None) | Q(left_on__gte=demand.starts_on))


def placed_on(demand: LaborDemand) -> QuerySet[Placement]:
    """Live placements for work on one of the demand's days, this demand's own included, of the outer row's person."""
    live = Placement.objects.live().filter(worker=OuterRef("worker_id"))
    return live.filter(demand__starts_on__lte=demand.ends_on, demand__ends_on__gte=demand.starts_on)


def _points(demand: LaborDemand) -> Combinable:
    first = ResponseCategory.objects.filter(response=OuterRef("pk"), category__in=PRIORITY).order_by()
    told: tuple[tuple[Rule, Q | Exists], ...] = (
        (SKILLED, Q(is_skilled=True)),
        (NEAR, Q(part__township=demand.township_id)),
        (WANTING, Q(is_wanting=True)),
        (FIRST, Exists(first)),
        (WILLING, Q(willingness=Willingness.YES)),
        (ABLE, Q(ability=Ability.FULL)),
        (FREE, ~Q(employment=Employment.EMPLOYED)),
    )
    total: Combinable = Value(0)
    for rule, holds in told:
        total = total + Case(When(holds, then=rule.points), default=0, output_field=IntegerField())
    return total


def _explained(response: SurveyResponse, demand: LaborDemand) -> Candidate:
    spoken = tuple(_spoken(response, demand))
    reasons = (*(sentence for _, sentence in spoken), _days(response))
    points = sum(rule.points for rule, _ in spoken)
    age = full_years(response.worker.born_on, demand.starts_on)
    return Candidate(response, age, points, reasons, tuple(_cautions(response, demand)))


def _spoken(response: SurveyResponse, demand: LaborDemand) -> Iterator[tuple[Rule, str]]:
    """The rules that speak for a person, each with its sentence: the same rules that ordered the rows."""
    township, trade = response.part.township, demand.trade.name
    first = [str(one) for one in response.categories.all() if one.category in PRIORITY]
    if demand.trade in response.skills.all():
        yield SKILLED, f"技能相符：会{trade}。"
    if township.pk == demand.township_id:
        yield NEAR, f"同镇街：家在{township}，工地也在{township}。"
    if demand.trade in response.wanted.all():
        yield WANTING, f"意愿岗位相符：愿意做{trade}。"
    if first:
        yield FIRST, f"优先类别：{'、'.join(first)}。"
    if response.willingness == Willingness.YES:
        yield WILLING, "明确愿意务工。"
    if response.ability == Ability.FULL:
        yield ABLE, "有劳动能力。"
    if response.employment != Employment.EMPLOYED:
        yield FREE, f"目前没有固定工作（{response.get_employment_display()}）。"


def _days(response: SurveyResponse) -> str:
    if response.available_from is None and response.available_to is None:
        return "时间合适：可务工时间没有限制，用工期内都能来。"
    begins = chinese_date(response.available_from) if response.available_from else "现在"
    ends = chinese_date(response.available_to) if response.available_to else "不限"
    return f"时间合适：可务工时间{begins}至{ends}，用工期内都能来。"


def _cautions(response: SurveyResponse, demand: LaborDemand) -> Iterator[str]:
    if response.worker.born_on <= years_before(demand.starts_on, OLD + 1):
        yield f"用工开始时已超过{OLD}周岁，请安排适合的岗位。"
    if response.ability == Ability.WEAK:
        yield "弱劳动能力，请安排力所能及的活。"
    if response.willingness == Willingness.DEPENDS:
        yield "视岗位而定，推荐前请先问本人。"
    if demand.trade.is_skilled and demand.trade not in response.skills.all():
        yield f"没有登记{demand.trade.name}技能，上岗前需要培训。"
    if demand.needs_certificate:
        yield f"岗位须持证，登记的证书：{response.certificates}，请核对是否对口、在有效期内。"
    if response.employment == Employment.EMPLOYED:
        yield "登记为已就业，推荐前请先问本人。"

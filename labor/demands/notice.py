"""招工公告: what a village board shows of published demands. It names posts and whom to call, never a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from documents.fonts import font_stack
from documents.formats import chinese_date, yuan
from documents.papers import render_pdf
from labor.demands.permissions import closed
from labor.demands.tables import skills_said
from labor.models import DemandState, LaborDemand, PlacementState
from projects.models import Project
from units.models import Unit, User
from units.refusals import WrongState

FACES = {"title": "小标宋", "hei": "黑体", "fang": "仿宋", "kai": "楷体"}
HOW = (
    "愿意务工的，请到户口所在地或居住地的村（社区）、镇街报名，由镇街登记后统一推荐；也可以先拨打上面的联系电话询问。",
    "录用后先实名登记再进场；工资按表中标准发到本人，不得由他人代领。",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Post:
    """One row of the notice, all in words."""

    trade: str
    task: str
    headcount: int
    starts: str
    ends: str
    skills: str
    rate: str
    place: str
    contact: str
    phone: str


@dataclass(frozen=True, slots=True)
class Group:
    """The posts of one project."""

    project: str
    owner: str
    posts: Sequence[Post]


def noticed(user: User, *, project: int | None = None, township: int | None = None) -> QuerySet[LaborDemand]:
    """Published demands of a project or of works in a township, as far as the person sees them."""
    wanted = {"project": project, "township": township}
    found = LaborDemand.objects.published().visible_to(user)
    found = found.filter(**{name: pk for name, pk in wanted.items() if pk is not None})
    related = found.select_related("project__department", "trade", "township")
    return related.order_by("project__name", "project", "starts_on", "pk")


def open_on(demands: QuerySet[LaborDemand], day: date) -> list[LaborDemand]:
    """Those still asking for people: their days are not over, and not every post is taken."""
    taken = PlacementState.CONFIRMED
    told = demands.filter(ends_on__gte=day).prefetch_related("placements")
    return [one for one in told if one.headcount > sum(place.state == taken for place in one.placements.all())]


def notice_of_demand(demand: LaborDemand, *, on: date) -> bytes:
    """Return the PDF of one demand, for its project's department to put up.

    Raises:
        WrongState: the demand is not published, its days are over, or its project is closed.
        PaperNotPrinted: it holds a character that no paper face has.
    """
    if demand.state != DemandState.PUBLISHED:
        raise WrongState(f"这条务工需求现在是“{demand.get_state_display()}”，发布以后才能出招工公告。")
    if sentence := closed(demand.project):
        raise WrongState(sentence)
    if demand.ends_on < on:
        raise WrongState("这条务工需求的用工时间已经过去，不再出招工公告；需要延期的请退回更正后重新发布。")
    return _printed([demand], issuer=demand.project.department.name, of=demand.project.name, on=on)


def notice_of_project(project: Project, demands: Sequence[LaborDemand], *, on: date) -> bytes:
    """Return the PDF of a project's published demands, signed by the department in charge.

    Raises:
        WrongState: no post is open.
    """
    return _printed(demands, issuer=project.department.name, of=project.name, on=on)


def notice_of_township(township: Unit, demands: Sequence[LaborDemand], *, on: date) -> bytes:
    """Return the PDF of all published demands whose place of work lies in a township, signed by the township.

    Raises:
        WrongState: no post is open.
    """
    return _printed(demands, issuer=government_of(township), of=f"{township.name}辖区", on=on)


def government_of(township: Unit) -> str:
    """The name a township signs with: 建胜镇人民政府, 新山村街道办事处."""
    return f"{township.name}{'办事处' if township.name.endswith('街道') else '人民政府'}"


def _printed(demands: Sequence[LaborDemand], *, issuer: str, of: str, on: date) -> bytes:
    if not demands:
        raise WrongState(f"{of}现在没有还在招人的务工需求，没有招工公告可出。")
    return render_pdf(compose_notice(demands, issuer=issuer, of=of, on=on))


def compose_notice(demands: Sequence[LaborDemand], *, issuer: str, of: str, on: date) -> str:
    """The notice as HTML for `render_pdf`; `of` says whose posts they are."""
    context = {
        "groups": _groups(demands),
        "of": of,
        "single": len(demands) == 1,
        "headcount": sum(demand.headcount for demand in demands),
        "count": len(demands),
        "how": HOW,
        "issuer": issuer,
        "dated": chinese_date(on),
        **{name: _face(role) for name, role in FACES.items()},
    }
    return render_to_string("labor/demands/paper/notice.html", context)


def _face(role: str) -> SafeString:
    return mark_safe(font_stack(role))  # noqa: S308 — our own constants


def _groups(demands: Sequence[LaborDemand]) -> list[Group]:
    told = groupby(demands, key=lambda demand: demand.project)
    return [Group(project.name, project.owner_name, [_post(one) for one in group]) for project, group in told]


def _post(demand: LaborDemand) -> Post:
    return Post(
        trade=str(demand.trade),
        task=demand.task,
        headcount=demand.headcount,
        starts=chinese_date(demand.starts_on),
        ends=chinese_date(demand.ends_on),
        skills=skills_said(demand),
        rate=yuan(demand.day_rate_fen).removesuffix(".00"),
        place=demand.place,
        contact=demand.contact,
        phone=demand.phone,
    )

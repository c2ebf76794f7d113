"""待办: the filings that wait for one person, told apart by what the person is to do with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from projects.fields import BY_NAME
from projects.locks import Locks, locks_of
from projects.models import FieldReturn, FilingAct, FilingState, ListEntry, Period, ProgressFiling, Project
from projects.moves import Post
from projects.owing import who_owes
from projects.permissions import available_moves, posts_of
from units.models import User

TONES: dict[str, str] = {FilingState.RETURNED: "bad", FilingState.REVIEWING: "info", FilingState.SUBMITTED: "info"}
SHOWN = 12  # rows of each part on the page; the filing list has them all


@dataclass(frozen=True)
class Waiting:
    """One filing, or the lack of one, that waits. `days_left` is negative when it is overdue."""

    project: Project
    period: Period
    filing: ProgressFiling | None
    days_left: int
    url: str
    nil_url: str = ""  # 一键零报告: where a month nobody has begun is filed as a nil return
    is_locked: bool = False  # past the locking day: its page says whom to ask

    @property
    def is_late(self) -> bool:
        return self.days_left < 0

    @property
    def due(self) -> str:
        if self.days_left < 0:
            return f"逾期 {-self.days_left} 天"
        return f"还有 {self.days_left} 天" if self.days_left else "今天截止"

    @property
    def tone(self) -> str:
        return "bad" if self.days_left < 0 else "warn" if self.days_left <= 3 else "neutral"

    @property
    def state(self) -> str:
        return str(self.filing.get_state_display()) if self.filing else "未填报"

    @property
    def state_tone(self) -> str:
        return TONES.get(self.filing.state, "neutral") if self.filing else "neutral"

    @property
    def returns(self) -> list[tuple[str, str]]:
        """退回意见 not yet answered: (field label, reason)."""
        asked = self.filing.returns.all() if self.filing else []
        return [(BY_NAME[one.field].label if one.field in BY_NAME else one.field, one.reason) for one in asked]


@dataclass
class Part:
    """One kind of work: `title` says what to do, `action` names the link; `key` anchors it on the page."""

    key: str
    title: str
    action: str
    rows: list[Waiting] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"#{self.key}" if self.rows else ""

    @property
    def shown(self) -> list[Waiting]:
        return self.rows[:SHOWN]

    @property
    def hidden(self) -> int:
        return max(0, len(self.rows) - SHOWN)


@dataclass
class Desk:
    """`posts` are the person's capacities: which parts are theirs even while empty."""

    posts: set[Post] = field(default_factory=set)
    returned: Part = field(default_factory=lambda: Part("returned", "退回待改", "去改正"))
    to_submit: Part = field(default_factory=lambda: Part("to-submit", "待审核报送", "去审核"))
    to_accept: Part = field(default_factory=lambda: Part("to-accept", "待办公室审核", "去审核"))
    to_file: Part = field(default_factory=lambda: Part("to-file", "待填报", "去填报"))
    followed: Part = field(default_factory=lambda: Part("followed", "相关项目尚未通过的填报", "查看"))

    @property
    def mine(self) -> list[Part]:
        """What the person's capacities call for, the most pressing first."""
        parts = {
            Post.FILER: [self.returned, self.to_file],
            Post.REVIEWER: [self.to_submit],
            Post.OFFICE: [self.to_accept],
        }
        return [part for post in parts if post in self.posts for part in parts[post]]

    @property
    def parts(self) -> list[Part]:
        """Those with anything in them."""
        return [part for part in [*self.mine, self.followed] if part.rows]

    @property
    def late(self) -> int:
        return sum(row.is_late for part in self.mine for row in part.rows)

    @property
    def is_clear(self) -> bool:
        return not any(part.rows for part in self.mine)


def desk(user: User, day: date) -> Desk:
    """Everything of the open months that waits for this person. Costs the same queries for any number of projects."""
    periods = list(Period.objects.open().filter(month__lte=day).order_by("month"))
    listed = {period.pk: _listed(user, period) for period in periods}
    filings = _filings(user, periods)
    made = Desk(
        posts={post for projects in listed.values() for project in projects for post in posts_of(user, project)}
    )
    noon = timezone.make_aware(datetime.combine(day, time(12)))  # an exception holds for whole days
    for period in periods:
        owed, locks = who_owes(period, Project.objects.visible_to(user)), locks_of(period, noon)
        shut = period.opens_on is not None and day < period.opens_on
        for project in listed[period.pk]:
            filing = filings.get((project.pk, period.pk))
            if (shut or project.pk not in owed) and (filing is None or filing.state == FilingState.DRAFT):
                continue  # nothing is asked of it, or not yet: nobody is reminded
            row = _waiting(user, project, period, filing, day, locks)
            part = _part_for(made, row, user)
            if part is not None:
                part.rows.append(row)
    return made


def _listed(user: User, period: Period) -> list[Project]:
    """The list as it stood at the end of the month, as this person sees it, in its order."""
    visible = Project.objects.visible_to(user)
    standing = ListEntry.objects.in_force(on=period.last_day)
    entries = standing.filter(project_list__year=period.month.year, project__in=visible)
    return [entry.project for entry in entries.select_related("project__department").order_by("serial", "pk")]


def _filings(user: User, periods: list[Period]) -> dict[tuple[int, int], ProgressFiling]:
    asked = Prefetch("returns", queryset=FieldReturn.objects.filter(settled_at=None).order_by("pk"))
    found = ProgressFiling.objects.visible_to(user).filter(period__in=periods)
    found = found.select_related("project", "period", "filed_by").prefetch_related(asked, "steps")
    return {(filing.project_id, filing.period_id): filing for filing in found}


def _waiting(
    user: User, project: Project, period: Period, filing: ProgressFiling | None, day: date, locks: Locks
) -> Waiting:
    is_locked = bool(locks.by_date(project.department)) and not (filing and filing.pk in locks.asked_again)
    begins = filing is None and not is_locked and Post.FILER in posts_of(user, project)
    return Waiting(
        project=project,
        period=period,
        filing=filing,
        days_left=(period.due_on - day).days,
        url=_url(user, project, period, filing),
        nil_url=reverse("expected_nil", args=[period.key, project.pk]) if begins else "",
        is_locked=is_locked,
    )


def _url(user: User, project: Project, period: Period, filing: ProgressFiling | None) -> str:
    mine = Post.FILER in posts_of(user, project)
    if filing is None:
        return reverse("filing_new", args=[project.pk, period.key]) if mine else _project_url(project)
    editing = mine and filing.state in (FilingState.DRAFT, FilingState.RETURNED)
    return reverse("filing_edit" if editing else "filing_detail", args=[filing.pk])


def _project_url(project: Project) -> str:
    return reverse("project_detail", args=[project.pk])


def _part_for(made: Desk, row: Waiting, user: User) -> Part | None:
    """Where a row belongs for this person; None when nothing is to be done or followed."""
    if row.filing is None:
        return _unfiled(made, row, user)
    acts = {move.act for move in available_moves(row.filing, user)}
    if FilingAct.SUBMIT in acts:
        return made.to_submit
    if FilingAct.ACCEPT in acts:
        return made.to_accept
    if FilingAct.SEND in acts:
        return made.returned if row.filing.state == FilingState.RETURNED else made.to_file
    return None if row.filing.state == FilingState.ACCEPTED else _followed(made, row, user)


def _unfiled(made: Desk, row: Waiting, user: User) -> Part | None:
    return made.to_file if Post.FILER in posts_of(user, row.project) else _followed(made, row, user)


def _followed(made: Desk, row: Waiting, user: User) -> Part | None:
    """Units follow what concerns them; the office has its own table of what is missing."""
    return None if Post.OFFICE in posts_of(user, row.project) else made.followed

"""应报: who owes a month's filing. Kept once the month is settled, until then worked out from the list as it stands.

Both come as `ExpectedFiling`: saved rows, or rows not saved yet. The list, the conditions and the seats are asked as of
the last day of the month, so that a settling that comes late answers as one in time.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Case, CharField, FilteredRelation, Q, QuerySet, Value, When

from documents.formats import chinese_date
from projects.models import Condition, ExpectedFiling, ListEntry, OwingRule, Period, Project, Stage
from projects.models.listing import ListEntryQuerySet
from units.models import Membership

RELATED = ("project__sector", "project__township", "project__department")
ORDER = ("project__department__code", "project__code")
# Why a listed project owes nothing; `""` stands for one that owes.
RESTING, STAGE, NO_SEAT = "condition", "stage", "seat"
WAIVED, EXEMPT, UNLISTED = "waived", "exempt", "unlisted"
DUTIES = {
    "": "应报",
    RESTING: "不列入应报",
    STAGE: "不列入应报",
    NO_SEAT: "不列入应报",
    EXEMPT: "不列入应报",
    WAIVED: "免报",
    UNLISTED: "未列入应报",
}


def owing_rule(month: date) -> OwingRule:
    """The rule in force for a month: the office's latest, else the house's own (not saved)."""
    return OwingRule.objects.filter(starts_on__lte=month).order_by("-starts_on").first() or OwingRule()


def judged(entries: ListEntryQuerySet, period: Period) -> QuerySet[ListEntry]:
    """The entries with `lack`: why each owes nothing for the month, "" when it owes."""
    rule, day = owing_rule(period.month), period.last_day
    seated = Membership.objects.current(on=day).values("unit")
    rests = Q(project__condition__in=rule.resting, project__condition_since__lte=day)
    lack = Case(
        When(rests, then=Value(RESTING)),
        When(~Q(project__stage__in=rule.stages), then=Value(STAGE)),
        When(~Q(project__department__in=seated), then=Value(NO_SEAT)),
        default=Value(""),
        output_field=CharField(),
    )
    return entries.annotate(lack=lack)


def is_settled(period: Period) -> bool:
    """Whether the month's rows are kept already, whatever the object in hand remembers."""
    return period.expected_at is not None or Period.objects.filter(pk=period.pk, expected_at__isnull=False).exists()


def expected_of(period: Period, among: QuerySet[Project] | None = None) -> list[ExpectedFiling]:
    """Every project of the month's list with what it owes: the kept rows, or before the settling those it would make.

    Args:
        among: only of these projects; everybody's when not given.
    """
    if is_settled(period):
        kept = ExpectedFiling.objects.filter(period=period).select_related("unit", *RELATED)
        found = kept if among is None else kept.filter(project__in=among.values("pk"))
        return list(found.order_by("unit__code", "project__code"))
    listed = ListEntry.objects.owing(period)
    return live_rows(listed if among is None else listed.filter(project__in=among.values("pk")), period)


def live_rows(entries: ListEntryQuerySet, period: Period) -> list[ExpectedFiling]:
    """What these entries would owe if the month were settled now; nothing is saved."""
    found = judged(entries, period).select_related(*RELATED).order_by(*ORDER)
    return [_row(entry, period) for entry in found]


def _row(entry: ListEntry, period: Period) -> ExpectedFiling:
    project, lack = entry.project, entry.lack  # type: ignore[attr-defined]
    return ExpectedFiling(
        period=period,
        project=project,
        unit=project.department,
        unit_name=project.department.name,
        stage=project.stage,
        is_owed=not lack,
        why_not=_sentence(lack, project, period),
    )


def _sentence(lack: str, project: Project, period: Period) -> str:
    if lack == RESTING:
        since = chinese_date(project.condition_since) if project.condition_since else ""
        return f"项目自{since}起{Condition(project.condition).label}：{project.condition_reason}"[:200]
    if lack == STAGE:
        return f"项目处于{Stage(project.stage).label}阶段，按应报规则不列入"
    if lack == NO_SEAT:
        return f"{project.department.name}{period.month.month}月末没有在任的成员席位"
    return ""


def who_owes(period: Period, among: QuerySet[Project] | None = None) -> set[int]:
    """Keys of the projects that have to file the month: owed, and not exempted."""
    if is_settled(period):
        kept = ExpectedFiling.objects.filter(period=period).owed()
        found = kept if among is None else kept.filter(project__in=among.values("pk"))
        return set(found.order_by().values_list("project", flat=True))
    listed = judged(ListEntry.objects.owing(period), period).filter(lack="")  # type: ignore[misc]
    live = listed if among is None else listed.filter(project__in=among.values("pk"))
    return set(live.order_by().values_list("project", flat=True))


def with_duty(entries: ListEntryQuerySet, period: Period) -> QuerySet[ListEntry]:
    """The entries with `duty`: "" where the month is owed, else a key of `DUTIES`."""
    if not is_settled(period):
        return judged(entries, period).annotate(
            duty=Case(*[When(lack=key, then=Value(key)) for key in (RESTING, STAGE, NO_SEAT)], default=Value(""))
        )
    kept = FilteredRelation("project__expected", condition=Q(project__expected__period=period))
    duty = Case(
        When(kept__pk=None, then=Value(UNLISTED)),
        When(kept__is_owed=False, then=Value(EXEMPT)),
        When(kept__waived_at__isnull=False, then=Value(WAIVED)),
        default=Value(""),
        output_field=CharField(),
    )
    return entries.annotate(kept=kept).annotate(duty=duty)


def unlisted(period: Period) -> list[ExpectedFiling]:
    """What a settled month lacks: projects that would owe it today and are not kept as owing."""
    if not is_settled(period):
        return []
    held = ExpectedFiling.objects.filter(period=period, is_owed=True).values("project")
    rows = live_rows(ListEntry.objects.owing(period).exclude(project__in=held), period)
    return [row for row in rows if row.is_owed]


def left_since(period: Period) -> list[ExpectedFiling]:
    """Projects kept as owing that have left the list (调出) since: the office exempts them, with the reason."""
    standing = ListEntry.objects.owing(period).values("project")
    kept = ExpectedFiling.objects.filter(period=period).owed().exclude(project__in=standing)
    return list(kept.select_related("unit", *RELATED))

"""The two ledgers as query sets with their totals: 个 are posts and companies, 人 are people counted once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from labor.companies.permissions import companies_visible_to
from labor.models import Engagement, LaborCompany, WelfarePost
from projects.models import Project
from units.models import User


def _present(day: date, way: str = "") -> Q:
    """Stays in force on a day; `way` leads to them."""
    at_least = Q(**{f"{way}left_on": None}) | Q(**{f"{way}left_on__gte": day})
    return at_least & Q(**{f"{way}voided_at": None, f"{way}entered_on__lte": day})


def company_ledger(user: User, *, on: date, with_retired: bool = False) -> QuerySet[LaborCompany]:
    """Companies the person may read; `people_now` (人) are those on a site for it on a day, `people_ever` all."""
    rows = companies_visible_to(user) if with_retired else companies_visible_to(user).filter(retired_at=None)
    ever = Q(engagements__voided_at=None)
    return (
        rows.select_related("township")
        .order_by("name", "pk")
        .annotate(
            people_now=Count("engagements__worker", distinct=True, filter=_present(on, "engagements__")),
            people_ever=Count("engagements__worker", distinct=True, filter=ever),
        )
    )


@dataclass(frozen=True, slots=True)
class CompanyTotals:
    """What a ledger of companies adds up to: companies (家), of them by villages, people (人) counted once."""

    companies: int
    collective: int
    people_now: int
    people_ever: int


def company_totals(companies: QuerySet[LaborCompany], *, on: date) -> CompanyTotals:
    """Totals of the companies on a page's ledger; a person who works for two of them is one person."""
    keys = companies.order_by().values("pk")
    counted = LaborCompany.objects.filter(pk__in=keys).aggregate(
        companies=Count("pk"), collective=Count("pk", filter=Q(is_collective=True))
    )
    people = Engagement.objects.filter(company__in=keys).aggregate(
        people_now=Count("worker", distinct=True, filter=_present(on)),
        people_ever=Count("worker", distinct=True, filter=Q(voided_at=None)),
    )
    return CompanyTotals(**counted, **people)


@dataclass(frozen=True, slots=True)
class CompanyProject:
    """A project people of a company are or were on: people (人) on a day and in all."""

    project: Project
    people_now: int
    people_ever: int


def company_projects(company: LaborCompany, *, user: User, on: date) -> tuple[list[CompanyProject], int]:
    """The projects of a company's people that the person may see, most people first; and how many others there are."""
    stays = Engagement.objects.filter(company=company, voided_at=None).order_by().values("project")
    counted = stays.annotate(
        now=Count("worker", distinct=True, filter=_present(on)), ever=Count("worker", distinct=True)
    )
    counts = {one["project"]: (one["now"], one["ever"]) for one in counted}
    seen = Project.objects.visible_to(user).filter(pk__in=counts)
    rows = [CompanyProject(project, *counts[project.pk]) for project in seen]
    return sorted(rows, key=lambda row: (-row.people_now, -row.people_ever, row.project.code)), len(counts) - len(rows)


def filled(day: date) -> Q:
    """Posts in force somebody is on, on a day."""
    return Q(voided_at=None, worker__isnull=False, starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))


def ended(day: date) -> Q:
    """Posts whose person's last day is over, on a day."""
    return Q(worker__isnull=False, ends_on__lt=day)


def waiting(day: date) -> Q:
    """Posts given to somebody whose first day is still to come, on a day."""
    return Q(worker__isnull=False, starts_on__gt=day)


@dataclass(frozen=True, slots=True)
class WelfareTotals:
    """What a ledger of posts adds up to on a day: posts (个), filled ones, people (人), month's money in 分."""

    posts: int
    filled: int
    people: int
    month_fen: int


def welfare_totals(posts: QuerySet[WelfarePost], *, on: date) -> WelfareTotals:
    """Totals of the posts on a page's ledger; `month_fen` is what the filled posts cost a month."""
    taken = filled(on)
    found = WelfarePost.objects.filter(pk__in=posts.order_by().values("pk")).aggregate(
        posts=Count("pk"), filled=Count("pk", filter=taken), people=Count("worker", distinct=True, filter=taken),
        month_fen=Sum("month_fen", filter=taken, default=0),
    )  # fmt: skip
    return WelfareTotals(**found)

"""Filters of the money lists; the same filter answers page and workbook."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet

from projects.models import (
    Connection,
    Financing,
    FinancingKind,
    Funding,
    FundingSource,
    Project,
    ProjectKind,
    ProjectList,
    SocialProject,
)
from projects.money.permissions import SOCIAL_GUIDES
from units.models import Sector, Unit, UnitKind

SEARCH = {"type": "search", "placeholder": "项目名称或代码"}
NOT_DEPARTMENTS = [UnitKind.TOWNSHIP, UnitKind.OWNER, UnitKind.CONTRACTOR]
STATES = [("void", "已作废")]


def _sectors(path: str) -> Any:
    return django_filters.ModelChoiceFilter(
        label="领域", field_name=path, queryset=Sector.objects.all(), empty_label="全部领域"
    )


def _departments(path: str) -> Any:
    return django_filters.ModelChoiceFilter(
        label="行业主管部门",
        field_name=path,
        queryset=Unit.objects.exclude(kind__in=NOT_DEPARTMENTS),
        empty_label="全部部门",
    )


def _townships(path: str) -> Any:
    return django_filters.ModelChoiceFilter(
        label="镇街", field_name=path, queryset=Unit.objects.townships(), empty_label="全部镇街"
    )


class _ByText(django_filters.FilterSet):  # type: ignore[misc]
    """Words of any of the paths in `TEXT`."""

    TEXT: tuple[str, ...] = ("project__name", "project__code")
    q = django_filters.CharFilter(label="名称或代码", method="by_text", widget=forms.TextInput(SEARCH))

    def by_text(self, found: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:  # noqa: ARG002
        wanted = Q()
        for path in self.TEXT:
            wanted |= Q(**{f"{path}__icontains": text.strip()})
        return found.filter(wanted)


class _OfYear(_ByText):
    """Rows of projects on one year's list; `PROJECT` is the path to the project ("" for the row itself)."""

    PROJECT = "project"

    def __init__(self, data: Any, queryset: QuerySet[Any]) -> None:
        super().__init__(data, queryset=queryset)
        years = ProjectList.objects.order_by("-year").values_list("year", flat=True)
        self.filters["year"].extra["choices"] = [(str(year), f"{year}年清单") for year in years]

    def by_year(self, found: QuerySet[Any], name: str, year: str) -> QuerySet[Any]:  # noqa: ARG002
        listed = Project.objects.filter(entries__project_list__year=int(year)).values("pk")
        return found.filter(**{f"{self.PROJECT or 'pk'}__in": listed})


class FundingFilter(_OfYear):
    """资金: by year, sector, kind of money, department, township, and where the money stands."""

    year = django_filters.ChoiceFilter(label="年度", method="by_year", empty_label="全部年度")
    source = django_filters.ChoiceFilter(label="资金类型", choices=FundingSource.choices, empty_label="全部资金")
    kind = django_filters.ChoiceFilter(
        label="项目类型", field_name="project__kind", choices=ProjectKind.choices, empty_label="全部类型"
    )
    sector = _sectors("project__sector")
    department = _departments("project__department")
    township = _townships("project__township")
    standing = django_filters.ChoiceFilter(
        label="资金情况",
        method="by_standing",
        empty_label="全部情况",
        choices=[
            ("unknown", "未登记下达金额"),
            ("to_allocate", "未足额拨付"),
            ("to_pay", "已拨付未支付"),
            ("done", "已全部支付"),
        ],
    )

    class Meta:
        model = Funding
        fields: list[str] = []

    def by_standing(self, found: QuerySet[Funding], name: str, said: str) -> QuerySet[Funding]:  # noqa: ARG002
        tests = {
            "unknown": Q(amount_fen=None),
            "to_allocate": Q(amount_fen__gt=F("allocated_fen")),
            "to_pay": Q(allocated_fen__gt=F("paid_fen")),
            "done": Q(amount_fen__lte=F("paid_fen"), amount_fen__gt=0),
        }
        return found.filter(tests[said])


class ConnectionFilter(_OfYear):
    """衔接配套: by the key project's year, sector and department; words of either end or of the purpose."""

    TEXT = ("key__name", "key__code", "special__name", "special__code", "purpose")
    PROJECT = "key"
    year = django_filters.ChoiceFilter(label="年度", method="by_year", empty_label="全部年度")
    sector = _sectors("key__sector")
    department = _departments("key__department")

    class Meta:
        model = Connection
        fields: list[str] = []


class KeyProjectFilter(_OfYear):
    """重点工程项目: the same questions, asked of the projects themselves."""

    TEXT = ("name", "code")
    PROJECT = ""
    year = django_filters.ChoiceFilter(label="年度", method="by_year", empty_label="全部年度")
    sector = _sectors("sector")
    department = _departments("department")

    class Meta:
        model = Project
        fields: list[str] = []


class _Voidable:
    """What was voided is shown only when asked for."""

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found: QuerySet[Any] = super().filter_queryset(queryset)  # type: ignore[misc]
        asked: Any = self
        return found.filter(voided_at__isnull=asked.form.cleaned_data.get("state") != "void")

    def by_state(self, found: QuerySet[Any], name: str, said: str) -> QuerySet[Any]:  # noqa: ARG002
        return found


class FinancingFilter(_Voidable, _ByText):
    """金融支持: by the year it was granted, its kind, sector, department."""

    TEXT = ("project__name", "project__code", "institution")
    year = django_filters.ChoiceFilter(label="批准年度", field_name="granted_on__year", empty_label="全部年度")
    kind = django_filters.ChoiceFilter(label="方式", choices=FinancingKind.choices, empty_label="全部方式")
    sector = _sectors("project__sector")
    department = _departments("project__department")
    township = _townships("project__township")
    state = django_filters.ChoiceFilter(label="状态", method="by_state", choices=STATES, empty_label="有效")

    class Meta:
        model = Financing
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Financing]) -> None:
        super().__init__(data, queryset=queryset)
        self.filters["year"].extra["choices"] = _years(queryset, "granted_on")


class SocialFilter(_Voidable, _ByText):
    """社会力量公益性项目: by the year it began, guide, sector, township."""

    TEXT = ("name", "sponsor", "content")
    q = django_filters.CharFilter(
        label="名称或主体",
        method="by_text",
        widget=forms.TextInput({"type": "search", "placeholder": "项目、主体、内容"}),
    )
    year = django_filters.ChoiceFilter(label="开始年度", field_name="starts_on__year", empty_label="全部年度")
    unit = django_filters.ModelChoiceFilter(
        label="引导单位", queryset=Unit.objects.filter(code__in=SOCIAL_GUIDES), empty_label="全部单位"
    )
    sector = _sectors("sector")
    township = _townships("township")
    state = django_filters.ChoiceFilter(label="状态", method="by_state", choices=STATES, empty_label="有效")

    class Meta:
        model = SocialProject
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[SocialProject]) -> None:
        super().__init__(data, queryset=queryset)
        self.filters["year"].extra["choices"] = _years(queryset, "starts_on")


def _years(found: QuerySet[Any], path: str) -> list[tuple[str, str]]:
    days = found.order_by().values_list(f"{path}__year", flat=True).distinct()
    return [(str(year), f"{year}年") for year in sorted(set(days), reverse=True)]


def said_conditions(found: Any) -> list[str]:
    """The filters in force, in words: 领域＝交通."""
    said = []
    for name, value in found.form.cleaned_data.items():
        if value in (None, ""):
            continue
        choices = {str(key): label for key, label in getattr(found.form.fields[name], "choices", [])}
        said.append(f"{found.form.fields[name].label}＝{choices.get(str(value), value)}")
    return said

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
from projects.questions import (
    PROJECT_NAME_OR_CODE,
    SEARCH,
    by_department,
    by_sector,
    by_township,
    has_words,
    year_choices,
)
from units.models import Unit

STATES = [("void", "已作废")]


class _ByText(django_filters.FilterSet):  # type: ignore[misc]
    """Words of any of the paths in `TEXT`."""

    TEXT: tuple[str, ...] = PROJECT_NAME_OR_CODE
    q = django_filters.CharFilter(label="名称或代码", method="by_text", widget=forms.TextInput(SEARCH))

    def by_text(self, found: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:  # noqa: ARG002
        return found.filter(has_words(self.TEXT, text))


class _OfYear(_ByText):
    """Rows of projects on one year's list; `PROJECT` is the path to the project ("" for the row itself)."""

    PROJECT = "project"

    def __init__(self, data: Any, queryset: QuerySet[Any]) -> None:
        super().__init__(data, queryset=queryset)
        years = ProjectList.objects.order_by("-year").values_list("year", flat=True)
        self.filters["year"].extra["choices"] = year_choices(years, of="年清单")

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
    sector = by_sector("project__sector")
    department = by_department("project__department")
    township = by_township("project__township", label="镇街")
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
    sector = by_sector("key__sector")
    department = by_department("key__department")

    class Meta:
        model = Connection
        fields: list[str] = []


class KeyProjectFilter(_OfYear):
    """重点工程项目: the same questions, asked of the projects themselves."""

    TEXT = ("name", "code")
    PROJECT = ""
    year = django_filters.ChoiceFilter(label="年度", method="by_year", empty_label="全部年度")
    sector = by_sector("sector")
    department = by_department("department")

    class Meta:
        model = Project
        fields: list[str] = []


class _Voidable(_ByText):
    """What was voided is shown only when asked for; the years are those of the day in `DAY`."""

    DAY: str
    state = django_filters.ChoiceFilter(label="状态", method="by_state", choices=STATES, empty_label="有效")

    def __init__(self, data: Any, queryset: QuerySet[Any]) -> None:
        super().__init__(data, queryset=queryset)
        days = queryset.order_by().values_list(f"{self.DAY}__year", flat=True).distinct()
        self.filters["year"].extra["choices"] = year_choices(days)
        self.filters.move_to_end("state")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found: QuerySet[Any] = super().filter_queryset(queryset)
        return found.filter(voided_at__isnull=self.form.cleaned_data.get("state") != "void")

    def by_state(self, found: QuerySet[Any], name: str, said: str) -> QuerySet[Any]:  # noqa: ARG002
        return found


class FinancingFilter(_Voidable):
    """金融支持: by the year it was granted, its kind, sector, department."""

    TEXT = (*PROJECT_NAME_OR_CODE, "institution")
    DAY = "granted_on"
    year = django_filters.ChoiceFilter(label="批准年度", field_name="granted_on__year", empty_label="全部年度")
    kind = django_filters.ChoiceFilter(label="方式", choices=FinancingKind.choices, empty_label="全部方式")
    sector = by_sector("project__sector")
    department = by_department("project__department")
    township = by_township("project__township", label="镇街")

    class Meta:
        model = Financing
        fields: list[str] = []


class SocialFilter(_Voidable):
    """社会力量公益性项目: by the year it began, guide, sector, township."""

    TEXT = ("name", "sponsor", "content")
    DAY = "starts_on"
    q = django_filters.CharFilter(
        label="名称或主体",
        method="by_text",
        widget=forms.TextInput({"type": "search", "placeholder": "项目、主体、内容"}),
    )
    year = django_filters.ChoiceFilter(label="开始年度", field_name="starts_on__year", empty_label="全部年度")
    unit = django_filters.ModelChoiceFilter(
        label="引导单位", queryset=Unit.objects.filter(code__in=SOCIAL_GUIDES), empty_label="全部单位"
    )
    sector = by_sector("sector")
    township = by_township(label="镇街")

    class Meta:
        model = SocialProject
        fields: list[str] = []

"""Filters of a demand's candidates: whose people, of which village, category, skill and age."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from labor.demands.matching import PRIORITY, years_before
from labor.models import Category, LaborDemand, ResponseCategory, SurveyResponse
from projects.questions import SEARCH, by_township
from units.models import User
from units.scope import scope_of

FIRST = "first"
AGES = {"16-35": (16, 35), "36-50": (36, 50), "51-60": (51, 60), "61-": (61, 120)}
AGE_LABELS = [("16-35", "16—35周岁"), ("36-50", "36—50周岁"), ("51-60", "51—60周岁"), ("61-", "61周岁及以上")]
CATEGORIES = [(FIRST, "任一优先类别"), *((one.value, one.label) for one in Category if one.value in PRIORITY)]


class CandidateFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Over what `matching.fitting` found; the township is asked of those who see several."""

    township = by_township("part__township", label="镇街")
    village = django_filters.CharFilter(
        label="村（社区）",
        field_name="village",
        lookup_expr="icontains",
        widget=forms.TextInput({**SEARCH, "placeholder": "如 民胜村"}),
    )
    category = django_filters.ChoiceFilter(
        label="优先类别", method="by_category", choices=CATEGORIES, empty_label="不限"
    )
    age = django_filters.ChoiceFilter(label="年龄", method="by_age", choices=AGE_LABELS, empty_label="不限")
    skilled = django_filters.ChoiceFilter(
        label="技能", method="by_skill", choices=[("yes", "只看技能相符的")], empty_label="不限"
    )

    class Meta:
        model = SurveyResponse
        fields: list[str] = []

    def __init__(self, data: QueryDict, people: QuerySet[SurveyResponse], *, demand: LaborDemand, user: User) -> None:
        self.demand = demand
        super().__init__(data, queryset=people)
        if not scope_of(user).reads_everything:
            del self.filters["township"]

    def by_category(self, people: QuerySet[SurveyResponse], name: str, said: str) -> QuerySet[SurveyResponse]:  # noqa: ARG002
        wanted = PRIORITY if said == FIRST else [said]
        listed = ResponseCategory.objects.filter(category__in=wanted).order_by().values("response")
        return people.filter(pk__in=listed)

    def by_age(self, people: QuerySet[SurveyResponse], name: str, said: str) -> QuerySet[SurveyResponse]:  # noqa: ARG002
        """Full years on the first day of work."""
        least, most = AGES[said]
        day = self.demand.starts_on
        born = Q(worker__born_on__lte=years_before(day, least), worker__born_on__gt=years_before(day, most + 1))
        return people.filter(born)

    def by_skill(self, people: QuerySet[SurveyResponse], name: str, said: str) -> QuerySet[SurveyResponse]:  # noqa: ARG002
        having = SurveyResponse.skills.through.objects.filter(trade=self.demand.trade_id).values("surveyresponse_id")
        return people.filter(pk__in=having)

"""From a number to the list behind it: the same demands in the list of demands, the people in a township's part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from labor.models import DemandState, LaborSurvey, SurveyPart
from labor.models.survey import ResponseQuerySet
from labor.situation.assessing import Question
from labor.situation.months import Month
from labor.situation.permissions import Reach


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses for one question; `parts` leads from a township to its newest part, where the reader may open it."""

    question: Question
    parts: Mapping[int, int]

    def demands(self, month: Month | None = None, *, unfilled: bool = False, **chosen: Any) -> str:
        """The list of demands under the question's own filters and those chosen: township, sector, trade."""
        asked = {name: getattr(self.question, name) for name in ("township", "sector", "trade")} | chosen
        held = {name: str(value.pk) for name, value in asked.items() if value is not None}
        said = {"state": DemandState.PUBLISHED.value, "month": (month or self.question.month).key, **held}
        return f"{reverse('demand_list')}?{urlencode(said | ({'unfilled': 'yes'} if unfilled else {}))}"

    def people(self, township: int) -> str:
        """The township's people as they were asked; "" when the reader may not open them."""
        part = self.parts.get(township)
        return reverse("part_detail", args=[part]) if part else ""

    def month(self, month: Month) -> str:
        """The page of another month under the same filters."""
        asked = {name: getattr(self.question, name) for name in ("township", "sector", "trade")}
        held = {name: str(value.pk) for name, value in asked.items() if value is not None}
        return f"{reverse('situation_page')}?{urlencode({'month': month.key, **held})}"


def links_for(question: Question, reach: Reach) -> Links:
    """Where the numbers of this answer lead; one query."""
    return Links(question, _parts(reach.people, reach.townships) if reach.with_categories else {})


def _parts(people: ResponseQuerySet, townships: frozenset[int] | None) -> dict[int, int]:
    """Township → its part of the newest survey people are counted from."""
    surveys = LaborSurvey.objects.filter(pk__in=people.order_by().values("survey"))
    parts = SurveyPart.objects.filter(survey__in=surveys).order_by("survey__opens_on", "survey", "pk")
    if townships is not None:
        parts = parts.filter(township__in=townships)
    return dict(parts.values_list("township", "pk"))

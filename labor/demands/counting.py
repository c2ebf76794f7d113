"""How many people each demand has, and since when its posts have been open: for lists, in the database."""

from __future__ import annotations

from django.db.models import Case, Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from labor.models import LaborDemand, Placement, PlacementState
from labor.models.demand import SEEKING

RELATED = ("project__sector", "project__department", "project__township", "trade", "township")


def counted(demands: QuerySet[LaborDemand]) -> QuerySet[LaborDemand]:
    """With `confirmed`, `proposed` and `open_posts` (人); `waiting_since` is when one with open posts was published.

    Posts are open only while a demand is published: nobody is sought for a draft, a closed one, or a closed project.
    """
    told = demands.annotate(confirmed=_placed(PlacementState.CONFIRMED), proposed=_placed(PlacementState.PROPOSED))
    left = Greatest(F("headcount") - F("confirmed"), Value(0))
    published = told.annotate(
        open_posts=Case(When(SEEKING, then=left), default=Value(0), output_field=IntegerField())
    )  # fmt: skip
    return published.annotate(waiting_since=Case(When(open_posts__gt=0, then=F("published_at"))))


def _placed(state: str) -> Coalesce:
    placed = Placement.objects.filter(demand=OuterRef("pk"), state=state).order_by()
    number = placed.values("demand").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), Value(0))

"""One person in a survey and on a roster, and which address needs which key."""

from __future__ import annotations

from typing import Any

from labor.models import Engagement, SurveyResponse

OF_RESPONSE = ("response_detail", "response_edit", "response_withdraw", "response_numbers")


def keys(*, response: SurveyResponse, stay: Engagement) -> dict[str, dict[str, Any]]:
    """The arguments of each address: of answers (`enter(1)`) and of a stay (`enter_one(1)`), of one person or two."""
    return {
        **{name: {"pk": response.pk} for name in OF_RESPONSE},
        "response_new": {"pk": response.part_id},
        "response_known": {"pk": response.part_id},
        "people_find": {},
        "person_detail": {"pk": response.worker_id},
        "engagement_numbers": {"pk": stay.pk},
    }

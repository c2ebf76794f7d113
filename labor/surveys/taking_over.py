"""接用上次的回答: a person's earlier answers, as the entry form takes them over; the phone is asked anew."""

from __future__ import annotations

import json

from labor.models import SurveyResponse
from labor.surveys.entry_form import initial_of

NOT_TAKEN = ("version", "surveyor", "surveyed_on", "available", "remark")


def said_by(earlier: SurveyResponse) -> str:
    """What can be taken over, as JSON: field → value, or the values of a multiple choice as texts."""
    said = {name: value for name, value in initial_of(earlier).items() if name not in NOT_TAKEN}
    plain = {name: [str(one) for one in value] if isinstance(value, list) else value for name, value in said.items()}
    return json.dumps(plain, ensure_ascii=False)

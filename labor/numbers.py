"""查看完整号码: one person's full ID, phone and card number, for a reason, with an audit entry (个保法; §6, §12).

The numbers stand on a paper: a line of a 发放表, the answers of a 摸底表, a stay of a 名册. Who works on the paper may
open them one person at a time; leaders and the three administrators (三员) never do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from labor.models import Engagement, SurveyResponse, WageLine
from labor.permissions import require_works_on, works_on
from labor.surveys.permissions import may_fill_in
from labor.taking_out import stated_purpose
from units.audit import record
from units.models import User
from units.refusals import NotAllowed
from units.secrecy import unseal

ACT = "查看完整号码"
NOT_YOUR_SURVEY = "摸底表上的完整号码只由该镇街的填报人和领导小组办公室查看。"
Paper = WageLine | SurveyResponse | Engagement


@dataclass(frozen=True, slots=True)
class FullNumbers:
    """Numbers to be shown once; they do not appear in the object's own text, so no log can hold them by accident."""

    id_number: str = field(repr=False)
    phone: str = field(repr=False)
    card: str = field(repr=False)


def may_open(user: User, paper: Paper) -> bool:
    """Whether a person's post handles the paper, and so may open the numbers on it."""
    if isinstance(paper, SurveyResponse):
        return may_fill_in(user, paper.part)
    return works_on(user, paper.project)


@transaction.atomic
def open_numbers(*, paper: Paper, reason: str, by: User, at: datetime) -> FullNumbers:
    """Unseal the numbers on one paper and write down who saw whose, when and what for.

    Raises:
        NotAllowed: the person's post does not handle the paper (leaders and administrators never see full numbers).
        Refusal: the reason says too little.
    """
    _require_may_open(by, paper)
    why = stated_purpose(reason, lacking="请写明查看原因，至少四个字，让事后查看的人看得懂。")
    subject, detail = _said(paper)
    subject = f"{paper.name}（{paper.worker.id_masked}） {subject}"
    record(act=ACT, subject=subject, by=by, at=at, detail={"reason": why, **detail})
    card = "" if isinstance(paper, SurveyResponse) else paper.card_sealed
    return FullNumbers(unseal(paper.worker.id_sealed), unseal(paper.phone_sealed), unseal(card))


def _require_may_open(by: User, paper: Paper) -> None:
    if isinstance(paper, SurveyResponse):
        if not may_fill_in(by, paper.part):
            raise NotAllowed(NOT_YOUR_SURVEY)
    else:
        require_works_on(by, paper.project, ACT)


def _said(paper: Paper) -> tuple[str, dict[str, Any]]:
    """What the audit entry says of the paper: in words, and its keys."""
    if isinstance(paper, SurveyResponse):
        return str(paper.part), {"response": paper.pk}
    if isinstance(paper, Engagement):
        return f"{paper.project.code} 名册", {"engagement": paper.pk}
    return f"{paper.project.code} {paper.period.label}", {"line": paper.pk, "roll": paper.roll_id}

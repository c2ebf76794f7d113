"""案例材料 as a paper in official layout (GB/T 9704): the unit's own text, so without red head and number."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from assessment.models import CaseState, TypicalCase
from assignments.papers import DEMO_REMARK, UNBROKEN
from documents.papers import Block, Heading, OfficialPaper, Paragraph, blocks_from_text, compose_html, render_pdf
from units.audit import record
from units.models import User

SETTLED = (CaseState.ACCEPTED, CaseState.PROMOTED)
CHAPTERS = (("一、基本情况", "background"), ("二、主要做法", "practice"), ("三、取得成效", "effect"))


@transaction.atomic
def case_pdf(*, case: TypicalCase, by: User, at: datetime) -> bytes:
    """Return the case as a PDF; before the office has accepted it, it is marked as a draft."""
    record(act="打印典型案例", subject=str(case), by=by, at=at, detail={"id": case.pk})
    return render_pdf(compose_html(case_paper(case, at)))


def case_paper(case: TypicalCase, at: datetime) -> OfficialPaper:
    """What the paper says: the three chapters, and the project it is about."""
    return OfficialPaper(
        masthead="",  # a unit's material, not a document of the office
        number="",
        title=f"以工代赈典型案例：\n{case.title}",
        addressee="",
        body=tuple(_body(case)),
        signature=case.unit.name,
        dated=case.promoted_on or timezone.localdate(at),
        remark=DEMO_REMARK if settings.DEMO_MODE else "",
        draft=case.state not in SETTLED,
        unbroken=UNBROKEN,
    )


def _body(case: TypicalCase) -> list[Block]:
    blocks: list[Block] = []
    if case.project:
        blocks.append(Paragraph(f"项目：{case.project.name}（{case.project.get_kind_display()}）。"))
    for heading, name in CHAPTERS:
        blocks += [Heading(1, heading), *blocks_from_text(getattr(case, name) or "（未填写）")]
    return blocks

"""整改通知书 as a PDF to print, seal and send."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from documents.papers import compose_html, render_pdf
from projects.inspections.notice import rectification_notice
from projects.models import Rectification
from units.audit import record
from units.models import User
from units.refusals import WrongState


@transaction.atomic
def print_notice(*, rectification: Rectification, by: User, at: datetime) -> bytes:
    """Return the PDF of the notice and note who took it.

    Raises:
        WrongState: the rectification is void.
    """
    if rectification.is_void:
        raise WrongState(f"整改通知{rectification.label}已作废，不再出具通知书。")
    content = render_pdf(compose_html(rectification_notice(rectification)))
    subject = f"{rectification.project.name} 整改{rectification.label}"
    record(act="下载整改通知书", subject=subject, by=by, at=at, detail={"rectification": rectification.pk})
    return content

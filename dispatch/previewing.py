"""预览: the draft as it would print, marked 草稿, without a number."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from dispatch.jobs import Progress
from dispatch.models import Bulletin
from dispatch.paper import Issue, compose_report, official_paper
from documents.papers import compose_docx, render_pdf
from units.office import issuing_office


def preview_path(bulletin: Bulletin) -> Path:
    """Where the preview of this wording lies, made or not."""
    return Path(settings.MEDIA_ROOT) / "previews" / f"{bulletin.pk}-{bulletin.revision_id}-{bulletin.version}.pdf"


def draft_docx(bulletin: Bulletin, *, at: datetime) -> bytes:
    """The report as it stands as DOCX, marked 草稿, for the office's own editing."""
    office, issue = issuing_office(), _unnumbered(bulletin, at)
    return compose_docx(official_paper(bulletin, office, issue, draft=True, demo=settings.DEMO_MODE))


def _unnumbered(bulletin: Bulletin, at: datetime) -> Issue:
    office, day = issuing_office(), timezone.localdate(at)
    return Issue(f"{office.number_prefix}〔{day.year}〕　号", bulletin.signer or office.signer, day)


def make_preview(*, bulletin: Bulletin, at: datetime, progress: Progress) -> Path:
    """Print the draft as it stands; making it again replaces it."""
    office, issue = issuing_office(), _unnumbered(bulletin, at)
    progress(20, "汇总定稿数字")
    html = compose_report(bulletin, office, issue, draft=True, demo=settings.DEMO_MODE)
    progress(40, "排版生成 PDF")
    path = preview_path(bulletin)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(render_pdf(html))
    part.replace(path)
    return path

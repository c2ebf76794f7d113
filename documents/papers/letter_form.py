"""信函格式: the official paper under another head, for short papers to one unit (GB/T 9704-2012, 10.1)."""

from __future__ import annotations

from django.template.loader import render_to_string

from documents.papers.composing import compose_html
from documents.papers.model import OfficialPaper


def compose_letter_form(paper: OfficialPaper) -> str:
    """Return the paper in letter form as HTML for `render_pdf`, the same text for the same paper."""
    return compose_html(paper).replace("</style>", f"{render_to_string('paper/letter_form.css')}</style>", 1)

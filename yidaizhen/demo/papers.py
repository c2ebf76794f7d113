"""Papers that hang on proofs and money: printed by the house itself, each says that it is demo data."""

from __future__ import annotations

from datetime import date

from django.core.files.base import ContentFile

from documents.papers import OfficialPaper, Paragraph, compose_html, render_pdf

DEMO = "演示数据"


def paper(name: str, *, title: str, number: str, dated: date, says: str) -> ContentFile[bytes]:
    """A one-page PDF as a person would upload it, under `name`.pdf."""
    document = OfficialPaper(
        masthead=f"{DEMO}文件",
        number=number,
        title=title,
        addressee="",
        body=(Paragraph(says), Paragraph("本件为演示数据，人名、单位和数字均为虚构，不具有任何效力。")),
        signature=DEMO,
        dated=dated,
    )
    return ContentFile(render_pdf(compose_html(document)), name=f"{name}.pdf")

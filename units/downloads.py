"""Answering with a workbook or a paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_response(content: bytes, name: str) -> HttpResponse:
    """The workbook as a download under a Chinese name; never kept by a cache on the way."""
    disposition = content_disposition_header(as_attachment=True, filename=name) or ""
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": disposition, "Cache-Control": "no-store"}
    )


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """The paper as a download under a Chinese name; never kept by a cache on the way."""
    disposition = content_disposition_header(as_attachment=True, filename=name) or ""
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)

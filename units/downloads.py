"""Answering with a workbook or a paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


def workbook_response(content: bytes, name: str) -> HttpResponse:
    """The workbook as a download under a Chinese name; never kept by a cache on the way."""
    return _response(content, XLSX, name, is_saved=True)


def pdf_response(content: bytes, name: str, *, is_saved: bool = True) -> HttpResponse:
    """The paper under a Chinese name, to be saved or to be looked at; never kept by a cache on the way."""
    return _response(content, PDF, name, is_saved=is_saved)


def _response(content: bytes, content_type: str, name: str, *, is_saved: bool) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=is_saved, filename=name) or ""
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)

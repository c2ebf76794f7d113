"""核验: whether a paper copy or a file is what was issued. Anybody who may read reports asks; nothing is written."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dispatch.checking import Verdict, issued_under, read_code, verify_file
from dispatch.models import Bulletin, BulletinState
from dispatch.report import build_report
from dispatch.report.content import Grid
from dispatch.spanbook import SpanBook
from dispatch.spans import overtaken
from projects.requests import asked, reader
from units.models import User
from units.office import issuing_office

LARGEST_MB = 20
PAGE = "dispatch/verify_page.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify_page(request: HttpRequest) -> HttpResponse:
    """`?code=` as typed or scanned; a file is sent by POST."""
    user = reader(request)
    if request.method == "POST":
        return _of_file(request, user)
    typed = asked(request, "code")
    context: dict[str, Any] = {"typed": typed, "errors": [], "verdict": None, "told": None}
    if typed.strip():
        code = read_code(typed)
        found = issued_under(code, user)
        context |= {"errors": _wrong(code, found), "told": told_of(found)}
    return render(request, PAGE, context, status=422 if context["errors"] else 200)


def _wrong(code: str, found: Bulletin | None) -> list[str]:
    if not code:
        return ["核验码写法不对：它是末页版记下面的四组字母和数字，每组四位，例如 7F3A-92CD-0B1E-44A7。请再核对一遍。"]
    if found is None:
        return [f"没有核验码是 {code} 的印发文件。请核对是否输错；确实是这个码的，这份纸质件不是印发的文件。"]
    return []


def _of_file(request: HttpRequest, user: User) -> HttpResponse:
    file = request.FILES.get("file")
    errors = _refused(file)
    verdict = verify_file(file.read(), user) if file and not errors else None
    context = {
        "typed": "",
        "errors": errors,
        "verdict": verdict,
        "told": told_of(verdict.bulletin if verdict else None),
    }
    return render(request, PAGE, context, status=422 if errors or not _holds(verdict) else 200)


def _holds(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.is_original


def _refused(file: Any | None) -> list[str]:
    if file is None:
        return ["还没有选文件。请选择要核对的 PDF、附表或文字稿。"]
    if (file.size or 0) > LARGEST_MB * 2**20:
        return [f"文件超过 {LARGEST_MB} MB，印发的文件没有这么大，不是原文件。"]
    return []


def told_of(bulletin: Bulletin | None) -> dict[str, Any] | None:
    """What the page says of an issued report, to be compared with the paper in hand."""
    if bulletin is None:
        return None
    later = getattr(bulletin, "replaced_by", None)
    report = build_report(bulletin, addressee=issuing_office().addressee, book=SpanBook.of(bulletin))
    return {
        "bulletin": bulletin,
        "title": report.title.replace("\n", ""),
        "replaced_by": later if later and later.state == BulletinState.ISSUED else None,
        "corrections": overtaken(bulletin),
        "grid": next((block for block in report.body if isinstance(block, Grid)), None),
    }

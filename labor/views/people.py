"""人员查找: by name, full ID number or its last three digits; asked by POST, so that no address holds a number."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from documents.identifiers import normalized
from labor.surveys.finding import SHOWN, find_people
from labor.surveys.permissions import may_fill_in_any
from projects.requests import reader, typed
from units.refusals import Refusal


@never_cache
@sensitive_variables("text")
@require_http_methods(["GET", "POST"])
def people_find(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    refused: tuple[str, ...] = ()
    text, found = typed(request, "text"), None
    if request.method == "POST":
        try:
            found = find_people(text=text, by=user, at=timezone.now())
        except Refusal as refusal:
            refused = tuple(refusal.sentences)
    context = {
        "found": found, "refused": refused, "most": SHOWN, "text": text if refused or not _is_number(text) else "",
        "asked": _asked(text), "may_enter": may_fill_in_any(user),
    }  # fmt: skip
    return render(request, "labor/people/people_find.html", context, status=422 if refused else 200)


def _is_number(text: str) -> bool:
    """Whether somebody's whole number was typed: after it has served, no page repeats it."""
    return len(normalized(text)) == 18 and normalized(text)[:17].isdecimal()


def _asked(text: str) -> str:
    """What was looked for, as the page may say it."""
    return "这个身份证号" if _is_number(text) else f"“{text.strip()}”"

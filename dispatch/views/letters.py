"""催报单: the list, one letter to read and sign for, its PDF, and issuing one by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dispatch.models import ReminderLetter
from dispatch.reminders.forms import LetterForm
from dispatch.reminders.letter_list import LetterFilter, standing_of
from dispatch.reminders.letters import ISSUERS, issue_letter, may_issue, may_sign_for, sign_for
from documents import kept_files
from labor.filters import conditions
from projects.models import ExpectedFiling, ProgressFiling
from projects.requests import allowed, asked, reader
from units.audit import record
from units.downloads import pdf_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal

RELATED = ("period", "unit", "issued_by", "signed_for_by")


@never_cache
@require_GET
def letter_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    seen = ReminderLetter.objects.visible_to(user).select_related(*RELATED)
    found = LetterFilter(request.GET, queryset=seen)
    page = page_of(request, found.qs.order_by("-year", "-number"))
    context = {
        "filter": found,
        "page": page,
        "query": query_of(request),
        "rows": [(letter, standing_of(letter)) for letter in page.object_list],
        "is_filtered": bool(conditions(found)),
        "may_issue": may_issue(user),
    }
    return render(request, "dispatch/reminders/letter_list.html", context)


@never_cache
@require_GET
def letter_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _page(request, user, _find(user, pk))


@never_cache
@require_POST
def letter_sign_for(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    letter = _find(user, pk)
    try:
        sign_for(letter=letter, by=user, at=timezone.now())
    except Refusal as refusal:
        return _page(request, user, letter, refusal)
    messages.success(request, f"{letter}已签收。请在补报期限前办理，全部报送后自动办结。")
    return redirect("letter_detail", pk)


@never_cache
@require_POST
def letter_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The kept file; that it was taken leaves a trace (§12 of the rules)."""
    user = reader(request)
    letter = _find(user, pk)
    if not letter.pdf_path:
        return _page(request, user, letter, Refusal("PDF 正在排印，请稍后再下载；一直没有好，请看“后台任务”。"))
    content = kept_files.read(letter.pdf_path)
    with transaction.atomic():
        record(act="下载催报单", subject=f"{letter} {letter.unit}", by=user, at=timezone.now())
    return pdf_response(content, f"{letter}-{letter.unit}.pdf")


@never_cache
@require_http_methods(["GET", "POST"])
def letter_issue(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_issue, ISSUERS)
    begun = {"period": f"{asked(request, 'period')}-01", "unit": asked(request, "unit")}
    form = LetterForm(request.POST if request.method == "POST" else None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            letter = issue_letter(**form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"{letter}已出具，正在排印，{letter.unit}的审核人可以签收。")
            return redirect("letter_detail", letter.pk)
    status = 422 if form.errors else 200
    return render(request, "dispatch/reminders/letter_issue.html", {"form": form}, status=status)


def _find(user: User, pk: int) -> ReminderLetter:
    return get_object_or_404(ReminderLetter.objects.visible_to(user).select_related(*RELATED), pk=pk)


def _page(request: HttpRequest, user: User, letter: ReminderLetter, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "letter": letter,
        "standing": standing_of(letter),
        "projects": _projects(letter),
        "may_sign_for": may_sign_for(user, letter) and bool(letter.pdf_path) and letter.signed_for_at is None,
        "refused": refusal.sentences if refusal else (),
    }
    return render(request, "dispatch/reminders/letter_detail.html", context, status=422 if refusal else 200)


def _projects(letter: ReminderLetter) -> list[dict[str, Any]]:
    """What the letter names, as it was then, with how each stands now."""
    keys = [project["project"] for project in letter.projects]
    filings = {one.project_id: one for one in ProgressFiling.objects.filter(period=letter.period_id, project__in=keys)}
    waived = set(
        ExpectedFiling.objects.filter(period=letter.period_id, project__in=keys, waived_at__isnull=False)
        .order_by()
        .values_list("project", flat=True)
    )
    return [
        {
            **project,
            "filing": filings.get(project["project"]),
            "is_waived": project["project"] in waived,
            "is_done": project["project"] in waived
            or (project["project"] in filings and filings[project["project"]].is_filed),
        }
        for project in letter.projects
    ]

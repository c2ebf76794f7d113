"""办理和上报时限: what holds, its history, and for the office the form to set others."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assignments.issues.forms import TermsForm
from assignments.issues.terms import BASIS, FIELDS, SETTERS, may_set, set_terms, terms_on
from assignments.models import IssueTerms
from documents.formats import chinese_date
from projects.requests import allowed, reader
from units.refusals import Refusal
from units.requests import show_refusal, today


@never_cache
@require_http_methods(["GET", "POST"])
def issue_terms(request: HttpRequest) -> HttpResponse:
    posts = request.method == "POST"
    user = allowed(request, may_set, SETTERS) if posts else reader(request)
    now = terms_on(today())
    form = TermsForm(request.POST if posts else None, now=now, initial={"starts_on": today()})
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in FIELDS}
        try:
            row = set_terms(starts_on=form.cleaned_data["starts_on"], values=values, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已设定，{chinese_date(row.starts_on)}起执行。")
            return redirect("issue_terms")
    past = IssueTerms.objects.select_related("set_by").order_by("-starts_on")
    context = {"now": now, "basis": BASIS, "past": past, "form": form, "may_set": may_set(user), "on": today()}
    return render(request, "assignments/issues/issue_terms.html", context, status=422 if posts else 200)

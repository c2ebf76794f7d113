"""劳务公司 recorded, corrected, taken out of use and back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from labor.companies.claims import ChangedMeanwhile
from labor.companies.companies import correct_company, record_company, restore_company, retire_company
from labor.companies.forms import CompanyForm, first_of, initial_of
from labor.companies.permissions import COMPANY_WHO, may_keep_company, may_record_company
from labor.models import LaborCompany
from labor.views.companies import company_of, company_page
from projects.moving import Incomplete
from projects.requests import allowed, reader, whole
from units.refusals import Refusal
from units.requests import show_refusal


@never_cache
@require_http_methods(["GET", "POST"])
def company_new(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_record_company, f"您的岗位不登记劳务公司，{COMPANY_WHO}。")
    form = CompanyForm(request.POST or None, user=user, initial=first_of(user))
    if request.method == "POST" and form.is_valid():
        try:
            company = record_company(values=form.values(), by=user, at=timezone.now())
        except Refusal as refusal:
            show_at_fields(form, refusal)
        else:
            messages.success(request, f"已登记“{company}”。名册登记进场时可以选这家公司。")
            return redirect("company_detail", company.pk)
    status = 422 if form.errors else 200
    return render(request, "labor/companies/company_edit.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def company_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Of two who correct at once the second is told what the first wrote; what was typed stays."""
    user = reader(request)
    company = company_of(user, pk)
    if not may_keep_company(user, company.township):
        raise PermissionDenied(f"您不能更正“{company}”，{COMPANY_WHO}。")
    form = CompanyForm(request.POST or None, user=user, initial=initial_of(company))
    if request.method == "POST" and form.is_valid():
        try:
            correct_company(
                company=company, values=form.values(), version=form.seen, by=user, at=timezone.now()
            )  # fmt: skip
        except Refusal as refusal:
            show_at_fields(form, refusal)
            if isinstance(refusal, ChangedMeanwhile):
                form.show_version(company_of(user, pk).version)
        else:
            messages.success(request, f"已更正“{form.cleaned_data['name']}”。")
            return redirect("company_detail", pk)
    context = {"form": form, "company": company}
    return render(request, "labor/companies/company_edit.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def company_retire(request: HttpRequest, pk: int) -> HttpResponse:
    return _turn(request, pk, retire_company, "已停用“{}”，新的进场登记不再列出；在册人员不变，可以随时恢复。")


@never_cache
@require_POST
def company_restore(request: HttpRequest, pk: int) -> HttpResponse:
    return _turn(request, pk, restore_company, "已恢复“{}”，进场登记时又可以选用。")


def _turn(request: HttpRequest, pk: int, act: Callable[..., LaborCompany], done: str) -> HttpResponse:
    user = reader(request)
    company = company_of(user, pk)
    seen = whole(request.POST.get("version", ""))
    try:
        act(company=company, version=-1 if seen is None else seen, by=user, at=timezone.now())
    except Refusal as refusal:
        return company_page(request, user, company_of(user, pk), refused=refusal.sentences)
    messages.success(request, done.format(company))
    return redirect("company_detail", pk)


def show_at_fields(form: Form, refusal: Refusal) -> None:
    """Each sentence of what is incomplete at its field, every other above the form."""
    if not isinstance(refusal, Incomplete):
        show_refusal(form, refusal)
        return
    for lack in refusal.lacks:
        form.add_error(lack.field if lack.field in form.fields else None, lack.sentence)

"""支付文件格式: the office's settings of the columns of pay files and receipts."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from labor.models import BankForm
from labor.payments.bank_forms import KEEPERS, faults_of, is_used, may_keep_forms, retire_form, save_form
from labor.payments.forms import BankFormForm
from projects.moving import Incomplete
from projects.requests import allowed, asked, whole
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal


@never_cache
@require_GET
def bank_form_list(request: HttpRequest) -> HttpResponse:
    allowed(request, may_keep_forms, KEEPERS)
    forms = BankForm.objects.select_related("retired_by").annotate(used=Count("batches"))
    return render(request, "labor/payments/bank_form_list.html", {"forms": forms.order_by("retired_at", "name")})


@never_cache
@require_http_methods(["GET", "POST"])
def bank_form_new(request: HttpRequest) -> HttpResponse:
    """A form from scratch, or like another one (`?copy=`)."""
    user = allowed(request, may_keep_forms, KEEPERS)
    source = whole(asked(request, "copy"))
    begun = get_object_or_404(BankForm, pk=source) if source is not None else None
    return _edit(request, user, begun=begun)


@never_cache
@require_http_methods(["GET", "POST"])
def bank_form_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_keep_forms, KEEPERS)
    held = get_object_or_404(BankForm, pk=pk)
    if request.method == "GET" and (held.retired_at or is_used(held)):
        messages.info(request, f"“{held.name}”已用过或已停用，不能再改；可以照它新设一个。")
        return redirect("bank_form_list")
    return _edit(request, user, held=held)


@never_cache
@require_POST
def bank_form_retire(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_keep_forms, KEEPERS)
    held = get_object_or_404(BankForm, pk=pk)
    try:
        retire_form(form=held, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
    else:
        messages.success(request, f"“{held.name}”已停用。")
    return redirect("bank_form_list")


def _edit(
    request: HttpRequest, user: User, *, held: BankForm | None = None, begun: BankForm | None = None
) -> HttpResponse:
    name = f"{begun.name}（新）" if begun else ""
    form = BankFormForm(request.POST if request.method == "POST" else None, begun=held or begun, name=name)
    if request.method == "POST" and (saved := _saved(user, form, held)):
        messages.success(request, f"“{saved.name}”已保存。")
        return redirect("bank_form_list")
    context = {"form": form, "held": held, "begun": begun}
    return render(request, "labor/payments/bank_form_edit.html", context, status=422 if form.errors else 200)


def _saved(user: User, form: BankFormForm, held: BankForm | None) -> BankForm | None:
    """The saved form; None when it cannot be, with everything that is wrong written into the page's form."""
    is_readable = form.is_valid()
    stated, unclear = form.stated()
    try:
        if unclear or not is_readable:
            raise Incomplete([*unclear, *faults_of(stated)])
        return save_form(stated=stated, form=held, by=user, at=timezone.now())
    except Incomplete as incomplete:
        for lack in incomplete.lacks:
            form.add_error(lack.field if lack.field in form.fields else None, lack.sentence)
    except Refusal as refusal:
        show_refusal(form, refusal)
    return None

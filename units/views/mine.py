"""我的账号: who one is here, one's roles, and whether one wants mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from units.account_forms import MailForm, mail_of
from units.accounts import change_mail
from units.channels import is_on
from units.models import Channel, RoleGrant, User
from units.refusals import Refusal
from units.requests import actor, show_refusal, today


@require_http_methods(["GET", "POST"])
def my_account(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    form = MailForm(request.POST) if request.method == "POST" else MailForm(initial=mail_of(user))
    if form.is_bound and form.is_valid():
        try:
            change_mail(user=User.objects.get(pk=user.pk), **form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "邮件设置已保存。")
            return redirect("my_account")
    context = {
        "form": form,
        "grants": RoleGrant.objects.current(on=today()).filter(user=user).select_related("unit").order_by("role", "pk"),
        "mail_is_on": is_on(Channel.EMAIL),
    }
    return render(request, "units/my_account.html", context, status=422 if form.is_bound else 200)

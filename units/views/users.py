"""用户 pages: list, new account, one person's roles, password and state."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from units import accounts
from units.account_forms import GrantForm, MailForm, NameForm, NewUserForm, mail_of
from units.filters import UserFilter
from units.grants import NEEDS_SECURITY_ADMIN, end_grant, grant_role
from units.models import RoleGrant, User
from units.permissions import may_grant_roles, may_manage_accounts, may_read_users
from units.refusals import Refusal
from units.requests import allow, page_of, query_of, show_refusal, today

NOT_YOURS = "用户由办公室管理员和系统、安全、审计管理员查看。"


@require_GET
def user_list(request: HttpRequest) -> HttpResponse:
    reader = allow(request, may_read_users, NOT_YOURS)
    found = UserFilter(request.GET, queryset=User.objects.prefetch_related(_current_grants()).order_by("username"))
    page = page_of(request, found.qs)
    context = {
        "filter": found,
        "page": page,
        "query": query_of(request),
        "may_manage": may_manage_accounts(reader, on=today()),
    }
    return render(request, "units/user_list.html", context)


@never_cache
@sensitive_variables("password")
@require_http_methods(["GET", "POST"])
def user_new(request: HttpRequest) -> HttpResponse:
    by = allow(request, may_manage_accounts, accounts.NEEDS_SYSTEM_ADMIN)
    form = NewUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = accounts.generate_password()
        try:
            user = accounts.create_user(**form.cleaned_data, password=password, by=by, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return _show_password(request, user, password)
    return render(request, "units/user_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One person; a POST corrects the name."""
    reader = allow(request, may_read_users, NOT_YOURS)
    user = get_object_or_404(User, pk=pk)
    if request.method == "GET":
        return _show(request, reader, user)
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            accounts.rename_user(user=user, **form.cleaned_data, by=reader, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"姓名已改为“{user.name}”。")
            return redirect("user_edit", user.pk)
    return _show(request, reader, user, name_form=form)


def _show(
    request: HttpRequest,
    reader: User,
    user: User,
    *,
    name_form: NameForm | None = None,
    mail_form: MailForm | None = None,
    grant_form: GrantForm | None = None,
) -> HttpResponse:
    refused = bool(name_form or mail_form or grant_form)
    context = {
        "person": user,
        "grants": user.grants.select_related("unit").order_by("-starts_on", "pk"),
        "today": today(),
        "is_self": user == reader,
        "may_manage": may_manage_accounts(reader, on=today()),
        "may_grant": may_grant_roles(reader, on=today()),
        "name_form": name_form or NameForm(initial={"name": user.name}),
        "mail_form": mail_form or MailForm(initial=mail_of(user), auto_id="mail_%s"),
        "grant_form": grant_form or GrantForm(initial={"starts_on": today()}, auto_id="grant_%s"),
    }
    return render(request, "units/user_edit.html", context, status=422 if refused else 200)


@require_POST
def user_mail(request: HttpRequest, pk: int) -> HttpResponse:
    by = allow(request, may_manage_accounts, accounts.NEEDS_SYSTEM_ADMIN)
    user = get_object_or_404(User, pk=pk)
    form = MailForm(request.POST, auto_id="mail_%s")
    if form.is_valid():
        try:
            accounts.change_mail(user=user, **form.cleaned_data, by=by, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已保存{user.name}的邮件设置。")
            return redirect("user_edit", user.pk)
    return _show(request, by, user, mail_form=form)


@never_cache
@sensitive_variables("password")
@require_POST
def user_password(request: HttpRequest, pk: int) -> HttpResponse:
    by = allow(request, may_manage_accounts, accounts.NEEDS_SYSTEM_ADMIN)
    user, password = get_object_or_404(User, pk=pk), accounts.generate_password()
    try:
        accounts.reset_password(user=user, password=password, by=by, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
        return redirect("user_edit", user.pk)
    return _show_password(request, user, password)


@require_POST
def user_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    return _switch(request, pk, accounts.deactivate_user, "已停用账号“{}”，其登录随即失效。")


@require_POST
def user_reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    return _switch(request, pk, accounts.reactivate_user, "已启用账号“{}”。")


def _switch(request: HttpRequest, pk: int, act: Callable[..., None], said: str) -> HttpResponse:
    by = allow(request, may_manage_accounts, accounts.NEEDS_SYSTEM_ADMIN)
    user = get_object_or_404(User, pk=pk)
    try:
        act(user=user, by=by, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
    else:
        messages.success(request, said.format(user.username))
    return redirect("user_edit", user.pk)


@require_POST
def grant_new(request: HttpRequest, pk: int) -> HttpResponse:
    by = allow(request, may_grant_roles, NEEDS_SECURITY_ADMIN)
    user = get_object_or_404(User, pk=pk)
    form = GrantForm(request.POST, auto_id="grant_%s")
    if form.is_valid():
        try:
            grant = grant_role(user=user, **form.cleaned_data, by=by, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已授予{user.name}“{grant.get_role_display()}”（{grant.unit}）。")
            return redirect("user_edit", user.pk)
    return _show(request, by, user, grant_form=form)


@require_POST
def grant_end(request: HttpRequest, pk: int) -> HttpResponse:
    by = allow(request, may_grant_roles, NEEDS_SECURITY_ADMIN)
    grant = get_object_or_404(RoleGrant.objects.select_related("user", "unit"), pk=pk)
    try:
        end_grant(grant=grant, by=by, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
    else:
        messages.success(request, f"已收回{grant.user.name}的“{grant.get_role_display()}”（{grant.unit}），立即生效。")
    return redirect("user_edit", grant.user_id)


def _show_password(request: HttpRequest, user: User, password: str) -> HttpResponse:
    """The only page that ever shows it; never stored, cached or logged."""
    return render(request, "units/user_password.html", {"person": user, "password": password})


def _current_grants() -> Prefetch[str]:
    grants = RoleGrant.objects.current(on=today()).select_related("unit").order_by("role", "pk")
    return Prefetch("grants", queryset=grants, to_attr="current_grants")

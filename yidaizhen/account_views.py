"""登录、退出、修改密码: Django's own views in our layout; each act leaves its audit entry in the same transaction."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone

from units.audit import record
from units.models import User
from yidaizhen.account_forms import NewPasswordForm, SignInForm


class SignIn(LoginView):
    template_name = "registration/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            user = form.get_user()
            record(act="登录", subject=user.username, by=user, at=timezone.now())
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Whoever failed is not known; only the account name they typed is kept, never the password."""
        typed = "".join(sign for sign in form.data.get("username", "")[:40] if sign.isprintable())
        with transaction.atomic():
            record(act="登录失败", subject=typed, by=None, at=timezone.now())
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = (
            {"demo_accounts": demo_accounts(), "demo_password": settings.DEMO_PASSWORD} if settings.DEMO_MODE else {}
        )
        return {**super().get_context_data(**kwargs), "demo_accounts": [], **shown}


class SignOut(LogoutView):
    """Only by POST, so that no link or prefetch signs anybody out."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            if isinstance(request.user, User):
                record(act="退出", subject=request.user.username, by=request.user, at=timezone.now())
            response = super().post(request, *args, **kwargs)
        messages.success(request, "已退出。公用电脑请关闭浏览器窗口。")
        return response


class ChangePassword(PasswordChangeView):
    template_name = "registration/password_change.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            record(act="修改密码", subject=form.user.username, by=form.user, at=timezone.now())
        messages.success(self.request, "密码已修改，下次登录请用新密码。")
        return response


def demo_accounts() -> list[dict[str, str]]:
    """Accounts anybody may try: account, name, and roles in words. Only for demo mode."""
    users = User.objects.filter(is_demo=True, is_active=True).prefetch_related("grants__unit").order_by("pk")
    return [
        {
            "username": user.username,
            "name": user.name,
            "roles": "；".join(f"{grant.unit}{grant.get_role_display()}" for grant in user.grants.all()),
        }
        for user in users
    ]

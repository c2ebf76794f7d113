"""查看完整号码: ask for a reason, show once, keep nothing; the same page for rolls, surveys and rosters."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from labor.forms import PurposeForm
from labor.models import Engagement, SurveyResponse, WageLine
from labor.numbers import NOT_YOUR_SURVEY, Paper, may_open, open_numbers
from projects.requests import reader
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal

NOT_YOURS = "完整号码只由经办这个项目的单位和办公室查看。"
OF_PROJECT = ("project__department", "project__township", "project__owner")


@never_cache
@require_http_methods(["GET", "POST"])
def roll_line_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    lines = WageLine.objects.visible_to(user).select_related("worker", "roll", "period", *OF_PROJECT)
    line = get_object_or_404(lines, pk=pk)
    about = f"{line.project.name} {line.period.label}发放表"
    return _numbers(request, user, line, about, ("返回发放表", reverse("roll_detail", args=[line.roll_id])))


@never_cache
@require_http_methods(["GET", "POST"])
def response_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    answers = SurveyResponse.objects.visible_to(user).select_related("worker", "part__survey", "part__township")
    response = get_object_or_404(answers, pk=pk)
    back = ("返回摸底表", reverse("response_detail", args=[pk]))
    return _numbers(request, user, response, f"{response.part}摸底表", back)


@never_cache
@require_http_methods(["GET", "POST"])
def engagement_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    stay = get_object_or_404(Engagement.objects.visible_to(user).select_related("worker", *OF_PROJECT), pk=pk)
    back = ("返回名册登记", reverse("engagement_detail", args=[pk]))
    return _numbers(request, user, stay, f"{stay.project.name}名册", back)


@sensitive_variables("numbers")
def _numbers(request: HttpRequest, user: User, paper: Paper, about: str, back: tuple[str, str]) -> HttpResponse:
    """GET asks what for; POST shows the numbers in its own answer, never by redirect, so no address carries them."""
    if not may_open(user, paper):
        raise PermissionDenied(NOT_YOUR_SURVEY if isinstance(paper, SurveyResponse) else NOT_YOURS)
    form, numbers = PurposeForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        try:
            numbers = open_numbers(paper=paper, reason=form.cleaned_data["reason"], by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
    has_card = not isinstance(paper, SurveyResponse)
    context = {
        "paper": paper, "about": about, "back": back, "form": form, "numbers": numbers, "has_card": has_card,
    }  # fmt: skip
    return render(request, "labor/numbers.html", context, status=422 if form.errors else 200)

"""查看完整号码: ask for a reason, show once, keep nothing."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from labor.forms import PurposeForm
from labor.models import WageLine
from labor.numbers import open_numbers
from labor.permissions import works_on
from projects.requests import reader
from units.refusals import Refusal
from units.requests import show_refusal

NOT_YOURS = "完整号码只由经办这个项目的单位和办公室查看。"


@never_cache
@sensitive_variables("numbers")
@require_http_methods(["GET", "POST"])
def roll_line_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks what for; POST shows the numbers in its own answer, never by redirect, so no address carries them."""
    user = reader(request)
    related = ("worker", "roll", "period", "project__department", "project__township", "project__owner")
    line = get_object_or_404(WageLine.objects.visible_to(user).select_related(*related), pk=pk)
    if not works_on(user, line.project):
        raise PermissionDenied(NOT_YOURS)
    form, numbers = PurposeForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            numbers = open_numbers(line=line, reason=form.cleaned_data["reason"], by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
    context = {"line": line, "form": form, "numbers": numbers}
    return render(request, "labor/roll_line_numbers.html", context, status=422 if form.errors else 200)

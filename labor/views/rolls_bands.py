"""审定层级: how many people approve a roll of a sum; the office sets it from a day on, and what held before stays."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from labor.pay.bands import KEEPERS, band_set_on, band_sets, may_set_bands, say_levels, set_bands
from labor.pay.way_forms import BandsForm, begun_with
from projects.requests import allowed
from units.refusals import Refusal
from units.requests import show_refusal, today


@never_cache
@require_http_methods(["GET", "POST"])
def roll_bands(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_set_bands, KEEPERS)
    on, sets = today(), band_sets()
    held = band_set_on(on)
    begun = {"starts_on": on} | (begun_with(held.levels) if held else {})
    form = BandsForm(request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            set_bands(starts_on=said["starts_on"], levels=said["levels"], by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"审定层级已设定，{said['starts_on']:%Y-%m-%d}起用。")
            return redirect("roll_bands")
    rows = [(one, say_levels(one.levels), _standing(one.starts_on, held)) for one in sets]
    context = {"form": form, "held": held, "rows": rows}
    return render(request, "labor/pay/bands.html", context, status=422 if form.errors else 200)


def _standing(starts_on: object, held: object) -> str:
    day = getattr(held, "starts_on", None)
    if day == starts_on:
        return "现行"
    return "未起用" if day is None or str(starts_on) > str(day) else "已停用"

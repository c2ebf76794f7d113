"""编制发放表: choose project, month and way; by attendance, look at what it comes to, then build it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from documents.formats import yuan
from labor.models import RollOrigin
from labor.pay.building import RollPlan, build_roll, plan_roll
from labor.pay.building_forms import BeginForm, ChannelForm
from labor.pay.computing import ExpectedLine
from labor.pay.drafts import Way
from labor.permissions import may_import_any
from labor.tables import DAYS, YUAN, TableColumn, cells_of
from projects.models import Period
from projects.requests import allowed
from units.refusals import Refusal
from units.requests import page_of, query_of

WHO = "发放表由业主（施工）单位、行业主管部门、责任镇街或领导小组办公室经办，您的岗位没有这项权限。"
WAYS = {RollOrigin.IMPORTED: Way.DRAFT, RollOrigin.RECORDED: Way.RECORDED}
LACKS_SHOWN = 100
COLUMNS: tuple[TableColumn[ExpectedLine], ...] = (
    TableColumn("name", "姓名", lambda line: line.name),
    TableColumn("id_number", "身份证号", lambda line: line.latest.worker.id_masked),
    TableColumn("team", "班组", lambda line: line.latest.team),
    TableColumn("job", "工种", lambda line: line.job),
    TableColumn("centidays", "工作时间（工日）", lambda line: line.centidays, DAYS),
    TableColumn("rate_fen", "单价（元）", lambda line: line.rate_fen or None, YUAN),
    TableColumn("piece_fen", "计时计件（元）", lambda line: line.piece_fen or None, YUAN),
    TableColumn("gross_fen", "应发（元）", lambda line: line.gross_fen, YUAN),
    TableColumn("card", "账号", lambda line: line.card_masked and f"****{line.card_masked[-4:]}"),
    TableColumn("pay_basis", "计酬说明", lambda line: line.pay_basis),
)


@never_cache
@require_http_methods(["GET", "POST"])
def roll_new(request: HttpRequest) -> HttpResponse:
    """`?project=&month=&way=` shows what it comes to; a post builds it."""
    user, at = allowed(request, may_import_any, WHO), timezone.now()
    asked = request.GET if "way" in request.GET else None
    form = BeginForm(asked, user=user, at=at, initial=_start(request))
    if asked is None or not form.is_valid():
        return _page(request, form, status=422 if form.errors else 200)
    project, way = form.cleaned_data["project"], form.cleaned_data["way"]
    if way in WAYS:
        words = {"way": WAYS[way].value, "project": project.pk, "month": form.period.key}
        return redirect(f"{reverse('import_roll')}?{urlencode(words)}")
    if request.method == "GET":
        return _preview(request, form, at)
    return _built(request, form, at)


def _built(request: HttpRequest, form: BeginForm, at: datetime) -> HttpResponse:
    chosen, project = ChannelForm(request.POST), form.cleaned_data["project"]
    if not chosen.is_valid():
        return _preview(request, form, at, chosen=chosen)
    channel = chosen.cleaned_data["channel"]
    try:
        plan, roll = build_roll(project=project, period=form.period, channel=channel, by=form.user, at=at)
    except Refusal as refusal:
        return _preview(request, form, at, chosen=chosen, refused=refusal.sentences)
    assert roll is not None
    said = f"{len(plan.lines)}人，应发{yuan(plan.gross_fen)}元"
    messages.success(request, f"已按考勤编制{plan.period.label}发放表：{said}。当月考勤已锁定；核对后送签。")
    return redirect("roll_detail", roll.pk)


def _start(request: HttpRequest) -> dict[str, Any]:
    """What the address names, else the month most likely meant: the latest open one."""
    latest = Period.objects.open().order_by("-month").first()
    month = request.GET.get("month") or (latest.key if latest else "")
    return {"project": request.GET.get("project"), "month": month, "way": RollOrigin.COMPUTED}


def _preview(
    request: HttpRequest, form: BeginForm, at: datetime, *, chosen: ChannelForm | None = None,
    refused: Sequence[str] = (),
) -> HttpResponse:  # fmt: skip
    plan = plan_roll(project=form.cleaned_data["project"], period=form.period, on=timezone.localdate(at))
    page = page_of(request, plan.lines)
    others = [sentence for sentence in refused if sentence not in plan.refusals]
    context = {
        "plan": plan,
        "page": page,
        "query": query_of(request),
        "columns": COLUMNS,
        "rows": [cells_of(COLUMNS, line) for line in page.object_list],
        "totals": _totals(plan),
        "channel_form": chosen or ChannelForm(initial={"channel": plan.channel}),
        "refused": others,
        "notes": () if plan.standing else plan.notes,
        "lacks": plan.refusals[:LACKS_SHOWN],
        "lacks_hidden": max(0, len(plan.refusals) - LACKS_SHOWN),
    }
    return _page(request, form, status=422 if request.method == "POST" else 200, **context)


def _totals(plan: RollPlan) -> list[tuple[str, bool]]:
    sums = {
        "centidays": plan.centidays,
        "piece_fen": sum(line.piece_fen for line in plan.lines),
        "gross_fen": plan.gross_fen,
    }
    return [
        (column.written(sums[column.key]) if column.key in sums else "", column.is_number) for column in COLUMNS[1:]
    ]


def _page(request: HttpRequest, form: BeginForm, *, status: int, **context: Any) -> HttpResponse:
    return render(request, "labor/pay/roll_new.html", {"form": form, **context}, status=status)

"""报酬发放 on a project's page: the lamp, what is owed, who left unsettled, and how near the floor is (R3, R10)."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from documents.formats import chinese_date, month_label, wan, yuan
from labor.clocks.floor import FloorStanding, floor_standing
from labor.clocks.standing import Standing, standings
from projects.models import Project
from projects.views.annexes import Annex
from projects.views.glance import Figure
from units.models import User

LEAD = (
    "按发放表、考勤和花名册算的：工资有没有及时足额发到本人，劳务报酬离下限还有多远。点数字看每个月和算法。"
    "“报酬占比”是发放表上已发放的，与“资金”一栏登记的支付中用于报酬的是两回事，可以互相核对。"
)


def pay_annex(project: Project, user: User, at: datetime) -> Annex:  # noqa: ARG001
    """Four figures that lead to the project's clocks; a constant number of queries."""
    on, address = timezone.localdate(at), reverse("clock_project", args=[project.pk])
    found = standings(Project.objects.filter(pk=project.pk), on)
    figures = _figures(found[0], address) if found else [Figure("发放", "还没有考勤和发放表", url=address)]
    return Annex("pay", "报酬发放", LEAD, [*figures, _floor(floor_standing(project, on), address)])


def _figures(one: Standing, address: str) -> list[Figure]:
    unmade = f"另有没有编制的，按考勤约{yuan(one.estimated_fen)}元，" if one.estimated_fen else ""
    waits = f"{unmade}共{one.attendances}人次等着" if one.attendances else "都已发放"
    last = f"上次发放{chinese_date(one.last_paid_on)}" if one.last_paid_on else "没有发放过"
    return [
        Figure("及时足额", f"{one.lamp.label}灯", note=_why(one), url=address),
        Figure("没有发放", yuan(one.fen), "元", f"{waits}，{last}", address),
        Figure("退场未结清", str(len(one.leavers)), "人", url=address),
    ]


def _why(one: Standing) -> str:
    """The gravest matter in a few words."""
    if one.late:
        clock = one.late[0]
        return f"{month_label(clock.month)}{clock.state}，逾期{clock.days_late(one.on)}天"
    if one.leavers:
        return "有人退场还没有结清"
    if one.is_long:
        return f"距上次发放{one.interval}天"
    return f"{month_label(one.clocks[0].month)}最迟{chinese_date(one.clocks[0].due_on)}发放" if one.clocks else ""


def _floor(floor: FloorStanding, address: str) -> Figure:
    if floor.floor.required_fen is None:
        return Figure("报酬占比", floor.share, note="没有下限可比", url=address)
    held = f"距下限还差{wan(floor.short_fen)}万元" if floor.short_fen else "已达到下限"
    return Figure("报酬占比", floor.share, note=f"占{floor.floor.base_name}，{held}", url=address)

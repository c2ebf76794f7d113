"""`manage.py duties --json`: every duty with its clause as the notice writes it, its units, and where it lives."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import defaultdict
from typing import Any

from django.urls import reverse

from assignments.assigning.places import places_of
from assignments.duties import responsible
from assignments.models import Assignment, AssignmentState, Duty
from units.command import SignedCommand
from units.models import User


class Command(SignedCommand):
    help = "列出通知的各项任务：条款、责任单位、配合单位，以及在系统的哪个页面办理"
    needs_signature = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, help="任务年度，默认今年")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:  # noqa: ARG002
        year = options.get("year") or self.now().year
        tasks = _tasks(year)
        duties = Duty.objects.prefetch_related("leads", "supports").order_by("number")
        said = [_said(duty, tasks.get(duty.pk, [])) for duty in duties]
        lines = [f"{one['number']}　{one['clause']}　{one['text']}｜{one['responsible']}" for one in said]
        return {"year": year, "duties": said, "lines": lines or ["还没有载入通知的任务分工，请先运行 bootstrap。"]}


def _tasks(year: int) -> dict[int, list[Assignment]]:
    """Duty key → its tasks of a year, without those cancelled."""
    found = Assignment.objects.filter(year=year, duty__isnull=False).exclude(state=AssignmentState.CANCELLED)
    held: dict[int, list[Assignment]] = defaultdict(list)
    for one in found.select_related("lead").order_by("serial"):
        held[one.duty_id or 0].append(one)
    return held


def _said(duty: Duty, tasks: list[Assignment]) -> dict[str, Any]:
    return {
        "number": duty.number,
        "clause": duty.clause,
        "text": duty.text,
        "leads": [unit.name for unit in duty.leads.all()],
        "supports": [unit.name for unit in duty.supports.all()],
        "responsible": responsible(duty),
        "remark": duty.remark,
        "page": f"{reverse('duty_list')}?q={duty.clause}",
        "places": [{"label": label, "page": reverse(page)} for label, page in places_of(duty.number)],
        "assignments": [
            {"serial": one.serial, "lead": one.lead.name, "state": one.state, "due_on": str(one.due_on)}
            for one in tasks
        ],
    }

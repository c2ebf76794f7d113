"""The grid of one project's month: shown, kept by one post, locked to a 发放表 that came first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from labor.attendance.cells import save_marks
from labor.attendance.history import Saved, history_of
from labor.attendance.locking import lock_to_roll
from labor.attendance.saving import FaultyDays, StaleSheet
from labor.attendance.sheets import sheet_of
from labor.views.attendance_page import Answer, address_of, show
from labor.views.attendance_parts import project_and_period
from projects.requests import typed, whole
from units.refusals import Refusal

CELL = re.compile(r"c([0-9]{1,18})-([0-9]{1,2})")
STALE = (
    "您打开以后，{who}这个月的考勤又被保存过，所以没有保存。您填的都还在；与现在已保存的不同的格子标了黄（指着能看到已保存的是什么）。"
    "请核对：以您填的为准，就再点一次保存；以别人的为准，就点“放弃修改”。"
)


@never_cache
@require_http_methods(["GET", "POST"])
def attendance_sheet(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    user, project, period = project_and_period(request, pk, month)
    if request.method == "GET":
        return show(request, user, project, period)
    marks = _typed_marks(request)
    try:
        sheet = save_marks(
            project=project,
            period=period,
            marks=marks,
            version=whole(typed(request, "version")) or 0,
            by=user,
            at=timezone.now(),
        )
    except FaultyDays as faulty:
        return show(request, user, project, period, Answer(marks, faulty.sentences, faulty.faults))
    except StaleSheet:
        last = _last_saved(history_of(sheet_of(project, period)))
        return show(request, user, project, period, Answer(marks, [STALE.format(who=last)], stale=True))
    except Refusal as refusal:
        return show(request, user, project, period, Answer(marks, refusal.sentences))
    messages.success(request, f"已保存，现在是第{sheet.version}版。")
    return redirect(address_of(request, project, period))


@never_cache
@require_POST
def attendance_lock(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    user, project, period = project_and_period(request, pk, month)
    try:
        lock_to_roll(
            project=project, period=period, version=whole(typed(request, "version")), by=user, at=timezone.now()
        )
    except Refusal as refusal:
        return show(request, user, project, period, Answer(sentences=refusal.sentences))
    messages.success(request, f"“{project}”{period.label}考勤台账已随发放表锁定。")
    return redirect(address_of(request, project, period))


def _typed_marks(request: HttpRequest) -> dict[tuple[int, int], str]:
    cells = ((CELL.fullmatch(name), name) for name in request.POST)
    return {(int(found[1]), int(found[2])): typed(request, name).strip() for found, name in cells if found}


def _last_saved(history: Sequence[Saved]) -> str:
    last = next((each for each in history if each.version is not None), None)
    return f"{last.by}于{timezone.localtime(last.at):%H:%M}保存了第{last.version}版，" if last else ""

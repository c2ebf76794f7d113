"""Import of the monthly ledger (月报) and the official form (调度表) into one month's filings.

By the office it is 代填: accepted at once and marked. By a unit's filer it is a draft of the unit's own projects. What
a unit has submitted or had accepted is never overwritten.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from documents.workbooks import Reading
from projects.completeness import previous_filings
from projects.imports.filed_row import FiledRow, Known
from projects.imports.forms import LEDGER, OFFICIAL
from projects.imports.opening import Upload, check_title_month, read_form
from projects.imports.progress_plan import ProgressPlan, save_progress
from projects.imports.progress_rows import check_rows
from projects.imports.registry import EntryIndex
from projects.locks import Locks, locks_of
from projects.models import (
    FilingAct,
    FilingSource,
    FilingState,
    ListEntry,
    Period,
    ProgressFiling,
    Project,
)
from projects.moves import MOVES, Move
from projects.outcome import ImportOutcome
from projects.periods import due_day, require_begun
from projects.permissions import may_be_proxied, may_import_progress
from projects.rolled import rolled
from units.models import User
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of


def import_progress(
    *, file: Upload, name: str, month: date, by: User, at: datetime, dry_run: bool = False
) -> ImportOutcome:
    """Take in one month's ledger or official form, whichever the headings show; all rows or none.

    A blank cell states nothing and leaves what was filed. Re-importing the same file changes nothing and says so.

    Raises:
        NotAllowed: the person neither works in the office nor files for a unit.
        PeriodClosed: the month is closed.
        Refusal: the file cannot be read at all, the month has not begun, or somebody filed at the same moment.
    """
    if not may_import_progress(by):
        raise NotAllowed("月报和调度表由单位填报人或办公室导入，您没有这项权限。")
    require_begun(month.replace(day=1), at)
    reading = read_form(file, [LEDGER, OFFICIAL])
    try:
        with transaction.atomic():
            plan = _plan(reading, month.replace(day=1), by, at)
            if not reading.errors and not dry_run:
                save_progress(plan, name=name, by=by, at=at)
    except IntegrityError as clash:
        raise Refusal("导入时有人正在填报其中的项目，本次没有保存。请重新导入一次。") from clash
    return _outcome(reading, plan, name=name, dry_run=dry_run)


def _plan(reading: Reading, month: date, by: User, at: datetime) -> ProgressPlan:
    period = Period.objects.filter(month=month).first() or Period(month=month, due_on=due_day(month))
    period.require_open()
    is_office = scope_of(by).is_office
    check_title_month(reading, month.year, month.month)
    rows = check_rows(reading, _known(period, falls_block=is_office))
    move = MOVES[FilingAct.PROXY if is_office else FilingAct.SAVE]
    _guard(rows, move, None if is_office else set(Project.objects.entered_by(by).values_list("pk", flat=True)))
    if not is_office:
        _stop_at_locks(rows, locks_of(period, at))
    return ProgressPlan(period, move, reading.form.title, rows)


def _known(period: Period, *, falls_block: bool) -> Known:
    held = ListEntry.objects.filter(project_list__year=period.month.year)
    held = held.select_related("project_list", "project__department")
    filings = ProgressFiling.objects.filter(period_id=period.pk).select_related("project") if period.pk else []
    existing = {filing.project_id: filing for filing in filings}
    entries = [entry for entry in held if entry.owes(period) or entry.project_id in existing]
    gone = [entry for entry in held if not entry.owes(period) and entry.project_id not in existing]
    return Known(
        period=period,
        entries=EntryIndex(entries),
        gone=EntryIndex(gone),
        existing=existing,
        previous=previous_filings([entry.project_id for entry in entries], period.month),
        rolled=rolled([entry.project_id for entry in entries], period),
        falls_block=falls_block,
    )


def _guard(rows: Sequence[FiledRow], move: Move, own: set[int] | None) -> None:
    """An error at each row that this person may not write, by the same move table as the pages."""
    for filed in rows:
        key = "code" if filed.row["code"] else "name"
        if own is not None and filed.entry.project_id not in own:
            filed.row.problem(
                key, "not_yours", "这个项目不由贵单位填报（由行业主管部门或业主单位填报），请删去这一行。"
            )
        elif filed.existing and filed.changes and (reason := _refusal(filed.existing, move)):
            filed.row.problem(key, "already_filed", reason)
        elif filed.existing and filed.changes and _is_units_draft(filed.existing, move):
            message = f"单位已有{filed.existing.get_state_display()}的填报，导入后由办公室代填覆盖表中各栏。"
            filed.row.problem(key, "draft_overwritten", message, warning=True)


def _stop_at_locks(rows: Sequence[FiledRow], locks: Locks) -> None:
    """An error at each row whose unit cannot file the month by now."""
    for filed in rows:
        asked = filed.existing is not None and filed.existing.pk in locks.asked_again
        if not asked and (sentence := locks.by_date(filed.entry.project.department)):
            filed.row.problem("code" if filed.row["code"] else "name", "locked", sentence)


def _refusal(filing: ProgressFiling, move: Move) -> str:
    """Why a filing cannot be overwritten, and what to do; "" when it can."""
    if filing.state in move.sources and (move.act is not FilingAct.PROXY or may_be_proxied(filing)):
        return ""
    if filing.source == FilingSource.OFFICE and filing.state == FilingState.ACCEPTED:
        return "本月已由办公室代填并通过。需要更正请联系办公室退回，再重新导入。"
    said = f"单位本月填报“{filing.get_state_display()}”，与表中数字不同，导入不会覆盖。"
    if filing.state == FilingState.REVIEWING:
        return f"{said}请填报人先撤回（或由审核人退回）后再导入。"
    return f"{said}请办公室先在填报页退回，由单位更正后再报。"


def _is_units_draft(filing: ProgressFiling, move: Move) -> bool:
    return move.act is FilingAct.PROXY and filing.state in (FilingState.DRAFT, FilingState.RETURNED)


def _outcome(reading: Reading, plan: ProgressPlan, *, name: str, dry_run: bool) -> ImportOutcome:
    created = sum(filed.existing is None for filed in plan.changed)
    return ImportOutcome(
        file_name=name,
        title=f"{plan.period.label}{reading.form.title}",
        errors=reading.errors,
        warnings=reading.warnings,
        notes=reading.notes,
        created=created,
        updated=len(plan.changed) - created,
        unchanged=len(plan.rows) - len(plan.changed),
        dry_run=dry_run,
        facts={"form": reading.form.key, "month": plan.period.key, "proxy": plan.is_proxy},
    )

"""Bringing a 发放表 workbook in: read, check everything at once, and save the whole roll or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.utils import timezone

from documents.formats import chinese_date, yuan
from documents.masking import masked_problems, without_numbers
from documents.workbooks import Reading, UnreadableWorkbook, read_workbook
from documents.workbooks.opening import Source
from labor.bulk import collector_paused
from labor.checks import Knowledge, check_roll
from labor.checks.history import acquaint, check_history
from labor.floor_check import floor_warning
from labor.models import WageRoll
from labor.pay.drafts import Way, closed_note, forget_payment, require_may_prepare
from labor.permissions import require_works_on
from labor.rolls import imported_before, origin_of, roll_in_force
from labor.saving import RollDraft, save_roll
from labor.standards import basis_sentence, standard_for
from labor.wage_form import WAGE_ROLL
from projects.models import Period, Project
from projects.outcome import ImportOutcome, content_of_upload
from projects.periods import due_day
from units.models import User
from units.refusals import Refusal, WrongState

TITLE = "发放表"
FILE_NAME_LENGTH = 200


class AlreadyImported(WrongState):
    """The month has its roll, or the very same file was taken in before."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What a roll adds up to; money in 分."""

    lines: int
    gross: int
    deduction: int
    net: int

    def as_facts(self) -> dict[str, int | str]:
        """For JSON: the number of lines, money in 元 as text."""
        return {
            "lines": self.lines, "gross": yuan(self.gross), "deduction": yuan(self.deduction), "net": yuan(self.net),
        }  # fmt: skip


def period_for(month: date, at: datetime) -> Period:
    """The month's period, or a new unsaved one: the import that first needs it opens it.

    Raises:
        Refusal: the month has not begun yet.
    """
    first = month.replace(day=1)
    if first > timezone.localdate(at):
        raise Refusal(f"{first.year}年{first.month}月还没有开始，不能导入发放表，请核对月份。")
    known = Period.objects.select_related("closed_by").filter(month=first).first()
    return known or Period(month=first, due_on=due_day(first))


@collector_paused()
def import_wage_roll(
    *, file: Source, name: str, project: Project, period: Period, by: User, at: datetime, dry_run: bool = False,
    way: Way = Way.RECORDED,
) -> ImportOutcome:  # fmt: skip
    """Import one project's 发放表 of one month; every error and warning stands at its cell, in one pass.

    Args:
        file: the workbook (bytes, path or binary file); `name` is what the sender calls it.
        period: the month, open; an unsaved one (`period_for`) is opened with the roll.
        at: when, aware; payment dates are compared with its local day.
        dry_run: check alone; nothing is saved, and a roll already in force is only mentioned.
        way: recorded, paid outside; or a draft to be paid here: payment columns are left out, a closed month is
            no hindrance, each 扣除 must name its item.

    Returns:
        The outcome; `facts` hold lines (行), gross, deduction, net (元, as text; None while there are errors) and
        `roll`, the key of the saved roll.

    Raises:
        NotAllowed: the person's post does not handle the project.
        PeriodClosed: the month is closed, and the roll is to be recorded.
        AlreadyImported: the month has its roll, or this very file was imported before.
        Refusal: the file cannot be read as a 发放表 at all; one sentence.
    """
    is_draft = _allowed(by, project, period, way)
    content = content_of_upload(file)
    digest = sha256(content).hexdigest()
    _refuse_same_file(digest, dry_run)
    reading = _read(content)
    if is_draft:
        forget_payment(reading)
        reading.notes += closed_note(period)
    standing = _standing(project, period)
    if standing and not dry_run:
        raise AlreadyImported(standing)
    check_roll(reading, _knowledge(project, period, at, is_draft=is_draft))
    met = acquaint(reading.rows)
    check_history(reading, met, project=project, period=period, by=by)
    outcome = _outcome(reading, without_numbers(name)[:FILE_NAME_LENGTH], project, period, dry_run)
    outcome.facts["way"] = way.value
    if standing:
        outcome.notes = [standing, *outcome.notes]
    if outcome.is_saved:
        brought = RollDraft(
            reading=reading, met=met, project=project, period=period, file_sha256=digest, outcome=outcome,
            is_draft=is_draft,
        )  # fmt: skip
        outcome.facts["roll"] = _saved(brought, by=by, at=at).pk
    return outcome


def _saved(draft: RollDraft, *, by: User, at: datetime) -> WageRoll:
    """Save the roll; whoever came second to somebody at the same moment is told who was first, and when."""
    try:
        return save_roll(draft, by=by, at=at)
    except Refusal:
        if standing := _standing(draft.project, draft.period):
            raise AlreadyImported(standing) from None
        raise


def _allowed(by: User, project: Project, period: Period, way: Way) -> bool:
    """Refuse whoever may not, and a recorded roll of a closed month; say whether it is a draft."""
    if way == Way.DRAFT:
        require_may_prepare(by, project)
        return True
    require_works_on(by, project, "导入发放表")
    period.require_open()
    return False


def _refuse_same_file(digest: str, dry_run: bool) -> None:
    same = None if dry_run else imported_before(digest)
    if same is not None:
        raise AlreadyImported(
            f"这个文件已经导入过：“{same.project}”{same.period.label}发放表，{origin_of(same)}。"
            "内容没有变化就不用再导；确需重导，请先在该发放表页面作废并写明原因。"
        )


def _standing(project: Project, period: Period) -> str:
    """Why the month takes no further roll, and how to replace the one it has; "" when it does take one."""
    standing = roll_in_force(project, period.month)
    if standing is None:
        return ""
    return (
        f"“{project}”{period.label}已有发放表，{origin_of(standing)}。"
        "如需更换，请先在该发放表页面作废并写明原因，再导入新表。"
    )


def _read(content: bytes) -> Reading:
    try:
        return read_workbook(content, [WAGE_ROLL])
    except UnreadableWorkbook as unreadable:
        raise Refusal(str(unreadable)) from unreadable


def _knowledge(project: Project, period: Period, at: datetime, *, is_draft: bool) -> Knowledge:
    standard = standard_for(period.month)
    return Knowledge(
        month=period.month,
        today=timezone.localdate(at),
        project_code=project.code,
        project_name=project.name,
        other_projects=frozenset(Project.objects.exclude(pk=project.pk).values_list("name", flat=True)),
        standard=standard,
        standard_basis=basis_sentence(standard) if standard else "",
        is_draft=is_draft,
    )


def _outcome(reading: Reading, name: str, project: Project, period: Period, dry_run: bool) -> ImportOutcome:
    """Put errors, warnings, notes and sums together."""
    sums = _sums(reading)
    errors, warnings = masked_problems(reading.errors), masked_problems(reading.warnings)
    if not errors:
        below = floor_warning(project=project, period=period, sheet=reading.sheet, net_fen=sums.net)
        warnings += [below] if below else []
    unknown = dict.fromkeys(("gross", "deduction", "net"))
    return ImportOutcome(
        file_name=name,
        title=TITLE,
        errors=errors,
        warnings=warnings,
        notes=[*reading.notes, *_items_absent(reading), *_unlisted(project, period)],
        created=0 if errors else sums.lines,
        dry_run=dry_run,
        facts={"project": project.code, "month": period.key, **sums.as_facts(), **(unknown if errors else {})},
    )


def _items_absent(reading: Reading) -> list[str]:
    """A recorded sheet with deductions and no column for what they are; a draft has an error at each cell."""
    rows = sum(bool(row["deduction"]) for row in reading.rows)
    if not rows or reading.has("deduction_item"):
        return []
    return [f"表中有{rows}行有扣除，但没有“扣除项目”列，国令724第15条要求载明扣除项目，请在原表上补记。"]


def _unlisted(project: Project, period: Period) -> list[str]:
    """Say so when the month's report will not carry this roll: it is made from the projects on the year's list."""
    if project.entries.owing(period).exists():
        return []
    left = project.entries.filter(project_list__year=period.month.year, left_on__isnull=False).first()
    if left is not None:
        return [
            f"“{project}”已于{chinese_date(left.left_on)}调出清单，本表照常导入和发放，但不进入{period.label}调度报告。"
        ]
    return [
        f"“{project}”不在{period.month.year}年度清单内，本表的数不会进入{period.label}调度报告；"
        "应当列入的，请办公室先导入清单。"
    ]


def _sums(reading: Reading) -> Sums:
    totals = {key: sum(row[key] or 0 for row in reading.rows) for key in ("gross", "deduction", "net")}
    return Sums(lines=len(reading.rows), **totals)

"""Actions on progress filings. Each is one transaction, signed (`by`) and timed (`at`), and follows the move table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from documents.formats import chinese_date
from projects.carrying import carried_on, nil_values
from projects.completeness import previous_filing, previous_filings
from projects.fields import BY_NAME
from projects.locks import require_unlocked
from projects.models import FieldReturn, FilingAct, FilingSource, Period, ProgressFiling, Project
from projects.moves import MOVES, Move
from projects.moving import Incomplete, StaleFiling, make_move, tell
from projects.periods import hold_open
from projects.permissions import may_start
from projects.rolled import BY_FIELD, rolled, rolled_of
from units.models import User
from units.refusals import NotAllowed, Refusal

__all__ = [
    "Incomplete", "StaleFiling", "accept", "accept_all", "file_for_unit", "file_month", "file_nil", "hand_back",
    "return_fields", "save_filing", "send_to_review", "start_filing", "start_nil", "submit", "why_not_owing",
    "withdraw",
]  # fmt: skip


@transaction.atomic
def start_filing(*, project: Project, period: Period, by: User, at: datetime) -> ProgressFiling:
    """Open the project's filing of a month as a draft; return it if it exists.

    It carries on last month's sums and what the rolls say; its first step keeps what the rolls said then.

    Raises:
        NotAllowed: the project is not this person's to file.
        PeriodClosed: the month is closed.
        Locked: it is not open to units yet, or not any longer.
        Refusal: the project is not on that year's list.
    """
    held = hold_open(period)
    if not may_start(by, project):
        raise NotAllowed(f"“{project.name}”不由您填报：由行业主管部门填报人、业主单位录入人或办公室办理。")
    existing = ProgressFiling.objects.filter(project=project, period=held).first()
    if existing:
        return existing
    if sentence := why_not_owing(project, held):
        raise Refusal(sentence)
    require_unlocked(held, project.department, by=by, at=at)
    filing = begun(project, held)
    filing.filed_by, filing.filed_at = by, at
    filing.save(force_insert=True)
    told = {name: [None, getattr(filing, name)] for name in BY_FIELD if getattr(filing, name) is not None}
    tell(filing, FilingAct.START, by=by, at=at, changes=told)
    return filing


def begun(project: Project, period: Period) -> ProgressFiling:
    """The draft a month begins with, not saved."""
    previous = previous_filings([project.pk], period.month).get(project.pk)
    return carried_on(project, period, previous, rolled([project.pk], period).get(project.pk))


def why_not_owing(project: Project, period: Period) -> str:
    """Why a project files nothing for a month; "" where it is on the list, or kept as owing (应报) for that month."""
    if project.entries.owing(period).exists() or project.expected.filter(period=period).owed().exists():
        return ""
    left = project.entries.filter(project_list__year=period.month.year, left_on__isnull=False).first()
    if left is None:
        return f"“{project.name}”不在{period.month.year}年度清单内，不用填报。确需填报请先请办公室列入清单。"
    left_on = chinese_date(left.left_on)
    return f"“{project.name}”已于{left_on}调出清单，{period.label}不用填报；调出以前各月照常填报和更正。"


@transaction.atomic
def save_filing(
    *, filing: ProgressFiling, values: Mapping[str, Any], by: User, at: datetime, version: int | None = None
) -> ProgressFiling:
    """Write a draft. `values` maps field names to typed values (money in 分); an incomplete draft may be saved.

    Raises:
        StaleFiling: somebody saved after `version` was read.
        Refusal: every constraint the values break.
    """
    return make_move(filing, MOVES[FilingAct.SAVE], by=by, at=at, version=version, values=values)


@transaction.atomic
def file_month(
    *,
    project: Project,
    period: Period,
    act: FilingAct,
    values: Mapping[str, Any],
    version: int | None,
    by: User,
    at: datetime,
) -> ProgressFiling:
    """What the filing page does in one go: start the month when it is new, write it, and send it on as `act` says.

    Args:
        act: SAVE keeps a draft, SEND and NIL hand it to the reviewer, PROXY is the office's 代填.
        version: the version the person saw; None when the page was opened before anything was filed.

    Raises:
        StaleFiling: somebody filed or saved in the meantime.
    """
    filing = ProgressFiling.objects.filter(project=project, period=period).first()
    if filing is not None and version is None:
        raise StaleFiling(f"{filing.filed_by}刚刚已开始填报本月，请先看页面上的最新内容，再把您的数填一遍。")
    if filing is None:
        filing, version = start_filing(project=project, period=period, by=by, at=at), None
    if act is FilingAct.PROXY:
        return file_for_unit(filing=filing, values=values, by=by, at=at, version=version)
    save_filing(filing=filing, values=values, by=by, at=at, version=version)
    if act is FilingAct.SEND:
        return send_to_review(filing=filing, by=by, at=at)
    return file_nil(filing=filing, by=by, at=at) if act is FilingAct.NIL else filing


@transaction.atomic
def accept_all(
    *, filings: Iterable[ProgressFiling], by: User, at: datetime, versions: Mapping[int, int | None] | None = None
) -> int:
    """批量通过: accept several submitted filings, all or none; returns how many.

    Args:
        versions: the version of each filing (by key) that the person had before them.

    Raises:
        Refusal: every filing that cannot be accepted or has been changed since.
    """
    wanted, refused, seen = list(filings), [], versions or {}
    for filing in wanted:
        try:
            accept(filing=filing, by=by, at=at, version=seen.get(filing.pk))
        except StaleFiling:
            refused.append(f"“{filing.project.name}”的填报在您打开页面以后改过，请点开看过现在的内容，再决定是否通过。")
        except Refusal as refusal:
            refused += refusal.sentences
    if refused:
        raise Refusal(*refused)
    return len(wanted)


@transaction.atomic
def file_for_unit(
    *, filing: ProgressFiling, values: Mapping[str, Any], by: User, at: datetime, version: int | None = None
) -> ProgressFiling:
    """代填 by the office: saved, accepted at once and marked 办公室代填."""
    signed: dict[str, Any] = {
        "source": FilingSource.OFFICE,
        "filed_by": by,
        "filed_at": at,
        "accepted_by": by,
        "accepted_at": at,
    }
    move = MOVES[FilingAct.PROXY]
    make_move(filing, move, by=by, at=at, version=version, values=values, **signed)
    return _settle(filing, at)


@transaction.atomic
def send_to_review(*, filing: ProgressFiling, by: User, at: datetime, version: int | None = None) -> ProgressFiling:
    """送审: the filer hands a complete draft to the unit's reviewer.

    Raises:
        Incomplete: everything still missing, all at once.
    """
    signed: dict[str, Any] = {"source": FilingSource.UNIT, "filed_by": by, "filed_at": at, "is_nil": False}
    make_move(filing, MOVES[FilingAct.SEND], by=by, at=at, version=version, **signed)
    return _settle(filing, at)


@transaction.atomic
def file_nil(*, filing: ProgressFiling, by: User, at: datetime, version: int | None = None) -> ProgressFiling:
    """零报告: nothing happened this month; sums stay as filed last, new amounts are 0, and it goes to review."""
    values = nil_values(filing, previous_filing(filing), rolled_of(filing))
    signed: dict[str, Any] = {"source": FilingSource.UNIT, "filed_by": by, "filed_at": at, "is_nil": True}
    make_move(filing, MOVES[FilingAct.NIL], by=by, at=at, version=version, values=values, **signed)
    return _settle(filing, at)


@transaction.atomic
def start_nil(*, project: Project, period: Period, by: User, at: datetime) -> ProgressFiling:
    """一键零报告: begin a month nobody has begun and send it to review as a nil return.

    Raises:
        StaleFiling: somebody has begun it meanwhile.
        Incomplete: what a nil return cannot do without, such as 形象进度 where none was ever stated.
    """
    if ProgressFiling.objects.filter(project=project, period=period).exists():
        raise StaleFiling(f"“{project.name}”{period.label}已有人开始填报，请打开看过再办理零报告。")
    return file_nil(filing=start_filing(project=project, period=period, by=by, at=at), by=by, at=at)


@transaction.atomic
def withdraw(*, filing: ProgressFiling, by: User, at: datetime, version: int | None = None) -> ProgressFiling:
    """撤回: the filer takes the filing back before the reviewer submits it."""
    return make_move(filing, MOVES[FilingAct.WITHDRAW], by=by, at=at, version=version)


@transaction.atomic
def submit(*, filing: ProgressFiling, by: User, at: datetime, version: int | None = None) -> ProgressFiling:
    """报送: the unit's reviewer, another person than the filer, submits to the office."""
    signed: dict[str, Any] = {"submitted_by": by, "submitted_at": at}
    return make_move(filing, MOVES[FilingAct.SUBMIT], by=by, at=at, version=version, **signed)


@transaction.atomic
def accept(*, filing: ProgressFiling, by: User, at: datetime, version: int | None = None) -> ProgressFiling:
    """通过: the office accepts what the unit submitted."""
    signed: dict[str, Any] = {"accepted_by": by, "accepted_at": at}
    return make_move(filing, MOVES[FilingAct.ACCEPT], by=by, at=at, version=version, **signed)


@transaction.atomic
def hand_back(
    *, filing: ProgressFiling, reasons: Mapping[str, str], by: User, at: datetime, version: int | None = None
) -> ProgressFiling:
    """退回修改: the unit's reviewer gives the filing back to its filer, with a reason for each field."""
    return _give_back(filing, MOVES[FilingAct.HAND_BACK], reasons, by=by, at=at, version=version)


@transaction.atomic
def return_fields(
    *, filing: ProgressFiling, reasons: Mapping[str, str], by: User, at: datetime, version: int | None = None
) -> ProgressFiling:
    """退回: the office returns a filing to its unit. `reasons` maps field names to what is to be corrected."""
    return _give_back(filing, MOVES[FilingAct.RETURN], reasons, by=by, at=at, version=version)


def _give_back(
    filing: ProgressFiling, move: Move, reasons: Mapping[str, str], *, by: User, at: datetime, version: int | None
) -> ProgressFiling:
    said = {field: reason.strip() for field, reason in reasons.items()}
    _require_reasons(said)
    unsigned: dict[str, Any] = dict.fromkeys(("submitted_by", "submitted_at", "accepted_by", "accepted_at"))
    make_move(filing, move, by=by, at=at, version=version, reasons=said, **unsigned)
    FieldReturn.objects.bulk_create(
        FieldReturn(filing=filing, field=field, reason=reason, returned_at=at, returned_by=by)
        for field, reason in said.items()
    )
    return filing


def _require_reasons(reasons: Mapping[str, str]) -> None:
    unknown = [field for field in reasons if field not in BY_NAME]
    silent = [BY_NAME[field].label for field, reason in reasons.items() if field in BY_NAME and not reason]
    if unknown:
        raise Refusal(f"没有“{'、'.join(unknown)}”这些栏目，请在填报页上勾选要退回的栏目。")
    if not reasons:
        raise Refusal("请至少选一个栏目并写明退回原因，单位会在该栏目旁看到。")
    if silent:
        raise Refusal(*(f"“{label}”没有写退回原因，请补写。" for label in silent))
    long = [BY_NAME[field].label for field, reason in reasons.items() if len(reason) > 200]
    if long:
        raise Refusal(*(f"“{label}”的退回原因超过200字，请写得简短些。" for label in long))


def _settle(filing: ProgressFiling, at: datetime) -> ProgressFiling:
    """What was asked for is answered once the filing is filed again."""
    filing.returns.filter(settled_at=None).update(settled_at=at)
    return filing

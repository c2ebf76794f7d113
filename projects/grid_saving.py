"""Saving the grid: each row whole, in its own transaction; a row that cannot go on keeps the others from nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from projects.completeness import Lack
from projects.filings import file_month
from projects.grid import GridRow
from projects.grid_forms import RowForm
from projects.models import FilingAct, FilingState
from projects.moving import Incomplete, StaleFiling
from units.models import User
from units.refusals import Refusal

NIL_WAITS = "零报告要按“保存并送审”才办理；本行已存为草稿，勾选还在。"


class Result(StrEnum):
    """What became of a row."""

    SENT = "sent"  # gone to review
    SAVED = "saved"  # a draft, as asked for
    PROXIED = "proxied"  # 代填, accepted
    KEPT_BACK = "kept_back"  # a draft although it was to be sent: something is lacking
    STALE = "stale"  # somebody else saved first; nothing of this row was saved
    REFUSED = "refused"  # nothing of this row was saved
    UNTOUCHED = "untouched"


FINE = frozenset({Result.SENT, Result.SAVED, Result.PROXIED, Result.UNTOUCHED})


@dataclass(slots=True)
class Outcome:
    """One row's result, what is to be told at its cells and of the row as a whole."""

    row: GridRow
    form: RowForm
    result: Result = Result.UNTOUCHED
    lacks: list[Lack] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)

    @property
    def is_fine(self) -> bool:
        return self.result in FINE and not self.sentences


def save_rows(pairs: Iterable[tuple[GridRow, RowForm]], *, act: FilingAct, by: User, at: datetime) -> list[Outcome]:
    """Save every touched row as `act` says (SAVE, SEND or PROXY); one outcome for each row, in order.

    SEND also sends drafts saved before; rows nobody has begun, and returned rows nobody changed, are left alone.
    """
    return [_save(row, form, act, by, at) for row, form in pairs]


def _save(row: GridRow, form: RowForm, act: FilingAct, by: User, at: datetime) -> Outcome:
    outcome = Outcome(row, form)
    if not (form.is_touched or _goes_along(row, act)):
        return outcome
    if row.why_not or act not in row.acts:
        return _refused(outcome, [row.why_not or "这一行不由您这样办理，请打开该项目的填报页。"])
    if form.errors:
        return _refused(outcome, [])
    return _file(outcome, FilingAct.NIL if act is FilingAct.SEND and form.cleaned_data["nil"] else act, by, at)


def _goes_along(row: GridRow, act: FilingAct) -> bool:
    """A draft saved earlier is sent with the others."""
    return act is FilingAct.SEND and row.filing is not None and row.filing.state == FilingState.DRAFT


def _refused(outcome: Outcome, sentences: Iterable[str]) -> Outcome:
    outcome.result, outcome.sentences = Result.REFUSED, list(sentences)
    return outcome


def _file(outcome: Outcome, act: FilingAct, by: User, at: datetime) -> Outcome:
    try:
        _write(outcome, act, by, at)
    except Incomplete as incomplete:
        _keep_back(outcome, act, incomplete.lacks, by, at)
    except StaleFiling:
        outcome.result = Result.STALE
        outcome.sentences = ["别人刚保存过这一行，您填的还在、没有保存；各格下注明了现在已存的数，核对后再保存。"]
    except Refusal as refusal:
        _refused(outcome, refusal.sentences)
    else:
        outcome.result = {FilingAct.SAVE: Result.SAVED, FilingAct.PROXY: Result.PROXIED}.get(act, Result.SENT)
        if act is FilingAct.SAVE and outcome.form.cleaned_data["nil"]:
            outcome.sentences = [NIL_WAITS]
    return outcome


def _keep_back(outcome: Outcome, act: FilingAct, lacks: list[Lack], by: User, at: datetime) -> None:
    """What lacks something stays a draft of the unit's; the office has no drafts."""
    outcome.lacks = lacks
    if act is FilingAct.PROXY:
        outcome.result = Result.REFUSED
        return
    try:
        _write(outcome, FilingAct.SAVE, by, at)
    except Refusal as refusal:
        _refused(outcome, refusal.sentences)
    else:
        outcome.result = Result.KEPT_BACK


def _write(outcome: Outcome, act: FilingAct, by: User, at: datetime) -> None:
    form, row = outcome.form, outcome.row
    file_month(
        project=row.project, period=row.month.period, act=act, values=form.values(),
        version=form.cleaned_data["version"], by=by, at=at,
    )  # fmt: skip

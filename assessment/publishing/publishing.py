"""公布: all sheets settled → a numbered paper, a workbook, an edition of frozen rows; whole or not at all."""

from __future__ import annotations

from datetime import date, datetime

from assessment.models import Publication, Scheme, SchemeState, Scoresheet, SheetAct, SheetState
from assessment.publishing.fairness import months_of, unfair
from assessment.publishing.paper import Result
from assessment.publishing.rows import rows_of
from assessment.publishing.workbook import scores_workbook
from assessment.sheets.moving import move_sheet
from assessment.sheets.totals import renew_places
from assignments.models import IssuedPaper, PaperKind
from assignments.papers import FOLDER, issue_paper
from assignments.papers import preview as preview_paper
from documents.kept_files import Kept, keep
from units.models import Role, User
from units.reasons import stated
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of

STILL = frozenset({SheetState.SETTLED, SheetState.PUBLISHED})


def may_publish(user: User) -> bool:
    return scope_of(user).has(Role.OFFICE_ADMIN)


def latest(scheme: Scheme) -> Publication | None:
    """The edition in force of a year's result."""
    return Publication.objects.filter(scheme=scheme).select_related("paper", "scheme").order_by("-edition").first()


def why_not_publish(scheme: Scheme) -> list[str]:
    """Every sentence why a year's result cannot be published now; [] when it can."""
    sheets = list(Scoresheet.objects.filter(scheme=scheme).select_related("unit").order_by("unit__code"))
    if not sheets:
        return [f"{scheme.year}年还没有开始自评，没有可以公布的评分表。"]
    open_ = [sheet for sheet in sheets if sheet.state not in STILL]
    if open_:
        named = "、".join(f"{sheet.unit}（{sheet.get_state_display()}）" for sheet in open_)
        return [f"还有{len(open_)}个单位没有定分：{named}。请先办结，再公布。"]
    if all(sheet.state == SheetState.PUBLISHED for sheet in sheets):
        return [f"{scheme.year}年的结果已经公布，没有更正。要更正的，先在单位的评分表上办“更正后重新公布”。"]
    return unfair(scheme)


def next_result(scheme: Scheme, *, reason: str = "") -> Result:
    """The result as it would be published now."""
    last = latest(scheme)
    replaced = last.paper.document_number if last else ""
    counted_to = max(months_of(scheme), default="")
    return Result(scheme, rows_of(scheme), last.edition + 1 if last else 1, reason, replaced, counted_to)


def preview(*, scheme: Scheme, on: date, reason: str = "") -> bytes:
    """The paper as a PDF under no number yet; nothing is kept."""
    result = next_result(scheme, reason=reason or "（更正原因）")
    return preview_paper(
        kind=PaperKind.SCORES, compose=lambda number, day: result.compose(number, day, draft=True), on=on
    )


def publish(*, scheme: Scheme, by: User, at: datetime, reason: str = "") -> Publication:
    """Publish a year's result as its next edition.

    Args:
        reason: why a result that is published already is corrected; asked for from the second edition on.

    Raises:
        NotAllowed: `by` is not an office administrator.
        Refusal: units without settled scores, nothing new, no reason, or something changed meanwhile.
        PaperNotPrinted, MissingFonts: with a sentence; nothing is published.
    """
    if not may_publish(by):
        raise NotAllowed("考核结果由办公室管理员公布。")
    result = next_result(scheme, reason=reason.strip())
    if wrong := why_not_publish(scheme) + _why_not_reason(result):
        raise Refusal(*wrong)
    xlsx = keep(scores_workbook(scheme, result.rows), FOLDER, ".xlsx")
    return issue_paper(
        kind=PaperKind.SCORES,
        compose=result.compose,
        settle=lambda paper: _settle(result, paper, xlsx, by=by, at=at),
        by=by,
        at=at,
    )


def _why_not_reason(result: Result) -> list[str]:
    if result.edition == 1:
        return []
    try:
        stated(result.reason, lacking="已经公布过，再公布请写明更正原因，会写进通报。", noun="更正原因")
    except Refusal as refusal:
        return list(refusal.sentences)
    return []


def _settle(result: Result, paper: IssuedPaper, xlsx: Kept, *, by: User, at: datetime) -> Publication:
    """Inside the issue's transaction: the edition, the sheets' moves, the scheme's state."""
    scheme = Scheme.objects.select_for_update().get(pk=result.scheme.pk)
    list(scheme.sheets.select_for_update())  # none is recalled between the last look and its move
    if why_not_publish(scheme) or rows_of(scheme) != result.rows:
        raise Refusal("评分表刚刚有变化，没有公布。请核对后再公布。")
    made = Publication.objects.create(
        scheme=scheme,
        edition=result.edition,
        rows=list(result.rows),
        reason=result.reason,
        paper=paper,
        xlsx_path=xlsx.path,
        xlsx_sha256=xlsx.sha256,
        published_at=at,
        published_by=by,
    )
    renew_places(scheme, publishes=True)
    for sheet in scheme.sheets.filter(state=SheetState.SETTLED).select_related("scheme", "unit"):
        move_sheet(sheet=sheet, act=SheetAct.PUBLISH, by=by, at=at, reason=result.reason)
    Scheme.objects.filter(pk=scheme.pk).update(state=SchemeState.PUBLISHED)
    return made

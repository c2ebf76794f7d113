"""起草和修改: a report's draft and its wording. Figures are never typed here; they come from the frozen revisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from dispatch import permissions
from dispatch.figures import latest_revision
from dispatch.models import Bulletin, BulletinAct, BulletinKind, BulletinState, NarrativeEdit
from dispatch.spanbook import SpanBook
from dispatch.spans import require_span
from dispatch.wording import LONGEST, Task, Wording, cleaned, suggested_wording, wording_of
from projects.models import Period
from units.audit import record
from units.models import User
from units.refusals import Refusal, WrongState

__all__ = ["LONGEST", "AlreadyIssued", "StaleDraft", "draft_bulletin", "ensure_draft", "save_narrative"]


class AlreadyIssued(WrongState):
    """An issued report's wording never changes."""

    def __init__(self, bulletin: Bulletin) -> None:
        super().__init__(f"{bulletin}已印发（{bulletin.document_number}），内容不能再改。")


class StaleDraft(Refusal):
    """Somebody saved the draft in the meantime."""


def draft_bulletin(
    *, period: Period, kind: BulletinKind = BulletinKind.MONTH_REPORT, by: User, at: datetime
) -> Bulletin:
    """Draft a report with suggested wording; return it if it is there already.

    Raises:
        NotAllowed: `by` is not of the office.
        Refusal: a month of its span is not closed, or the month ends no such span.
    """
    permissions.allow_draft(by)
    return ensure_draft(period=period, kind=kind, by=by, at=at)


def ensure_draft(
    *, period: Period, kind: BulletinKind = BulletinKind.MONTH_REPORT, by: User | None = None, at: datetime
) -> Bulletin:
    """The report whose span ends with `period`, drafted when there is none; of several editions the last.

    `by` None is the machine, following the calendar. The suggested wording is the machine's, whoever asked for it.
    """
    existing = standing_report(period, kind)
    if existing is not None:
        return existing
    require_span(kind, period)
    try:
        return _draft(period, kind, by, at)
    except IntegrityError:  # drafted by somebody else a moment ago
        return Bulletin.objects.get(period=period, kind=kind, edition=1)


def standing_report(period: Period, kind: BulletinKind) -> Bulletin | None:
    """The last edition of a report, drafted or issued."""
    return Bulletin.objects.filter(period=period, kind=kind).order_by("-edition").first()


@transaction.atomic
def _draft(period: Period, kind: BulletinKind, by: User | None, at: datetime) -> Bulletin:
    revision = latest_revision(period)
    book = SpanBook(revision, kind)
    words = suggested_wording(book, kind).fields()
    made = Bulletin.objects.create(period=period, revision=revision, kind=kind, created_at=at, created_by=by, **words)
    made.based_on.set(book.revisions)
    NarrativeEdit.objects.create(bulletin=made, edited_at=at, edited_by=None, **words)
    record(act="起草报告", subject=str(made), by=by, at=at)
    return made


@transaction.atomic
def save_narrative(
    *,
    bulletin: Bulletin,
    problems: str,
    next_steps: str,
    practices: str | None = None,
    tasks: Sequence[Task] | None = None,
    version: int,
    by: User,
    at: datetime,
) -> Bulletin:
    """Save a draft's wording; each saved wording stays in the history. None leaves a part as it is.

    Raises:
        NotAllowed, AlreadyIssued.
        WrongState: it is on its way: taken back or handed back first.
        StaleDraft: somebody else saved after `version` was read; nothing is overwritten.
    """
    permissions.allow_draft(by)
    typed = replace(wording_of(bulletin), problems=problems, next_steps=next_steps)
    typed = typed if practices is None else replace(typed, practices=practices)
    typed = typed if tasks is None else replace(typed, tasks=list(tasks))
    return _save(bulletin, cleaned(typed), version, by, at)


def _save(bulletin: Bulletin, wording: Wording, version: int, by: User, at: datetime) -> Bulletin:
    mine = Bulletin.objects.filter(pk=bulletin.pk, state=BulletinState.DRAFT, version=version)
    if mine.update(**wording.fields(), version=F("version") + 1) != 1:
        _refuse_save(bulletin)
    NarrativeEdit.objects.create(bulletin=bulletin, edited_at=at, edited_by=by, **wording.fields())
    record(act="修改报告文字", subject=str(bulletin), by=by, at=at, detail={"version": version + 1})
    bulletin.refresh_from_db()
    return bulletin


def _refuse_save(bulletin: Bulletin) -> None:
    bulletin.refresh_from_db()
    if bulletin.state == BulletinState.ISSUED:
        raise AlreadyIssued(bulletin)
    if bulletin.state != BulletinState.DRAFT:
        raise WrongState(f"{bulletin}现在是“{bulletin.get_state_display()}”，文字不能改；需要改的先撤回或退回修改。")
    last = bulletin.edits.select_related("edited_by").first()
    who = f"{last.edited_by or '系统'}于{last.edited_at:%m月%d日 %H:%M}" if last else "别人"
    raise StaleDraft(f"{who}已保存过新的文字，您的修改没有覆盖它。请对照下方修改记录，把需要的内容并入后再保存。")


def has_unread_figures(bulletin: Bulletin) -> bool:
    """Whether corrected figures came in after the wording was last saved or sent: «数字已换，请核对»."""
    renewed = bulletin.steps.filter(act=BulletinAct.RENEW).order_by("-at", "-pk").first()
    if renewed is None or bulletin.state != BulletinState.DRAFT:
        return False
    return not bulletin.edits.filter(edited_at__gt=renewed.at).exists()

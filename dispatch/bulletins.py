"""起草和修改: a report's draft and its wording. Figures are never typed here; they come from the frozen revision."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from dispatch import permissions
from dispatch.figures import FigureBook, latest_revision
from dispatch.models import Bulletin, BulletinKind, BulletinState, NarrativeEdit
from dispatch.suggestions import suggest
from projects.models import Period
from units.audit import record
from units.models import User
from units.refusals import Refusal, WrongState

LONGEST = 5000


class AlreadyIssued(WrongState):
    """An issued report's wording never changes."""

    def __init__(self, bulletin: Bulletin) -> None:
        super().__init__(f"{bulletin}已印发（{bulletin.document_number}），内容不能再改。")


class StaleDraft(Refusal):
    """Somebody saved the draft in the meantime."""


def draft_bulletin(*, period: Period, by: User, at: datetime) -> Bulletin:
    """Draft the month's report with suggested wording; return it if it is there already.

    Raises:
        NotAllowed: `by` is not of the office.
        Refusal: the month is not closed.
    """
    permissions.allow_draft(by)
    return ensure_draft(period=period, by=by, at=at)


def ensure_draft(*, period: Period, by: User, at: datetime) -> Bulletin:
    """The month's report, drafted when there is none. The monthly round calls it in the closer's name."""
    kind = BulletinKind.MONTH_REPORT
    existing = Bulletin.objects.filter(period=period, kind=kind).first()
    if existing is not None:
        return existing
    revision = latest_revision(period)
    problems, next_steps = suggest(FigureBook(revision))
    words = {"problems": problems, "next_steps": next_steps}
    try:
        with transaction.atomic():
            made = Bulletin.objects.create(
                period=period, revision=revision, kind=kind, created_at=at, created_by=by, **words
            )
            NarrativeEdit.objects.create(bulletin=made, edited_at=at, edited_by=by, **words)
            record(act="起草报告", subject=str(made), by=by, at=at)
    except IntegrityError:  # drafted by somebody else a moment ago
        return Bulletin.objects.get(period=period, kind=kind)
    return made


@transaction.atomic
def save_narrative(
    *, bulletin: Bulletin, problems: str, next_steps: str, version: int, by: User, at: datetime
) -> Bulletin:
    """Save a draft's wording; each saved wording stays in the history.

    Raises:
        NotAllowed, AlreadyIssued.
        StaleDraft: somebody else saved after `version` was read; nothing is overwritten.
    """
    permissions.allow_draft(by)
    words = {"problems": _clean(problems), "next_steps": _clean(next_steps)}
    _require_words(words)
    mine = Bulletin.objects.filter(pk=bulletin.pk, state=BulletinState.DRAFT, version=version)
    if mine.update(**words, version=F("version") + 1) != 1:
        _refuse_save(bulletin)
    NarrativeEdit.objects.create(bulletin=bulletin, edited_at=at, edited_by=by, **words)
    record(act="修改报告文字", subject=str(bulletin), by=by, at=at, detail={"version": version + 1})
    bulletin.refresh_from_db()
    return bulletin


def _clean(text: str) -> str:
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    return "\n".join(line for line in lines if line)


def _require_words(words: dict[str, str]) -> None:
    labels = {"problems": "存在的问题", "next_steps": "下步工作"}
    empty = [f"“{labels[key]}”没有内容，请填写；确无内容的写明“无”。" for key, text in words.items() if not text]
    long = [f"“{labels[key]}”超过 {LONGEST} 字，请精简。" for key, text in words.items() if len(text) > LONGEST]
    if empty or long:
        raise Refusal(*empty, *long)


def _refuse_save(bulletin: Bulletin) -> None:
    bulletin.refresh_from_db()
    if bulletin.state == BulletinState.ISSUED:
        raise AlreadyIssued(bulletin)
    last = bulletin.edits.select_related("edited_by").first()
    who = f"{last.edited_by}于{last.edited_at:%m月%d日 %H:%M}" if last else "别人"
    raise StaleDraft(f"{who}已保存过新的文字，您的修改没有覆盖它。请对照下方修改记录，把需要的内容并入后再保存。")

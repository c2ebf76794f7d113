"""重新印发: an issued report is withdrawn only by a later edition that says which document it replaces, and why."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from dispatch import permissions
from dispatch.figures import latest_revision
from dispatch.models import Bulletin, BulletinKind, BulletinState, NarrativeEdit
from dispatch.moving import held_report
from dispatch.spanbook import SpanBook
from dispatch.wording import wording_of
from units.audit import record
from units.models import User
from units.reasons import required_reason
from units.refusals import WrongState


def standing_edition(bulletin: Bulletin) -> Bulletin | None:
    """The edition drafted or issued in a report's place; None when there is none."""
    return Bulletin.objects.filter(replaces=bulletin).first()


def may_replace(bulletin: Bulletin, user: User) -> bool:
    """Whether the person may begin a later edition now."""
    issued = bulletin.state == BulletinState.ISSUED
    return issued and permissions.may_issue(user) and standing_edition(bulletin) is None


@transaction.atomic
def draft_edition(*, bulletin: Bulletin, reason: str, by: User, at: datetime) -> Bulletin:
    """Draft the next edition of an issued report, with its wording and the figures now in force.

    The old document holds until the new one is issued.

    Raises:
        NotAllowed: `by` is not an office administrator.
        WrongState: it is not issued, or an edition in its place is drafted or issued already.
        Refusal: no reason is given, or it is too long.
    """
    permissions.allow_issue(by)
    held = held_report(bulletin.pk)
    _require_standing(held)
    words = required_reason(reason)
    try:
        with transaction.atomic():
            made = _draft(held, words, by, at)
    except IntegrityError:  # begun by somebody else a moment ago
        raise WrongState(f"{held}的下一版已由别人起草，请刷新页面查看。") from None
    record(act="起草新版报告", subject=str(made), by=by, at=at, detail={"替代": held.document_number, "原因": words})
    return made


def _require_standing(held: Bulletin) -> None:
    if held.state != BulletinState.ISSUED:
        raise WrongState(f"{held}还没有印发，直接修改即可，不用另起一版。")
    later = standing_edition(held)
    if later is not None and later.state == BulletinState.ISSUED:
        raise WrongState(f"{held}已由{later.document_number}替代，请在新版上办理。")
    if later is not None:
        raise WrongState(f"{held}的下一版已经起草，请在那一稿上修改。")


def _draft(held: Bulletin, reason: str, by: User, at: datetime) -> Bulletin:
    revision, kind = latest_revision(held.period), BulletinKind(held.kind)
    words = wording_of(held).fields()
    made = Bulletin.objects.create(
        period=held.period,
        revision=revision,
        kind=kind,
        edition=held.edition + 1,
        replaces=held,
        replace_reason=reason,
        created_at=at,
        created_by=by,
        **words,
    )
    made.based_on.set(SpanBook(revision, kind).revisions)
    NarrativeEdit.objects.create(bulletin=made, edited_at=at, edited_by=by, **words)
    return made

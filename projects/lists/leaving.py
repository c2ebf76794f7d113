"""调出: mark an entry that the next version shall no longer carry, and take the mark back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from projects.lists.permissions import require_list_keeper
from projects.models import ListEntry, ProjectList
from units.audit import record
from units.models import User
from units.refusals import Refusal, WrongState

REASON_LENGTH = 200


@transaction.atomic
def mark_leaving(*, entry: ListEntry, reason: str, by: User, at: datetime) -> ListEntry:
    """Mark an entry to leave with the next version; until then it stands on the list.

    Raises:
        NotAllowed: only the office keeps the list.
        Refusal: no reason, or one too long.
        WrongState: the entry has left or is marked already.
    """
    require_list_keeper(by, "调出清单")
    reason = reason.strip()
    if not 0 < len(reason) <= REASON_LENGTH:
        raise Refusal(f"请写明“{entry.project.name}”的调出原因，不超过{REASON_LENGTH}字。")
    _hold_list(entry)
    claimed = ListEntry.objects.filter(pk=entry.pk, left_on=None, leave_at=None)
    if claimed.update(leave_reason=reason, leave_at=at, leave_by=by) != 1:
        raise WrongState(f"“{entry.project.name}”已经提出调出或已经调出，请刷新页面查看；要改原因请先撤销再重新提出。")
    return _told(entry, "提出调出清单", reason, by=by, at=at)


@transaction.atomic
def unmark_leaving(*, entry: ListEntry, by: User, at: datetime) -> ListEntry:
    """Take the mark back while the entry still stands on the list."""
    require_list_keeper(by, "撤销调出")
    reason = entry.leave_reason
    _hold_list(entry)
    claimed = ListEntry.objects.filter(pk=entry.pk, left_on=None, leave_at__isnull=False)
    if claimed.update(leave_reason="", leave_at=None, leave_by=None) != 1:
        raise WrongState(f"“{entry.project.name}”没有待发布的调出，请刷新页面；已经调出的项目须重新申报列入。")
    return _told(entry, "撤销调出清单", reason, by=by, at=at)


def _hold_list(entry: ListEntry) -> None:
    """Not while a version is being published or a list imported."""
    ProjectList.objects.select_for_update().get(pk=entry.project_list_id)


def _told(entry: ListEntry, act: str, reason: str, *, by: User, at: datetime) -> ListEntry:
    entry.refresh_from_db()
    subject = f"{entry.project_list.year}年度清单 {entry.project.name}"
    record(act=act, subject=subject, by=by, at=at, detail={"entry": entry.pk, "reason": reason})
    return entry

"""换用更正数字: reports not yet issued go on with corrected figures; one under way begins its way anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from dispatch.models import Bulletin, BulletinAct, BulletinState, FigureRevision
from dispatch.moves import UNDER_WAY
from dispatch.moving import make_move, tell


@transaction.atomic
def renew_reports(former: FigureRevision, revision: FigureRevision, at: datetime) -> list[Bulletin]:
    """Put the new figures under every report that stands on the former ones and is not issued; the wording is kept.

    A report under way goes back to its draft, with a step: who checked or signed it saw other numbers.
    """
    standing = Bulletin.objects.exclude(state=BulletinState.ISSUED)
    found = standing.filter(Q(revision=former) | Q(based_on=former)).select_related("period").distinct()
    return [_renew(report, former, revision, at) for report in found]


def _renew(report: Bulletin, former: FigureRevision, revision: FigureRevision, at: datetime) -> Bulletin:
    report.based_on.remove(former)
    report.based_on.add(revision)
    own: dict[str, Any] = {"revision": revision} if report.revision_id == former.pk else {}
    reason = f"{revision}：{revision.reason}"[:200]
    if report.state in UNDER_WAY:
        return make_move(bulletin=report, act=BulletinAct.RENEW, by=None, at=at, reason=reason, changes=None, **own)
    Bulletin.objects.filter(pk=report.pk).update(**own, version=F("version") + 1)
    report.refresh_from_db()
    tell(report, BulletinAct.RENEW, by=None, at=at, reason=reason)
    return report

"""办文一次走完: what is missing on a report's way is made in one person's name, where that person may."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from dispatch.models import Bulletin, BulletinAct, BulletinState
from dispatch.moves import MOVES
from dispatch.moving import make_move, why_not
from dispatch.signing import register_signature
from units.models import User
from units.office import issuing_office
from units.refusals import NotAllowed

WAY = (BulletinAct.SEND, BulletinAct.CHECK, BulletinAct.SIGN, BulletinAct.ISSUE)


def bring_to_issue(*, bulletin: Bulletin, by: User, at: datetime) -> Bulletin:
    """Send, check and register the signature of the issuing office's signer, as far as still missing.

    Raises:
        NotAllowed: with all that this person may not do on the way; nothing is done then.
    """
    ahead = _ahead(bulletin)
    if refused := [said for act in ahead if (said := why_not(MOVES[act], bulletin, by))]:
        raise NotAllowed(*dict.fromkeys(refused))
    for act in ahead:
        if act in (BulletinAct.SEND, BulletinAct.CHECK):
            make_move(bulletin=bulletin, act=act, by=by, at=at)
        elif act == BulletinAct.SIGN:
            day = timezone.localdate(at)
            register_signature(bulletin=bulletin, signer=issuing_office().signer, signed_on=day, by=by, at=at)
    bulletin.refresh_from_db()
    return bulletin


def _ahead(bulletin: Bulletin) -> list[BulletinAct]:
    """The acts between a report's state and its issue."""
    if bulletin.state == BulletinState.ISSUED:
        return []
    begins = next(number for number, act in enumerate(WAY) if bulletin.state in MOVES[act].sources)
    return list(WAY[begins:])

"""禁删保护 restored, or lifted for a removal that the law allows: by the security administrator, on record (R11)."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from labor.archive import undeletable
from units.audit import record
from units.models import User
from units.permissions import may_rotate_keys, require
from units.reasons import stated

KEEPERS = "禁删保护由安全管理员办理（尚未设安全管理员时由办公室管理员代办），您没有这项权限。"
NO_BASIS = "解除禁删保护要写明依据的文件和要处理的台账，至少十个字，会记入审计日志。"
LEAST_BASIS = 10  # characters: a 文号 and what it is about


@transaction.atomic
def restore(*, by: User, at: datetime) -> int:
    """Put every protection in place again; return how many tables were without.

    Raises:
        NotAllowed: not the security administrator, nor whoever stands in.
    """
    require(may_rotate_keys(by, on=timezone.localdate(at)), KEEPERS)
    gone = undeletable.missing(connection)
    undeletable.install(connection)
    record(act="恢复禁删保护", subject="工资和用工台账", by=by, at=at, rows=len(gone), detail={"missing": gone})
    return len(gone)


@transaction.atomic
def lift(*, basis: str, by: User, at: datetime) -> None:
    """Take the protections away, to be restored after the removal; nothing is deleted here.

    Raises:
        NotAllowed: as `restore`.
        Refusal: the basis is missing, too short or too long.
    """
    require(may_rotate_keys(by, on=timezone.localdate(at)), KEEPERS)
    said = stated(basis, lacking=NO_BASIS, noun="依据", least=LEAST_BASIS)
    undeletable.remove(connection)
    record(act="解除禁删保护", subject="工资和用工台账", by=by, at=at, detail={"basis": said})

"""衔接配套: a special-investment project serves a key project (notice, 二（五）)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from projects.inspections.holding import lock_project
from projects.models import Connection, Project, ProjectKind
from projects.money.permissions import CONNECT_WHO, may_connect
from projects.proofs.permissions import closed
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal


@transaction.atomic
def connect(*, special: Project, key: Project, purpose: str, by: User, at: datetime) -> Connection:
    """Link a 专项 project to the 重推 project it serves.

    Raises:
        NotAllowed: neither the office nor a department in charge of one of the two.
        Refusal: the kinds do not fit, one of the two is closed, or the link is there already.
    """
    if not may_connect(by, special, key):
        raise NotAllowed(CONNECT_WHO)
    special, key = _locked(special, key)
    made = Connection(special=special, key=key, purpose=purpose.strip(), linked_at=at, linked_by=by)
    faults = [*_unfit(special, key), *_invalid(made)]
    if faults:
        raise Refusal(*faults)
    made.save(force_insert=True)
    record(act="登记衔接配套", subject=str(made), by=by, at=at, detail={"purpose": made.purpose})
    return made


@transaction.atomic
def disconnect(*, connection: Connection, reason: str, by: User, at: datetime) -> None:
    """Take a link away; who had made it, when, for what, and why it ended stay in the audit trail.

    Raises:
        NotAllowed: as `connect`.
        Refusal: no reason.
    """
    if not may_connect(by, connection.special, connection.key):
        raise NotAllowed(CONNECT_WHO)
    if not reason.strip():
        raise Refusal("请写明解除衔接的原因。")
    detail = {
        "special": connection.special.code, "key": connection.key.code, "purpose": connection.purpose,
        "linked_at": connection.linked_at.isoformat(), "linked_by": connection.linked_by.username,
        "reason": reason.strip(),
    }  # fmt: skip
    if Connection._default_manager.filter(pk=connection.pk).delete()[0]:
        record(act="解除衔接配套", subject=str(connection), by=by, at=at, detail=detail)


def _locked(special: Project, key: Project) -> tuple[Project, Project]:
    """Both ends, locked in the order of their keys, so that two people never wait for each other."""
    held = {pk: lock_project(pk) for pk in sorted({special.pk, key.pk})}
    return held[special.pk], held[key.pk]


def _unfit(special: Project, key: Project) -> Iterator[str]:
    if special.kind != ProjectKind.SPECIAL:
        yield f"“{special.name}”是{special.get_kind_display()}项目，“专项投资项目”一栏请选择专项项目。"
    if key.kind != ProjectKind.KEY:
        yield f"“{key.name}”是{key.get_kind_display()}项目，“重点工程项目”一栏请选择重推项目。"
    yield from (sentence for project in (special, key) if (sentence := closed(project)))


def _invalid(made: Connection) -> list[str]:
    try:
        made.full_clean()
    except ValidationError as error:
        return list(dict.fromkeys(error.messages))
    return []

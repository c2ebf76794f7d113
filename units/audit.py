"""审计: every sensitive act leaves one entry; each entry carries the hash of the one before (GB/T 22239, 网安法21条).

`record` must run inside the act's transaction: entry and act are saved together or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import transaction

from units.models import AuditEntry, AuditHead, User
from units.secrecy import sm3

GENESIS = "0" * 64
_address: ContextVar[str] = ContextVar("address", default="")


@contextmanager
def acting_from(address: str) -> Iterator[None]:
    """Remember where the acts of this request come from (IP)."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


def in_transaction() -> bool:
    """Whether an act's transaction is open; tests ask more strictly, leaving out the one that wraps each test."""
    return bool(transaction.get_connection().in_atomic_block)


def record(
    *, act: str, subject: str, by: User | None, at: datetime, rows: int = 1, detail: dict[str, Any] | None = None
) -> AuditEntry:
    """Append one entry to the chain.

    Args:
        act: what was done, a short Chinese verb phrase (导入发放表).
        subject: on what, for people to read; never a full ID or card number.
        by: who; None only for the system itself.
        rows: how many rows a bulk act touched.

    The head row is locked while the next entry is made, so the chain never forks.
    """
    if not in_transaction():
        raise RuntimeError("record() belongs inside the act's transaction")
    head = hold_chain()
    entry = AuditEntry(
        number=head.number + 1,
        at=at,
        by=by,
        by_name=by.username if by else "系统",
        act=act,
        subject=subject[:200],
        rows=rows,
        detail=detail or {},
        address=_address.get(),
        previous_hash=head.entry_hash,
    )
    entry.entry_hash = hash_of(entry)
    entry.save(force_insert=True)
    AuditHead.objects.filter(pk=1).update(number=entry.number, entry_hash=entry.entry_hash)
    return entry


def hold_chain() -> AuditHead:
    """Lock the chain's end until the transaction is over, and return it.

    Whoever waits for something others take before their own entry (a number of a series) holds the chain first: two
    who take the same two things in another order wait for each other for ever.
    """
    AuditHead.objects.get_or_create(pk=1, defaults={"entry_hash": GENESIS})
    return AuditHead.objects.select_for_update().get(pk=1)


def hash_of(entry: AuditEntry) -> str:
    """SM3 over everything the entry says and the hash before it."""
    said = [
        entry.number,
        entry.at.timestamp(),
        entry.by_id,
        entry.by_name,
        entry.act,
        entry.subject,
        entry.rows,
        entry.detail,
        entry.address,
        entry.previous_hash,
    ]
    return sm3(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def first_broken_link(*, newest: int | None = None) -> tuple[int, str] | None:
    """Walk the chain; return (number, Chinese reason) of the first entry that does not hold, or None.

    `newest` walks only that many of the last links, taking the one before them as given.
    """
    before = _link_before(newest)
    expected_number, previous = (before.number + 1, before.entry_hash) if before else (1, GENESIS)
    for entry in AuditEntry.objects.filter(number__gte=expected_number).order_by("number").iterator(chunk_size=2000):
        if entry.number != expected_number:
            return expected_number, f"缺少第 {expected_number} 条（下一条是第 {entry.number} 条）"
        if entry.previous_hash != previous:
            return entry.number, "与上一条的校验值不衔接"
        if entry.entry_hash != hash_of(entry):
            return entry.number, "内容与校验值不符，记录被改动过"
        expected_number, previous = entry.number + 1, entry.entry_hash
    return _broken_end(expected_number - 1, previous)


def _link_before(newest: int | None) -> AuditEntry | None:
    return AuditEntry.objects.order_by("-number")[newest : newest + 1].first() if newest is not None else None


def _broken_end(last_number: int, last_hash: str) -> tuple[int, str] | None:
    """Hold the chain's end against the head row, which a cut tail does not reach."""
    head = AuditHead.objects.filter(pk=1).first()
    if head is None:
        return (last_number, "链头记录被删去，无法确认之后有没有记录") if last_number else None
    if head.number > last_number:
        return last_number + 1, f"链尾应到第 {head.number} 条，第 {last_number + 1} 条起的记录被删去"
    if (head.number, head.entry_hash) != (last_number, last_hash):
        return last_number, "链头与最后一条不符，链头记录被改动过"
    return None

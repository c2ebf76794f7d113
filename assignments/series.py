"""发文代字: the office's own prefix for each kind of its papers (◇)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from assignments.models import PaperKind, PaperSeries
from units.audit import record
from units.models import Role, User
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of

CHANGERS = "只有办公室管理员可以修改发文代字。"


def may_change_series(user: User) -> bool:
    return scope_of(user).has(Role.OFFICE_ADMIN)


def prefix_of(kind: PaperKind) -> str:
    """发文机关代字 of a series, as the office set it (◇)."""
    return PaperSeries.objects.get(kind=kind).prefix


def load_paper_series() -> int:
    """Make the series that are missing, from `fixtures/paper_series.json`; return how many."""
    rows = json.loads((settings.BASE_DIR / "fixtures" / "paper_series.json").read_text("utf-8"))
    known = set(PaperSeries.objects.values_list("kind", flat=True))
    fresh = [PaperSeries(**row) for row in rows if row["kind"] not in known]
    return len(PaperSeries.objects.bulk_create(fresh))


@transaction.atomic
def change_series(*, prefixes: Mapping[str, str], by: User, at: datetime) -> list[PaperSeries]:
    """Set the 代字 of series, kind → prefix; papers issued before keep theirs.

    Raises:
        NotAllowed: `by` is not an office administrator.
        Refusal: a prefix is empty, too long, or carries a year or number of its own; all that is wrong at once.
    """
    if not may_change_series(by):
        raise NotAllowed(CHANGERS)
    if wrong := [sentence for kind, prefix in prefixes.items() for sentence in _wrong(PaperKind(kind), prefix.strip())]:
        raise Refusal(*wrong)
    held = {one.kind: one for one in PaperSeries.objects.select_for_update().filter(kind__in=prefixes)}
    changed = {
        kind: [held[kind].prefix, new.strip()] for kind, new in prefixes.items() if held[kind].prefix != new.strip()
    }
    for kind, (_, new) in changed.items():
        PaperSeries.objects.filter(kind=kind).update(prefix=new)
    if changed:
        record(
            act="修改发文代字",
            subject="、".join(PaperKind(kind).label for kind in changed),
            by=by,
            at=at,
            detail=changed,
        )
    return list(PaperSeries.objects.order_by("pk"))


def _wrong(kind: PaperKind, prefix: str) -> list[str]:
    if not prefix:
        return [f"{kind.label}的发文代字还没有填，请填写，如“渡以工代赈办”。"]
    if len(prefix) > 20:
        return [f"{kind.label}的发文代字最多20个字。"]
    if re.search(r"[0-9〔〕\[\]（）()]|号$", prefix):
        return [f"{kind.label}的发文代字只写代字，年份和序号由系统编，请去掉括号、数字和“号”。"]
    return []

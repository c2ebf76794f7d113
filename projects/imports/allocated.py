"""A 资金构成 against what was handed on already: a list cannot say that less was issued than was allocated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from documents.formats import wan
from projects.imports.funding_text import Part
from projects.models import Funding
from projects.money.sums import lines_of

Allocated = Mapping[tuple[str, str], int]  # (source, label) → 拨付 in 分


def allocated_of(fundings: Iterable[Funding]) -> dict[int, Allocated]:
    """What was allocated of each project's fundings, by project; one query for any number of them."""
    held = list(fundings)
    lines, found = lines_of(held), dict[int, dict[tuple[str, str], int]]()
    for funding in held:
        of_project = found.setdefault(funding.project_id, {})
        of_project[funding.source, funding.label] = lines[funding.pk].allocated_fen
    return dict(found)


def below_allocated(parts: Sequence[Part], allocated: Allocated) -> list[str]:
    """A sentence for each source whose amount is less than what was allocated of it."""
    return [
        f"“{part.label}”写的是{wan(part.amount_fen)}万元，而已经拨付{wan(handed)}万元，下达金额不能少于已拨付金额。"
        "请核对金额；拨付登记有误的，请先作废那笔拨付。"
        for part in parts
        if part.amount_fen is not None and part.amount_fen < (handed := allocated.get((part.source, part.label), 0))
    ]

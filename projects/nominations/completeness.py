"""What a nomination still lacks before it may be sent: one list behind the button, the message and the test."""

from __future__ import annotations

from collections.abc import Iterator

from documents.formats import wan
from documents.identifiers import SENTENCES, check_project_code
from projects.completeness import Lack
from projects.imports.funding_text import funding_faults
from projects.models import COSTS, Nomination, NominationSource
from projects.nominations.fields import FIELDS
from projects.nominations.permissions import outside_remit

TOLERANCE_FEN = 10_000  # 0.01 万元 = 100 元 (§6 of the rules)


def missing_to_send(nomination: Nomination, *, has_items: bool | None = None) -> list[Lack]:
    """All that keeps a nomination from being sent to review, in the order of the form, all at once.

    `has_items` says whether catalog items are being chosen for it; None looks at those it has.
    """
    return [
        *_blanks(nomination),
        *_no_work_items(nomination, has_items),
        *code_faults(nomination),
        *costs_apart(nomination),
        *contradictions(nomination),
        *_funding_faults(nomination),
        *remit_faults(nomination),
    ]


def _funding_faults(nomination: Nomination) -> Iterator[Lack]:
    for fault in funding_faults(nomination.funding_text):
        yield Lack("funding_text", f"“资金构成”：{fault}")


def _blanks(nomination: Nomination) -> Iterator[Lack]:
    for field in FIELDS:
        value = getattr(nomination, field.name)
        if field.required and (value is None or (isinstance(value, str) and not value.strip())):
            none = "没有的填0。" if field.unit else "请补填。"
            yield Lack(field.name, f"“{field.label}”还没有填，{none}")


def _no_work_items(nomination: Nomination, has_items: bool | None) -> Iterator[Lack]:
    chosen = nomination.items.exists() if has_items is None else has_items
    if not nomination.work_items.strip() and not chosen:
        yield Lack(
            "work_items",
            "“可实施以工代赈的建设任务和用工环节”还没有填，请从指导目录选择用工环节，或写明建设任务和用工环节。",
        )


def code_faults(nomination: Nomination) -> list[Lack]:
    """A code that is not in form, or that another nomination of the collection already states."""
    return [*code_wrong(nomination), *_code_taken(nomination)]


def code_wrong(nomination: Nomination) -> Iterator[Lack]:
    """A project code out of form, or with a check digit that does not fit."""
    wrong = check_project_code(nomination.code) if nomination.code else None
    if wrong:
        yield Lack("code", SENTENCES[wrong])


def _code_taken(nomination: Nomination) -> Iterator[Lack]:
    other = double_of(nomination)
    if other is not None:
        yield Lack("code", taken(other, nomination.unit_id))


def double_of(nomination: Nomination) -> Nomination | None:
    """Another nomination of the same collection with the same code."""
    same = Nomination.objects.filter(collection_id=nomination.collection_id, code=nomination.code)
    return same.exclude(pk=nomination.pk).select_related("unit").first() if nomination.code else None


def taken(other: Nomination, unit_id: int | None) -> str:
    """The sentence for a code that another nomination of the collection states; what `unit_id` may not read stays out.

    Another unit's draft is told by its unit alone: the two have to agree, and nothing more is needed for it.
    """
    is_own = other.unit_id == unit_id
    said = f"（“{other.name}”，{other.get_state_display()}）" if is_own else ""
    return (
        f"项目代码{other.code}在本次征集里已由{other.unit}申报{said}，"
        "同一项目只由一个单位申报。请核对代码，或与该单位商定由谁申报。"
    )


def costs_differ(total_fen: int | None, parts: list[int | None]) -> str:
    """The sentence when stated parts of the investment do not add up to its total (all in 分); "" when they do."""
    stated = [part for part in parts if part is not None]
    if not stated or total_fen is None or abs(sum(stated) - total_fen) <= TOLERANCE_FEN:
        return ""
    return (
        f"工程费、工程建设其他费、预备费、建设期利息、债券发行费合计{wan(sum(stated))}万元，"
        f"与总投资{wan(total_fen)}万元不符，请核对更正（没有的一项留空或填0）。"
    )


def costs_apart(nomination: Nomination) -> Iterator[Lack]:
    """Stated parts of the investment that do not add up to its total (tolerance 0.01 万元)."""
    sentence = costs_differ(nomination.total_fen, [getattr(nomination, cost) for cost in COSTS])
    if sentence:
        yield Lack("total_fen", sentence)


def contradictions(nomination: Nomination) -> Iterator[Lack]:
    """Amounts of one nomination that cannot both be true."""
    plan, total, pay = nomination.plan_fen, nomination.total_fen, nomination.planned_remuneration_fen
    if pay is not None and total is not None and pay > total:
        yield Lack(
            "planned_remuneration_fen", f"计划发放劳务报酬{wan(pay)}万元多于总投资{wan(total)}万元，请核对更正。"
        )
    if plan is not None and total is not None and plan > total:
        yield Lack("plan_fen", f"年度计划投资{wan(plan)}万元多于总投资{wan(total)}万元，请核对更正。")


def remit_faults(nomination: Nomination) -> Iterator[Lack]:
    """What the nominating unit may not nominate; the office, which proposes for others, is not bound to it."""
    if nomination.source == NominationSource.OFFICE:
        return
    for field, sentence in outside_remit(nomination, nomination.unit):
        yield Lack(field, sentence)

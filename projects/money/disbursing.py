"""拨付、支付: money moves on from 下达 to 拨付 to 支付, never more than came before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone

from documents.formats import chinese_date, wan
from projects.inspections.holding import lock_project
from projects.models import Disbursement, DisbursementStep, Funding, ProofKind
from projects.money.permissions import DISBURSE_WHO, may_disburse
from projects.money.sums import MoneyLine, money_line, movements
from projects.proofs.files import SoundFile, atomic_with_files, keep_files, look_into
from projects.proofs.permissions import closed
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState

VALUES = ("amount_fen", "done_on", "voucher", "for_pay", "note")


def record_disbursement(
    *,
    funding: Funding,
    step: DisbursementStep,
    values: dict[str, Any],
    files: Sequence[File[Any]],
    by: User,
    at: datetime,
) -> Disbursement:
    """Record one 拨付 or 支付 of a funding, with its voucher's files.

    Args:
        values: `amount_fen` in 分, `done_on`, `voucher` (文号或凭证号), `for_pay` (用于劳务报酬), `note`.

    Raises:
        NotAllowed: see `may_disburse`.
        WrongState: the project is archived or off the list.
        Refusal: more than was issued (allocated), an impossible day, a value that breaks a constraint, a bad file.
    """
    if not may_disburse(by, funding.project):
        raise NotAllowed(DISBURSE_WHO)
    sound, unfit = look_into(files)
    return _record(funding, step, values, sound, unfit, by=by, at=at)


@atomic_with_files()
def _record(
    funding: Funding,
    step: DisbursementStep,
    values: dict[str, Any],
    files: Sequence[SoundFile],
    unfit: Sequence[str],
    *,
    by: User,
    at: datetime,
) -> Disbursement:
    """Save what fits, with its voucher's files, in one transaction."""
    held = lock_funding(funding)
    if sentence := closed(held.project):
        raise WrongState(sentence)
    made = Disbursement(
        project=held.project, proof_kind=ProofKind.DISBURSEMENT, recorded_at=at, recorded_by=by, funding=held,
        step=step, **{name: values[name] for name in VALUES},
    )  # fmt: skip
    faults = [*_invalid(made), *_beyond(made, money_line(held)), *_out_of_time(made, on=timezone.localdate(at)), *unfit]
    if not faults and _is_double(made):
        faults = [f"这笔{made.get_step_display()}已经登记过（凭证、金额和日期都相同），不必重复登记。"]
    if faults:
        raise Refusal(*dict.fromkeys(faults))
    made.save(force_insert=True)
    keep_files(target=made, files=files, by=by, at=at)
    detail = {"disbursement": made.pk, **{name: str(values[name]) for name in VALUES}}
    act = f"登记资金{DisbursementStep(step).label}"
    record(act=act, subject=f"{held.project.name} {held.label}", by=by, at=at, detail=detail)
    return made


def lock_funding(funding: Funding) -> Funding:
    """The funding as it stands now, locked: two people never spend the same money. The project is locked first."""
    project = lock_project(funding.project_id)
    held = Funding.objects.select_for_update().get(pk=funding.pk)
    held.project = project
    return held


def _is_double(made: Disbursement) -> bool:
    """The same voucher sent twice."""
    same = {name: getattr(made, name) for name in ("funding", "step", "voucher", "amount_fen", "done_on")}
    return movements().filter(**same, voided_at=None).exists()


def _invalid(made: Disbursement) -> list[str]:
    try:
        made.full_clean(exclude=["recorded_by"])
    except ValidationError as error:
        return list(error.messages)
    return []


def _beyond(made: Disbursement, line: MoneyLine) -> Iterator[str]:
    if line.issued_fen is None:
        yield f"“{made.funding.label}”没有登记下达金额，请先由办公室登记下达金额，再登记拨付、支付。"
        return
    if made.step == DisbursementStep.ALLOCATED:
        yield from _too_much(made, line.issued_fen, line.allocated_fen, "下达", "拨付")
        if made.for_pay:
            yield "“用于劳务报酬”只在登记支付时勾选，登记拨付请取消勾选。"
    else:
        yield from _too_much(made, line.allocated_fen, line.paid_fen, "拨付", "支付")


def _too_much(made: Disbursement, base: int, before: int, of: str, act: str) -> Iterator[str]:
    if made.amount_fen is not None and before + made.amount_fen > base:
        yield (
            f"本次{act}{wan(made.amount_fen)}万元，超过了可{act}的{wan(max(base - before, 0))}万元："
            f"“{made.funding.label}”已{of}{wan(base)}万元，已{act}{wan(before)}万元。"
            f"请核对金额；{of}金额有变的，请先登记{of}。"
        )


def _out_of_time(made: Disbursement, *, on: date) -> Iterator[str]:
    if made.done_on is None:
        return
    label = DisbursementStep(made.step).label
    if made.done_on > on:
        yield f"{label}日期不能晚于今天。"
    issued = made.funding.issued_on
    if issued and made.done_on < issued:
        yield f"{label}日期不能早于下达日期{chinese_date(issued)}。"
    first = _first_allocation(made) if made.step == DisbursementStep.PAID else None
    if first and made.done_on < first:
        yield f"支付日期不能早于首次拨付日期{chinese_date(first)}。"


def _first_allocation(made: Disbursement) -> date | None:
    found = (
        movements().filter(funding=made.funding, step=DisbursementStep.ALLOCATED, voided_at=None).order_by("done_on")
    )
    return found.values_list("done_on", flat=True).first()

"""资金: amount, batch date and document of one source, on which the remuneration floor depends (R3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File

from documents.formats import wan
from projects.inspections.holding import lock_project
from projects.models import Funding
from projects.money.sums import money_line
from projects.permissions import may_edit_funding
from projects.proofs.files import SoundFile, atomic_with_files, keep_files, look_into
from projects.proofs.permissions import closed
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState


def record_funding(
    *,
    funding: Funding,
    amount_fen: int | None,
    issued_on: date | None,
    document_number: str,
    agreed_share: Decimal | None,
    by: User,
    at: datetime,
    files: Sequence[File[Any]] = (),
) -> Funding:
    """Enter what the issuing document says; the values before and after go to the audit trail.

    Args:
        amount_fen: the source's amount in 分; None while unknown.
        agreed_share: remuneration share agreed in the document, in percent.
        files: the document itself, added to those that hang on the funding already.

    Raises:
        NotAllowed: only the office keeps fundings.
        WrongState: the project is archived or off the list.
        Refusal: a value breaks a constraint, less than was allocated already, or a file that is not taken in.
    """
    if not may_edit_funding(by):
        raise NotAllowed("资金信息由领导小组办公室登记，您没有这项权限。")
    values: dict[str, Any] = {
        "amount_fen": amount_fen, "issued_on": issued_on, "document_number": document_number,
        "agreed_share": agreed_share,
    }  # fmt: skip
    sound, unfit = look_into(files)
    return _record(funding, values, sound, unfit, by=by, at=at)


@atomic_with_files()
def _record(
    funding: Funding,
    values: dict[str, Any],
    files: Sequence[SoundFile],
    unfit: Sequence[str],
    *,
    by: User,
    at: datetime,
) -> Funding:
    """Save what fits, with its document, in one transaction."""
    if sentence := closed(lock_project(funding.project_id)):
        raise WrongState(sentence)
    held = Funding.objects.select_for_update(of=("self",)).select_related("project").get(pk=funding.pk)
    changes = {
        name: [str(getattr(held, name)), str(value)] for name, value in values.items() if getattr(held, name) != value
    }
    for name, value in values.items():
        setattr(held, name, value)
    faults = [*_invalid(held), *_below_allocated(held), *unfit]
    if faults:
        raise Refusal(*faults)
    keep_files(target=held, files=files, by=by, at=at)
    if changes:
        held.save()
        record(act="登记资金", subject=f"{held.project.name} {held.label}", by=by, at=at, detail=changes)
    return held


def _invalid(held: Funding) -> list[str]:
    try:
        held.full_clean()
    except ValidationError as error:
        return list(error.messages)
    return []


def _below_allocated(held: Funding) -> Iterator[str]:
    """What was handed on already cannot have been issued with less."""
    allocated = money_line(held).allocated_fen
    if allocated and (held.amount_fen is None or held.amount_fen < allocated):
        yield (
            f"“{held.label}”已拨付{wan(allocated)}万元，下达金额不能少于已拨付金额。"
            "请核对金额；拨付登记有误的，请先作废那笔拨付。"
        )

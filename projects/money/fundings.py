"""资金文件: fundings that come after the list, and taking back one entered in error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from projects.inspections.holding import lock_project
from projects.models import Funding, FundingSource, Project
from projects.money.permissions import FUNDING_WHO
from projects.money.sums import movements
from projects.permissions import may_edit_funding
from projects.proofs.files import SoundFile, atomic_with_files, keep_files, look_into
from projects.proofs.permissions import closed
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState

VALUES = ("source", "label", "amount_fen", "issued_on", "document_number", "agreed_share")
FISCAL = {FundingSource.CENTRAL_BUDGET, FundingSource.BRIDGING, FundingSource.MUNICIPAL, FundingSource.DISTRICT}


def add_funding(
    *, project: Project, values: dict[str, Any], files: Sequence[File[Any]], by: User, at: datetime
) -> Funding:
    """Register one more source of a project's money with the document that issued it.

    Args:
        values: `source`, `label`, `amount_fen` in 分, `issued_on`, `document_number` (文号), `agreed_share` in percent.

    Raises:
        NotAllowed: only the office keeps fundings.
        WrongState: the project is archived or off the list.
        Refusal: what is missing or wrong, all at once.
    """
    if not may_edit_funding(by):
        raise NotAllowed(FUNDING_WHO)
    sound, unfit = look_into(files)
    made = Funding(project=project, **{name: values[name] for name in VALUES})
    return _add(made, sound, unfit, by=by, at=at)


@atomic_with_files()
def _add(made: Funding, files: Sequence[SoundFile], unfit: Sequence[str], *, by: User, at: datetime) -> Funding:
    """Save what fits, with its document, in one transaction."""
    held = made.project = lock_project(made.project_id)
    if sentence := closed(held):
        raise WrongState(sentence)
    faults = [*_lacks(made, at), *_invalid(made), *unfit]
    if faults:
        raise Refusal(*dict.fromkeys(faults))
    made.save(force_insert=True)
    keep_files(target=made, files=files, by=by, at=at)
    record(act="新增资金", subject=f"{held.name} {made.label}", by=by, at=at, detail=_said(made))
    return made


@transaction.atomic
def remove_funding(*, funding: Funding, reason: str, by: User, at: datetime) -> None:
    """Take back a funding entered in error; the audit trail keeps what it said and why.

    Raises:
        NotAllowed: only the office keeps fundings.
        WrongState: money was moved or a document hangs on it.
        Refusal: no reason.
    """
    if not may_edit_funding(by):
        raise NotAllowed(FUNDING_WHO)
    if not reason.strip():
        raise Refusal("请写明作废这项资金的原因。")
    project = lock_project(funding.project_id)
    held = Funding.objects.select_for_update().get(pk=funding.pk)
    if sentence := closed(project) or _why_kept(held):
        raise WrongState(sentence)
    record(
        act="作废资金", subject=f"{project.name} {held.label}", by=by, at=at,
        detail={**_said(held), "reason": reason.strip()},
    )  # fmt: skip
    held.delete()


def _why_kept(funding: Funding) -> str:
    if movements().filter(funding=funding).exists():
        return f"“{funding.label}”有拨付、支付记录（含已作废的），不能整项作废；金额、文号有误请改正登记。"
    if funding.files.exists():
        return f"“{funding.label}”附有下达文件（含已移除的），不能整项作废；金额、文号有误请改正登记。"
    return ""


def _lacks(made: Funding, at: datetime) -> Iterator[str]:
    if made.amount_fen is None:
        yield "请填写下达金额。"
    if made.source in FISCAL and not (made.document_number.strip() and made.issued_on):
        yield f"{made.get_source_display()}由文件下达，请填写下达文号和下达日期。"
    if made.issued_on and made.issued_on > timezone.localdate(at):
        yield "下达日期不能晚于今天。"


def _invalid(made: Funding) -> list[str]:
    try:
        made.full_clean()
    except ValidationError as error:
        return list(error.messages)
    return []


def _said(funding: Funding) -> dict[str, str]:
    return {"funding": str(funding.pk), **{name: str(getattr(funding, name)) for name in VALUES}}

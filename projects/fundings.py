"""资金: amount, batch date and document of one source, on which the remuneration floor depends (R3)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from projects.models import Funding
from projects.permissions import may_edit_funding
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal


@transaction.atomic
def record_funding(
    *,
    funding: Funding,
    amount_fen: int | None,
    issued_on: date | None,
    document_number: str,
    agreed_share: Decimal | None,
    by: User,
    at: datetime,
) -> Funding:
    """Enter what the issuing document says; the values before and after go to the audit trail.

    Args:
        amount_fen: the source's amount in 分; None while unknown.
        agreed_share: remuneration share agreed in the document, in percent.

    Raises:
        NotAllowed: only the office keeps fundings.
        Refusal: a value breaks a constraint.
    """
    if not may_edit_funding(by):
        raise NotAllowed("资金信息由领导小组办公室登记，您没有这项权限。")
    values = {
        "amount_fen": amount_fen, "issued_on": issued_on, "document_number": document_number,
        "agreed_share": agreed_share,
    }  # fmt: skip
    held = Funding.objects.select_for_update(of=("self",)).select_related("project").get(pk=funding.pk)
    changes = {
        name: [str(getattr(held, name)), str(value)] for name, value in values.items() if getattr(held, name) != value
    }
    for name, value in values.items():
        setattr(held, name, value)
    try:
        held.full_clean()
    except ValidationError as error:
        raise Refusal(*error.messages) from error
    if changes:
        held.save()
        record(act="登记资金", subject=f"{held.project.name} {held.label}", by=by, at=at, detail=changes)
    return held

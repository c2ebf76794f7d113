"""更正登记姓名: the register keeps one name for an ID number; the office corrects it against the document."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from documents.masking import without_numbers
from documents.workbooks.cells import person_name
from labor.models import Worker
from labor.real_names import LONGEST_NAME
from projects.voiding import LONGEST_REASON
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of


@transaction.atomic
def correct_registered_name(*, worker: Worker, name: str, reason: str, by: User, at: datetime) -> Worker:
    """Correct the name in the register; rolls and rosters keep what they said, the audit trail keeps both names.

    Raises:
        NotAllowed: not of the office.
        Refusal: no name, no reason, or the name is the registered one; all at once.
    """
    if not scope_of(by).is_office:
        raise NotAllowed("登记姓名由区以工代赈办公室对照身份证更正，您没有这项权限。请联系办公室。")
    held = Worker.objects.select_for_update().get(pk=worker.pk)
    wanted, said = person_name(name), without_numbers(reason.strip())
    faults = [*_name_faults(held, wanted), *_reason_faults(said)]
    if faults:
        raise Refusal(*faults)
    before, held.name = held.name, wanted
    held.save(update_fields=["name"])
    detail = {"worker": held.pk, "name": [before, wanted], "reason": said}
    record(act="更正登记姓名", subject=f"{wanted}（{held.id_masked}）", by=by, at=at, detail=detail)
    return held


def _name_faults(held: Worker, wanted: str) -> list[str]:
    if not wanted or len(wanted) > LONGEST_NAME:
        return [f"请按身份证填写姓名，最多{LONGEST_NAME}个字。"]
    return [f"登记的姓名已经是“{wanted}”，不用更正。"] if wanted == held.name else []


def _reason_faults(said: str) -> list[str]:
    return [] if 0 < len(said) <= LONGEST_REASON else [f"请写明更正原因，最多{LONGEST_REASON}个字。"]

"""Actions on nominations. Each is one transaction, signed (`by`) and timed (`at`), and follows the move table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from projects.models import Collection, Nomination, NominationAct, NominationReturn, NominationSource
from projects.nominations.fields import BY_NAME, FIELDS
from projects.nominations.moves import MOVES, Move
from projects.nominations.moving import REASON, RETURNED, StaleNomination, guard, make_move, require_open, tell
from projects.nominations.permissions import may_start, nominates, unchanged_since_return
from projects.nominations.writing import named_items, write
from units.audit import record
from units.models import Unit, UnitKind, User
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of

LONGEST_REASON = 200
UNCHANGED = "“{}”退回以后还没有改过任何一栏，没有送审。请按退回意见修改；核对无误不用改的，请在“备注”里说明后再送审。"
ITEMS_LABEL = "用工环节（指导目录）"


@transaction.atomic
def start_nomination(*, collection: Collection, unit: Unit, name: str, by: User, at: datetime) -> Nomination:
    """Open a draft; what follows from the unit (its township, itself as department, its only sector) is filled in.

    Raises:
        NotAllowed: neither the unit's filer nor the office, or a unit that does not nominate.
        CollectionClosed: the collection has ended, or (for a unit) has not begun or is past its due date.
    """
    if not may_start(by, unit):
        raise NotAllowed(f"您不能为{unit}申报项目：由该单位填报人或办公室办理。")
    if not nominates(unit):
        raise NotAllowed(f"{unit}不是镇街，也没有主管领域，不申报项目。请由行业主管部门或属地镇街申报。")
    proxied = scope_of(by).is_office
    held = Collection.objects.get(pk=collection.pk)
    require_open(held, at=at, timely=not proxied)
    if not name.strip():
        raise Refusal("请填写项目名称。")
    source = NominationSource.OFFICE if proxied else NominationSource.UNIT
    nomination = Nomination(collection=held, unit=unit, source=source, filed_by=by, filed_at=at, **follows(unit))
    write(nomination, {"name": name})
    nomination.save(force_insert=True)
    tell(nomination, NominationAct.START, by=by, at=at, changes={"name": ["", nomination.name]})
    return nomination


def follows(unit: Unit) -> dict[str, Any]:
    """What the unit says of its nominations by itself: its territory, or its department and only sector."""
    if unit.kind == UnitKind.TOWNSHIP:
        return {"township": unit, "site": unit.name}
    sectors = list(unit.sectors.all())
    return {"department": unit, "sector": sectors[0] if len(sectors) == 1 else None}


@transaction.atomic
def save_nomination(
    *,
    nomination: Nomination,
    values: Mapping[str, Any],
    by: User,
    at: datetime,
    item_ids: Iterable[int] | None = None,
    version: int | None = None,
) -> Nomination:
    """Write a draft. `values` maps field names to typed values (money in 分); an incomplete draft may be saved.

    Args:
        item_ids: the catalog items (用工环节) chosen, all of them; None leaves them as they are.

    Raises:
        Incomplete: every fault of the values, each at its field.
        StaleNomination: somebody saved after `version` was read.
    """
    move = MOVES[NominationAct.SAVE]
    return make_move(nomination, move, by=by, at=at, version=version, values=values, item_ids=item_ids)


@transaction.atomic
def nominate_for_unit(
    *,
    nomination: Nomination,
    values: Mapping[str, Any],
    by: User,
    at: datetime,
    item_ids: Iterable[int] | None = None,
    version: int | None = None,
) -> Nomination:
    """代报 by the office: saved complete, submitted and marked; another person of the office decides."""
    signed: dict[str, Any] = {
        "source": NominationSource.OFFICE, "filed_by": by, "filed_at": at, "submitted_by": by, "submitted_at": at,
    }  # fmt: skip
    move = MOVES[NominationAct.PROXY]
    make_move(nomination, move, by=by, at=at, version=version, values=values, item_ids=item_ids, **signed)
    return _settle(nomination, at)


@transaction.atomic
def send(
    *,
    nomination: Nomination,
    by: User,
    at: datetime,
    values: Mapping[str, Any] | None = None,
    item_ids: Iterable[int] | None = None,
    version: int | None = None,
) -> Nomination:
    """送审: the filer hands a complete draft to the unit's reviewer, with what is typed last when `values` are given.

    Raises:
        Incomplete: everything wrong or still missing, all at once; then nothing of `values` is saved.
        Refusal: it was returned, and nothing has been changed since.
    """
    signed: dict[str, Any] = {"source": NominationSource.UNIT, "filed_by": by, "filed_at": at}
    move = MOVES[NominationAct.SEND]
    make_move(nomination, move, by=by, at=at, version=version, values=values, item_ids=item_ids, **signed)
    if unchanged_since_return(nomination):
        raise Refusal(UNCHANGED.format(nomination.name))
    return _settle(nomination, at)


@transaction.atomic
def withdraw(*, nomination: Nomination, by: User, at: datetime, version: int | None = None) -> Nomination:
    """撤回: the one who sent it takes it back before the reviewer submits it."""
    return make_move(nomination, MOVES[NominationAct.WITHDRAW], by=by, at=at, version=version)


@transaction.atomic
def discard(*, nomination: Nomination, by: User, at: datetime, version: int | None = None) -> None:
    """删除草稿: the draft goes with what it chose of the catalog; the audit trail keeps what it said and chose.

    A draft is never the only copy of something decided, so nothing else of it remains.
    """
    held = Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)
    guard(held, MOVES[NominationAct.DISCARD], by=by, at=at)
    if version is not None and held.version != version:
        raise Refusal(f"“{held.name}”刚被别人改过，没有删除。请先看页面上的最新内容。")
    said = {field.label: field.written(held) for field in FIELDS} | {ITEMS_LABEL: named_items(held)}
    detail = {"nomination": held.pk, "said": said}
    record(act="项目申报：删除草稿", subject=held.name, by=by, at=at, detail=detail)
    held.delete()


@transaction.atomic
def submit(*, nomination: Nomination, by: User, at: datetime, version: int | None = None) -> Nomination:
    """申报: the unit's reviewer, another person than the filer, submits to the office."""
    signed: dict[str, Any] = {"submitted_by": by, "submitted_at": at}
    return make_move(nomination, MOVES[NominationAct.SUBMIT], by=by, at=at, version=version, **signed)


@transaction.atomic
def hand_back(
    *, nomination: Nomination, reasons: Mapping[str, str], by: User, at: datetime, version: int | None = None
) -> Nomination:
    """退回修改: the unit's reviewer gives it back to its filer, with a reason for each field."""
    return _give_back(nomination, MOVES[NominationAct.HAND_BACK], reasons, by=by, at=at, version=version)


@transaction.atomic
def return_fields(
    *, nomination: Nomination, reasons: Mapping[str, str], by: User, at: datetime, version: int | None = None
) -> Nomination:
    """退回: the office returns it to its unit. `reasons` maps field names to what is to be corrected."""
    return _give_back(nomination, MOVES[NominationAct.RETURN], reasons, by=by, at=at, version=version)


@transaction.atomic
def admit(*, nomination: Nomination, by: User, at: datetime, note: str = "", version: int | None = None) -> Nomination:
    """同意纳入, by a person of the office who neither wrote nor submitted it."""
    move = MOVES[NominationAct.ADMIT]
    return _decide(nomination, move, note.strip(), by=by, at=at, version=version)


@transaction.atomic
def admit_all(
    *, nominations: Iterable[Nomination], by: User, at: datetime, versions: Mapping[int, int | None] | None = None
) -> int:
    """批量纳入: admit several submitted nominations, all or none; returns how many.

    Args:
        versions: the version of each nomination (by key) that the person had before them.

    Raises:
        Refusal: every nomination that cannot be admitted or has been changed since, each by its name.
    """
    wanted, refused, seen = list(nominations), [], versions or {}
    for nomination in wanted:
        try:
            admit(nomination=nomination, by=by, at=at, version=seen.get(nomination.pk))
        except StaleNomination:
            refused.append(f"“{nomination.name}”在您打开页面以后改过，请点开看过现在的内容，再决定是否纳入。")
        except Refusal as refusal:
            refused += [_named(nomination, sentence) for sentence in refusal.sentences]
    if refused:
        raise Refusal(*refused)
    return len(wanted)


def _named(nomination: Nomination, sentence: str) -> str:
    return sentence if f"“{nomination.name}”" in sentence else f"“{nomination.name}”：{sentence}"


@transaction.atomic
def decline(*, nomination: Nomination, reason: str, by: User, at: datetime, version: int | None = None) -> Nomination:
    """不予纳入, with the reason the unit reads."""
    if not reason.strip():
        raise Refusal(f"请写明“{nomination.name}”不予纳入的原因，申报单位会看到。")
    return _decide(nomination, MOVES[NominationAct.DECLINE], reason.strip(), by=by, at=at, version=version)


@transaction.atomic
def reopen(*, nomination: Nomination, by: User, at: datetime, version: int | None = None) -> Nomination:
    """撤销审核意见 before the list is published: it is submitted again as it stood."""
    undecided: dict[str, Any] = {"decided_by": None, "decided_at": None, "decision_reason": ""}
    return make_move(nomination, MOVES[NominationAct.REOPEN], by=by, at=at, version=version, **undecided)


def _decide(
    nomination: Nomination, move: Move, reason: str, *, by: User, at: datetime, version: int | None
) -> Nomination:
    if len(reason) > LONGEST_REASON:
        raise Refusal(f"审核意见有{len(reason)}个字，最多{LONGEST_REASON}个字，请写得简短些。")
    decided: dict[str, Any] = {"decided_by": by, "decided_at": at, "decision_reason": reason}
    told = {REASON: reason} if reason else {}
    return make_move(nomination, move, by=by, at=at, version=version, told=told, **decided)


def _give_back(
    nomination: Nomination, move: Move, reasons: Mapping[str, str], *, by: User, at: datetime, version: int | None
) -> Nomination:
    said = {field: reason.strip() for field, reason in reasons.items()}
    _require_reasons(said)
    unsigned: dict[str, Any] = dict.fromkeys(("submitted_by", "submitted_at", "decided_by", "decided_at"))
    make_move(nomination, move, by=by, at=at, version=version, told={RETURNED: said}, decision_reason="", **unsigned)
    NominationReturn.objects.bulk_create(
        NominationReturn(nomination=nomination, field=field, reason=reason, returned_at=at, returned_by=by)
        for field, reason in said.items()
    )
    return nomination


def _require_reasons(reasons: Mapping[str, str]) -> None:
    if not reasons:
        raise Refusal("请至少选一个栏目并写明退回原因，单位会在该栏目旁看到。")
    unknown = [field for field in reasons if field not in BY_NAME]
    if unknown:
        raise Refusal(f"没有“{'、'.join(unknown)}”这些栏目，请在申报页上勾选要退回的栏目。")
    wrong = [
        f"“{BY_NAME[field].label}”没有写退回原因，请补写。"
        if not reason
        else f"“{BY_NAME[field].label}”的退回原因超过{LONGEST_REASON}字，请写得简短些。"
        for field, reason in reasons.items()
        if not reason or len(reason) > LONGEST_REASON
    ]
    if wrong:
        raise Refusal(*wrong)


def _settle(nomination: Nomination, at: datetime) -> Nomination:
    """What was asked for is answered once the nomination is sent again."""
    nomination.returns.filter(settled_at=None).update(settled_at=at)
    return nomination

"""Actions on demands. Each is one transaction, signed (`by`) and timed (`at`), and follows the move table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from labor.demands.completeness import missing_to_publish
from labor.demands.fields import BASIC, FIELDS, is_empty
from labor.demands.moves import MOVES
from labor.demands.moving import StaleDemand, guard, make_move, tell, with_missing, write
from labor.demands.permissions import closed, named, why_not_start
from labor.demands.placed import give_back_waiting
from labor.models import DemandAct, LaborDemand
from projects.completeness import Lack
from projects.inspections.holding import lock_project
from projects.models import DemandNotice, Project, ProofKind
from projects.moving import Incomplete
from projects.proofs.recording import record_proof
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, WrongState

NOTICE_PLACE = "通过本系统向各镇街发布"
CLOSED = "招工已结束"


@transaction.atomic
def start_demand(*, project: Project, values: Mapping[str, Any], by: User, at: datetime) -> LaborDemand:
    """Open a draft; township and place follow from the project when they are not given.

    Args:
        values: field name → typed value, the day's pay in 分. Post, number, days and pay at least; the rest may wait.

    Raises:
        NotAllowed: not this person's.
        WrongState: the project is archived or off the list.
        Incomplete: everything wrong or missing for a draft, each at its field.
    """
    held = lock_project(project.pk)
    if reason := why_not_start(by, held):
        raise NotAllowed(reason)
    if sentence := closed(held):
        raise WrongState(sentence)
    demand = LaborDemand(project=held, filed_by=by, filed_at=at)
    stated = {"township": held.township, "place": held.site, **values}
    changes, wrong = write(demand, stated)
    if lacks := [*_lacking(stated), *wrong]:
        raise Incomplete(lacks)
    demand.save(force_insert=True)
    tell(demand, DemandAct.START, by=by, at=at, changes=changes)
    return demand


@transaction.atomic
def start_and_send(*, project: Project, values: Mapping[str, Any], by: User, at: datetime) -> LaborDemand:
    """Open a demand and hand it to the reviewer at once; when anything is wrong, nothing is kept.

    Raises:
        Incomplete: everything wrong or missing to be sent, each at its field.
    """
    try:
        demand = start_demand(project=project, values=values, by=by, at=at)
    except Incomplete as incomplete:
        scratch = LaborDemand(project=project)
        write(scratch, {"township": project.township, "place": project.site, **values})
        missing = missing_to_publish(scratch, on=timezone.localdate(at))
        raise Incomplete(with_missing(incomplete.lacks, missing)) from incomplete
    return send(demand=demand, by=by, at=at)


def _lacking(stated: Mapping[str, Any]) -> list[Lack]:
    """Basic fields that are not stated at all; those stated as empty are told by `write`."""
    absent = [field for field in BASIC if field.name not in stated]
    return [Lack(field.name, f"“{field.label}”还没有填，{field.empty}") for field in absent]


@transaction.atomic
def save_demand(
    *, demand: LaborDemand, values: Mapping[str, Any], by: User, at: datetime, version: int | None = None
) -> LaborDemand:
    """Write a draft; texts may be missing, nothing wrong is written.

    Raises:
        Incomplete: every fault of the values, each at its field.
        StaleDemand: somebody saved after `version` was read.
    """
    return make_move(demand, MOVES[DemandAct.SAVE], by=by, at=at, version=version, values=values)


@transaction.atomic
def send(
    *,
    demand: LaborDemand,
    by: User,
    at: datetime,
    values: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> LaborDemand:
    """送审: hand a complete demand (R5) to the department's reviewer, with what is typed last when given.

    Raises:
        Incomplete: everything wrong or missing, all at once; then nothing of `values` is saved.
    """
    signed: dict[str, Any] = {"filed_by": by, "filed_at": at}
    return make_move(demand, MOVES[DemandAct.SEND], by=by, at=at, version=version, values=values, **signed)


@transaction.atomic
def withdraw(*, demand: LaborDemand, by: User, at: datetime, version: int | None = None) -> LaborDemand:
    """撤回: the one who sent it takes it back before it is published."""
    return make_move(demand, MOVES[DemandAct.WITHDRAW], by=by, at=at, version=version)


@transaction.atomic
def hand_back(*, demand: LaborDemand, reason: str, by: User, at: datetime, version: int | None = None) -> LaborDemand:
    """退回修改, with the reason; a published demand is handed back to be corrected and published anew.

    People already proposed or confirmed stay so.
    """
    signed: dict[str, Any] = {"published_by": None, "published_at": None}
    return make_move(demand, MOVES[DemandAct.HAND_BACK], by=by, at=at, version=version, reason=reason, **signed)


@transaction.atomic
def publish(*, demand: LaborDemand, by: User, at: datetime, version: int | None = None) -> LaborDemand:
    """审核发布 to the townships, by another than who wrote or sent it; records the 用工需求公布 of R5 with it."""
    signed: dict[str, Any] = {"published_by": by, "published_at": at}
    make_move(demand, MOVES[DemandAct.PUBLISH], by=by, at=at, version=version, **signed)
    _record_notice(demand, by=by, at=at)
    return demand


def _record_notice(demand: LaborDemand, *, by: User, at: datetime) -> None:
    """The project's proof of R5, so that nobody types it twice; the same one in force already is left as it is."""
    values = {
        "posts": demand.trade.name, "headcount": demand.headcount, "starts_on": demand.starts_on,
        "ends_on": demand.ends_on, "skills": demand.skills, "published_at_place": NOTICE_PLACE,
    }  # fmt: skip
    if not DemandNotice.objects.filter(project=demand.project, voided_at=None, **values).exists():
        dated = values | {"published_on": timezone.localdate(at)}
        record_proof(project=demand.project, kind=ProofKind.DEMAND, values=dated, by=by, at=at)


@transaction.atomic
def close_demand(
    *, demand: LaborDemand, reason: str, by: User, at: datetime, version: int | None = None
) -> LaborDemand:
    """结束招工, with the reason: proposals without an answer go back to their townships, the confirmed stay.

    One that was published and handed back since is closed, too: what is no longer wanted is not published again first.
    """
    signed: dict[str, Any] = {"closed_by": by, "closed_at": at}
    make_move(demand, MOVES[DemandAct.CLOSE], by=by, at=at, version=version, reason=reason, **signed)
    give_back_waiting(demand, reason=CLOSED, by=by, at=at)
    return demand


@transaction.atomic
def reopen(*, demand: LaborDemand, by: User, at: datetime, version: int | None = None) -> LaborDemand:
    """重新发布 a closed demand as it stood, by another than who ever wrote or sent it; its age counts from now on."""
    signed: dict[str, Any] = {
        "closed_by": None, "closed_at": None, "published_by": by, "published_at": at,
    }  # fmt: skip
    make_move(demand, MOVES[DemandAct.REOPEN], by=by, at=at, version=version, **signed)
    _record_notice(demand, by=by, at=at)
    return demand


@transaction.atomic
def discard(*, demand: LaborDemand, by: User, at: datetime, version: int | None = None) -> None:
    """删除草稿 that was never published; the audit trail keeps what it said, the phone masked."""
    held = LaborDemand.objects.select_for_update(of=("self",)).select_related("project", "trade").get(pk=demand.pk)
    guard(held, MOVES[DemandAct.DISCARD], by=by)
    if version is not None and held.version != version:
        raise StaleDemand(f"“{named(held)}”刚被别人改过，没有删除。请先看页面上的最新内容。")
    said = {field.label: field.written(held) for field in FIELDS if not is_empty(getattr(held, field.name))}
    record(act="务工需求：删除草稿", subject=named(held), by=by, at=at, detail={"demand": held.pk, "said": said})
    held.delete()

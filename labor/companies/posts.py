"""公益性岗位: a post is recorded, given to a person, ended and, if recorded in error, voided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from documents.identifiers import age_on
from documents.masking import without_numbers
from labor.checks.people import LEAST_AGE
from labor.companies.claims import claim, require_fresh
from labor.companies.permissions import require_post_keeper
from labor.lacks import lacks_of, write
from labor.models import WelfarePost
from labor.real_names import Stated, identify
from labor.trainings.conflicts import lock_people
from projects.completeness import Lack
from projects.models import Project
from projects.moving import Incomplete
from projects.voiding import void_reason
from units.audit import record
from units.models import UnitKind, User
from units.refusals import Refusal, WrongState

FIELDS = ("title", "township", "project", "month_fen", "duties")


@transaction.atomic
def record_post(*, values: Mapping[str, Any], by: User, at: datetime) -> WelfarePost:
    """Record a post, nobody on it yet.

    Args:
        values: title, township, project (or None), month_fen (月补贴, 分), duties.

    Raises:
        NotAllowed: the person keeps neither the township's nor the project's posts.
        Incomplete: every fault at its field.
    """
    post = WelfarePost(recorded_at=at, recorded_by=by)
    write(post, values, FIELDS)
    faults = lacks_of(post, FIELDS)
    project = post.project
    if project is not None and not Project.objects.visible_to(by).filter(pk=project.pk).exists():
        faults.append(Lack("project", "这个项目不在您的经办范围内，请另选项目，或不选项目。"))
    if post.township_id:
        require_post_keeper(by, post, "登记公益性岗位")
        if post.township.kind != UnitKind.TOWNSHIP:
            faults.append(Lack("township", f"“镇街”填的{post.township}不是镇街，请选择八个镇街之一。"))
    if faults:
        raise Incomplete(faults)
    post.save(force_insert=True)
    _tell("登记公益性岗位", post, by=by, at=at, month_fen=post.month_fen)
    return post


@transaction.atomic
def assign(
    *, post: WelfarePost, person: Stated, starts_on: date, ends_on: date | None = None, version: int, by: User,
    at: datetime,
) -> WelfarePost:  # fmt: skip
    """上岗: give the post to a person from a day on, to a day if it is known.

    Args:
        version: the version of the post the person had before them.

    Raises:
        NotAllowed, WrongState: not their post; void; somebody has it already.
        ChangedMeanwhile: somebody changed the post since.
        Incomplete: number, name, age under 16, the days, another post of the person in that time; all at once.
    """
    held = _held(post, by, "安排上岗")
    if held.worker is not None:
        raise WrongState(f"“{held.title}”已有{held.worker.name}，不能再安排。岗位换人的，请期满后另登记一个岗位。")
    require_fresh(held, version)
    found = identify([person], by=by)
    faults = [Lack(one.field, one.sentence) for one in found.doubts]
    held.starts_on, held.ends_on = starts_on, ends_on
    faults += lacks_of(held, ("starts_on", "ends_on"))
    stated = found.people[0]
    if not found.doubts and (age_on(stated.id_number, starts_on) or 0) < LEAST_AGE:
        faults.append(Lack("id_number", f"上岗时未满{LEAST_AGE}周岁，法律禁止用工，不能安排。请核对号码。"))
    if known := found.person(stated):
        faults += _other_posts(held, known.pk)
    if faults:
        raise Incomplete(faults)
    claim(held, version=version, worker_id=found.enroll()[0], starts_on=starts_on, ends_on=ends_on)
    who = f"{stated.name}（{stated.masked}）"
    _tell("公益性岗位上岗", held, by=by, at=at, person=who, starts_on=starts_on.isoformat(), ends_on=_day(ends_on))
    return held


def _other_posts(post: WelfarePost, worker: int) -> list[Lack]:
    """A person holds one post at a time."""
    lock_people([worker])
    still = Q(ends_on=None) | Q(ends_on__gte=post.starts_on)
    others = WelfarePost.objects.in_force().filter(still, worker=worker).exclude(pk=post.pk)
    if post.ends_on:
        others = others.filter(starts_on__lte=post.ends_on)
    return [
        Lack("starts_on", f"这个人同一时间已在公益性岗位“{one}”，一个人同时只安排一个岗位，请核对日期或先办理期满。")
        for one in others.select_related("township").order_by("pk")[:1]
    ]


@transaction.atomic
def end_post(*, post: WelfarePost, ends_on: date, version: int, by: User, at: datetime) -> WelfarePost:
    """期满: the person's last day on the post.

    Raises:
        NotAllowed, WrongState: not their post; void; nobody is on it.
        ChangedMeanwhile: somebody changed the post after `version` was shown.
        Incomplete: a day before the first one.
    """
    held = _held(post, by, "办理期满")
    if held.worker is None:
        raise WrongState(f"“{held.title}”还没有人上岗，不用办理期满。")
    require_fresh(held, version)
    before, held.ends_on = held.ends_on, ends_on
    faults = lacks_of(held, ("starts_on", "ends_on"))
    faults += [] if faults else _other_posts(held, held.worker.pk)
    if faults:
        raise Incomplete(faults)
    claim(held, version=version, ends_on=ends_on)
    _tell("公益性岗位期满", held, by=by, at=at, ends_on=[_day(before), _day(ends_on)])
    return held


@transaction.atomic
def void_post(*, post: WelfarePost, reason: str, version: int, by: User, at: datetime) -> WelfarePost:
    """撤销 a post recorded in error, with its reason.

    Raises:
        NotAllowed, WrongState: not their post; void already.
        ChangedMeanwhile: somebody changed the post after `version` was shown.
        Refusal: no reason, or one too long.
    """
    held = _held(post, by, "撤销公益性岗位")
    require_fresh(held, version)
    said = _reason(reason)
    claim(held, version=version, voided_at=at, voided_by=by, void_reason=said)
    _tell("撤销公益性岗位", held, by=by, at=at, reason=said)
    return held


def _reason(typed: str) -> str:
    if not typed.strip():
        raise Refusal("请写明撤销原因。")
    return void_reason(without_numbers(typed))


def _held(post: WelfarePost, by: User, act: str) -> WelfarePost:
    rows = WelfarePost.objects.select_for_update(of=("self",)).select_related("township", "project", "worker")
    held = rows.get(pk=post.pk)
    require_post_keeper(by, held, act)
    if held.voided_at:
        raise WrongState(f"“{held.title}”已经撤销，不能{act}。请刷新页面看最新情况。")
    return held


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _tell(act: str, post: WelfarePost, *, by: User, at: datetime, **detail: Any) -> None:
    record(act=act, subject=str(post), by=by, at=at, detail={"post": post.pk, **detail})

"""Writing values into a nomination in memory: every fault of what was typed, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from documents.identifiers import normalized
from projects.completeness import Lack
from projects.models import COSTS, GuidanceItem, Nomination, Project, WorkItem
from projects.moving import Incomplete
from projects.nominations.completeness import (
    code_wrong,
    contradictions,
    costs_apart,
    double_of,
    missing_to_send,
    remit_faults,
    taken,
)
from projects.nominations.fields import BY_NAME, FIELDS, Shape
from units.models import UnitKind
from units.refusals import Refusal

_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
MONTHS = tuple(field.name for field in FIELDS if field.shape is Shape.MONTH)
ITEMS = "items"
AMOUNTS = frozenset({"total_fen", "plan_fen", "planned_remuneration_fen", *COSTS})


def write(nomination: Nomination, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set values on the object (not yet saved) and return what changed: field → [before, after].

    A draft may lack anything, but nothing wrong is written into it: a code that cannot be right, parts that do not
    add up or a project another unit has nominated are refused here already.

    Raises:
        Incomplete: every fault of the values, each at its field.
    """
    before = {name: getattr(nomination, name) for name in values if name in BY_NAME}
    faults = faults_of(nomination, values)
    if faults:
        raise Incomplete(faults)
    after = {name: getattr(nomination, name) for name in values}
    return {name: [_told(before[name]), _told(after[name])] for name in values if before[name] != after[name]}


def faults_of(nomination: Nomination, values: Mapping[str, Any]) -> list[Lack]:
    """Set values on the object (not yet saved) and tell every fault of theirs."""
    unknown = set(values) - set(BY_NAME)
    if unknown:
        raise ValueError(f"not fields of a nomination: {sorted(unknown)}")
    for name, value in values.items():
        setattr(nomination, name, value.strip() if isinstance(value, str) else value)
    if "code" in values:
        nomination.code = normalized(nomination.code)
        nomination.project = Project.objects.filter(code=nomination.code).first() if nomination.code else None
    return [*_faults(nomination, set(values))] if values else []


def with_missing(faults: Iterable[Lack], nomination: Nomination, *, has_items: bool | None) -> list[Lack]:
    """The faults of what was typed and, at the other fields, what is missing before it may be sent: all at once."""
    wrong = list(faults)
    said = {lack.field for lack in wrong}
    missing = missing_to_send(nomination, has_items=has_items)
    return [*wrong, *(lack for lack in missing if lack.field not in said)]


def _told(value: Any) -> Any:
    return str(value) if isinstance(value, Model) else value


def _faults(nomination: Nomination, stated: set[str]) -> Iterable[Lack]:
    unread = [name for name in MONTHS if getattr(nomination, name) and not _MONTH.fullmatch(getattr(nomination, name))]
    yield from _not_valid(nomination, stated, unread)
    for name in set(unread) & stated:
        month = getattr(nomination, name)
        yield Lack(name, f"“{BY_NAME[name].label}”写的是“{month}”，请写成 2026-03 这样的年月。")
    if "code" in stated:
        yield from code_wrong(nomination)
    other = double_of(nomination)
    if other is not None:
        yield Lack("code", taken(other, nomination.unit_id))
    if stated & AMOUNTS:
        yield from costs_apart(nomination)
        yield from contradictions(nomination)
    if nomination.township and nomination.township.kind != UnitKind.TOWNSHIP:
        yield Lack("township", f"“责任镇街”填的{nomination.township}不是镇街，请选择八个镇街之一。")
    if nomination.department and not nomination.department.sectors.all():
        yield Lack("department", f"“行业主管部门”填的{nomination.department}不主管任何领域，请选择行业主管部门。")
    yield from remit_faults(nomination)


def _not_valid(nomination: Nomination, stated: set[str], unread: list[str]) -> Iterable[Lack]:
    errors: list[ValidationError] = []
    try:
        nomination.clean_fields(exclude={field.name for field in nomination._meta.fields} - stated)
    except ValidationError as error:
        errors.append(error)
    try:  # a code that is taken is told with the other unit's name, see `taken`
        nomination.validate_constraints(exclude={"code", "collection", "listed_in", *unread})
    except ValidationError as error:
        errors.append(error)
    for found in errors:
        for name, messages in found.message_dict.items():
            for message in messages:
                yield Lack(name, f"“{BY_NAME[name].label}”：{message}" if name in BY_NAME else message)


def choose_items(nomination: Nomination, item_ids: Iterable[int]) -> dict[str, list[Any]]:
    """Make the catalog items (用工环节) of the nomination exactly these; return the change for the trail.

    Raises:
        Refusal: an item is of another year's catalog or retired and was not chosen before.
    """
    wanted = set(item_ids)
    held = set(nomination.items.values_list("guidance_id", flat=True))
    if wanted == held:
        return {}
    catalog = GuidanceItem.objects.in_force().of_year(nomination.collection.year)
    if len(wanted - held) != catalog.filter(pk__in=wanted - held).count():
        raise Refusal(
            f"有的用工环节不在{nomination.collection.year}年度指导目录里，或已停用。请刷新页面，从现行目录重新选择。"
        )
    before = named_items(nomination)
    nomination.items.filter(guidance_id__in=held - wanted).delete()
    WorkItem.objects.bulk_create(WorkItem(nomination=nomination, guidance_id=pk) for pk in sorted(wanted - held))
    return {ITEMS: [before, named_items(nomination)]}


def named_items(nomination: Nomination) -> list[str]:
    """The catalog items of a nomination as people read them (“建设任务：用工环节”)."""
    return [str(item.guidance) for item in nomination.items.select_related("guidance")]

"""Actions on the catalog (指导目录). An entry is retired, not deleted: nominations of the year may have chosen it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from projects.guidance.freshness import refuse_if_changed
from projects.guidance.permissions import require_guidance_keeper
from projects.guidance.sentences import refuse_invalid
from projects.models import GuidanceItem
from projects.models.guidance import OWN_SOURCE
from units.audit import record
from units.models import Sector, User
from units.refusals import Refusal, WrongState

FIRST_YEAR, LAST_YEAR = 2000, 2099
IDENTITY = ("sector", "task", "work_item")  # what a nomination chose; more than wording
WORDING = ("trades", "note", "source")


def require_catalog_year(year: int) -> None:
    """Refuse what cannot be a year of the catalog."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal(f"年度“{year}”写法不对，请写成 2026 这样的四位年份。")


@transaction.atomic
def add_item(
    *,
    year: int,
    sector: Sector,
    task: str,
    work_item: str,
    by: User | None,
    at: datetime,
    trades: str = "",
    note: str = "",
    source: str = OWN_SOURCE,
) -> GuidanceItem:
    """Add one entry to a year's catalog; a blank `source` is the office's own (办公室自定).

    Raises:
        NotAllowed: only the office keeps the catalog.
        Refusal: every value that will not do, or the entry is there already (in force or retired).
    """
    require_guidance_keeper(by)
    require_catalog_year(year)
    values = _tidy(sector=sector, task=task, work_item=work_item, trades=trades, note=note, source=source)
    _refuse_retired_twin(year, values)
    item = GuidanceItem(year=year, **values)
    _save(item)
    record(act="新增目录条目", subject=_subject(item), by=by, at=at, detail={"item": item.pk, **_told(values)})
    return item


@transaction.atomic
def edit_item(
    *,
    item: GuidanceItem,
    sector: Sector,
    task: str,
    work_item: str,
    trades: str,
    note: str,
    source: str,
    by: User | None,
    at: datetime,
    seen: str = "",
) -> GuidanceItem:
    """Correct one entry; what was chosen already keeps its sector, task and work item (its wording stays free).

    Args:
        seen: `mark_of` the entry as the person saw it; "" does not ask whether somebody else changed it since.

    Raises:
        NotAllowed: only the office keeps the catalog.
        WrongState: the entry is retired.
        ChangedMeanwhile: somebody saved it after it was shown.
        Refusal: every value that will not do.
    """
    require_guidance_keeper(by)
    held = _hold(item)
    if held.retired_at:
        raise WrongState(f"“{held}”已停用，不能修改。请先恢复这一条再改。")
    values = _tidy(sector=sector, task=task, work_item=work_item, trades=trades, note=note, source=source)
    refuse_if_changed(held, seen, values)
    changes = {name: [getattr(held, name), value] for name, value in values.items() if getattr(held, name) != value}
    _refuse_if_chosen(held, changes)
    for name, value in values.items():
        setattr(held, name, value)
    _save(held)
    if changes:
        told = {name: [str(before), str(after)] for name, (before, after) in changes.items()}
        record(act="修改目录条目", subject=_subject(held), by=by, at=at, detail={"item": held.pk, "changes": told})
    return held


@transaction.atomic
def retire_item(*, item: GuidanceItem, by: User, at: datetime) -> GuidanceItem:
    """停用: no longer offered to nominations; what has chosen it stays.

    Raises:
        NotAllowed: only the office keeps the catalog.
        WrongState: it is retired already.
    """
    require_guidance_keeper(by)
    if not GuidanceItem.objects.in_force().filter(pk=item.pk).update(retired_at=at, retired_by=by):
        raise WrongState(f"“{item}”已经停用，不用再停用一次。请刷新页面看最新状态。")
    return _told_of(item, "停用目录条目", by, at)


@transaction.atomic
def restore_item(*, item: GuidanceItem, by: User, at: datetime) -> GuidanceItem:
    """恢复: offer a retired entry again.

    Raises:
        NotAllowed: only the office keeps the catalog.
        WrongState: it is in force.
    """
    require_guidance_keeper(by)
    retired = GuidanceItem.objects.filter(pk=item.pk, retired_at__isnull=False)
    if not retired.update(retired_at=None, retired_by=None):
        raise WrongState(f"“{item}”正在使用，不用恢复。请刷新页面看最新状态。")
    return _told_of(item, "恢复目录条目", by, at)


@transaction.atomic
def copy_year(*, source_year: int, target_year: int, by: User | None, at: datetime) -> int:
    """Begin a year's catalog as a copy of another's entries in force; entries the target has already stay as they are.

    Returns:
        How many entries were copied; 0 when the target had them all.

    Raises:
        NotAllowed: only the office keeps the catalog.
        Refusal: the same year twice, or nothing in force to copy.
    """
    require_guidance_keeper(by)
    require_catalog_year(target_year)
    if source_year == target_year:
        raise Refusal(f"不能把{source_year}年度目录复制到它自己，请另选目标年度。")
    source = list(GuidanceItem.objects.of_year(source_year).in_force())
    if not source:
        raise Refusal(f"{source_year}年度没有可用的目录条目，无法复制。请核对年度，或先导入该年度目录。")
    known = set(GuidanceItem.objects.of_year(target_year).values_list("sector_id", "task", "work_item"))
    copies = [_copy(held, target_year) for held in source if (held.sector_id, held.task, held.work_item) not in known]
    create_all(copies)
    if copies:
        subject = f"{source_year}年度到{target_year}年度"
        record(act="复制指导目录", subject=subject, by=by, at=at, rows=len(copies))
    return len(copies)


def create_all(items: list[GuidanceItem]) -> None:
    """Save new entries at once; somebody adding the same one at this moment is told as a refusal."""
    try:
        with transaction.atomic():
            GuidanceItem.objects.bulk_create(items)
    except IntegrityError as clash:
        raise Refusal("有人正在登记同一年度目录的同一条目，本次没有保存。请重新办理一次。") from clash


def _copy(held: GuidanceItem, year: int) -> GuidanceItem:
    return GuidanceItem(year=year, **{name: getattr(held, name) for name in (*IDENTITY, *WORDING)})


def _tidy(*, sector: Sector, source: str, **texts: str) -> dict[str, Any]:
    return {
        "sector": sector,
        **{name: text.strip() for name, text in texts.items()},
        "source": source.strip() or OWN_SOURCE,
    }


def _told(values: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def _refuse_retired_twin(year: int, values: dict[str, Any]) -> None:
    same = {name: values[name] for name in IDENTITY}
    twin = GuidanceItem.objects.of_year(year).filter(**same, retired_at__isnull=False).first()
    if twin:
        raise Refusal(f"{year}年度目录里已有“{twin}”，但已停用。请恢复那一条，不用新增。")


def _refuse_if_chosen(held: GuidanceItem, changes: dict[str, Any]) -> None:
    chosen = held.picks.count() if any(name in changes for name in IDENTITY) else 0
    if chosen:
        raise Refusal(
            f"“{held}”已被申报或清单项目选用{chosen}次，不能再改领域、建设任务和用工环节，"
            "否则已选的内容会跟着变。请停用这一条，另增一条新的；常用工种、说明、来源可以改。"
        )


def _hold(item: GuidanceItem) -> GuidanceItem:
    return GuidanceItem.objects.select_for_update(of=("self",)).select_related("sector").get(pk=item.pk)


def _save(item: GuidanceItem) -> None:
    refuse_invalid(item)
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError as clash:
        raise Refusal("有人刚刚登记了相同的目录条目，本次没有保存。请刷新页面后核对。") from clash


def _told_of(item: GuidanceItem, act: str, by: User, at: datetime) -> GuidanceItem:
    item.refresh_from_db()
    record(act=act, subject=_subject(item), by=by, at=at, detail={"item": item.pk})
    return item


def _subject(item: GuidanceItem) -> str:
    return f"{item.year}年度指导目录 {item.sector} {item}"

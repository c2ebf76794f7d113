"""Import of nominations from a workbook: the 清单 columns and the parts of the investment; all errors at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from documents.workbooks import Column, Kind, Reading
from projects.imports.forms import LIST
from projects.imports.listed_project import Names
from projects.imports.listing_rows import check_rows
from projects.imports.opening import Upload, check_title_year, read_form
from projects.imports.registry import SectorIndex, UnitIndex
from projects.models import COSTS, Collection
from projects.nominations.intake_picks import PICKS, PICKS_HEADING
from projects.nominations.intake_rows import IntakePlan, Known, plan_rows
from projects.nominations.intake_saving import save_nominations
from projects.nominations.moving import CollectionClosed, require_open
from projects.nominations.permissions import may_import
from projects.outcome import ImportOutcome
from units.models import User
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of

COST_HEADINGS = (  # of the five parts, in the order of COSTS
    "工程费（万元）",
    "工程建设其他费（万元）",
    "预备费（万元）",
    "建设期利息（万元）",
    "债券发行费（万元）",
)
COST_COLUMNS = tuple(
    Column(key=key, heading=heading, kind=Kind.MONEY_WAN) for key, heading in zip(COSTS, COST_HEADINGS, strict=True)
)
PICKS_COLUMN = Column(
    key=PICKS, heading=PICKS_HEADING, width=34, choices_are_open=True,
    note="照当年指导目录写“建设任务：用工环节”，可写几项，用“；”隔开；与前面的文字说明至少填一栏",
)  # fmt: skip
NOMINATIONS = replace(
    LIST,
    key="nominations",
    title="项目申报表",
    columns=(
        *(replace(one, required=False, expected=True) if one.key == "work_items" else one for one in LIST.columns),
        PICKS_COLUMN,
        *COST_COLUMNS,
    ),
)


def import_nominations(
    *, file: Upload, name: str, year: int, by: User, at: datetime, dry_run: bool = False
) -> ImportOutcome:
    """Take in a sheet of nominations into the year's open collection; one error and nothing is saved.

    A unit's rows become complete drafts sent to its reviewer; the office's are submitted for the department in charge
    (办公室代报). A row that is in the collection just so already stays as it is; one that differs is an error, for a
    sheet never writes over what people are working on.

    Args:
        file: the workbook (bytes, path or open binary file); `name` is what people call it.
        year: the year of the list the projects are proposed for.
        dry_run: check and count, save nothing.

    Raises:
        NotAllowed: neither the office nor a unit's filer.
        CollectionClosed: no collection of the year is open, or (for a unit) it has not begun or is past its due date.
        Refusal: the file cannot be read at all.
    """
    if not may_import(by):
        raise NotAllowed("项目申报表由单位填报人或领导小组办公室导入，您没有这项权限。")
    _open_collection(year, by, at)
    reading = read_form(file, [NOMINATIONS])
    check_title_year(reading, year)
    try:
        with transaction.atomic():
            plan = _plan(reading, _open_collection(year, by, at), by)
            if not reading.errors and not dry_run:
                save_nominations(plan, name=name, by=by, at=at)
    except IntegrityError as clash:
        raise Refusal(f"导入时有人正在申报{year}年度的同一项目，本次没有保存。请重新导入一次。") from clash
    return ImportOutcome(
        file_name=name,
        title=f"{year}年度项目申报表",
        errors=reading.errors,
        warnings=reading.warnings,
        notes=reading.notes,
        created=len(plan.new) if not reading.errors else 0,
        unchanged=plan.unchanged if not reading.errors else 0,
        dry_run=dry_run,
        facts={"year": year, "nominations": len(reading.rows)},
    )


def _open_collection(year: int, by: User, at: datetime) -> Collection:
    collection = Collection.objects.open().filter(year=year).first()
    if collection is None:
        last = Collection.objects.filter(year=year).aggregate(last=Max("round"))["last"]
        why = f"第{last}次征集已经结束" if last else "办公室还没有开启征集"
        raise CollectionClosed(f"{year}年度没有正在进行的申报征集（{why}），不能导入。请联系办公室开启征集。")
    require_open(collection, at=at, timely=not scope_of(by).is_office)
    return collection


def _plan(reading: Reading, collection: Collection, by: User) -> IntakePlan:
    listed = check_rows(reading, collection.year, Names(UnitIndex(), SectorIndex()))
    return plan_rows(listed, Known(collection, by))

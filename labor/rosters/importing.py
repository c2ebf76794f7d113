"""Bringing a 名册 workbook in: read, check everything at once, and enter everybody or nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents.identifiers import sex
from documents.masking import masked_problems, without_numbers
from documents.workbooks import Reading, Row
from labor.models import Category, Engagement, LaborCompany
from labor.registry import indexes_of
from labor.rosters.checks import Examined, examine, stage_warning
from labor.rosters.entering import require_open_project, save_entries
from labor.rosters.form import RELATIONS, ROSTER
from labor.trades.finding import TradeIndex
from projects.imports.opening import Upload, check_lengths, read_form
from projects.imports.registry import UnitIndex
from projects.imports.vocabulary import plain
from projects.models import Project
from projects.outcome import ImportOutcome
from units.models import UnitKind, User

FILE_NAME_LENGTH = 200
_WAIVED = re.compile(r"免训\s*[:：,，]?\s*(.*)")
TAKEN = (
    "name", "id_number", "address", "team", "employer", "contract_on", "day_rate_fen", "entered_on", "left_on",
    "leave_reason", "bank", "card", "phone",
)  # fmt: skip
SHORT = ("address", "team", "employer", "leave_reason", "bank")
# A finding about what the sheet has in another column, or in no column of its own.
COLUMN_OF = {"safety_training": "training", "waiver_reason": "training", "placement": "id_number"}
CATEGORIES = {plain(str(label)): value for value, label in Category.choices} | {
    one.value: one.value for one in Category
}
NO_COMPANY = "没有登记这家劳务公司，或已停用，请核对名称，或先在劳务公司台账登记；不经劳务公司的留空。"


def import_roster(
    *, file: Upload, name: str, project: Project, by: User, at: datetime, dry_run: bool = False
) -> ImportOutcome:
    """Enter everybody on a 名册 workbook into a project; every error and warning stands at its cell, in one pass.

    Rows of people who are on the roster already with the same day of entry are left as they are and counted.

    Args:
        file: the workbook (bytes, path or binary file); `name` is what the sender calls it.
        at: when, aware; days of entry and leaving are compared with its local day.
        dry_run: check alone; nothing is saved.

    Returns:
        The outcome; `facts` hold project (its code) and waived (人, entered without training).

    Raises:
        NotAllowed, WrongState: the person's post does not handle the project; it is archived or off the list.
        Refusal: the file cannot be read as a 名册 at all; one sentence.
    """
    require_open_project(by, project)
    reading = read_form(file, [ROSTER])
    with transaction.atomic():
        return _import(reading, without_numbers(name)[:FILE_NAME_LENGTH], project, by, at, dry_run=dry_run)


def _import(reading: Reading, name: str, project: Project, by: User, at: datetime, *, dry_run: bool) -> ImportOutcome:
    fresh = _not_entered(reading.rows, project)
    values = _Values()
    found = examine(
        project,
        [values.of(row) for row in fresh],
        by=by,
        today=timezone.localdate(at),
        place=lambda index: f"第{fresh[index].number}行",
    )
    _put(found, fresh)
    _say_unread(reading.rows, fresh, project)
    errors, warnings = masked_problems(reading.errors), masked_problems(reading.warnings)
    outcome = ImportOutcome(
        file_name=name,
        title="名册",
        errors=errors,
        warnings=warnings,
        notes=_notes(reading, project, len(reading.rows) - len(fresh)),
        created=0 if errors else len(fresh),
        unchanged=0 if errors else len(reading.rows) - len(fresh),
        dry_run=dry_run,
        facts={"project": project.code, "waived": sum(bool(draft.waiver_reason) for draft in found.drafts)},
    )
    if outcome.is_saved and fresh:
        save_entries(found, project, by=by, at=at, file=name, warnings=len(warnings))
    return outcome


def _notes(reading: Reading, project: Project, left: int) -> list[str]:
    same = f"{left}人已在名册里、进场日期相同，没有改动；要改内容请在名册页面办理变更。"
    return [*reading.notes, *([same] if left else []), *([said] if (said := stage_warning(project)) else [])]


def _not_entered(rows: Sequence[Row], project: Project) -> list[Row]:
    """Rows of people who are not on the roster yet with this very day of entry; a double on the sheet stays."""
    indexes = indexes_of(row["id_number"] for row in rows if row["id_number"])
    stays = Engagement.objects.in_force().filter(project=project).order_by()
    there = set(stays.values_list("worker__id_index", "entered_on"))
    met: set[tuple[str, date | None]] = set()
    fresh = []
    for row in rows:
        key = (indexes.get(row["id_number"], ""), row["entered_on"])
        if key not in there or key in met:
            fresh.append(row)
        met.add(key)
    return fresh


def _say_unread(rows: Sequence[Row], fresh: Sequence[Row], project: Project) -> None:
    """Warn where a row left as it is states another name or day of leaving than the roster."""
    taken = {id(row) for row in fresh}
    left = [row for row in rows if id(row) not in taken]
    indexes = indexes_of(row["id_number"] for row in left)
    stays = Engagement.objects.in_force().filter(project=project).select_related("worker").order_by()
    known = {(stay.worker.id_index, stay.entered_on): stay for stay in stays} if left else {}
    for row in left:
        stay = known[indexes[row["id_number"]], row["entered_on"]]
        if row["name"] and row["name"] != stay.name:
            said = f"名册里这个身份证号登记的是“{stay.name}”，这一行没有导入，请核对姓名和号码。"
            row.problem("name", "name_on_roster_differs", said, warning=True)
        if row["left_on"] and row["left_on"] != stay.left_on:
            there = f"{stay.left_on:%Y-%m-%d}退场" if stay.left_on else "还没有退场"
            said = f"名册里{stay.name}{there}，导入不改已有登记；退场请在花名册勾选这个人后登记。"
            row.problem("left_on", "leaving_not_taken", said, warning=True)


class _Values:
    """Rows as values of an entry: trades, units, companies and the like by the words people use."""

    def __init__(self) -> None:
        self.trades, self.units = TradeIndex(), UnitIndex()
        self.companies = {plain(one.name): one for one in LaborCompany.objects.filter(retired_at=None)}
        self.relations = {plain(word): value for word, value in RELATIONS.items()}
        self.relations |= {"劳务合同": RELATIONS["劳务"], "劳动": RELATIONS["劳动合同"]}

    def of(self, row: Row) -> dict[str, Any]:
        """Values of one row; a word nobody knows is an error at its cell."""
        check_lengths(row, Engagement, SHORT)
        _check_sex(row)
        values = {key: row[key] for key in TAKEN}
        return values | {
            "trade": _known(row, "trade", self.trades.named, "没有这个工种，请从工种表中选用名称。"),
            "township": _known(row, "township", self._township, "不是大渡口区的镇街，区外的请留空。"),
            "company": _known(row, "company", lambda text: self.companies.get(plain(text)), NO_COMPANY),
            "category": _known(
                row, "category", lambda text: CATEGORIES.get(plain(text)), "没有这个类别，请从下拉中选。"
            )
            or "",
            "relation": _known(
                row, "relation", lambda text: self.relations.get(plain(text)), "用工形式应为劳务或劳动合同，请更正。"
            )
            or "",
            "waiver_reason": _waiver(row),
        }

    def _township(self, text: str) -> Any:
        unit = self.units.named(text)
        return unit if unit is not None and unit.kind == UnitKind.TOWNSHIP else None


def _known(row: Row, key: str, find: Callable[[str], Any], message: str) -> Any:
    if not row[key] or row.invalid(key):
        return None
    found = find(row[key])
    if found is None:
        row.problem(key, f"{key}_unknown", message)
    return found


def _check_sex(row: Row) -> None:
    stated = row["sex"]
    if not stated or not row["id_number"]:
        return
    if stated not in ("男", "女"):
        row.problem("sex", "sex_unknown", "性别应为男或女，请更正，或留空由系统按身份证号判断。")
    elif stated != sex(row["id_number"]).value:
        row.problem("sex", "sex_differs", "性别与身份证号第17位不符，请对照证件核对号码和性别。")


def _waiver(row: Row) -> str:
    said = _WAIVED.fullmatch(row["training"])
    if said is None:
        return ""
    if not said[1]:
        row.problem("training", "waiver_without_reason", "免训请写明原因，写成“免训：原因”。")
    if len(said[1]) > 200:
        row.problem("training", "too_long", "免训原因最多200个字，请精简。")
    return said[1][:200]


def _put(found: Examined, rows: Sequence[Row]) -> None:
    """Findings at their cells; a cell the reader has refused already says enough."""
    for one in [*found.errors, *found.warnings]:
        row, key = rows[one.index], COLUMN_OF.get(one.field, one.field)
        if row.valid(key) and not (one.kind == "card_luhn" and one.is_warning):  # the reader warns of it itself
            row.problem(key, one.kind, one.sentence, warning=one.is_warning)

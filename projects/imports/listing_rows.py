"""Checks of the 清单 (§6 of the rules), each at its cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from documents.workbooks import Reading
from documents.workbooks.reading import Row
from projects.imports.funding_text import Part, funding_parts
from projects.imports.listed_project import ListedProject, Names
from projects.imports.listing_checks import CHECKS
from projects.imports.opening import check_lengths, check_not_negative
from projects.imports.registry import UnitIndex
from projects.imports.vocabulary import KINDS, NATURES, STAGES, plain
from projects.models import ListEntry, Project
from units.models import Unit, UnitKind

AMOUNTS = (
    "total_fen", "plan_fen", "planned_workers", "planned_priority_workers", "planned_remuneration_fen",
    "planned_training",
)  # fmt: skip
PROJECT_TEXTS = ("name", "site", "owner_name", "contractor_name")
LONGEST_SERIAL = 6  # digits; a list has no more rows
ENTRY_TEXTS = ("funding_text", "remark")


def check_rows(reading: Reading, year: int, names: Names) -> list[ListedProject]:
    """Check every row; problems are recorded on the reading, and all rows come back."""
    listed = [_check(row, serial, year, names) for serial, row in enumerate(reading.rows, start=1)]
    _check_doubles(reading)
    return listed


def _check(row: Row, serial: int, year: int, names: Names) -> ListedProject:
    check_lengths(row, Project, PROJECT_TEXTS)
    check_lengths(row, ListEntry, ENTRY_TEXTS)
    check_not_negative(row, AMOUNTS)
    listed = ListedProject(row, row["code"])
    listed.project = _project(row, names)
    listed.entry = _entry(row, serial)
    listed.parts = _parts(row)
    for check in CHECKS:
        check(row, year, names, listed)
    return listed


def _project(row: Row, names: Names) -> dict[str, Any]:
    starts, ends = row["years"] or (None, None)
    return {
        "name": row["name"],
        "sector": _looked_up(row, "sector", names.sectors.named, f"领域应为{names.sectors.names}之一，请更正。"),
        "kind": _word(row, "kind", KINDS, "类型应为重推、农推、专项之一，请更正。"),
        "nature": _word(row, "nature", NATURES, "建设性质应为新建、改建、扩建、迁建、恢复之一，请更正。"),
        "stage": _word(row, "stage", STAGES, "阶段应为谋划、前期、建设、完工、验收、归档之一，请更正。"),
        "township": _township(row, names.units),
        "department": _department(row, names.units),
        "site": row["site"],
        "content": row["content"],
        "total_fen": row["total_fen"],
        "starts": f"{starts:%Y-%m}" if starts else "",
        "ends": f"{ends:%Y-%m}" if ends else "",
        "owner_name": row["owner_name"],
        "owner": names.units.named(row["owner_name"]),
        "contractor_name": row["contractor_name"],
    }


def _entry(row: Row, serial: int) -> dict[str, Any]:
    said = row["serial"].removesuffix(".0")
    keys = (*AMOUNTS[1:], "work_items", *ENTRY_TEXTS)
    is_serial = said.isdecimal() and len(said) <= LONGEST_SERIAL
    return {"serial": int(said) if is_serial else serial, **{key: row[key] for key in keys}}


def _parts(row: Row) -> list[Part]:
    try:
        parts = funding_parts(row["funding_text"])
    except ValueError as error:
        row.problem("funding_text", "funding_amount", str(error))
        return []
    unknown = [part.label for part in parts if not part.known]
    if unknown:
        message = f"“{'、'.join(unknown)}”没有认出资金类型，按“其他”登记。如是中央预算内、衔接或市级资金，请写明全称。"
        row.problem("funding_text", "funding_unknown", message, warning=True)
    doubles = {part.label for part in parts if sum(other.label == part.label for other in parts) > 1}
    if doubles:
        row.problem("funding_text", "funding_double", f"“{'、'.join(sorted(doubles))}”写了两次，请合并成一项。")
    return parts


def _word(row: Row, key: str, words: dict[str, str], message: str) -> str | None:
    found: str | None = _looked_up(row, key, lambda text: words.get(plain(text)), message)
    return found


def _looked_up(row: Row, key: str, find: Callable[[str], Any], message: str) -> Any:
    found = find(row[key]) if row[key] else None
    if found is None and row.valid(key):
        row.problem(key, f"{key}_unknown", message)
    return found


def _township(row: Row, units: UnitIndex) -> Unit | None:
    unit = units.named(row["township"])
    if row.valid("township") and (unit is None or unit.kind != UnitKind.TOWNSHIP):
        row.problem("township", "township_unknown", "不是本区的镇街，请按“建胜镇”“春晖路街道”这样填写八个镇街之一。")
    return unit


def _department(row: Row, units: UnitIndex) -> Unit | None:
    unit = units.named(row["department"])
    if not row.valid("department"):
        return None
    if unit is None:
        message = "没有这个单位，请按成员单位名称填写（可用常用简称，例如区城管局）。"
        row.problem("department", "department_unknown", message)
    elif unit.kind in (UnitKind.TOWNSHIP, UnitKind.OWNER, UnitKind.CONTRACTOR):
        row.problem("department", "department_wrong", f"{unit}不是区级部门，请填行业主管部门。")
    return unit


def _check_doubles(reading: Reading) -> None:
    """The same code twice is an error; one name under two codes is worth a second look."""
    first_code: dict[str, Row] = {}
    first_name: dict[str, Row] = {}
    for row in reading.rows:
        code, name = row["code"], plain(row["name"])
        if code and first_code.setdefault(code, row) is not row:
            row.problem("code", "code_double", f"与第{first_code[code].number}行的项目代码相同，请核对后只保留一行。")
        elif name and first_name.setdefault(name, row) is not row:
            message = f"与第{first_name[name].number}行的项目名称相同而代码不同，请确认是两个项目。"
            row.problem("name", "name_double", message, warning=True)

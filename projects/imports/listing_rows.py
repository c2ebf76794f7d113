"""Checks of the 清单 (§6 of the rules), each at its cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.formats import wan
from documents.workbooks import Reading
from documents.workbooks.reading import Row
from projects.floors import floor_of
from projects.imports.funding_text import Part, funding_parts
from projects.imports.opening import check_lengths, check_not_negative
from projects.imports.registry import SectorIndex, UnitIndex
from projects.imports.vocabulary import KINDS, NATURES, STAGES, plain
from projects.models import Funding, ListEntry, Project
from units.models import Unit, UnitKind

AMOUNTS = (
    "total_fen", "plan_fen", "planned_workers", "planned_priority_workers", "planned_remuneration_fen",
    "planned_training",
)  # fmt: skip
PROJECT_TEXTS = ("name", "site", "owner_name", "contractor_name")
ENTRY_TEXTS = ("funding_text", "remark")


@dataclass(slots=True)
class ListedProject:
    """One checked row: what it says of the project, of its year, and of its money."""

    row: Row
    code: str
    project: dict[str, Any] = field(default_factory=dict)
    entry: dict[str, Any] = field(default_factory=dict)
    parts: Sequence[Part] = ()


@dataclass(slots=True)
class Names:
    """Everything rows are looked up in."""

    units: UnitIndex
    sectors: SectorIndex
    registered: dict[str, str]  # code → name in the system


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
    return {"serial": int(said) if said.isdecimal() else serial, **{key: row[key] for key in keys}}


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


def _name_differs(row: Row, year: int, names: Names, listed: ListedProject) -> None:  # noqa: ARG001
    registered = names.registered.get(listed.code)
    if registered and row.valid("name") and plain(registered) != plain(row["name"]):
        message = f"这个代码在系统里登记的是“{registered}”，导入后将改为表中名称。如代码填错请更正。"
        row.problem("name", "name_differs", message, warning=True)


def _priority_within(row: Row, year: int, names: Names, listed: ListedProject) -> None:  # noqa: ARG001
    workers, priority = row["planned_workers"], row["planned_priority_workers"]
    if workers is not None and priority is not None and priority > workers:
        message = f"重点群体{priority}人多于计划吸纳{workers}人，请核对：重点群体是其中一部分。"
        row.problem("planned_priority_workers", "priority_exceeds", message)


def _plan_within_total(row: Row, year: int, names: Names, listed: ListedProject) -> None:  # noqa: ARG001
    plan, total = row["plan_fen"], row["total_fen"]
    if plan is not None and total is not None and plan > total:
        message = f"年度计划投资{wan(plan)}万元多于总投资{wan(total)}万元，请核对。"
        row.problem("plan_fen", "plan_exceeds", message, warning=True)


def _year_within(row: Row, year: int, names: Names, listed: ListedProject) -> None:  # noqa: ARG001
    if row["years"] and not row["years"][0].year <= year <= row["years"][1].year:
        row.problem("years", "year_outside", f"起止年限不含{year}年，请核对是否应列入{year}年清单。", warning=True)


def _funding_within_total(row: Row, year: int, names: Names, listed: ListedProject) -> None:  # noqa: ARG001
    known = sum(part.amount_fen or 0 for part in listed.parts)
    if row["total_fen"] is not None and known > row["total_fen"]:
        message = f"资金构成合计{wan(known)}万元，多于总投资{wan(row['total_fen'])}万元，请核对。"
        row.problem("funding_text", "funding_exceeds", message, warning=True)


def _sector_of_department(row: Row, year: int, names: Names, listed: ListedProject) -> None:  # noqa: ARG001
    unit, sector = listed.project["department"], listed.project["sector"]
    if unit is None or sector is None or sector in unit.sectors.all():
        return
    own = "、".join(held.name for held in unit.sectors.all()) or "未登记"
    message = f"{unit}登记的主管领域是{own}，不含{sector}，请确认行业主管部门没有填错。"
    row.problem("department", "sector_differs", message, warning=True)


def _above_floor(row: Row, year: int, names: Names, listed: ListedProject) -> None:  # noqa: ARG001
    kind, planned = listed.project["kind"], row["planned_remuneration_fen"]
    if kind is None or planned is None:
        return
    fundings = [Funding(source=part.source, label=part.label, amount_fen=part.amount_fen) for part in listed.parts]
    floor = floor_of(kind, fundings)
    if floor.required_fen is not None and planned < floor.required_fen:
        message = f"计划发放劳务报酬{wan(planned)}万元低于下限：{floor.arithmetic}"
        row.problem("planned_remuneration_fen", "below_floor", message, warning=True)


CHECKS: tuple[Callable[[Row, int, Names, ListedProject], None], ...] = (
    _name_differs,
    _priority_within,
    _plan_within_total,
    _year_within,
    _funding_within_total,
    _sector_of_department,
    _above_floor,
)


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

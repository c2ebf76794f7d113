"""Checks of a 清单 row against itself, the register and the remuneration floor (§6 of the rules, R3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from documents.formats import wan
from documents.workbooks.reading import Row
from projects.floors import floor_of
from projects.imports.allocated import below_allocated
from projects.imports.listed_project import ListedProject, Names
from projects.imports.vocabulary import plain
from projects.models import Funding, Stage


def _name_differs(row: Row, year: int, names: Names, listed: ListedProject) -> None:  # noqa: ARG001
    registered = names.registered.get(listed.code)
    if registered and row.valid("name") and plain(registered.name) != plain(row["name"]):
        message = f"这个代码在系统里登记的是“{registered.name}”，导入后将改为表中名称。如代码填错请更正。"
        row.problem("name", "name_differs", message, warning=True)


def _stage_stays(row: Row, year: int, names: Names, listed: ListedProject) -> None:  # noqa: ARG001
    """The stage of a registered project moves on its proofs; the list says it of a new one only."""
    registered, stage = names.registered.get(listed.code), listed.project["stage"]
    if registered and stage and registered.stage != stage:
        message = (
            f"系统里的阶段是“{registered.get_stage_display()}”，表中写的是“{Stage(stage).label}”，导入不改阶段："
            "阶段凭批复、合同等办理资料在项目页上推进。"
        )
        row.problem("stage", "stage_stays", message, warning=True)


def _archived_stays(row: Row, year: int, names: Names, listed: ListedProject) -> None:  # noqa: ARG001
    registered = names.registered.get(listed.code)
    if registered is None or registered.stage != Stage.ARCHIVED:
        return
    columns = {key: registered._meta.get_field(key).attname for key in listed.project if key != "stage"}  # type: ignore[union-attr]
    if any(getattr(registered, column) != _stored(listed.project[key]) for key, column in columns.items()):
        message = f"“{registered.name}”已经归档，内容不再改动，而这一行与登记的不同。请照登记的内容填写，或删去这一行。"
        row.problem("code", "archived", message)


def _stored(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def _above_allocated(row: Row, year: int, names: Names, listed: ListedProject) -> None:  # noqa: ARG001
    registered = names.registered.get(listed.code)
    allocated = names.allocated.get(registered.pk, {}) if registered else {}
    if sentences := below_allocated(listed.parts, allocated):
        row.problem("funding_text", "below_allocated", "".join(sentences))


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
    _stage_stays,
    _archived_stays,
    _priority_within,
    _plan_within_total,
    _year_within,
    _funding_within_total,
    _sector_of_department,
    _above_floor,
    _above_allocated,
)

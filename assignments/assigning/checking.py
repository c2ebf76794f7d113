"""What must hold of a task before it is kept; every sentence at once."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError

from assignments.measures import find
from assignments.models import Assignment, Decision, Duty, Issue, Mandate
from units.models import Unit, UnitKind
from units.refusals import Refusal

Origin = Duty | Decision | Mandate | Issue
FIELDS: dict[type[Origin], str] = {Duty: "duty", Decision: "decision", Mandate: "mandate", Issue: "issue"}
OF_THE_HOUSE = {UnitKind.DEPARTMENT, UnitKind.SECTOR_DEPARTMENT, UnitKind.TOWNSHIP}
LONG = {"title": "工作任务", "demand": "工作要求", "remark": "备注"}
YEARS = range(2022, 2100)  # 大渡口府办发〔2022〕86号 is of October 2022


def origin_field(origin: Origin) -> str:
    """The field of a task that names its origin."""
    return FIELDS[type(origin)]


def require_sound(row: Assignment, supports: Collection[Unit]) -> None:
    """Refuse a task that is wrong, with all that is wrong."""
    if wrong := [*_wrong_fields(row), *_wrong_units(row, supports), *_wrong_origin(row)]:
        raise Refusal(*wrong)


def _wrong_fields(row: Assignment) -> list[str]:
    said = [] if row.title else ["请填写工作任务。"]
    said += [] if row.year in YEARS else [f"年度{row.year}不对，请填写2022年及以后的年度。"]
    said += [] if row.starts_on <= row.due_on else ["办结期限不能早于起始日期。"]
    measure = find(row.measure)
    if row.measure and measure is None:
        said.append("这个量化指标不在可选范围内，请重新选择。")
    if bool(row.measure) != (row.target is not None):
        said.append("量化指标和目标值应同时填写。")
    if row.target is not None and row.target <= 0:
        said.append("目标值应大于零。")
    return said + _too_long(row)


def _too_long(row: Assignment) -> list[str]:
    if not row.title:
        return []
    try:
        row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name not in LONG])
    except ValidationError as wrong:
        return [f"{LONG[name]}太长，请写得简短些。" for name in wrong.message_dict]
    return []


def _wrong_units(row: Assignment, supports: Collection[Unit]) -> list[str]:
    said = []
    if row.lead in supports:
        said.append(f"{row.lead.name}已是责任单位，不能同时是配合单位。")
    outside = [unit.name for unit in (row.lead, *supports) if unit.kind not in OF_THE_HOUSE]
    if outside:
        said.append(f"{'、'.join(outside)}不是区级部门或镇街，任务只交给部门和镇街。")
    return said


def _wrong_origin(row: Assignment) -> list[str]:
    if row.decision_id is None:
        return []
    taken = Assignment.objects.filter(decision_id=row.decision_id).exclude(pk=row.pk).first()
    return [f"这项议定事项已经拟订任务：{taken}。"] if taken else []

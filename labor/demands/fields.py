"""The fields of a demand as data, in the order of its form: which R5 asks for, and how the trail writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model

from documents.formats import mask_phone, yuan
from labor.models import LaborDemand


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its label, whether a demand needs it to be sent, and what to write when it is empty."""

    name: str
    label: str
    required: bool = True
    empty: str = "请填写。"
    in_draft: bool = False  # the row itself cannot be without it

    def written(self, demand: LaborDemand) -> Any:
        """The value as people and the trail read it: money in 元, the phone masked."""
        return told(self.name, getattr(demand, self.name))


FIELDS = (
    Field("work_item", "用工环节（指导目录）", required=False),
    Field("task", "建设任务和用工环节", empty="请从指导目录选择用工环节，或写明建设任务和用工环节。"),
    Field("trade", "岗位工种", empty="请选择岗位工种。", in_draft=True),
    Field("headcount", "需求人数（人）", in_draft=True),
    Field("starts_on", "用工开始", in_draft=True),
    Field("ends_on", "用工结束", in_draft=True),
    Field("skills", "技能要求", empty="请写明要求，没有要求的写“无”。"),
    Field("needs_certificate", "须持证", required=False),
    Field("day_rate_fen", "日工资（元）", in_draft=True),
    Field("place", "工作地点"),
    Field("township", "所在镇街", empty="请选择镇街。", in_draft=True),
    Field("contact", "联系人"),
    Field("phone", "联系电话", empty="请填写，招工公告上公开。"),
    Field("remark", "备注", required=False),
)
BY_NAME = {field.name: field for field in FIELDS}
BASIC = tuple(field for field in FIELDS if field.in_draft)


def is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def told(name: str, value: Any) -> Any:
    """A field's value for the trail."""
    if name == "phone":
        return mask_phone(value)
    if name == "day_rate_fen" and value is not None:
        return yuan(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Model) else value

"""The fields of a nomination (申报) as data: the columns of the 清单 with the five parts of the investment (§3, §6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from documents.formats import MISSING, count, wan
from projects.models import Nomination


class Shape(StrEnum):
    """What a field holds: money (分, written in 万元), a count, a choice, a link to a row, a month or a text."""

    TEXT = "text"
    LONG = "long"
    MONEY = "money"
    COUNT = "count"
    CHOICE = "choice"
    LINK = "link"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its shape, its group on the form, whether it must be filled before it is sent, its unit."""

    name: str
    shape: Shape
    group: str
    required: bool = True
    unit: str = ""
    help: str = ""

    @property
    def label(self) -> str:
        return str(Nomination._meta.get_field(self.name).verbose_name)  # type: ignore[union-attr]

    @property
    def heading(self) -> str:
        """The label with its unit, said once."""
        return self.label if not self.unit or self.label.endswith("）") else f"{self.label}（{self.unit}）"

    def written(self, nomination: Nomination) -> str:
        """The value as people read it, without its unit; "—" when nothing is stated."""
        value = getattr(nomination, self.name)
        if value is None or value == "":
            return MISSING
        if self.shape is Shape.CHOICE:
            return str(getattr(nomination, f"get_{self.name}_display")())
        return str(WRITTEN.get(self.shape, str)(value))


WRITTEN: dict[Shape, Any] = {Shape.MONEY: wan, Shape.COUNT: count}

WHAT, MONEY, LABOR, WHO = "项目情况", "投资", "以工代赈安排", "责任单位"
WAN, PART_HELP = "万元", "写明其中一项时，五项合计应等于总投资；没有的留空或填0"

FIELDS: tuple[Field, ...] = (
    Field("name", Shape.TEXT, WHAT),
    Field("code", Shape.TEXT, WHAT, help="形如 2304-500110-04-01-886979，照赋码文件填写"),
    Field("sector", Shape.LINK, WHAT),
    Field("kind", Shape.CHOICE, WHAT),
    Field("nature", Shape.CHOICE, WHAT),
    Field("site", Shape.TEXT, WHAT),
    Field("content", Shape.LONG, WHAT),
    Field("starts", Shape.MONTH, WHAT, help="形如 2026-03"),
    Field("ends", Shape.MONTH, WHAT, help="形如 2026-12"),
    Field("stage", Shape.CHOICE, WHAT),
    Field("total_fen", Shape.MONEY, MONEY, unit=WAN),
    Field("works_fen", Shape.MONEY, MONEY, required=False, unit=WAN, help=PART_HELP),
    Field("other_fen", Shape.MONEY, MONEY, required=False, unit=WAN),
    Field("reserve_fen", Shape.MONEY, MONEY, required=False, unit=WAN),
    Field("interest_fen", Shape.MONEY, MONEY, required=False, unit=WAN),
    Field("issue_fen", Shape.MONEY, MONEY, required=False, unit=WAN),
    Field("funding_text", Shape.TEXT, MONEY, required=False, help="如“中央预算内资金320；区级配套100”"),
    Field("plan_fen", Shape.MONEY, MONEY, unit=WAN),
    Field("work_items", Shape.LONG, LABOR, required=False, help="可从指导目录选择，也可补充说明，至少有其一"),
    Field("planned_workers", Shape.COUNT, LABOR, unit="人"),
    Field("planned_priority_workers", Shape.COUNT, LABOR, required=False, unit="人"),
    Field("planned_remuneration_fen", Shape.MONEY, LABOR, unit=WAN),
    Field("planned_training", Shape.COUNT, LABOR, required=False, unit="人次"),
    Field("owner_name", Shape.TEXT, WHO),
    Field("contractor_name", Shape.TEXT, WHO, required=False),
    Field("department", Shape.LINK, WHO),
    Field("township", Shape.LINK, WHO),
    Field("remark", Shape.TEXT, WHO, required=False),
)
BY_NAME = {field.name: field for field in FIELDS}

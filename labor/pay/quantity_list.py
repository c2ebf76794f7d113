"""The month's 计时计件 as a list: which are asked for, the columns of page and workbook, what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from documents.workbooks import Sheet, write_workbook
from labor.arithmetic import gross_fen
from labor.models import Measure, WorkQuantity
from labor.pay.computing import amount_of
from labor.permissions import require_works_on
from labor.tables import DATE, DAYS, YUAN, TableColumn, workbook_rows
from labor.taking_out import MASKED, stated_purpose, watermark
from projects.models import Period, Project
from projects.questions import SEARCH, has_words
from units.audit import record
from units.models import User
from units.refusals import Refusal

IN_FORCE, ALL = "in_force", "all"
STATES = [(IN_FORCE, "有效"), (ALL, "有效和已撤销")]
LACKING = "请写明导出用途，至少四个字，会写在表的首尾。"
COLUMNS: tuple[TableColumn[WorkQuantity], ...] = (
    TableColumn("name", "姓名", lambda row: row.engagement.name),
    TableColumn("id_number", "身份证号", lambda row: row.engagement.worker.id_masked),
    TableColumn("team", "班组", lambda row: row.engagement.team),
    TableColumn("item", "内容", lambda row: row.item),
    TableColumn("quantity", "数量", lambda row: row.quantity_centi, DAYS),
    TableColumn("measure", "单位", lambda row: row.get_measure_display()),
    TableColumn("rate_fen", "单价（元）", lambda row: row.rate_fen, YUAN),
    TableColumn("amount_fen", "金额（元）", amount_of, YUAN, total=True),
    TableColumn("recorded_by", "登记人", lambda row: row.recorded_by.name),
    TableColumn("recorded_at", "登记日期", lambda row: localdate(row.recorded_at), DATE),
    TableColumn("state", "状态", lambda row: "已撤销" if row.voided_at else "有效", on_page=False),
)

PAGE_COLUMNS = tuple(column for column in COLUMNS if column.on_page)


class QuantityFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words of name, work or team, by measure, and with those taken back or without."""

    q = django_filters.CharFilter(
        label="姓名、内容或班组", method="by_text", widget=forms.TextInput({**SEARCH, "placeholder": "例如：夜间看护"})
    )
    measure = django_filters.ChoiceFilter(label="计酬方式", choices=Measure.choices, empty_label="计时和计件")
    state = django_filters.ChoiceFilter(label="状态", method="by_state", choices=STATES, empty_label=None)

    class Meta:
        model = WorkQuantity
        fields: list[str] = []

    def __init__(self, data: Any, *args: Any, **options: Any) -> None:
        asked = data.copy()
        asked.setdefault("state", IN_FORCE)
        super().__init__(asked, *args, **options)

    def by_text(self, rows: QuerySet[WorkQuantity], name: str, text: str) -> QuerySet[WorkQuantity]:  # noqa: ARG002
        return rows.filter(has_words(("engagement__name", "item", "engagement__team"), text))

    def by_state(self, rows: QuerySet[WorkQuantity], name: str, state: str) -> QuerySet[WorkQuantity]:  # noqa: ARG002
        return rows if state == ALL else rows.filter(voided_at=None)


def listed(project: Project, period: Period) -> QuerySet[WorkQuantity]:
    """The month's rows with all a list shows of them, by team and name; those taken back as well."""
    rows = WorkQuantity.objects.filter(sheet__project=project, sheet__period__month=period.month)
    related = rows.select_related("engagement__worker", "recorded_by", "voided_by")
    return related.order_by("engagement__team", "engagement__name", "pk")


def totals_of(rows: QuerySet[WorkQuantity]) -> dict[str, int]:
    """Of the rows in force: how many (笔), people (人), and what they come to in 分; one query."""
    kept = rows.filter(voided_at=None).order_by()
    told = list(kept.values_list("engagement__worker", "quantity_centi", "rate_fen"))
    amount = sum(gross_fen(quantity, rate) for _, quantity, rate in told)
    return {"rows": len(told), "people": len({person for person, _, _ in told}), "amount_fen": amount}


@transaction.atomic
def export_quantities(
    *, project: Project, period: Period, rows: QuerySet[WorkQuantity], said: Sequence[str], reason: str, by: User,
    at: datetime,
) -> bytes:  # fmt: skip
    """Return an .xlsx of the rows listed, ID numbers masked, marked with who took it and why.

    Raises:
        NotAllowed: the person's post does not handle the project.
        Refusal: the reason says too little; or nothing is listed.
    """
    require_works_on(by, project, "导出计时计件")
    listing = list(rows)
    if not listing:
        raise Refusal("没有符合条件的计时计件，没有导出。请放宽筛选条件。")
    why = stated_purpose(reason, lacking=LACKING)
    mark, sums = watermark(by, at, why), totals_of(rows)
    subject = f"{project.code} {project.name} {period.label}"
    detail = {"conditions": list(said), "reason": why}
    record(act="导出计时计件", subject=subject, by=by, at=at, rows=len(listing), detail=detail)
    sheet = Sheet(
        title=f"{project.name}{period.label}计时计件登记",
        name="计时计件",
        columns=[column.column for column in COLUMNS],
        rows=workbook_rows(COLUMNS, listing),
        totals={"amount_fen": sums["amount_fen"]},
        unit="元",
        preamble=[f"筛选条件：{'；'.join(said) or '全部'}", mark],
        notes=["合计不含已撤销的。", MASKED, mark],
    )
    return write_workbook([sheet])

"""The two ledgers' columns, on the page and as workbooks; people masked, their categories left out (§6, §12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from documents.masking import without_numbers
from documents.workbooks import Column, Kind, Sheet, write_workbook
from labor.companies.filters import state_of
from labor.companies.ledgers import CompanyTotals, company_totals, welfare_totals
from labor.models import LaborCompany, WelfarePost
from labor.tables import COUNT, DATE, TableColumn, workbook_rows
from labor.taking_out import MASKED, stated_purpose, watermark
from units.audit import record
from units.models import User
from units.refusals import Refusal

PEOPLE = "人数按身份证去重；同一人为两家公司做过工的，合计只算一次，所以合计可能小于各行相加。"
MONEY = "合计只算在岗的岗位。"
NAMED_WITHOUT_PURPOSE = "台账上有人员姓名，请写明导出原因，至少四个字，会印在台账的首尾。"
Row = Any  # a LaborCompany with its counts

COMPANY_COLUMNS: tuple[TableColumn[Row], ...] = (
    TableColumn("name", "名称", lambda row: row.name),
    TableColumn("credit_code", "统一社会信用代码", lambda row: row.credit_code),
    TableColumn("township", "所在镇街", lambda row: row.township.name if row.township else "区外"),
    TableColumn("contact", "联系人电话", lambda row: f"{row.contact} {row.phone}"),
    TableColumn("founded_on", "成立日期", lambda row: row.founded_on, DATE),
    TableColumn("collective", "村集体领办", lambda row: "是" if row.is_collective else "否"),
    TableColumn("people_now", "现在岗（人）", lambda row: row.people_now, COUNT, total=True),
    TableColumn("people_ever", "累计组织（人）", lambda row: row.people_ever, COUNT, total=True),
    TableColumn("note", "说明", lambda row: row.note, on_page=False),
    TableColumn("state", "状态", lambda row: "已停用" if row.retired_at else "在用", on_page=False),
)
POST_COLUMNS = (
    Column(key="serial", heading="序号", kind=Kind.INTEGER, width=6),
    Column(key="title", heading="岗位名称", width=16),
    Column(key="township", heading="镇街", width=12),
    Column(key="project", heading="项目", width=30),
    Column(key="name", heading="在岗人员", width=10),
    Column(key="id_number", heading="身份证号", width=20),
    Column(key="starts_on", heading="上岗日期", kind=Kind.DATE, width=12),
    Column(key="ends_on", heading="期满日期", kind=Kind.DATE, width=12),
    Column(key="month_fen", heading="月补贴（元）", kind=Kind.MONEY_YUAN, width=12),
    Column(key="duties", heading="职责", width=30),
    Column(key="state", heading="状态", width=10),
)


def totals_of(totals: CompanyTotals) -> dict[str, int]:
    """The totals of the ledger's last row, by column, 人."""
    return {"people_now": totals.people_now, "people_ever": totals.people_ever}


@transaction.atomic
def export_companies(
    *, companies: QuerySet[LaborCompany], said: Sequence[str], on: date, by: User, at: datetime
) -> bytes:
    """Return 劳务公司台账 as an .xlsx: the filtered companies with the people on site on a day; it names no worker."""
    rows, filters = list(companies), "；".join(said) or "全部"
    totals = company_totals(companies, on=on)
    record(act="导出劳务公司台账", subject=filters, by=by, at=at, rows=len(rows), detail={"conditions": list(said)})
    sheet = Sheet(
        title="劳务公司台账",
        columns=[column.column for column in COMPANY_COLUMNS],
        rows=workbook_rows(COMPANY_COLUMNS, rows),
        totals=totals_of(totals),
        preamble=[f"筛选条件：{filters}"],
        notes=[f"共{totals.companies}家，其中村集体领办{totals.collective}家。在岗人数截至{on:%Y-%m-%d}。", PEOPLE],
    )
    return write_workbook([sheet])


@transaction.atomic
def export_posts(
    *, posts: QuerySet[WelfarePost], said: Sequence[str], reason: str, on: date, by: User, at: datetime
) -> bytes:
    """Return 公益性岗位台账 as an .xlsx: the filtered posts, numbers masked, categories left out.

    Where somebody is named, head and foot say who took it out, when and what for.

    Raises:
        Refusal: people are named and the reason says too little; or nothing is listed.
    """
    rows = list(posts)
    named = sum(1 for post in rows if post.worker_id)
    if not rows:
        raise Refusal("没有符合条件的岗位，没有导出。请放宽筛选条件。")
    why = stated_purpose(reason, lacking=NAMED_WITHOUT_PURPOSE) if named else ""
    filters = without_numbers("；".join(said) or "全部")
    detail = {"reason": why, "conditions": filters, "people": named}
    record(act="导出公益性岗位台账", subject=filters, by=by, at=at, rows=len(rows), detail=detail)
    return write_workbook([_post_sheet(posts, rows, filters, on, [watermark(by, at, why)] if named else [])])


def _post_sheet(
    posts: QuerySet[WelfarePost], rows: Sequence[WelfarePost], filters: str, on: date, marks: list[str]
) -> Sheet:
    totals = welfare_totals(posts, on=on)
    said = f"截至{on:%Y-%m-%d}：共{totals.posts}个岗位，在岗{totals.filled}个、{totals.people}人。{MONEY}"
    return Sheet(
        title="公益性岗位台账",
        columns=POST_COLUMNS,
        rows=[_row(number, post, on) for number, post in enumerate(rows, start=1)],
        totals={"month_fen": totals.month_fen},
        unit="元",
        preamble=[f"筛选条件：{filters}", *marks],
        notes=[said, *([MASKED] if marks else []), *marks],
    )


def _row(number: int, post: WelfarePost, on: date) -> dict[str, Any]:
    return {
        "serial": number,
        "title": post.title,
        "township": post.township.name,
        "project": post.project.name if post.project else "",
        "name": post.worker.name if post.worker else "",
        "id_number": post.worker.id_masked if post.worker else "",
        "starts_on": post.starts_on,
        "ends_on": post.ends_on,
        "month_fen": post.month_fen,
        "duties": post.duties,
        "state": state_of(post, on)[0],
    }

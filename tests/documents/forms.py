"""Forms and workbooks the tests of `documents.workbooks` share."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from documents.workbooks import Column, Form, Kind

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures" / "demo"


def column(key: str, heading: str, kind: Kind = Kind.TEXT, **more: Any) -> Column:
    return Column(key=key, heading=heading, kind=kind, **more)


ROLL = Form(
    "roll",
    "发放表",
    [
        column("no", "序号", Kind.ORDINAL),
        column("employer", "用人单位", required=True),
        column("month", "支付周期", Kind.MONTH, required=True),
        column("paid_on", "支付日期", Kind.DATE),
        column("name", "姓名", Kind.NAME, required=True, required_kind="name_missing"),
        column("id", "身份证号", Kind.ID_NUMBER, required=True),
        column("phone", "联系方式", Kind.PHONE),
        column("trade", "工种"),
        column("days", "工作时间（工日）", Kind.HUNDREDTHS, required=True, number_kind="days_not_a_number"),
        column("rate", "单价（元）", Kind.MONEY_YUAN, required=True),
        column("gross", "应发（元）", Kind.MONEY_YUAN, required=True, required_kind="amount_missing"),
        column("deduction", "代扣代缴扣除（元）", Kind.MONEY_YUAN),
        column("net", "实发（元）", Kind.MONEY_YUAN, required=True, required_kind="amount_missing"),
        column("card", "账号", Kind.CARD, required=True),
        column("voucher", "凭证或签字"),
    ],
    unit="元",
)


def _wan(key: str, heading: str, **more: Any) -> Column:
    return column(key, heading, Kind.MONEY_WAN, **more)


def _count(key: str, heading: str, **more: Any) -> Column:
    return column(key, heading, Kind.INTEGER, **more)


LISTED = Form(
    "listed",
    "清单",
    [
        column("no", "序号", Kind.ORDINAL),
        column("name", "项目名称", required=True),
        column("code", "项目代码", Kind.PROJECT_CODE, required=True),
        column("sector", "领域", choices=("交通", "水利", "能源")),
        column("type", "类型"),
        column("nature", "建设性质"),
        column("place", "建设地点（镇街）"),
        column("scope", "主要建设内容及规模"),
        _wan("total", "总投资（万元）"),
        column("funds", "资金构成"),
        _wan("plan", "年度计划投资（万元）"),
        column("years", "起止年限", Kind.MONTH_RANGE),
        column("stage", "阶段"),
        column("work", "可实施以工代赈的建设任务和用工环节"),
        _count("workers", "计划吸纳务工人数（人）"),
        _count("priority", "其中重点群体（人）"),
        _wan("pay", "计划发放劳务报酬（万元）"),
        _count("trained", "计划培训（人次）"),
        column("owner", "业主单位"),
        column("builder", "施工单位"),
        column("department", "行业主管部门"),
        column("township", "责任镇街"),
        column("remark", "备注"),
    ],
    unit="万元",
)

LEDGER = Form(
    "ledger",
    "月报",
    [
        column("no", "序号", Kind.ORDINAL),
        column("name", "项目名称", required=True),
        column("code", "项目代码", Kind.PROJECT_CODE, required=True),
        column("task", "年度建设任务"),
        _wan("plan", "年度计划投资（万元）"),
        _wan("done_before", "本月前已完成投资（万元）"),
        _wan("done_now", "本月新增完成投资（万元）"),
        column("done_share", "投资完成率（%）", Kind.PERCENT, derived=True),
        _wan("paid_before", "本月前已拨付资金（万元）"),
        _wan("paid_now", "本月新增拨付资金（万元）"),
        column("paid_share", "资金拨付率（%）", Kind.PERCENT, derived=True),
        column("progress", "形象进度"),
        column("preparation", "前期工作程度"),
        column("reason", "未开工主要原因"),
        column("start_on", "拟开工日期", Kind.DATE),
        column("measures", "主要措施"),
        _count("present", "报告期当日吸纳就业人数（人）"),
        _count("absorbed", "本年累计已吸纳就业人数（人）"),
        _count("rural", "其中农村劳动力（人）"),
        _wan("pay", "本年累计已发放劳动报酬（万元）"),
    ],
)

STAGES = {"preparing": "前期工作", "building": "主体施工", "built": "主体完工", "in_use": "建成投用"}
OFFICIAL = Form(
    "official",
    "调度表",
    [
        column("no", "序号", Kind.ORDINAL),
        column("county", "市县"),
        column("name", "项目名称", required=True),
        column("fund", "资金类型"),
        _wan("granted", "下达的以工代赈资金额度（万元）", expected=True),
        _wan("total", "项目总投资（万元）", group="项目投资情况"),
        _wan("used", "其中：实际用于实施以工代赈项目的资金（万元）", group="项目投资情况"),
        _wan("pooled", "其中：整合资金（万元）", group="项目投资情况"),
        *(column(key, heading, Kind.TICK, group="项目形象进度", expected=True) for key, heading in STAGES.items()),
        _wan("paid", "已支付资金总额（万元）", group="资金支付进度"),
        _wan("paid_city", "其中：已支付省级财政金额（万元）", group="资金支付进度"),
        _wan("pay", "已发放劳务报酬（万元）", group="政策落实情况"),
        _count("workers", "已吸纳农村群众务工（人数）", group="政策落实情况"),
        _count("posts", "已设置公益性岗位（个数）", group="政策落实情况"),
        _count("trained", "已组织劳动力技能培训（人数）", group="政策落实情况"),
        column("results", "主要建设内容及成果"),
        column("remark", "备注"),
    ],
    unit="万元、人、个",
)
FORMS = [ROLL, LISTED, LEDGER, OFFICIAL]

# A small form for tests that look at one thing at a time.
SMALL = Form(
    "small",
    "小表",
    [
        column("no", "序号", Kind.ORDINAL),
        column("name", "姓名", Kind.NAME, required=True),
        column("team", "班组"),
        column("days", "工作时间（工日）", Kind.HUNDREDTHS),
        column("pay", "应发（元）", Kind.MONEY_YUAN),
    ],
)
SMALL_HEAD = ["序号", "姓名", "班组", "工作时间（工日）", "应发（元）"]


def workbook(
    rows: Iterable[Sequence[Any]], *, merges: Sequence[str] = (), name: str = "表", hidden: Sequence[int] = ()
) -> bytes:
    """The bytes of an .xlsx with one sheet of the given rows."""
    book = Workbook()
    page = book.active
    page.title = name
    for row in rows:
        page.append(list(row))
    for area in merges:
        page.merge_cells(area)
    for number in hidden:
        page.row_dimensions[number].hidden = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def replaced(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The same zip with bytes replaced in one part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == part:
                assert old in data
                data = data.replace(old, new)
            target.writestr(info.filename, data)
    return stream.getvalue()


ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="表">'
)
ODS_FOOT = "</table:table></office:spreadsheet></office:body></office:document-content>"


def ods(rows_xml: str) -> bytes:
    """The bytes of an .ods around the XML of its rows."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        target.writestr("content.xml", ODS_HEAD + rows_xml + ODS_FOOT)
        target.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/"'
            ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
    return stream.getvalue()


def ods_row(*values: str | float, attributes: dict[int, str] | None = None) -> str:
    """One row of an .ods; `attributes` add raw attributes to cells by position."""
    return (
        "<table:table-row>"
        + "".join(_ods_cell(value, (attributes or {}).get(index, "")) for index, value in enumerate(values))
        + "</table:table-row>"
    )


def _ods_cell(value: str | float, more: str) -> str:
    if value == "":
        return f"<table:table-cell {more}/>"
    kind = (
        'office:value-type="string"' if isinstance(value, str) else f'office:value-type="float" office:value="{value}"'
    )
    return f"<table:table-cell {kind} {more}><text:p>{value}</text:p></table:table-cell>"

"""Sheets are laid out in many ways; the reader finds the form in each of them."""

from datetime import date
from typing import Any

import pytest

from documents.workbooks import Column, Form, Kind, UnreadableWorkbook, read_workbook
from documents.workbooks.headings import parse
from tests.documents.forms import FORMS, ROLL, SMALL, SMALL_HEAD, column, workbook

GOOD = ["500104199001011239", "13812341234"]


def kinds(reading: Any) -> list[tuple[str, str]]:
    return [(problem.cell, problem.kind) for problem in reading.problems]


def test_columns_may_stand_in_any_order_under_their_usual_synonyms() -> None:
    head = [
        "实发工资",
        "联系电话",
        "身份证\n号码",
        "姓 名",
        "日工资（元/工日）",
        "出勤天数(天)",
        "应发合计",
        "银行卡号",
        "签字",
        "开户行",
        "发放月份",
        "用工单位",
    ]
    line = [
        4200,
        GOOD[1],
        GOOD[0],
        "余犇",
        210,
        20,
        4200,
        "6212262674609455324",
        "已签",
        "农行",
        "2026年10月",
        "区城管局",
    ]
    reading = read_workbook(workbook([["某项目工资表"], head, line]), FORMS)
    row = reading.rows[0]
    assert reading.problems == []
    assert reading.notes == ["没有用到的列：开户行。"]
    assert (row["net"], row["rate"], row["days"], row["gross"]) == (420_000, 21_000, 2_000, 420_000)
    assert (row["id"], row["phone"], row["name"], row["card"]) == (*GOOD, "余犇", "6212262674609455324")
    assert (row["month"], row["employer"], row["voucher"], row["paid_on"]) == (
        date(2026, 10, 1),
        "区城管局",
        "已签",
        None,
    )
    assert (row.cell("name"), row.cell("net"), row.found("month")) == ("D3", "A3", "2026年10月")


@pytest.mark.parametrize(
    ("text", "full", "base", "unit"),
    [
        ("工作时间（工日）", "工作时间", "工作时间", "工日"),
        (" 身份证 号码 ", "身份证号码", "身份证号码", ""),
        ("其中：整合资金(万元)", "整合资金", "整合资金", "万元"),
        ("建设地点（镇街）", "建设地点镇街", "建设地点", ""),
        ("单价（元/工日）", "单价", "单价", "元"),
        ("投资完成率（％）", "投资完成率", "投资完成率", "%"),
        ("＊姓名", "姓名", "姓名", ""),
        ("总投资（万）", "总投资", "总投资", "万元"),
        ("出勤【天】", "出勤", "出勤", "工日"),
    ],
)
def test_a_heading_is_taken_apart_into_words_and_unit(text: str, full: str, base: str, unit: str) -> None:
    heading = parse(text)
    assert (heading.full, heading.base, heading.unit) == (full, base, unit)


def test_a_unit_that_differs_is_converted_for_money_and_refused_for_anything_else() -> None:
    head = ["姓名", "班组", "工作时间（小时）", "应发（万元）"]
    reading = read_workbook(workbook([head, ["余犇", "一班", 20, 0.42]]), [SMALL])
    assert kinds(reading) == [("C1", "unit_mismatch")]
    assert "小时" in reading.problems[0].message
    assert reading.rows[0]["pay"] == 420_000
    assert reading.notes == ["“应发（万元）”按万元读取，已换算成元。"]


def test_a_unit_line_above_the_table_speaks_for_headings_without_one() -> None:
    form = Form(
        "f",
        "清单",
        [column("name", "项目名称"), column("total", "总投资（万元）", Kind.MONEY_WAN), column("owner", "业主单位")],
    )
    head, line = ["项目名称", "总投资", "业主单位"], ["某路", 1_200_000, "某公司"]
    in_yuan = read_workbook(workbook([["填报单位：某委", "", "单位：元"], head, line]), [form])
    assert in_yuan.rows[0]["total"] == 120_000_000
    assert in_yuan.notes == ["“总投资”按元读取，已换算成万元。"]
    unsaid = read_workbook(workbook([["填报单位：万元公司"], head, line]), [form])
    assert (unsaid.rows[0]["total"], unsaid.notes) == (1_200_000_000_000, [])


def test_heads_are_not_attendances() -> None:
    form = Form(
        "f",
        "清单",
        [column("name", "项目名称"), column("place", "建设地点"), column("trained", "计划培训（人次）", Kind.INTEGER)],
    )
    reading = read_workbook(workbook([["项目名称", "建设地点", "计划培训（人）"], ["某路", "八桥镇", 3]]), [form])
    assert kinds(reading) == [("C1", "unit_mismatch")]


def test_totals_signatures_small_headings_and_repeated_headings_are_no_data() -> None:
    rows = [
        ["某表"], SMALL_HEAD, [1, 2, 3, 4, 5],
        ["一、钢筋班"],
        [1, "余犇", "钢筋班", 20, 4200],
        ["", "钢筋班小计", "", 20, 4200],
        [None] * 5,
        SMALL_HEAD,
        [2, "马喆", "木工班", 10, 2100],
        [3, None, None, None, None],
        ["合 计", None, None, 30, 6300],
        ["制表人：张三", None, "审核人：李四", None, None],
        ["注：本表一式三份。"],
        ["发放单位：某公司", None, "大写：陆仟叁佰元整", None, None],
        ["以上内容属实", None, None, None, None],
        ["以上内容已经本人核对无误", None, None, None, None],
    ]  # fmt: skip
    reading = read_workbook(workbook(rows), [SMALL])
    assert [(row.number, row["name"]) for row in reading.rows] == [(5, "余犇"), (9, "马喆")]
    assert reading.problems == []
    assert reading.notes == ["第4行是小标题，没有当作数据。", "第16行只有“以上内容已经本人核对无误”，没有当作数据。"]
    assert reading.header_rows == (2, 2)


def test_a_row_with_only_a_name_is_data_with_its_faults_and_never_dropped() -> None:
    form = Form(
        "f",
        "表",
        [
            column("name", "姓名", Kind.NAME),
            column("team", "班组"),
            column("pay", "应发（元）", Kind.MONEY_YUAN, required=True),
        ],
    )
    reading = read_workbook(workbook([["姓名", "班组", "应发（元）"], ["余犇"], ["合川", "一班", 5]]), [form])
    assert [row["name"] for row in reading.rows] == ["余犇", "合川"]
    assert kinds(reading) == [("C2", "required")]


def test_a_merged_team_cell_speaks_for_all_its_rows_and_a_merged_amount_for_none() -> None:
    rows = [SMALL_HEAD, [1, "余犇", "钢筋班", 20, 4200], [2, "马喆", None, 10, None], [3, "田㛃", "木工班", 10, None]]
    reading = read_workbook(workbook(rows, merges=["C2:C3", "E2:E4"]), [SMALL])
    assert [row["team"] for row in reading.rows] == ["钢筋班", "钢筋班", "木工班"]
    assert kinds(reading) == [("E3", "merged_cell"), ("E4", "merged_cell")]


def test_hidden_rows_are_read() -> None:
    rows = [SMALL_HEAD, [1, "余犇", "一班", 20, 4200], [2, "马喆", "一班", 10, 2100]]
    reading = read_workbook(workbook(rows, hidden=[3]), [SMALL])
    assert [row["name"] for row in reading.rows] == ["余犇", "马喆"]


def test_missing_columns_are_one_problem_and_the_rest_is_still_checked() -> None:
    reading = read_workbook(
        workbook(
            [["姓名", "身份证号", "联系方式", "工作时间", "应发", "实发", "单价"], ["余犇", "123", "138", 1, 2, 2, 2]]
        ),
        FORMS,
    )
    assert reading.form is ROLL
    assert kinds(reading)[0] == ("A1", "columns_missing")
    assert all(name in reading.problems[0].message for name in ("用人单位", "支付周期", "账号"))
    assert kinds(reading)[1:] == [("B2", "id_length"), ("C2", "phone_invalid")]


def test_what_the_caller_knows_stands_in_for_missing_columns_and_blank_cells() -> None:
    head = ["姓名", "身份证号", "支付周期", "工作时间", "单价", "应发", "实发", "账号"]
    line = ["余犇", GOOD[0], None, 20, 210, 4200, 4200, "6212262674609455324"]
    context = {"employer": "区城管局", "month": date(2026, 10, 1)}
    reading = read_workbook(workbook([head, line]), FORMS, context=context)
    assert reading.problems == []
    assert (reading.rows[0]["employer"], reading.rows[0]["month"]) == ("区城管局", date(2026, 10, 1))
    assert (reading.has("employer"), reading.rows[0].cell("employer"), reading.rows[0].found("employer")) == (
        False,
        "A2",
        "",
    )


def test_a_sheet_without_data_says_so_once() -> None:
    reading = read_workbook(workbook([["小表"], SMALL_HEAD, [1], [2], ["合计"]]), [SMALL])
    assert kinds(reading) == [("A2", "no_rows")]


def test_an_unknown_sheet_is_refused_with_the_names_of_the_known_ones() -> None:
    with pytest.raises(UnreadableWorkbook, match="发放表（15列）、清单（23列）") as refused:
        read_workbook(workbook([["会议签到", "单位"], ["张三", "某委"]]), FORMS)
    assert refused.value.kind == "unrecognized"


def test_headings_that_fit_two_forms_alike_are_refused() -> None:
    twin = Form("twin", "另一表", SMALL.columns)
    with pytest.raises(UnreadableWorkbook, match="小表（5列）、另一表（5列）") as refused:
        read_workbook(workbook([SMALL_HEAD, [1, "余犇", "一班", 1, 1]]), [SMALL, twin])
    assert refused.value.kind == "ambiguous"


def two_sheets() -> bytes:
    from io import BytesIO

    from openpyxl import Workbook

    book = Workbook()
    for page, name in ((book.active, "9月"), (book.create_sheet("10月"), "10月"), (book.create_sheet("空表"), "空表")):
        page.title = name
        page.append(SMALL_HEAD)
        if name != "空表":
            page.append([1, f"{name}的人", "一班", 1, 1])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_two_filled_sheets_of_one_form_are_refused_until_one_is_named() -> None:
    with pytest.raises(UnreadableWorkbook, match="“9月”、“10月”"):
        read_workbook(two_sheets(), [SMALL])
    reading = read_workbook(two_sheets(), [SMALL], sheet="10月")
    assert [row["name"] for row in reading.rows] == ["10月的人"]
    with pytest.raises(UnreadableWorkbook, match="没有名为“11月”"):
        read_workbook(two_sheets(), [SMALL], sheet="11月")


def test_a_group_heading_tells_two_equal_headings_apart() -> None:
    form = Form(
        "f",
        "表",
        [
            column("name", "名称"),
            column("a", "人数", Kind.INTEGER, group="计划"),
            column("b", "人数", Kind.INTEGER, group="实际"),
        ],
    )
    rows = [["名称", "实际", "计划"], [None, "人数", "人数"], ["某路", 7, 9]]
    reading = read_workbook(workbook(rows, merges=["A1:A2"]), [form])
    assert (reading.rows[0]["a"], reading.rows[0]["b"], reading.header_rows) == (9, 7, (1, 2))


def test_what_the_lines_above_say_is_found_in_the_same_cell_or_the_next() -> None:
    rows = [
        ["小表"],
        ["项目代码：2410-500104", None, "施工单位：", "某公司"],
        ["经办人：", "单位：元"],
        SMALL_HEAD,
        [1, "余犇", "一班", 1, 1],
    ]
    reading = read_workbook(workbook(rows), [SMALL])
    assert [reading.stated(label) for label in ("项目代码", "施工单位", "经办人", "监理单位")] == [
        "2410-500104",
        "某公司",
        "",
        "",
    ]


def test_a_form_with_one_key_twice_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="share one key"):
        Form("f", "表", [Column(key="a", heading="甲"), Column(key="a", heading="乙")])

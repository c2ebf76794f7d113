"""The four kinds over a world counted by hand: what they say, how they begin and end, their workbook."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from dispatch.annex import annex_workbook
from dispatch.models import Bulletin, FigureRevision, PeriodFigure
from dispatch.report import steps_title, title_of
from dispatch.report.content import Grid
from dispatch.report.detail import detail_annex, source_label
from dispatch.report.late import late_annex
from dispatch.spanbook import SpanBook
from tests.dispatch.report.reading import HALF, QUARTER, YEAR, headings, report_of, table, words


def test_the_notice_of_a_quarter_goes_down_ranks_first_and_ends_with_demands(third_quarter, draft):
    bulletin = draft(third_quarter, QUARTER)
    report = report_of(bulletin)
    assert title_of(bulletin) == "关于2026年第三季度重点工程项目以工代赈工作进展情况的通报"
    assert (report.addressee, report.is_downward) == ("各成员单位", True)
    assert headings(report) == [
        "一、各单位排名情况", "二、总体情况", "三、分领域和分单位情况", "四、滞后及未报名单", "五、典型做法",
        "六、存在的问题", "七、工作要求",
    ]  # fmt: skip
    said = words(report)
    assert said.startswith("现将2026年第三季度全区重点工程项目以工代赈工作进展情况通报如下。")
    assert "特此报告" not in said
    assert "请区交通局对照附件2" in said
    assert "督促" not in said.rpartition("七、工作要求")[2]


def test_a_quarter_adds_its_months_and_divides_once(third_quarter, draft):
    """6 filings owed, 5 on time; 300 + 100 + 400 newly done; 2100 of 3600 done."""
    said = words(report_of(draft(third_quarter, QUARTER)))
    assert "本季度应报6项次，已收到6项次，其中单位按时报送5项次，按时率83.3%（以应报项次为基数）" in said
    assert "审核通过6项次，退回1次" in said
    assert "本季度新增完成投资800.00万元，本年累计完成投资2100.00万元，投资完成率58.3%" in said
    assert "与序时进度9/12（75.0%）相比欠16.7个百分点" in said


def test_units_are_ranked_with_lamps_and_the_rule(third_quarter, draft):
    report = report_of(draft(third_quarter, QUARTER))
    rows = table(report, "各单位报送和进度排名")
    assert rows["区农业农村委"] == ["3", "3", "0", "100.0%", "第1", "75.0%", "与序时持平", "第1", "○ 绿"]
    assert rows["区交通局"] == ["3", "2", "1", "66.7%", "第2", "50.0%", "欠25.0", "第2", "● 红"]
    assert rows["合计"][:4] == ["6", "5", "1", "83.3%"]
    grid = next(block for block in report.body if isinstance(block, Grid))
    assert "红灯为投资完成率低于序时进度10个百分点及以上或有应报未报" in grid.note


def test_the_list_of_problems_names_unit_and_day(third_quarter, draft):
    bulletin = draft(third_quarter, QUARTER)
    task = bulletin.tasks[0]
    assert task == {"problem": "桥投资完成率低于序时进度10个百分点及以上", "unit": "区交通局", "due": "2026-11-05"}
    assert table(report_of(bulletin), "问题清单")["1"] == [task["problem"], "区交通局", "2026年11月5日"]


def test_what_goes_well_is_told_from_the_figures(third_quarter, draft):
    practices = draft(third_quarter, QUARTER).practices
    assert "区农业农村委投资完成率75.0%，与序时持平，在各行业主管部门中排第1" in practices
    assert "区农业农村委应报3项次，全部由单位按时报送" in practices
    assert "区交通局" not in practices


@pytest.mark.parametrize(
    ("kind", "month", "title", "steps", "totals"),
    [
        (HALF, 6, "2026年上半年", "下半年工作打算", ("1500.00万元", "41.7%", "6人")),
        (YEAR, 12, "2026年度", "下一年工作打算", ("3000.00万元", "83.3%", "12人")),
    ],
)
def test_long_reports_set_goals_beside_what_is_done(whole_year, draft, kind, month, title, steps, totals):
    bulletin = draft(FigureRevision.objects.get(period__month=date(2026, month, 1)), kind)
    report = report_of(bulletin)
    assert title_of(bulletin) == f"关于{title}重点工程项目以工代赈工作情况的报告"
    assert report.addressee == "区政府"
    assert headings(report)[0] == "一、年度目标完成情况"
    assert headings(report)[-1].endswith(steps)
    said = words(report)
    assert said.endswith("特此报告。")
    invested, rate, people = totals
    assert f"累计完成投资{invested}，投资完成率{rate}" in said
    assert f"去重人数{people}" in said
    goals = table(report, "年度目标完成情况")
    assert goals["完成投资（万元）"] == ["3600.00", invested.removesuffix("万元"), rate]
    quarters = table(report, "各季度进展情况")
    assert list(quarters) == ["第一季度", "第二季度", "第三季度", "第四季度"][: month // 3]
    assert quarters["第二季度"] == ["750.00", "6.00", "6", "100.0%", "1500.00", "41.7%", "12", "6"]


def test_the_second_half_is_added_up_and_looks_at_the_next_year(whole_year, draft):
    bulletin = draft(FigureRevision.objects.get(period__month=date(2026, 12, 1)), HALF)
    report = report_of(bulletin)
    assert steps_title(bulletin) == "下一年工作打算"
    assert headings(report)[-1].endswith("下一年工作打算")
    assert "谋划下一年工作" in bulletin.next_steps
    assert "本期新增完成投资1500.00万元，本年累计完成投资3000.00万元" in words(report)


def test_over_the_first_half_the_sum_of_the_year_is_said_once(whole_year, draft):
    said = words(report_of(draft(FigureRevision.objects.get(period__month=date(2026, 6, 1)), HALF)))
    assert "年度计划投资3600.00万元，本年累计完成投资1500.00万元" in said


@pytest.mark.parametrize(
    ("expected", "waived", "said"), [(True, False, "未报"), (True, True, "免报"), (False, False, "无须报送")]
)
def test_a_project_that_owes_nothing_is_not_called_unreported(expected, waived, said):
    assert source_label(PeriodFigure(expected=expected, waived=waived, filed=False)) == said


def test_a_report_is_read_with_as_many_queries_for_a_year_as_for_a_quarter(
    whole_year, draft, django_assert_num_queries
):
    for kind in (QUARTER, YEAR):
        bulletin = Bulletin.objects.select_related("period", "revision__period").get(pk=draft(whole_year, kind).pk)
        with django_assert_num_queries(6):
            report_of(bulletin)


def test_the_workbook_of_a_quarter_has_the_same_tables_as_typed_numbers(third_quarter, draft):
    bulletin = draft(third_quarter, QUARTER)
    made = annex_workbook(SpanBook.of(bulletin), bulletin)
    assert made == annex_workbook(SpanBook.of(bulletin), bulletin)
    book = load_workbook(io.BytesIO(made))
    assert book.sheetnames == [
        "总体", "排名", "对比", "分领域", "分单位", "项目明细", "滞后名单", "问题清单", "说明",
    ]  # fmt: skip
    ranking = {row[0].value: [cell.value for cell in row[1:]] for row in book["排名"].iter_rows()}
    assert ranking["区交通局"][:7] == [3, 0, 3, 2, 3, 1, 66.7]
    compared = {row[0].value: [cell.value for cell in row[1:]] for row in book["对比"].iter_rows()}
    assert compared["本年累计完成投资"][:4] == ["万元", 2100, 1300, 800]


def test_annexes_too_long_for_paper_are_cut_and_say_so(third_quarter):
    book = SpanBook(third_quarter, QUARTER)
    grid = detail_annex(book, most=1).blocks[0]
    assert [row[1] for row in grid.rows] == ["渠"]
    assert str(grid.total[5]) == "2100.00"
    assert "本表列前1个，共2个，其余见调度附表（电子工作簿）。" in grid.note
    lagging = late_annex(book, most=0).blocks[0]
    assert (lagging.rows, lagging.note) == ((), "注：本表列前0个，共1个，其余见调度附表（电子工作簿）。")
    assert len(late_annex(book).blocks[0].rows) == 1

"""环比、同比: differences of exact numbers, and why there is none."""

from tests.dispatch.report.reading import MONTH, QUARTER, report_of, table, words


def test_a_quarter_is_compared_with_the_quarter_before_and_says_why_not(third_quarter, draft):
    """1300 of 3600 at the end of June; April and May are missing, so nothing over that quarter is compared."""
    report = report_of(draft(third_quarter, QUARTER))
    rows = table(report, "主要指标对比")
    assert rows["本年累计完成投资"][:5] == ["万元", "2100.00", "1300.00", "+800.00", "—"]
    assert rows["投资完成率"][:5] == ["%", "58.3%", "36.1%", "+22.2", "—"]
    assert rows["期内新增完成投资"][:5] == ["万元", "800.00", "—", "—", "—"]
    said = words(report)
    assert "与上季度相比，本年累计完成投资增加800.00万元，投资完成率提高22.2个百分点" in said
    assert "上季度有的月份没有定稿数字，期内合计数不作环比。" in said
    assert "上年同期没有定稿数字，不作同比。" in said


def test_a_month_is_compared_with_the_month_before_and_a_year_ago(third_quarter, freeze, draft):
    freeze(2025, 9, 渠={"invested": 400, "new": 40}, 桥={"invested": 2000, "new": 160})
    report = report_of(draft(third_quarter, MONTH))
    rows = table(report, "主要指标对比")
    assert rows["本年累计完成投资"] == [
        "万元",
        "2100.00",
        "1700.00",
        "+400.00",
        "—",
        "2400.00",
        "-300.00",
        "-12.5%",
    ]
    assert rows["本月新增完成投资"][2:5] == ["100.00", "+300.00", "300.0%"]
    assert "与上年同期相比，本年累计完成投资减少300.00万元，投资完成率下降8.3个百分点" in words(report)


def test_sums_of_the_year_are_not_compared_over_new_year(freeze, draft):
    freeze(2025, 12, 渠={"invested": 1200, "new": 100}, 桥={"invested": 2400, "new": 100})
    january = freeze(2026, 1, 渠={"invested": 50, "new": 50}, 桥={"invested": 0, "new": 0})
    report = report_of(draft(january, MONTH))
    rows = table(report, "主要指标对比")
    assert rows["本年累计完成投资"][:5] == ["万元", "50.00", "—", "—", "—"]
    assert rows["本月新增完成投资"][:5] == ["万元", "50.00", "200.00", "-150.00", "-75.0%"]
    assert "不与上年末的累计数作环比" in words(report)

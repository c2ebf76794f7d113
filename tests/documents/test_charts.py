"""Charts are checked from what was drawn: the SVG is parsed again and its words and boxes are measured."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.charts import Bar, Group, Reference, Series, bar_chart, grouped_bar_chart, line_chart
from documents.charts.ink import SIZE, WIDTH, width_of

NAMES = [
    "区农业农村委", "区住房城乡建设委", "区交通局", "区城市管理局（环境综合治理项目指挥部办公室）", "区生态环境局",
    "区规划自然资源局", "区教委", "区文化旅游委", "区卫生健康委", "区经济信息委", "区民政局", "区应急局", "区体育局",
    "重庆钓鱼嘴音乐半岛投资发展有限责任公司建设工程管理部（三纵线双山隧道至金家湾立交段改造）",
]  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"
MONTHS = [f"{month}月" for month in range(1, 13)]


def parsed(svg: str) -> ElementTree.Element:
    assert "nan" not in svg.lower()
    assert "inf" not in svg
    return ElementTree.fromstring(svg)


def words_of(svg: str) -> list[str]:
    return [element.text or "" for element in parsed(svg).iter(f"{SVG}text")]


def spots(svg: str) -> list[tuple[str, float, float, float, float]]:
    """Every piece of text with its left, top, right and bottom."""
    found = []
    for element in parsed(svg).iter(f"{SVG}text"):
        text, x, y = element.text or "", float(element.attrib["x"]), float(element.attrib["y"])
        wide = width_of(text)
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[element.attrib["text-anchor"]]
        found.append((text, left, y - SIZE * 0.8, left + wide, y + SIZE * 0.15))
    return found


def assert_words_apart(svg: str) -> None:
    for (one, left, top, right, bottom), (other, left2, top2, right2, bottom2) in combinations(spots(svg), 2):
        apart = right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top
        assert apart, f"{one} lies over {other}"
    height = float(parsed(svg).attrib["viewBox"].split()[3])
    for text, left, top, right, bottom in spots(svg):
        assert left >= -0.1, text
        assert right <= WIDTH + 0.1, text
        assert top >= 0, text
        assert bottom <= height, text


@pytest.mark.parametrize("count", range(1, 15))
def test_every_bar_has_its_name_and_its_value_and_no_words_touch(count: int) -> None:
    bars = [Bar(name, Decimal(7 * number), f"{7 * number}.0%") for number, name in enumerate(NAMES[:count])]
    svg = bar_chart(bars, title="完成率", reference=Reference(Decimal("83.3"), "序时 83.3%"))
    assert_words_apart(svg)
    said = words_of(svg)
    assert [text for text in said if text.endswith(".0%")] == [bar.text for bar in bars]
    assert said.count("序时 83.3%") == 1
    assert sum(name in said for name in NAMES[:count]) == sum(width_of(name) <= WIDTH * 0.36 for name in NAMES[:count])


def test_a_long_name_is_shortened_on_the_drawing_and_whole_in_its_description() -> None:
    svg = bar_chart([Bar(NAMES[-1], 1, "1")], title="长名")
    assert any(text.endswith("…") for text in words_of(svg))
    assert parsed(svg).findtext(f"{SVG}desc") == f"{NAMES[-1]}：1"


def test_lengths_keep_the_proportion_of_the_values() -> None:
    svg = bar_chart([Bar("甲", 50, "50"), Bar("乙", Fraction(200), "200")], title="比例")
    short, long = [float(box.attrib["width"]) for box in parsed(svg).iter(f"{SVG}rect")]
    assert long / short == pytest.approx(4, abs=0.01)


def test_a_missing_value_has_a_dash_and_no_bar_and_a_zero_has_its_text_and_no_bar() -> None:
    svg = bar_chart([Bar("甲", None), Bar("乙", 0, "0.0%"), Bar("丙", 120, "120.0%")], title="缺数")
    assert words_of(svg) == ["甲", "—", "乙", "0.0%", "丙", "120.0%"]
    assert len(list(parsed(svg).iter(f"{SVG}rect"))) == 1


def test_only_zeros_or_only_missing_values_can_be_drawn() -> None:
    assert_words_apart(bar_chart([Bar("甲", 0, "0"), Bar("乙", None)], title="零"))
    assert words_of(bar_chart([], title="空")) == ["暂无数据"]
    assert words_of(line_chart(["1月"], [Series("", [None], [""])], title="空")) == ["暂无数据"]


def test_a_lag_runs_to_the_left_and_is_written_there() -> None:
    svg = bar_chart([Bar("交通", 7, "超7.0个百分点"), Bar("水利", -12, "欠12.0个百分点")], title="超欠")
    assert_words_apart(svg)
    lead, lag = [float(box.attrib["x"]) for box in parsed(svg).iter(f"{SVG}rect")]
    assert lag < lead


def test_two_bars_a_row_are_told_apart_without_color() -> None:
    groups = [Group(name, (10 + number, None), (f"{10 + number}.00", "")) for number, name in enumerate(NAMES[:7])]
    groups.append(Group("合计", (70, 35), ("70.00", "35.00")))
    svg = grouped_bar_chart(groups, series=("年度计划", "累计完成"), title="计划与完成")
    assert_words_apart(svg)
    assert words_of(svg)[:2] == ["年度计划", "累计完成"]
    solid, outlined = list(parsed(svg).iter(f"{SVG}rect"))[-2:]
    assert "stroke" not in solid.attrib
    assert "stroke" in outlined.attrib


def test_a_line_stops_where_a_month_is_unknown() -> None:
    values = [1, 2, None, 4, 5]
    svg = line_chart(MONTHS[:5], [Series("", values, ["1", "2", "", "4", "5"])], title="缺月")
    assert len(list(parsed(svg).iter(f"{SVG}polyline"))) == 2
    assert len(list(parsed(svg).iter(f"{SVG}circle"))) == 4
    assert_words_apart(svg)


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**9)), min_size=12, max_size=12))
def test_the_words_of_a_line_chart_never_touch(values: list[int | None]) -> None:
    texts = ["" if value is None else f"{value}.00" for value in values]
    plan = Series("年度计划", [10**8] * 12, [""] * 11 + ["100000000.00"])
    assert_words_apart(line_chart(MONTHS, [Series("累计完成", values, texts), plan], title="按月"))


@given(st.text(max_size=40), st.text(max_size=12))
def test_any_text_gives_a_valid_drawing(label: str, text: str) -> None:
    parsed(bar_chart([Bar(label, 1, text)], title=label))
    parsed(line_chart([label], [Series(text, [1], [text])], title=text))


def test_a_chart_names_itself_to_who_cannot_see_it_and_is_the_same_each_time() -> None:
    bars = [Bar(name, number, str(number)) for number, name in enumerate(NAMES)]
    svg = bar_chart(bars, title="分单位<完成率>")
    root = parsed(svg)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == root.findtext(f"{SVG}title") == "分单位<完成率>"
    assert svg == bar_chart(bars, title="分单位<完成率>")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_a_value_that_is_no_number_is_refused(value: float | Decimal) -> None:
    with pytest.raises(ValueError, match="确定的数"):
        bar_chart([Bar("甲", value, "?")], title="坏数")


def test_a_narrow_drawing_keeps_its_words_inside_and_names_the_latest_month() -> None:
    values = [month * 9 for month in range(1, 13)]
    line = Series("完成率", values, [f"{value}%" for value in values])
    for svg in (
        line_chart(MONTHS, [line, Series("序时", values, [""] * 12)], title="完成率", width=420),
        bar_chart([Bar("区住房城乡建设委", 62, "62.0%")], title="x", reference=Reference(83, "序时83.3%"), width=420),
    ):
        assert parsed(svg).attrib["viewBox"].startswith("0 0 420 ")
        assert all(left >= 0 and right <= 420 for _, left, _, right, _ in spots(svg))
        assert_words_apart(svg)
    assert "12月" in words_of(line_chart(MONTHS, [line], title="完成率", width=420))

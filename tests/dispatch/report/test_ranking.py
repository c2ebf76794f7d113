"""Places and lamps of units: equals share a place, who has no base has none, the rule decides and is printed."""

import pytest

from dispatch.figures import Scope
from dispatch.lamps import RULES, Lamp, lamp_of, reasons_of, rule_note
from dispatch.models import PeriodFigure
from dispatch.ranking import PROGRESS, TIMELINESS, places
from dispatch.report.content import Grid, plain
from dispatch.report.cutting import first_and_last, largest
from dispatch.report.grouped import _sentences
from dispatch.report.overall import remuneration
from dispatch.report.standing import _lamps, _told


def row(**fields):
    said = {"filed": True, "on_time": True, "plan_fen": 1200, "invested_fen": 1000, **fields}
    return PeriodFigure(unit_name="甲", project_name="甲", **said)


def unit(key, *rows):
    return Scope("unit", key, f"单位{key}", 10, list(rows), span_rows=list(rows))


def test_equals_share_a_place_and_the_next_place_is_left_out():
    units = [unit("a", row()), unit("b", row(), row(on_time=False)), unit("c", row(), row()), unit("d", row())]
    given = {key: place.text for key, place in places(units, TIMELINESS).items()}
    assert given == {"a": "并列第1", "c": "并列第1", "d": "并列第1", "b": "第4"}


def test_rates_that_only_print_alike_are_no_tie():
    close = [
        unit("a", row(plan_fen=100_000, invested_fen=50_001)),
        unit("b", row(plan_fen=100_000, invested_fen=50_000)),
    ]
    assert [close[0].value(PROGRESS).text, close[1].value(PROGRESS).text] == ["50.0%", "50.0%"]
    assert [place.text for place in places(close, PROGRESS).values()] == ["第1", "第2"]


def test_who_owed_nothing_is_not_ranked_and_named():
    units = [unit("a", row()), unit("b", row(expected=False)), unit("c", row(waived=True))]
    given = places(units, TIMELINESS)
    assert [place.text for place in given.values()] == ["第1", "不排名", "不排名"]
    told = plain(_told(units, given, TIMELINESS, "按时率", "应报项次"))
    assert told == "按时率（以应报项次为基数），第1为单位a（100.0%）。单位b、单位c期内没有应报，不参加按时率排名。"


def test_silence_does_not_take_a_unit_out_of_the_ranking():
    units = [unit("a", row()), unit("b", row(invested_fen=None, filed=False)), unit("c", row(plan_fen=0))]
    assert [place.text for place in places(units, PROGRESS).values()] == ["第1", "第2", "不排名"]


def test_who_was_exempted_is_not_last_and_no_place_is_told_with_a_dash():
    silent = {"invested_fen": None, "filed": False}
    units = [unit("a", row()), unit("b", row(**silent)), unit("c", row(waived=True, **silent))]
    given = places(units, PROGRESS)
    assert [place.text for place in given.values()] == ["第1", "第2", "不排名"]
    told = plain(_told(units, given, PROGRESS, "投资完成率", "年度计划投资"))
    assert "第2为单位b（没有填报数）。单位c没有年度计划投资或没有应报，不参加完成率排名。" in told


def test_a_sentence_leaves_out_what_cannot_be_told():
    silent = unit("甲", row(invested_fen=None, filed=False, planned_remuneration_fen=0, workers_year=None))
    assert plain(_sentences([silent], "领域")) == "单位甲领域1个项目，没有填报完成投资。"
    assert "—" not in plain(remuneration(unit("甲", row(remuneration_year_fen=0, planned_remuneration_fen=0))))


def test_long_rankings_name_the_first_three_places_and_the_last():
    units = [unit(str(number), row(invested_fen=1000 - number * 100)) for number in range(6)]
    told = plain(_told(units, places(units, PROGRESS), PROGRESS, "投资完成率", "年度计划投资"))
    assert "第3为单位2（66.7%）；末位第6为单位5（41.7%）。" in told
    assert "单位3" not in told


@pytest.mark.parametrize(
    ("fields", "lamp"),
    [
        ({}, Lamp.GREEN),
        ({"invested_fen": 880}, Lamp.RED),  # 73.3 % of 83.3 %: exactly ten points behind
        ({"invested_fen": 881}, Lamp.YELLOW),
        ({"plan_fen": 120_000, "invested_fen": 99_990}, Lamp.GREEN),  # behind by less than is printed
        ({"filed": False, "on_time": False}, Lamp.RED),
        ({"filed": False, "on_time": False, "waived": True}, Lamp.GREEN),
        ({"on_time": False}, Lamp.YELLOW),
        ({"returned_times": 1}, Lamp.YELLOW),
        ({"expected": False, "plan_fen": 0, "invested_fen": None}, Lamp.NONE),
    ],
)
def test_the_lamp_follows_the_rule(fields, lamp):
    assert lamp_of(unit("a", row(**fields))) is lamp


def test_the_rule_is_printed_whole_and_the_reasons_are_its_words():
    assert all(rule.said in rule_note() for rule in RULES)
    assert reasons_of(unit("a", row(on_time=False, returned_times=2))) == ["有迟报或由办公室代填", "有退回改正"]
    assert reasons_of(unit("b", row(invested_fen=100))) == ["投资完成率低于序时进度10个百分点及以上"]


def test_tables_of_more_units_than_paper_carries_are_cut_and_say_so():
    units = [unit(f"{number:03}", row(plan_fen=1000 + number)) for number in range(41)]
    assert largest(units[:40], "plan_fen") == units[:40]
    assert largest(units, "plan_fen") == units[1:]
    grid = Grid((), tuple((unit.name,) for unit in units), note="注：甲。")
    cut = first_and_last(grid)
    assert [line[0] for line in (*cut.rows[:1], *cut.rows[19:21])] == ["单位000", "单位019", "单位021"]
    assert cut.note == "注：甲。本表列名次最前和最后的各20个单位，共41个，其余见调度附表（电子工作簿）。"
    assert first_and_last(grid, most=41) is grid


def test_many_red_units_are_counted_and_not_all_named():
    told = plain(_lamps([unit(str(number), row(filed=False)) for number in range(16)]))
    assert told.startswith("红灯16个单位（单位0、单位1、单位2、单位3、单位4等），黄灯0个单位")

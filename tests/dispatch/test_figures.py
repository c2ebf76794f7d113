"""Frozen figures: one table of definitions, one value everywhere, every value recomputable."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.management import CommandError, call_command

from dispatch.definitions import DEFINITIONS, Shape
from dispatch.figures import FigureBook, json_figures
from documents.formats import points, rounded
from tests.dispatch.conftest import WAN

SCALES = {"万元": 1_000_000, "元": 100, "工日": 100}


def recomputed(figure, month=10):
    """The printed string from the raw numerator and denominator alone."""
    made = DEFINITIONS[figure["figure"]]
    above, below = figure["numerator"], figure["denominator"]
    if above is None or (made.below and not below):
        return "—"
    if made.shape is Shape.SUM:
        return str(rounded(Fraction(above, SCALES.get(figure["unit"], 1)), made.places))
    if made.shape is Shape.PERCENT:
        return f"{rounded(Fraction(above * 100, below), made.places)}%"
    if made.shape is Shape.PER_HEAD:
        return str(rounded(Fraction(above, below * 100), made.places))
    return points(Fraction(above * 100, below) - Fraction(month * 100, 12))


def scopes(said):
    return [said["total"], *said["sectors"], *said["units"], *said["projects"]]


def test_every_value_can_be_computed_again_from_what_stands_beside_it(closed_samples):
    for scope in scopes(json_figures(closed_samples.period)):
        for figure in scope["figures"].values():
            assert figure["value"] == recomputed(figure), (scope["name"], figure)


def test_every_scope_has_every_figure_with_unit_and_every_ratio_a_base(closed_samples):
    said = json_figures(closed_samples.period)
    assert (len(said["sectors"]), len(said["units"]), len(said["projects"])) == (5, 8, 12)
    for scope in scopes(said):
        assert list(scope["figures"]) == list(DEFINITIONS)
        assert all(figure["unit"] for figure in scope["figures"].values())
        assert all(figure["base"] for figure in scope["figures"].values() if DEFINITIONS[figure["figure"]].below)


@pytest.mark.parametrize("parts", ["sectors", "units", "projects"])
def test_sums_of_parts_are_the_total_except_for_distinct_people(closed_samples, parts):
    said = json_figures(closed_samples.period)
    for key, made in DEFINITIONS.items():
        if made.below or made.above.distinct:
            continue
        numbers = [scope["figures"][key]["numerator"] for scope in said[parts]]
        assert sum(number or 0 for number in numbers) == (said["total"]["figures"][key]["numerator"] or 0), key


def test_people_on_several_projects_count_once_and_both_counts_stand_side_by_side(closed_samples):
    total = FigureBook(closed_samples).total
    assert (total.value("roll_heads").numerator, total.value("heads_distinct").numerator) == (106, 104)


def test_a_ratio_of_the_total_divides_totals(closed):
    total = FigureBook(closed).total
    assert total.value("completion_rate").text == "60.0%"  # 120 of 200, not the average of 90 % and 30 %
    assert total.value("lead").text == "欠23.3个百分点"


def test_only_projects_with_a_base_enter_a_ratio(closed):
    """124 of the 400 that carry a floor; the other project has none and stays out on both sides."""
    share = FigureBook(closed).total.value("remuneration_share")
    assert (share.numerator, share.denominator, share.text) == (124 * WAN, 400 * WAN, "31.00%")
    assert share.base == "中央预算内资金"


def test_without_a_base_there_is_a_dash(closed):
    pipe = FigureBook(closed).projects[1]
    for key in ("remuneration_share", "payment_rate"):
        assert pipe.value(key).text == "—"
        assert pipe.value(key).number is None


def test_the_number_of_a_cell_is_the_number_that_is_printed(closed_samples):
    for value in FigureBook(closed_samples).total.values().values():
        if value.number is not None and value.definition.shape is not Shape.LEAD:
            assert value.number == Decimal(value.text.rstrip("%"))


def test_a_book_is_read_with_two_queries(closed_samples, django_assert_num_queries):
    with django_assert_num_queries(2):
        for scope in (book := FigureBook(closed_samples)).projects + book.sectors + book.units + [book.total]:
            scope.values()


def test_the_command_answers_in_data_and_in_words(closed_samples, capsys):
    call_command("figures", "2026-10", "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is True
    assert said["total"]["figures"]["completion_rate"]["value"] == "74.5%"
    assert said["total"]["figures"]["invested_fen"]["numerator"] == 8_282_714 * 10_000
    call_command("figures", "2026-10")
    assert "投资完成率：74.5%" in capsys.readouterr().out


def test_an_open_month_has_no_frozen_figures(october):
    with pytest.raises(CommandError, match="还没有关账"):
        call_command("figures", "2026-10")
    with pytest.raises(CommandError, match="还没有调度期"):
        call_command("figures", "2026-09")

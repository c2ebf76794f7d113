"""The sheet's own total lines: a difference is said at its cell, and only the rows count."""

from __future__ import annotations

from typing import Any

import pytest

from projects.models import Project
from tests.labor.conftest import Import
from tests.labor.sheets import HEADINGS, line, roll_bytes


def total(label: str, **sums: Any) -> dict[str, Any]:
    return dict.fromkeys(HEADINGS) | {"serial": label} | sums


@pytest.fixture
def differing(road: Project, bring_in: Import):
    """The cells of totals that differ; the rows alone are summed whatever the totals say."""

    def run(*lines: dict[str, Any]) -> list[tuple[str, str]]:
        outcome = bring_in(road, roll_bytes(lines), dry_run=True)
        people = [each for each in lines if each["name"]]
        assert (outcome.ok, outcome.facts["lines"]) == (True, len(people))
        assert outcome.facts["net"] == f"{sum(each['net'] for each in people)}.00"
        return [(each.cell, each.message) for each in outcome.warnings if each.kind == "total_differs"]

    return run


def test_a_total_that_leaves_somebody_out_is_listed(differing) -> None:
    [(cell, said)] = differing(line(1), line(2), total("合计", gross=8400, net=4200))
    assert cell == "M6"
    assert "表中合计是4200.00元，上面各行相加是8400.00元，相差4200.00元" in said


def test_totals_of_teams_and_of_the_sheet_that_agree_say_nothing(differing) -> None:
    team, sheet = {"days": 20, "gross": 4200, "net": 4200}, {"days": 40, "gross": 8400, "net": 8400}
    lines = [line(1), total("小计", **team), line(2), total("小计", **team), total("合计", deduction=0, **sheet)]
    assert differing(*lines) == []


def test_a_running_sum_of_several_months_is_not_compared(differing) -> None:
    assert differing(line(1), total("合计", net=4200), total("本年累计", net=99_000)) == []


def test_blank_and_unreadable_totals_state_nothing(differing) -> None:
    assert differing(line(1), total("合计", gross="见附表", net="=SUM(M4:M4)")) == []


def test_a_total_over_a_wrong_cell_is_not_compared(road: Project, bring_in: Import) -> None:
    lines = [line(1, net="四千二"), total("合计", net=1, gross=1)]
    outcome = bring_in(road, roll_bytes(lines), dry_run=True)
    assert [each.cell for each in outcome.warnings if each.kind == "total_differs"] == ["K5"]

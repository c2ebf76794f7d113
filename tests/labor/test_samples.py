"""The demo workbooks are the contract: figures, every seeded error at its cell, and nothing else."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from labor.models import WageLine, WageRoll, Worker
from projects.models import Project
from tests.labor.conftest import DEMO, Import, workbook
from units.models import AuditEntry

EXPECTED = json.loads((DEMO / "expected.json").read_text("utf-8"))
FAULTS = json.loads((DEMO / "发放表-有错-2026年10月.expected.json").read_text("utf-8"))


def pairs(problems: object) -> list[tuple[str, str]]:
    return sorted((problem.cell, problem.kind) for problem in problems)


@pytest.mark.parametrize("name", ["road", "estate", "park"])
def test_a_demo_roll_goes_in_whole_with_its_figures(name: str, request, bring_in: Import) -> None:
    project: Project = request.getfixturevalue(name)
    expected = EXPECTED[workbook(project).name]
    outcome = bring_in(project)
    assert outcome.ok, outcome.lines()
    assert (project.code, outcome.facts["lines"], outcome.facts["net"]) == (
        expected["project"],
        expected["lines"],
        expected["net"],
    )
    lines = WageLine.objects.filter(roll=outcome.facts["roll"])
    assert lines.count() == expected["lines"]
    assert Decimal(sum(lines.values_list("net_fen", flat=True))) / 100 == Decimal(expected["net"])


def test_every_seeded_error_and_warning_stands_at_its_cell_and_no_other(village: Project, bring_in: Import) -> None:
    outcome = bring_in(village, workbook("faulty"))
    assert pairs(outcome.errors) == sorted((each["cell"], each["kind"]) for each in FAULTS["errors"])
    assert pairs(outcome.warnings) == sorted((each["cell"], each["kind"]) for each in FAULTS["warnings"])
    named = {problem.cell for problem in outcome.problems}
    assert named.isdisjoint(FAULTS["accepted"])


def test_a_faulty_roll_saves_nothing(village: Project, bring_in: Import) -> None:
    before = AuditEntry.objects.count()
    outcome = bring_in(village, workbook("faulty"))
    assert not outcome.is_saved
    assert (WageRoll.objects.count(), WageLine.objects.count(), Worker.objects.count()) == (0, 0, 0)
    assert AuditEntry.objects.count() == before
    assert outcome.facts["net"] is None


def test_a_dry_run_says_what_would_happen_and_saves_nothing(road: Project, bring_in: Import) -> None:
    outcome = bring_in(road, dry_run=True)
    assert outcome.ok
    assert (outcome.facts["lines"], outcome.facts["net"]) == (38, "160589.50")
    assert WageRoll.objects.count() == Worker.objects.count() == 0


def test_the_same_person_in_three_projects_is_named_with_each(
    road: Project, estate: Project, park: Project, bring_in: Import
) -> None:
    bring_in(road)
    bring_in(estate)
    warning = next(each for each in bring_in(park).warnings if each.kind == "person_in_other_project")
    assert warning.cell == "F7"
    assert all(each.name in warning.message for each in (road, estate, park))
    assert Worker.objects.filter(id_masked__endswith="73X", name="吴渝红").count() == 1
    assert Worker.objects.get(name="吴渝红").lines.count() == 3

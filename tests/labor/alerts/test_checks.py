"""Each check finds what it is for, and nothing where it just is not so."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labor.alerts.catalog import CHECKS
from labor.alerts.findings import LONGEST, Check, Finding
from labor.alerts.reference import load_alert_rules
from labor.alerts.rules import rules_on
from labor.models import AlertRule, Worker
from tests.labor.alerts.cases import ON, PAIRS, World
from tests.labor.conftest import AT
from units.reference import fixture

MOST_QUERIES = 40


def found(check: Check) -> list[Finding]:
    return list(check.find(ON, check.threshold or Decimal(0)))


def test_every_check_has_its_two_districts() -> None:
    assert set(PAIRS) == set(CHECKS)


@pytest.mark.parametrize("code", PAIRS)
def test_a_check_finds_what_it_is_for_and_says_it_without_a_name(world: World, code: str) -> None:
    check = CHECKS[code]
    PAIRS[code].faulty(world)
    findings = found(check)
    told = [check.said(one) for one in findings]
    assert any(PAIRS[code].said in said for said in told), told
    assert world.road.pk in {one.project_id for one in findings}
    assert len({one.subject for one in findings}) == len(findings)
    assert not [name for name in Worker.objects.values_list("name", flat=True) for said in told if name in said]
    assert all(len(one.subject) <= 80 for one in findings)


@pytest.mark.parametrize("code", PAIRS)
def test_a_check_is_silent_where_it_just_is_not_so(world: World, code: str) -> None:
    PAIRS[code].sound(world)
    assert [CHECKS[code].said(one) for one in found(CHECKS[code]) if one.project_id == world.road.pk] == []


@pytest.mark.parametrize("code", PAIRS)
def test_a_check_asks_the_whole_district_at_once(world: World, code: str) -> None:
    PAIRS[code].faulty(world)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found(CHECKS[code])
    assert len(asked) <= MOST_QUERIES


def test_a_long_sentence_is_cut_to_what_is_kept() -> None:
    check = replace(CHECKS["filing_late"], sentence="{long}")
    said = check.said(Finding(subject="1", project_id=1, facts={"long": "长" * 400}))
    assert (len(said), said[-1]) == (LONGEST, "…")


def test_the_reference_rules_are_those_of_the_table(reference: None) -> None:
    rows = {row["code"]: row for row in fixture("alert_rules")}
    assert set(CHECKS) <= set(rows)
    load_alert_rules(by=None, at=AT)
    assert load_alert_rules(by=None, at=AT).created == 0
    assert AlertRule.objects.count() == len(rows)
    for code, rule in rules_on(ON).items():
        check = CHECKS[code]
        assert (rule.severity, rule.threshold, rule.is_on) == (check.severity, check.threshold or 0, True)
        assert rule.row is not None
        assert ("{" in check.meaning) == bool(check.unit)
        assert rule.threshold_said in rule.meaning

"""得分 recomputed by a short script that reads only what `figures --json` prints: both agree to the last hundredth."""

from __future__ import annotations

import json
from datetime import datetime
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from assessment.models import Indicator, IndicatorKind
from assessment.schemes.drafting import draft_scheme
from assessment.schemes.explaining import page_url
from assessment.scoring.formulas import FORMULAS
from tests.assessment.closed_year import STEADY, lived
from tests.dispatch.year_world import YEAR, ZONE

pytestmark = pytest.mark.django_db
AT = datetime(YEAR, 4, 17, 9, tzinfo=ZONE)


def said(*command: str) -> Any:
    out = StringIO()
    call_command(*command, "--json", stdout=out)
    return json.loads(out.getvalue())


# ---- the script: nothing of the project below this line and above the next one ----

MONTHLY = {
    "on_time_rate": lambda f: (f["expected"] * f["on_time"], f["expected"]),
    "first_pass_rate": lambda f: (f["received"] - f["returned"], f["received"]),
}
TWO_SUMS = {"training_rate": ("relief_trained", "relief_rural_workers")}


def pair(formula, project):
    """Numerator and denominator of one project in one month."""
    figures = {key: each["numerator"] for key, each in project["figures"].items()}
    if formula in MONTHLY:
        return MONTHLY[formula](figures)
    if formula in TWO_SUMS:
        above, below = (figures[key] for key in TWO_SUMS[formula])
        return (above or 0, below) if below is not None else (0, 0)
    if formula == "remuneration_floor_rate":
        base, floor = figures["floor_base_fen"], project["floor_percent"]
        if project["kind"] == "key" or base is None or floor is None:
            return 0, 0
        required = base * Fraction(floor) / 100
        return min(Fraction(figures["relief_remuneration_fen"] or 0), required), required
    made = project["figures"][formula]
    return made["numerator"] or 0, made["denominator"] or 0


def points(indicator, unit, months):
    """Hundredths of points, or None."""
    spans = indicator["formula"] in {*MONTHLY, "filing_rate"}
    side = "unit" if unit["kind"] == "sector_department" else "township"
    mine = unit["code"] if side == "unit" else unit["name"]
    pairs = [
        pair(indicator["formula"], project)
        for month in (months if spans else months[-1:])
        for project in month["projects"]
        if project[side] == mine
    ]
    above, below = sum(Fraction(a) for a, _ in pairs), sum(Fraction(b) for _, b in pairs)
    if not below:
        return None
    share, target = above / below, Fraction(indicator["target_bp"], 10000)
    floor = Fraction(indicator["floor_bp"] or 0, 10000)
    exact = indicator["points_max_centi"] * min(max((share - floor) / (target - floor), Fraction(0)), Fraction(1))
    return int(exact + Fraction(1, 2))


# ---- the script ends ----


def test_every_score_is_what_a_script_makes_of_the_printed_figures(lin, leader, engage, monkeypatch, client) -> None:
    lived(lin, leader, engage, monkeypatch)
    scheme = draft_scheme(year=YEAR, by=lin, at=AT)
    ask_everything(scheme)
    months = [said("figures", f"{YEAR}-{month:02}") for month in (1, 2, 3)]
    scored = said("score", str(YEAR))

    compared = []
    for unit in scored["units"]:
        got = most = 0
        for one in unit["scores"]:
            if one["kind"] != "formula":
                continue
            arithmetic = one["arithmetic"] | {"points_max_centi": one["points_max_centi"]}
            expected = points(arithmetic, unit, months)
            assert one["formula_centi"] == expected, (unit["name"], one)
            assert one["arithmetic"]["points_centi"] == expected
            got, most = (got + expected, most + one["points_max_centi"]) if expected is not None else (got, most)
            compared.append((unit["name"], one["arithmetic"]["formula"], expected))
        total = int(Fraction(got * 10000, most) + Fraction(1, 2)) if most else None
        assert unit["formula_total_centi"] == total, unit["name"]

    assert {formula for _, formula, centi in compared if centi} == set(FORMULAS)  # each says something here
    assert len({centi for name, _, centi in compared if name == STEADY}) > 5  # not all full, not all nothing
    assert [month["revision"] for month in scored["months"]] == [0, 0, 1]
    assert_the_figures_behind_can_be_opened(scored, client, lin)


def assert_the_figures_behind_can_be_opened(scored, client, lin) -> None:
    client.force_login(lin)
    shown = {unit["name"]: unit["scores"] for unit in scored["units"] if unit["name"] in (STEADY, "八桥镇")}
    pages = {
        page_url(page) for scores in shown.values() for one in scores for page in one["arithmetic"].get("pages", [])
    }
    assert len(pages) > 20
    for url in sorted(pages)[::5]:
        assert client.get(url).status_code == 200, url


def ask_everything(scheme) -> None:
    """Every formula of the catalog is asked of departments and townships, some with a floor."""
    Indicator.objects.filter(scheme=scheme, kind=IndicatorKind.FORMULA).delete()
    last = 100
    for audience in ("sector_department", "township"):
        for number, formula in enumerate(FORMULAS.values()):
            last += 1
            Indicator.objects.create(
                scheme=scheme, serial=last, dimension="全部公式", title=f"{formula.label}{audience}", kind="formula",
                audience=audience, points_centi=700 + number, formula=formula.key, target_bp=formula.target_bp,
                floor_bp=1000 if number % 2 else None,
            )  # fmt: skip

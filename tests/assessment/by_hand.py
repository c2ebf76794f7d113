"""得分 made a second time by a short script that reads only `figures --json`, held against `score --json`."""

from __future__ import annotations

import json
from fractions import Fraction
from io import StringIO
from typing import Any

from django.core.management import call_command


def said(*command: str) -> Any:
    out = StringIO()
    call_command(*command, "--json", stdout=out)
    return json.loads(out.getvalue())


# ---- the script: nothing of the project below this line and above the next one ----

MONTHLY = {
    "on_time_rate": lambda f: (f["expected"] * f["on_time"], f["expected"]),
    "first_pass_rate": lambda f: (max(f["received"] - f["returned"] - f["by_office"], 0), f["received"]),
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


def agreed(year: int, months: range) -> tuple[Any, list[tuple[str, str, int | None]]]:
    """What `score` says, every formula and total of it as the script makes them; (unit, formula, points) compared."""
    printed = [said("figures", f"{year}-{month:02}") for month in months]
    scored = said("score", str(year))
    compared = []
    for unit in scored["units"]:
        got = most = 0
        for one in unit["scores"]:
            if one["kind"] != "formula":
                continue
            arithmetic = one["arithmetic"] | {"points_max_centi": one["points_max_centi"]}
            expected = points(arithmetic, unit, printed)
            assert one["formula_centi"] == expected, (unit["name"], one)
            assert one["arithmetic"]["points_centi"] == expected
            got, most = (got + expected, most + one["points_max_centi"]) if expected is not None else (got, most)
            compared.append((unit["name"], one["arithmetic"]["formula"], expected))
        total = int(Fraction(got * 10000, most) + Fraction(1, 2)) if most else None
        assert unit["formula_total_centi"] == total, unit["name"]

    return scored, compared

"""What scoring a year costs as months and units grow: 500 units, 3,000 projects, twelve frozen months.

    python -m tests.servers postgres python benchmarks/scoring_year.py [--units 500] [--projects 3000] [--rounds 5]

One month is closed as in `closing_year.py`; the months after it are copies of its frozen rows. Each round scores every
formula of the default scheme for every unit (`scores_of`, as the pages and `score --json` do) after one month and after
twelve, and after twelve reads the same frozen rows bare, both sides interleaved. Medians by the clock are printed, with
the cost of each frozen row. With DATABASE_URL naming a PostgreSQL server a new database there is used; otherwise a
SQLite file.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=500)
    parser.add_argument("--projects", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yidaizhen-bench-") as folder:
        os.environ.update({"YIDAIZHEN_DATA": folder, "DJANGO_SETTINGS_MODULE": "yidaizhen.settings"})
        if os.environ.get("DATABASE_URL", "").startswith("postgres"):
            from tests.servers import new_database

            os.environ["DATABASE_URL"] = new_database(os.environ["DATABASE_URL"])
        measure(options.units, options.projects, options.rounds)


def measure(units: int, projects: int, rounds: int) -> None:
    from benchmarks.closing_year import YEAR, analyze, prepared

    world = prepared(units, projects)
    scheme = first_month(world)
    one = median_of(lambda: score(scheme), rounds)
    tell(f"{units}个单位、{projects}个项目，1个月", one, projects)
    copy_month(11)
    analyze()
    taken: dict[str, list[float]] = {"score": [], "read": []}
    for _ in range(rounds):
        taken["score"].append(timed(lambda: score(scheme)))
        taken["read"].append(timed(lambda: read(YEAR)))
    scored, bare = (statistics.median(taken[side]) for side in ("score", "read"))
    tell("12个月", scored, projects * 12)
    tell("12个月的定稿行，只读", bare, projects * 12)
    print(f"12个月为1个月的 {scored / one:.2f} 倍；计分为只读的 {scored / bare:.2f} 倍", flush=True)


def tell(what: str, seconds: float, rows: int) -> None:
    print(f"{what}：{seconds:6.2f} 秒，每行 {seconds / rows * 1e6:6.1f} 微秒", flush=True)


def median_of(work: Callable[[], Any], rounds: int) -> float:
    return statistics.median(timed(work) for _ in range(rounds))


def timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def first_month(world: dict[str, Any]) -> Any:
    """January filed and closed; the default scheme of the year."""
    from assessment.schemes.drafting import draft_scheme
    from benchmarks.closing_year import BEGUN, YEAR, fill
    from dispatch.closing import close_period
    from projects.periods import open_period

    at = datetime(YEAR, 2, 9, 9, tzinfo=BEGUN.tzinfo)
    period = open_period(month=date(YEAR, 1, 1), by=None, at=at - timedelta(days=20))
    fill(world, period, 1, at)
    close_period(period=period, by=world["lin"], at=at)
    return draft_scheme(year=YEAR, by=world["lin"], at=at)


def copy_month(times: int) -> None:
    """Frozen rows of further months, the same as January's."""
    from benchmarks.closing_year import YEAR
    from dispatch.models import FigureRevision, PeriodFigure
    from projects.models import Period

    first = FigureRevision.objects.get()
    rows = list(first.figures.all())
    for number in range(2, times + 2):
        period = Period.objects.create(month=date(YEAR, number, 1), due_on=date(YEAR, number, 28))
        first.pk, first.period = None, period
        first.save(force_insert=True)
        for row in rows:
            row.pk, row.revision_id = None, first.pk
        PeriodFigure.objects.bulk_create(rows, batch_size=500)


def score(scheme: Any) -> None:
    from assessment.scoring import scores_of

    assert any(one.points_centi for one in scores_of(scheme).values())


def read(year: int) -> None:
    from assessment.frozen import frozen_year

    assert frozen_year(year)


if __name__ == "__main__":
    main()

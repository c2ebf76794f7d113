"""How long a month's 供求研判 takes among 100,000 surveyed people.

    python -m tests.servers postgres python benchmarks/situation.py [--people 1000,10000,100000] [--rounds 9]

The people and demands of benchmarks/matching.py; the office asks for December 2026: every table, the twelve months
ahead, the priority categories. Median, slowest round and queries are printed, and the two largest parts.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from matching import fill, prepared

AIM_SECONDS = 1.0
MONTH = date(2026, 12, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", default="1000,10000,100000")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yidaizhen-bench-") as folder:
        os.environ.update({"YIDAIZHEN_DATA": folder, "DJANGO_SETTINGS_MODULE": "yidaizhen.settings"})
        world = prepared()
        for people in (int(number) for number in options.people.split(",")):
            fill(world, people)
            measure(people, options.rounds)


def measure(people: int, rounds: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from labor.situation.ahead import by_month
    from labor.situation.assessing import Question, assess
    from labor.situation.months import Month
    from labor.situation.permissions import reach_of
    from labor.situation.tally import tally

    month = Month(MONTH)
    reach = reach_of(None)
    with CaptureQueriesContext(connection) as asked:
        found = assess(Question(month), reach)
    whole = timed(rounds, lambda: assess(Question(month), reach))
    now = timed(rounds, lambda: tally(reach.people, month))
    ahead = timed(rounds, lambda: by_month(reach.people, month.ahead()))
    said = "达到" if max(whole) < AIM_SECONDS else "未达到"
    print(
        f"{people:>7}人：中位{milliseconds(whole)}　最慢{max(whole) * 1000:7.1f} ms　"
        f"其中当月各表{milliseconds(now)}、今后12个月{milliseconds(ahead)}　"
        f"能务工{found.supply.total}人　查询{len(asked)}次　目标{AIM_SECONDS:g}秒{said}"
    )


def timed(rounds: int, work: Callable[[], Any]) -> list[float]:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return times


def milliseconds(times: list[float]) -> str:
    return f"{statistics.median(times) * 1000:7.1f} ms"


if __name__ == "__main__":
    main()

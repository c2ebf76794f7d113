"""How long the project list takes with 20,000 projects, beside the same page with none.

    python benchmarks/project_list.py [--rounds 60] [--sizes 0,200,2000,20000]

One process and one SQLite file hold a year's list of each size; the office's page (first 50 rows, all filters, the
total line over everything found) is asked for in turn through Django's own client. Medians, 95th percentiles, queries
and the ratio to the empty list are printed, and how they grow.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
AIM = 2.0
FIRST_YEAR = 2030


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--sizes", default="0,200,2000,20000")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    with tempfile.TemporaryDirectory(prefix="yidaizhen-bench-") as folder:
        os.environ.update({"YIDAIZHEN_DATA": folder, "DJANGO_SETTINGS_MODULE": "yidaizhen.settings"})
        os.environ.pop("DATABASE_URL", None)
        tell(measure(sizes, options.rounds))


def measure(sizes: list[int], rounds: int) -> dict[int, dict[str, Any]]:
    """Ask each size's page in turn; the first round warms up and is not counted."""
    client = prepared(sizes)
    found: dict[int, dict[str, Any]] = {size: {"times": [], "queries": queries(client, size)} for size in sizes}
    for number in range(rounds + 1):
        for size in sizes:
            began = time.perf_counter()
            answer = client.get(address(size))
            taken = time.perf_counter() - began
            assert answer.status_code == 200, answer.status_code
            if number:
                found[size]["times"].append(taken)
    return found


def address(size: int) -> str:
    return f"/projects/?year={year_of(size)}"


def year_of(size: int) -> int:
    """Each size has a year of its own, so that all of them lie in one database."""
    return FIRST_YEAR + len(str(size)) if size else FIRST_YEAR


def queries(client: Any, size: int) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address(size))
    with CaptureQueriesContext(connection) as asked:
        client.get(address(size))
    return len(asked)


def prepared(sizes: list[int]) -> Any:
    """A signed-in client of the office over a database with one year's list of each size."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from units.accounts import create_user
    from units.grants import grant_role
    from units.models import Role, Unit
    from units.reference import load_reference

    call_command("migrate", verbosity=0)
    now = timezone.now()
    load_reference(by=None, at=now)
    office = create_user(username="bench", name="测试", password="Ladder-2026", must_change=False, by=None, at=now)
    unit = Unit.objects.get(is_office=True)
    grant_role(user=office, role=Role.OFFICE_ADMIN, unit=unit, starts_on=timezone.localdate(), by=None, at=now)
    for size in sizes:
        fill(size)
    client = Client()
    client.force_login(office)
    return client


def fill(size: int) -> None:
    from projects.models import ListEntry, Nature, Project, ProjectKind, ProjectList, Stage
    from units.models import Sector, Unit, UnitKind

    listed = ProjectList.objects.create(year=year_of(size), title=f"{year_of(size)}年度清单")
    sectors, townships = list(Sector.objects.all()), list(Unit.objects.townships())
    departments = list(Unit.objects.filter(kind=UnitKind.SECTOR_DEPARTMENT))
    kinds, stages = list(ProjectKind), list(Stage)
    made = Project.objects.bulk_create(
        Project(
            code=f"{listed.year}-500104-04-01-{number:06d}",
            name=f"第{number}号产业道路工程",
            sector=sectors[number % len(sectors)],
            kind=kinds[number % len(kinds)],
            nature=Nature.NEW,
            stage=stages[number % len(stages)],
            township=townships[number % len(townships)],
            department=departments[number % len(departments)],
            site="建胜镇",
            content="硬化道路",
            total_fen=1_000_000 + number,
            owner_name="建设中心",
        )
        for number in range(size)
    )
    ListEntry.objects.bulk_create(
        ListEntry(
            project_list=listed,
            project=project,
            serial=serial,
            plan_fen=500_000,
            work_items="路基开挖",
            planned_workers=10,
            planned_remuneration_fen=100_000,
        )
        for serial, project in enumerate(made, start=1)
    )


def tell(found: dict[int, dict[str, Any]]) -> None:
    base = p95(found[min(found)]["times"])
    for size, said in found.items():
        median, high = statistics.median(said["times"]), p95(said["times"])
        print(
            f"{size:>6} 个项目：中位 {median * 1000:6.1f} ms　p95 {high * 1000:6.1f} ms　"
            f"为空表的 {high / base:4.2f} 倍　查询 {said['queries']} 次"
        )
    largest = p95(found[max(found)]["times"]) / base
    print(
        f"目标：最大清单的 p95 不超过空表的 {AIM} 倍；实测 {largest:.2f} 倍，{'达到' if largest <= AIM else '未达到'}。"
    )


def p95(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, round(len(times) * 0.95))]


if __name__ == "__main__":
    main()

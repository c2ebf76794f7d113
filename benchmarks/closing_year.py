"""What closing a month costs in January and in December: 500 units, 3,000 projects, a whole year behind it.

    python -m tests.servers postgres python benchmarks/closing_year.py [--units 500] [--projects 3000] [--months 12]

Each month every project has an accepted filing and a roll of eight people, one of whom is new that month; half of the
rolls of the month before are paid only now, after its close. Then who owes is settled and the month is closed: gaps,
distinct people of every unit and sector, frozen rows. Only that is measured, by the clock and by the processor, and the
ratio of each month to the first is printed. Processor seconds are this process's and, with PostgreSQL on this machine,
those of its server process too: they hold on a busy machine, and decide. With DATABASE_URL naming a PostgreSQL server a
new database there is used; otherwise a SQLite file.
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
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
YEAR = 2026
PEOPLE = 8
ALLOWED = 0.20
BEGUN = datetime(YEAR, 1, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WAN = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=500)
    parser.add_argument("--projects", type=int, default=3000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yidaizhen-bench-") as folder:
        os.environ.update({"YIDAIZHEN_DATA": folder, "DJANGO_SETTINGS_MODULE": "yidaizhen.settings"})
        if os.environ.get("DATABASE_URL", "").startswith("postgres"):
            from tests.servers import new_database

            os.environ["DATABASE_URL"] = new_database(os.environ["DATABASE_URL"])
        world = prepared(options.units, options.projects)
        tell([one_month(world, number, options.rounds) for number in range(1, options.months + 1)])


def tell(taken: list[tuple[float, float]]) -> None:
    """Each month against January; the last against the first decides."""
    for number, (clock, processor) in enumerate(taken, start=1):
        ratio = processor / taken[0][1]
        print(f"{number:>2}月关账：{clock:6.2f} 秒，处理器 {processor:6.2f} 秒，为1月的 {ratio:4.2f} 倍", flush=True)
    last = taken[-1][1] / taken[0][1]
    said = "在±20%以内" if abs(last - 1) <= ALLOWED else "超出±20%"
    print(f"最后一个月的处理器时间为1月的 {last:.2f} 倍，{said}")


def one_month(world: dict[str, Any], number: int, rounds: int) -> tuple[float, float]:
    """Put a month in place, then close it `rounds` times, taking it back in between; the medians of both clocks."""
    from dispatch.closing import close_period
    from projects.periods import open_period

    at = datetime(YEAR + number // 12, number % 12 + 1, 9, 9, 0, tzinfo=BEGUN.tzinfo)
    period = open_period(month=date(YEAR, number, 1), by=None, at=at - timedelta(days=20))
    fill(world, period, number, at)
    taken = [
        timed(lambda: taken_back(lambda: close_period(period=period, by=world["lin"], at=at))) for _ in range(rounds)
    ]
    period.refresh_from_db()
    proved(close_period(period=period, by=world["lin"], at=at), world, number)
    clock, processor = (statistics.median(column) for column in zip(*taken, strict=True))
    return clock, processor


def timed(work: Callable[[], None]) -> tuple[float, float]:
    clock, processor = time.perf_counter(), processor_seconds()
    work()
    return time.perf_counter() - clock, processor_seconds() - processor


def processor_seconds() -> float:
    """What this process has used, and the process that serves its connection, where that runs on this machine."""
    return time.process_time() + server_seconds()


def server_seconds() -> float:
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def taken_back(work: Callable[[], Any]) -> None:
    """Do it, and undo it: the same month can be closed again."""
    from django.db import transaction

    with transaction.atomic():
        work()
        transaction.set_rollback(True)


def proved(revision: Any, world: dict[str, Any], number: int) -> None:
    """Every project frozen; the year's people are the eight of January and the new one of each month since."""
    total = revision.headcounts.get(scope="total")
    projects = len(world["projects"])
    assert revision.figures.count() == projects
    assert total.month_heads == projects * PEOPLE, total.month_heads
    assert total.year_heads == projects * (PEOPLE + number - 1), total.year_heads


def prepared(units: int, projects: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    from projects.models import ProjectList
    from units.accounts import create_user
    from units.grants import grant_role
    from units.models import Role, Sector, Unit
    from yidaizhen.reference import load_all_reference

    call_command("migrate", verbosity=0)
    load_all_reference(by=None, at=BEGUN)
    lin = create_user(username="bench_lin", name="测试", password="Ladder-2026", must_change=False, by=None, at=BEGUN)
    office = Unit.objects.get(is_office=True)
    grant_role(user=lin, role=Role.OFFICE_ADMIN, unit=office, starts_on=date(YEAR, 1, 1), by=None, at=BEGUN)
    world: dict[str, Any] = {"lin": lin, "sectors": list(Sector.objects.order_by("code"))}
    world["units"] = departments(units)
    world["township"] = Unit.objects.townships().order_by("code")[0]
    world["list"] = ProjectList.objects.create(year=YEAR, title=f"{YEAR}年年度清单")
    world["projects"] = listed(world, projects)
    world["workers"] = workers(projects * (PEOPLE + 12))
    analyze()
    return world


def departments(number: int) -> list[Any]:
    """Member units in force since the year before."""
    from units.models import Membership, Unit, UnitKind

    made = Unit.objects.bulk_create(
        Unit(code=f"B{one:04}", name=f"测试部门{one}", kind=UnitKind.SECTOR_DEPARTMENT) for one in range(number)
    )
    Membership.objects.bulk_create(
        Membership(unit=unit, post="分管负责人", starts_on=date(YEAR - 1, 1, 1), decision="测试") for unit in made
    )
    return made


def listed(world: dict[str, Any], number: int) -> list[Any]:
    from projects.models import ListEntry, Nature, Project, ProjectKind, Stage

    units, sectors = world["units"], world["sectors"]
    made = Project.objects.bulk_create(
        Project(
            code=f"{YEAR}-500104-04-01-{one:06}", name=f"产业道路工程{one}",
            sector=sectors[one % len(sectors)], kind=ProjectKind.KEY, nature=Nature.NEW,
            stage=Stage.CONSTRUCTION, township=world["township"], department=units[one % len(units)],
            site="建胜镇", content="硬化道路", total_fen=500 * WAN, owner_name="建设中心", starts="2026-01",
            ends="2026-12",
        )
        for one in range(number)
    )  # fmt: skip
    ListEntry.objects.bulk_create(
        ListEntry(
            project_list=world["list"], project=project, serial=serial, plan_fen=120 * WAN, work_items="路基",
            planned_workers=20, planned_remuneration_fen=24 * WAN,
        )
        for serial, project in enumerate(made, start=1)
    )  # fmt: skip
    return made


def workers(number: int) -> list[int]:
    from labor.bulk import insert_rows
    from labor.models import Worker
    from units.secrecy import seal

    sealed = seal("500104199001011239")
    fields = ["name", "id_sealed", "id_index", "id_masked", "id_tail", "sex", "born_on"]
    rows = [("测试", sealed, f"b{one:09}", "50*************239", "239", "M", date(1990, 1, 1)) for one in range(number)]
    inside(lambda: insert_rows(Worker, fields, rows))
    return list(Worker.objects.order_by("pk").values_list("pk", flat=True))


def fill(world: dict[str, Any], period: Any, number: int, at: datetime) -> None:
    """The month's filings and rolls; half of last month's rolls get their money."""
    from labor.models import WageLine
    from projects.models import Period

    filings(world, period, number, at)
    rolls(world, period, number, at)
    before = Period.objects.filter(month__lt=period.month).order_by("-month").first()
    if before:
        late = WageLine.objects.filter(period=before, project__in=world["projects"][::2])
        late.update(pay_on=at.date(), voucher="回单", is_paid=True)
    analyze()


def filings(world: dict[str, Any], period: Any, number: int, at: datetime) -> None:
    from projects.models import FilingState, ProgressFiling

    sent = at - timedelta(days=6)
    ProgressFiling.objects.bulk_create(
        ProgressFiling(
            project=project, period=period, state=FilingState.ACCEPTED, look="main_work", workers_on_day=PEOPLE,
            invested_before_fen=(number - 1) * 10 * WAN, invested_new_fen=10 * WAN, allocated_new_fen=8 * WAN,
            allocated_before_fen=(number - 1) * 8 * WAN, workers_year=PEOPLE + number, rural_workers_year=PEOPLE,
            remuneration_year_fen=number * 2 * WAN, filed_at=sent, filed_by=world["lin"], submitted_at=sent,
            submitted_by=world["lin"], accepted_at=at, accepted_by=world["lin"],
        )
        for project in world["projects"]
    )  # fmt: skip


def rolls(world: dict[str, Any], period: Any, number: int, at: datetime) -> None:
    """Eight people a project: each month the one of longest standing leaves and a new one comes."""
    from labor.bulk import insert_rows
    from labor.models import WageLine, WageRoll

    made = WageRoll.objects.bulk_create(
        WageRoll(
            project=project, period=period, employer="建设中心", file_name="测试", file_sha256="0" * 64, imported_at=at,
            imported_by=world["lin"],
        )
        for project in world["projects"]
    )  # fmt: skip
    fields = [
        "roll", "project", "period", "worker", "in_force", "kind", "row", "serial", "employer", "name", "phone_sealed",
        "phone_masked", "job", "centidays", "rate_fen", "piece_fen", "pay_basis", "gross_fen", "deduction_fen",
        "deduction_item", "net_fen", "bank", "card_sealed", "card_index", "card_masked", "pay_on", "signed_on",
        "voucher", "is_paid",
    ]  # fmt: skip
    staff = world["workers"]
    rows = [
        (
            roll.pk, roll.project_id, period.pk, staff[first * (PEOPLE + 12) + number + one], True, "regular", one, "",
            "建设中心", "测试", "", "", "普工", 2000, 210_00, 0, "", 4200_00, 0, "", 4200_00, "", "", "", "",
            at.date() if odd else None, None, "回单" if odd else "", bool(odd),
        )
        for first, roll in enumerate(made)
        for odd in [first % 2]
        for one in range(PEOPLE)
    ]  # fmt: skip
    inside(lambda: insert_rows(WageLine, fields, rows))


def inside(work: Callable[[], None]) -> None:
    from django.db import transaction

    with transaction.atomic():
        work()


def analyze() -> None:
    """What autovacuum does in the quiet between two months."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


if __name__ == "__main__":
    main()

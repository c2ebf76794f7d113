"""What a month's pay costs per line, from 1,000 lines to 100,000: worked out, checked, sent to the bank, answered.

    python -m tests.servers postgres python benchmarks/wage_month.py [--lines 1000,10000,100000] [--rounds 3]

A project has 333 people with 20 days of attendance each. Each size is a month of a database of its own, in a process of
its own; the small ones run before, between and after the large one, so that a machine that slows down is seen to. The
acts are those of page and command, project by project: `build_roll`, `reconcile`, `make_pay_file` (CSV) and
`import_receipts` of what the bank answers, one line in fifty refused. Signatures, approvals and the public notice in
between are put there by hand and not measured; what PAY asks of them is. Milliseconds per line by the clock and by the
processor; the ratio is to the smallest size. With DATABASE_URL naming a PostgreSQL server each run uses a new database
there; otherwise a SQLite file.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
OF_A_PROJECT = 333
DAYS = 20
MONTH, TODAY = date(2026, 10, 1), date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
STAGES = ("computed", "checked", "exported", "receipted")
LABELS = {"computed": "编制", "checked": "核对", "exported": "支付文件", "receipted": "回执", "total": "合计"}
ALLOWED = 0.20
REFUSED_EVERY = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", default="1000,10000,100000")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each size but the largest, which runs once")
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        print(json.dumps(run(options.worker)))
        return
    sizes = [int(number) for number in options.lines.split(",")]
    found: dict[int, list[dict[str, Any]]] = {size: [] for size in sizes}
    for size in order(sizes, options.rounds):
        found[size].append(apart(size))
        print(said(size, found[size][-1]), flush=True)
    summary(found)


def order(sizes: list[int], rounds: int) -> Iterator[int]:
    """Small sizes in each round, the largest once in the middle."""
    *small, largest = sizes
    for number in range(max(rounds, 1)):
        yield from small
        if number == max(rounds, 1) // 2:
            yield largest


def apart(size: int) -> dict[str, Any]:
    """One size in a process and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="yidaizhen-bench-") as folder:
        environment = os.environ | {"YIDAIZHEN_DATA": folder, "DJANGO_SETTINGS_MODULE": "yidaizhen.settings"}
        if os.environ.get("DATABASE_URL", "").startswith("postgres"):
            from tests.servers import new_database

            environment["DATABASE_URL"] = new_database(os.environ["DATABASE_URL"])
        done = subprocess.run(
            [sys.executable, __file__, "--worker", str(size)], env=environment, check=True, capture_output=True,
            text=True,
        )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def said(size: int, one: dict[str, Any]) -> str:
    parts = "　".join(f"{LABELS[stage]}{one['clock'][stage] * 1000:6.3f}" for stage in (*STAGES, "total"))
    return f"{size:>7}行（{one['projects']}个项目）：{parts} 毫秒/行　处理器合计{one['processor'] * 1000:6.3f}"


def summary(found: dict[int, list[dict[str, Any]]]) -> None:
    least = min(found)
    base = {stage: middle(found[least], stage) for stage in (*STAGES, "total")}
    print("\n中位数与最小规模之比：")
    for size, runs in found.items():
        ratios = {stage: middle(runs, stage) / base[stage] for stage in (*STAGES, "total")}
        flat = "在±20%以内" if abs(ratios["total"] - 1) <= ALLOWED else "超出±20%"
        parts = "　".join(f"{LABELS[stage]}{ratio:5.2f}" for stage, ratio in ratios.items())
        print(f"{size:>7}行：{parts}　合计{flat}")


def middle(runs: list[dict[str, Any]], stage: str) -> float:
    return statistics.median(one["clock"][stage] for one in runs)


def run(lines: int) -> dict[str, Any]:
    """Make the month, then go through it project by project; seconds per line of each stage."""
    world = prepared(max(1, round(lines / OF_A_PROJECT)))
    clock = dict.fromkeys(STAGES, 0.0)
    processor = sum(go_through(project, world, clock) for project in world["projects"])
    number = len(world["projects"]) * OF_A_PROJECT
    proved(number)
    a_line = {stage: seconds / number for stage, seconds in clock.items()}
    a_line["total"] = sum(a_line.values())
    return {"projects": len(world["projects"]), "clock": a_line, "processor": processor / number}


def go_through(project: Any, world: dict[str, Any], clock: dict[str, float]) -> float:
    """One project's month; adds to the clock of each stage, returns the processor's seconds of all."""
    began = time.process_time()
    with timed(clock, "computed"):
        roll = build(project, world)
    with timed(clock, "checked"):
        check(roll)
    busy = time.process_time() - began
    lead_to_the_bank(roll, world)
    began = time.process_time()
    with timed(clock, "exported"):
        content = export(roll, world).content
    answer = answer_to(content, world["form"])
    roll.refresh_from_db()
    with timed(clock, "receipted"):
        receive(roll, answer, world)
    return busy + time.process_time() - began


@contextmanager
def timed(clock: dict[str, float], stage: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    clock[stage] += time.perf_counter() - began


def build(project: Any, world: dict[str, Any]) -> Any:
    from labor.pay.building import build_roll

    _, roll = build_roll(project=project, period=world["period"], channel="wage_account", by=world["filer"], at=AT)
    return roll


def check(roll: Any) -> None:
    from labor.pay.reconciling import reconcile

    found = reconcile(roll).differences
    assert not found, [one.sentence for one in found[:3]]


def lead_to_the_bank(roll: Any, world: dict[str, Any]) -> None:
    """Signed, approved, posted and reviewed, as rows of the tables."""
    from django.db.models import Sum

    from labor.models import PublicNotice, RollApproval, RollState, WageRoll
    from labor.pay.digests import content_digest

    digest, sum_fen = content_digest(roll), roll.lines.aggregate(sum=Sum("net_fen"))["sum"]
    roll.lines.update(signed_on=TODAY)
    RollApproval.objects.create(
        roll=roll, state=RollState.OWNER, submission=1, sum_fen=sum_fen, digest=digest, approved_at=AT,
        approved_by=world["reviewer"],
    )  # fmt: skip
    PublicNotice.objects.create(
        roll=roll, round=1, places=["township", "village"], starts_on=TODAY - timedelta(days=10),
        ends_on=TODAY - timedelta(days=3), lines=OF_A_PROJECT, sum_fen=sum_fen, digest=digest, posted_at=AT,
        posted_by=world["filer"],
    )  # fmt: skip
    WageRoll.objects.filter(pk=roll.pk).update(state=RollState.READY, submission=1)
    roll.refresh_from_db()


def export(roll: Any, world: dict[str, Any]) -> Any:
    from labor.payments.sending import make_pay_file
    from labor.payments.sheets import FileKind

    return make_pay_file(roll=roll, form=world["form"], kind=FileKind.CSV, by=world["filer"], at=AT)


def answer_to(content: bytes, form: Any) -> bytes:
    """The bank's file: one line in fifty refused."""
    from yidaizhen.demo.bank import answer_of

    refused = dict.fromkeys(range(REFUSED_EVERY - 1, OF_A_PROJECT, REFUSED_EVERY), "户名不符")
    return answer_of(content, form, on=TODAY, refused=refused)


def receive(roll: Any, answer: bytes, world: dict[str, Any]) -> None:
    from labor.payments.receipts import import_receipts

    outcome = import_receipts(file=answer, name="回执.csv", roll=roll, form=world["form"], by=world["filer"], at=AT)
    assert outcome.is_saved, outcome.lines()


def proved(number: int) -> None:
    """The month went through: each line was sent once, all but one in fifty arrived."""
    from labor.models import Payment, WageLine

    sent, arrived = Payment.objects.count(), WageLine.objects.filter(is_paid=True).count()
    assert sent == number, (sent, number)
    assert 0.97 < arrived / number < 0.99, (arrived, number)


def prepared(projects: int) -> dict[str, Any]:
    """A migrated database with so many projects, their people on the roster and a month of attendance."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from labor.models import BankForm, Trade
    from labor.reference import load_bank_forms, load_wage_standards
    from projects.periods import open_period
    from units.reference import load_reference

    call_command("migrate", verbosity=0)
    load_reference(by=None, at=AT)
    load_wage_standards(by=None, at=AT)
    load_bank_forms(by=None, at=AT)
    world: dict[str, Any] = {**people(), "period": open_period(month=MONTH, by=None, at=AT)}
    world["form"] = BankForm.objects.filter(channel="wage_account")[0]
    world["trade"] = Trade.objects.create(code="B01", name="普工")
    world["projects"] = [project(number, world) for number in range(projects)]
    for number, one in enumerate(world["projects"]):
        fill(one, number * OF_A_PROJECT, world)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return world


def people() -> dict[str, Any]:
    from units.accounts import create_user
    from units.grants import grant_role
    from units.models import Role, Unit

    unit = Unit.objects.get(name="区农业农村委")
    found: dict[str, Any] = {"department": unit, "township": Unit.objects.get(name="建胜镇")}
    for key, role in (("filer", Role.UNIT_FILER), ("reviewer", Role.UNIT_REVIEWER)):
        found[key] = create_user(
            username=f"bench_{key}", name="测试", password="Ladder-2026", must_change=False, by=None, at=AT
        )
        grant_role(user=found[key], role=role, unit=unit, starts_on=date(2026, 1, 1), by=None, at=AT)
    return found


def project(number: int, world: dict[str, Any]) -> Any:
    from projects.models import Nature, Project, ProjectKind, Stage
    from units.models import Sector

    return Project.objects.create(
        code=f"2026-500104-04-01-{number:06}", name=f"产业道路工程{number}", sector=Sector.objects.all()[0],
        kind=ProjectKind.KEY, nature=Nature.NEW, stage=Stage.CONSTRUCTION, township=world["township"],
        department=world["department"], site="建胜镇", content="硬化道路", total_fen=1_000_000, owner_name="建设中心",
    )  # fmt: skip


def fill(one: Any, first: int, world: dict[str, Any]) -> None:
    """People of one project with numbers that are theirs alone, and twenty full days each."""
    from django.db import connection, transaction

    from labor.bulk import insert_rows
    from labor.models import Attendance, AttendanceSheet, Engagement, Worker

    with transaction.atomic():
        insert_rows(Worker, *workers(first))
        keys = list(Worker.objects.filter(id_index__startswith=f"b{first:09}-").order_by("id_index").values_list("pk"))
        insert_rows(Engagement, *stays(one, first, [key for (key,) in keys], world))
        sheet = AttendanceSheet.objects.create(
            project=one, period=world["period"], opened_at=AT, opened_by=world["filer"]
        )
        table, stay = Attendance._meta.db_table, Engagement._meta.db_table
        days = " UNION ALL ".join(
            f"SELECT '{MONTH + timedelta(days=number):%Y-%m-%d}' AS day" for number in range(DAYS)
        )
        made = "CAST(d.day AS date)" if connection.vendor == "postgresql" else "d.day"
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (sheet_id, engagement_id, worker_id, day, morning, afternoon)"
                f" SELECT %s, e.id, e.worker_id, {made}, %s, %s FROM {stay} e CROSS JOIN ({days}) d"
                " WHERE e.project_id = %s",
                [sheet.pk, True, True, one.pk],
            )


def workers(first: int) -> tuple[list[str], list[tuple[Any, ...]]]:
    from units.secrecy import seal

    sealed = seal("500104199001011239")
    fields = ["name", "id_sealed", "id_index", "id_masked", "id_tail", "sex", "born_on"]
    rows = [
        (name_of(number), sealed, f"b{first:09}-{number:09}", "50*************239", "239", "M", date(1990, 1, 1))
        for number in range(first, first + OF_A_PROJECT)
    ]
    return fields, rows


def stays(one: Any, first: int, keys: list[int], world: dict[str, Any]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Each with a card of its own: the bank's answer is matched by reference and checked against it."""
    from stdnum import luhn

    from documents.formats import mask_card
    from units.secrecy import blind_index, seal

    fields = [
        "project", "worker", "name", "category", "address", "trade", "team", "employer", "relation", "day_rate_fen",
        "entered_on", "leave_reason", "waiver_reason", "phone_sealed", "phone_masked", "bank", "card_sealed",
        "card_index", "card_masked", "version", "registered_at", "registered_by", "void_reason",
    ]  # fmt: skip
    rows = []
    for number, key in enumerate(keys, first):
        body = f"621226{number:012d}"
        card = body + str(luhn.calc_check_digit(body))
        rows.append((
            one.pk, key, name_of(number), "", "建胜镇", world["trade"].pk, "一班", "建设中心", "service", 210_00,
            date(2026, 9, 1), "", "原有岗位", "", "", "某银行", seal(card), blind_index(card), mask_card(card), 0, AT,
            world["filer"].pk, "",
        ))  # fmt: skip
    return fields, rows


def name_of(number: int) -> str:
    return f"{'王李张刘陈'[number % 5]}{chr(0x5170 + number % 400)}"


if __name__ == "__main__":
    main()

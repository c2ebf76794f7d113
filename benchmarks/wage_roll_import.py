"""How fast a wage roll goes in, beside django-import-export in bulk mode. Prints medians and the ratios.

    python benchmarks/wage_roll_import.py [--rounds 3] [--lines 10000] [--growth 1000,10000,50000]

Both sides read the same workbook from disk and commit its rows to a fresh scratch database, interleaved in one run,
each round in a process of its own; start-up and table creation are not counted. Ours does everything the product does:
all checks, people found by blind index and enrolled, ID, phone and card numbers sealed, one audit entry. The peer reads
with tablib, cleans each row with the same basic checks (ID, phone, card, arithmetic) and inserts plain rows in bulk,
without encryption, register of people or audit, and without the dry run its own pages would do first. It runs in two
ways: `bulk` (use_bulk, all else as the library sets it) and `tuned` (skip_diff and force_init_instance too: no report
of what changed, and no row looked up, so that it could not run twice). Processor seconds are printed beside the
clock's: they hold on a busy machine.

With DATABASE_URL naming a PostgreSQL server both sides use new databases there; otherwise SQLite files.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
HEADINGS = [
    "序号", "用人单位", "支付周期", "支付日期", "姓名", "身份证号", "联系方式", "工种", "工作时间（工日）",
    "单价（元）", "应发（元）", "代扣代缴扣除（元）", "实发（元）", "账号", "凭证或签字",
]  # fmt: skip
CODE = "2410-500104-04-01-392139"
AIM = 8.0


def write_roll(path: Path, lines: int) -> None:
    """Write a faultless synthetic roll: invented numbers whose check digits are right."""
    from openpyxl import Workbook
    from stdnum import luhn
    from stdnum.cn import ric

    book = Workbook(write_only=True)
    sheet = book.create_sheet("发放表")
    sheet.append(["建胜镇产业道路硬化工程2026年10月劳务报酬发放表"])
    sheet.append([f"项目代码：{CODE}"])
    sheet.append(HEADINGS)
    chance = random.Random(20261001)
    for number in range(1, lines + 1):
        born = date(1970, 1, 1) + timedelta(days=number % 11_000)
        body = f"500104{born:%Y%m%d}{number // 11_000 * 100 + chance.randrange(100):03d}"
        card = f"621226{number:012d}"
        days, rate, deduction = (
            chance.choice([18, 20, 21.5, 26]),
            chance.choice([190, 210, 260]),
            chance.choice([0, 20]),
        )
        gross = Decimal(str(days)) * rate
        name = f"{'王李张刘陈'[number % 5]}{chr(0x5170 + number % 400)}"
        sheet.append([
            number, "建胜镇人民政府", "2026-10", "2026-11-10", name,
            body + ric.calc_check_digit(body + "0"), f"139{number:08d}", "普工", days, rate, gross, deduction,
            gross - deduction, card + luhn.calc_check_digit(card), "已签",
        ])  # fmt: skip
    book.save(path)


Measured = tuple[float, float, int]


def ours(path: Path) -> Measured:
    """Import through the action the command and the page call."""
    from django.utils import timezone

    from labor.imports import import_wage_roll, period_for
    from labor.models import WageLine
    from projects.models import Project
    from units.models import User

    at = timezone.now()
    project, user = Project.objects.get(code=CODE), User.objects.get(username="bench")
    started, processor = time.perf_counter(), time.process_time()
    period = period_for(date(2026, 10, 1), at)
    outcome = import_wage_roll(file=path, name=path.name, project=project, period=period, by=user, at=at)
    took = time.perf_counter() - started, time.process_time() - processor
    assert outcome.is_saved, outcome.lines()[:5]
    return *took, WageLine.objects.count()


def bulk(path: Path) -> Measured:
    """django-import-export in bulk mode."""
    return peer(path, tuned=False)


def tuned(path: Path) -> Measured:
    """django-import-export in its fastest settings."""
    return peer(path, tuned=True)


def peer(path: Path, *, tuned: bool) -> Measured:
    from tablib import Dataset

    model, resource_class = peer_parts(tuned)
    started, processor = time.perf_counter(), time.process_time()
    with path.open("rb") as stream:
        data = Dataset().load(stream, format="xlsx", headers=True, skip_lines=2)
    result = resource_class().import_data(data, dry_run=False, raise_errors=True, use_transactions=True)
    took = time.perf_counter() - started, time.process_time() - processor
    assert not result.has_errors()
    return *took, model.objects.count()


def peer_parts(tuned: bool) -> tuple[type, type]:
    """The peer's plain model (its table made here) and its resource."""
    from django.core.exceptions import ValidationError
    from django.db import connection, models
    from import_export import fields, resources

    class PlainLine(models.Model):
        employer = models.CharField(max_length=80)
        month = models.CharField(max_length=10)
        pay_on = models.CharField(max_length=10)
        name = models.CharField(max_length=40)
        id_number = models.CharField(max_length=18, unique=True)
        phone = models.CharField(max_length=11)
        job = models.CharField(max_length=40)
        days = models.DecimalField(max_digits=6, decimal_places=2)
        rate = models.DecimalField(max_digits=12, decimal_places=2)
        gross = models.DecimalField(max_digits=12, decimal_places=2)
        deduction = models.DecimalField(max_digits=12, decimal_places=2)
        net = models.DecimalField(max_digits=12, decimal_places=2)
        card = models.CharField(max_length=19, db_index=True)
        voucher = models.CharField(max_length=80)

        class Meta:
            app_label = "documents"  # the library's report of changes wants an installed app
            db_table = "benchmark_line"

    names = [field.name for field in PlainLine._meta.fields[1:]]
    columns = {
        name: fields.Field(column_name=heading, attribute=name)
        for name, heading in zip(names, HEADINGS[1:], strict=True)
    }

    class Meta:
        model = PlainLine
        fields = names
        import_id_fields = ("id_number",)
        use_bulk = True
        batch_size = 1_000
        skip_diff = tuned
        force_init_instance = tuned

    def before_import_row(self: object, row: dict[str, object], **_: object) -> None:
        faults = basic_faults(row)
        if faults:
            raise ValidationError("；".join(faults))

    made = type(
        "PlainResource", (resources.ModelResource,), {**columns, "Meta": Meta, "before_import_row": before_import_row}
    )
    with connection.schema_editor() as editor:
        editor.create_model(PlainLine)
    return PlainLine, made


def basic_faults(row: dict[str, object]) -> list[str]:
    """The basic checks of a row: ID number, phone, card, days × rate, gross − deduction."""
    from stdnum import luhn
    from stdnum.cn import ric

    number, days, rate = str(row["身份证号"]), Decimal(str(row["工作时间（工日）"])), Decimal(str(row["单价（元）"]))
    gross, deduction = Decimal(str(row["应发（元）"])), Decimal(str(row["代扣代缴扣除（元）"]))
    faults = []
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or ric.calc_check_digit(number) != number[-1]:
        faults.append("身份证号")
    date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    if not re.fullmatch(r"1[3-9][0-9]{9}", str(row["联系方式"])):
        faults.append("联系方式")
    if not luhn.is_valid(str(row["账号"])):
        faults.append("账号")
    if days * rate != gross or gross - deduction != Decimal(str(row["实发（元）"])) or not 0 <= days <= 31:
        faults.append("金额")
    return faults


SIDES: dict[str, Callable[[Path], Measured]] = {"ours": ours, "bulk": bulk, "tuned": tuned}


def run_side(side: str, path: Path) -> None:
    """In a process of its own: an empty, migrated database, then one timed import; prints one JSON line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yidaizhen.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    prepare()
    took, processor, rows = SIDES[side](path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": took, "processor": processor, "rows": rows, "peak_mb": peak}))


def prepare() -> None:
    """Reference data, one office user and the project of the roll."""
    from django.utils import timezone

    from projects.models import Project
    from units.accounts import create_user
    from units.grants import grant_role
    from units.models import Role, Sector, Unit
    from yidaizhen.reference import load_all_reference

    at = timezone.now()
    load_all_reference(by=None, at=at)
    made = {"name": "基准", "password": "Bench-2026x", "must_change": False}
    user = create_user(username="bench", by=None, at=at, **made)
    grant_role(
        user=user,
        role=Role.OFFICE_ADMIN,
        unit=Unit.objects.get(code="02"),
        starts_on=date(2022, 10, 12),
        by=None,
        at=at,
    )
    Project.objects.create(
        code=CODE, name="建胜镇产业道路硬化工程", kind="key", nature="new", stage="construction",
        sector=Sector.objects.earliest("code"), department=Unit.objects.get(code="12"),
        township=Unit.objects.get(code="25"), site="建胜镇", content="基准", total_fen=420_000_000, owner_name="建胜镇",
    )  # fmt: skip


def measure(side: str, path: Path, lines: int) -> dict[str, float]:
    """Run one side once in a fresh process on a fresh database."""
    with tempfile.TemporaryDirectory(prefix="yidaizhen-bench-") as folder:
        environment = {**os.environ, "YIDAIZHEN_DATA": folder, "YIDAIZHEN_WORKBOOK_MAX_ROWS": "100000"}
        environment["YIDAIZHEN_WORKBOOK_MAX_BYTES"] = str(60 * 2**20)
        if environment.get("DATABASE_URL", "").startswith("postgres"):
            from tests.servers import new_database

            environment["DATABASE_URL"] = new_database(environment["DATABASE_URL"])
        command = [sys.executable, __file__, "--side", side, "--file", str(path)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["rows"] == lines, found
    return found


def compare(path: Path, lines: int, rounds: int) -> None:
    """Interleave the sides and print medians and ratios."""
    took: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES}
    for number in range(1, rounds + 1):
        for side, runs in took.items():
            found = measure(side, path, lines)
            runs.append(found)
            print(f"  round {number} {side}: {said(found['seconds'], found['processor'])}, peak {found['peak_mb']} MB")
            sys.stdout.flush()
    medians = {
        side: [statistics.median(run[key] for run in runs) for key in ("seconds", "processor")]
        for side, runs in took.items()
    }
    print(f"{lines} lines, medians of {rounds}:")
    print(f"  ours: {said(*medians['ours'])}")
    for side in ("bulk", "tuned"):
        ratios = [theirs / mine for theirs, mine in zip(medians[side], medians["ours"], strict=True)]
        aim = f" (aim {AIM:.0f}x)" if side == "bulk" else ""
        print(
            f"  django-import-export, {side}: {said(*medians[side])}; "
            f"ratio {ratios[0]:.1f}x{aim}, by processor time {ratios[1]:.1f}x"
        )


def said(seconds: float, processor: float) -> str:
    return f"{seconds:.2f} s ({processor:.2f} s of processor)"


def growth(folder: Path, sizes: list[int], rounds: int) -> None:
    """Print how our cost grows with the number of lines."""
    print("growth of our cost:")
    for lines in sizes:
        path = folder / f"{lines}.xlsx"
        if not path.exists():
            write_roll(path, lines)
        runs = [measure("ours", path, lines) for _ in range(rounds)]
        seconds, processor = (statistics.median(run[key] for run in runs) for key in ("seconds", "processor"))
        peak = max(run["peak_mb"] for run in runs)
        print(
            f"  {lines:>6} lines: {said(seconds, processor)}, {processor / lines * 1e6:.0f} µs a line, "
            f"peak {peak:.0f} MB",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Wage-roll import against django-import-export")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--growth", default="1000,10000,50000")
    parser.add_argument("--side", choices=list(SIDES))
    parser.add_argument("--file", type=Path)
    given = parser.parse_args()
    if given.side:
        run_side(given.side, given.file)
        return
    print(f"{datetime.now().astimezone():%Y-%m-%d %H:%M} Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="yidaizhen-bench-") as name:
        folder = Path(name)
        path = folder / f"{given.lines}.xlsx"
        write_roll(path, given.lines)
        compare(path, given.lines, given.rounds)
        growth(folder, [int(size) for size in given.growth.split(",") if size], min(given.rounds, 3))


if __name__ == "__main__":
    main()

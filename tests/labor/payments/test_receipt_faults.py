"""A process killed −9 in the middle of receipts leaves all of the file or nothing; the same file again completes it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.site import ROOT, Site, kill_at

pytestmark = [pytest.mark.faults, pytest.mark.scale]
LINES = 2_000
NET = 4_200_00

# A roll of so many people at the bank, and the bank's answer: every tenth payment failed.
PREPARE = f"""
import sys
from datetime import date
from pathlib import Path
from django.db import transaction
from django.utils import timezone
from labor.models import Payment, PaymentBatch, RollState, WageLine, WageRoll, Worker
from labor.reference import load_bank_forms
from labor.models import BankForm
from projects.models import Period, Project
from units.accounts import create_user
from units.grants import grant_role
from units.models import Role, Sector, Unit
from units.secrecy import blind_index, seal
from yidaizhen.reference import load_all_reference
from tests.labor.payments.banking import result_csv
at = timezone.now()
load_all_reference(by=None, at=at)
load_bank_forms(by=None, at=at)
chen = create_user(username="chen", name="陈禾", password="Ladder-2026", must_change=False, by=None, at=at)
department = Unit.objects.get(code="12")
grant_role(user=chen, role=Role.UNIT_FILER, unit=department, starts_on=date(2022, 10, 12), by=None, at=at)
road = Project.objects.create(code="2410-500104-04-01-392139", name="建胜镇产业道路硬化工程", kind="key",
    nature="new", stage="construction", sector=Sector.objects.earliest("code"), department=department,
    township=Unit.objects.get(code="25"), site="建胜镇", content="演示", total_fen=1, owner_name="建胜镇人民政府")
october = Period.objects.create(month=date(2026, 10, 1), due_on=date(2026, 11, 5))
roll = WageRoll.objects.create(project=road, period=october, origin="computed", state=RollState.BANK,
    channel="wage_account", employer="建胜镇人民政府", file_name="按考勤编制", file_sha256="", imported_at=at,
    imported_by=chen)
batch = PaymentBatch.objects.create(roll=roll, number=1, channel="wage_account",
    form=BankForm.objects.get(channel="wage_account"), lines={LINES}, sum_fen={LINES * NET}, made_at=at, made_by=chen)
cards = [f"62121234{{order:011d}}" for order in range({LINES})]
people = Worker.objects.bulk_create([Worker(name=f"张{{order}}", id_sealed=seal(f"x{{order}}"),
    id_index=blind_index(f"x{{order}}"), id_masked="5001***********001", id_tail="001", born_on=date(1980, 1, 1))
    for order in range({LINES})])
lines = WageLine.objects.bulk_create([WageLine(roll=roll, project=road, period=october, worker=person, row=order + 1,
    employer="建胜镇人民政府", name=person.name, centidays=2000, rate_fen=21000, gross_fen={NET}, net_fen={NET},
    card_sealed=seal(cards[order]), card_index=blind_index(cards[order]), card_masked="****")
    for order, person in enumerate(people)])
Payment.objects.bulk_create([Payment(batch=batch, line=line, attempt=1, amount_fen={NET}, account_name=line.name,
    card_sealed=line.card_sealed, card_index=line.card_index, card_masked="****") for line in lines])
rows = [{{"支付笔号": f"{{line.pk}}-1", "收款人户名": line.name, "收款账号": cards[order], "金额（元）": "4200.00",
    "处理结果": "失败" if order % 10 == 0 else "成功", "银行流水号": f"LS{{order}}",
    "入账日期": str(timezone.localdate(at))}} for order, line in enumerate(lines)]
Path("FOLDER/回执.csv").write_bytes(result_csv(rows))
"""

# The import as the command runs it, telling on its output when it reaches each step.
RUN = """
import sys, django
django.setup()
from django.core.management import call_command
import labor.payments.receipts as receipts
import labor.pay.moving as moving
def told(owner, name):
    act = getattr(owner, name)
    def run(*arguments, **options):
        print("before", name, flush=True)
        done = act(*arguments, **options)
        print("after", name, flush=True)
        return done
    setattr(owner, name, run)
for owner, name in [(receipts, "settle"), (receipts, "update_rows"), (receipts, "make_move"), (moving, "record")]:
    told(owner, name)
call_command("import_receipts", sys.argv[1], "--roll", "1", "--by", "chen")
print("done", flush=True)
"""

COUNT = """
import json
from django.db.models import Count
from labor.models import Payment, Receipt, WageLine, WageRoll
from labor.payments.standing import money_of
from units.audit import first_broken_link
from units.models import AuditEntry
roll, money = WageRoll.objects.get(), None
money = money_of(roll)
print(json.dumps({"receipts": Receipt.objects.count(), "state": roll.state, "steps": roll.steps.count(),
    "paid": WageLine.objects.filter(is_paid=True).count(), "succeeded": money.succeeded_fen,
    "failed": money.failed_fen, "issued": money.issued_fen, "payments": Payment.objects.count(),
    "entries": AuditEntry.objects.filter(act="发放表：导入回执").count(), "broken": first_broken_link()}))
"""

SAME = {"payments": LINES, "broken": None}
NOTHING = {
    **SAME, "receipts": 0, "state": "bank", "steps": 0, "paid": 0, "succeeded": 0, "failed": 0, "issued": LINES * NET,
    "entries": 0,
}  # fmt: skip
WHOLE = {
    **SAME, "receipts": 1, "state": "partly", "steps": 1, "paid": LINES * 9 // 10, "succeeded": LINES * NET * 9 // 10,
    "failed": LINES * NET // 10, "issued": 0, "entries": 1,
}  # fmt: skip
MOMENTS = [
    ("before update_rows", 0.0),
    ("before record", 0.0),
    ("after record", 0.0),
]


@pytest.fixture
def prepared(either_database: tuple[Path, dict[str, str]]) -> Site:
    """A migrated installation with one roll at the bank, on each database."""
    folder, extra = either_database
    site = Site(folder, **extra)
    site.manage("shell", "--verbosity", "0", "--command", PREPARE.replace("FOLDER", str(folder)))
    return site


def start(site: Site) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RUN, str(site.folder / "回执.csv")]
    return subprocess.Popen(command, cwd=ROOT, env=site.environment, stdout=subprocess.PIPE, text=True)


def counted(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(site.manage("shell", "--verbosity", "0", "--command", COUNT).stdout)
    return found


def test_killed_receipts_are_completed_by_the_same_file_and_no_line_is_paid_twice(prepared: Site) -> None:
    killed = 0
    for moment, delay in MOMENTS:
        killed += kill_at(start(prepared), moment, delay)
        left = counted(prepared)
        assert left in (NOTHING, WHOLE), (moment, left)
        if left == WHOLE:
            break
    assert killed >= 2, "most kills must hit a running import"
    for _ in range(2):  # the second time it is the very same file, and nothing changes
        prepared.manage("import_receipts", str(prepared.folder / "回执.csv"), "--roll", "1", "--by", "chen")
        assert counted(prepared) == WHOLE

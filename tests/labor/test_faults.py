"""A process killed at any moment of an import leaves the whole roll or nothing, on both databases."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.labor.sheets import line, roll_bytes
from tests.site import ROOT, Site, kill_at

pytestmark = [pytest.mark.faults, pytest.mark.scale]
LINES = 3_000
CODE = "2410-500104-04-01-392139"

PREPARE = """
from datetime import date
from django.utils import timezone
from projects.models import Project
from units.accounts import create_user
from units.grants import grant_role
from units.models import Role, Sector, Unit
from yidaizhen.reference import load_all_reference
at = timezone.now()
load_all_reference(by=None, at=at)
user = create_user(username="lin", name="林岚", password="Ladder-2026", must_change=False, by=None, at=at)
grant_role(user=user, role=Role.OFFICE_ADMIN, unit=Unit.objects.get(code="02"), starts_on=date(2022, 10, 12), by=None,
           at=at)
Project.objects.create(code="2410-500104-04-01-392139", name="建胜镇产业道路硬化工程", kind="key",
    nature="new", stage="construction", sector=Sector.objects.earliest("code"), department=Unit.objects.get(code="12"),
    township=Unit.objects.get(code="25"), site="建胜镇", content="演示", total_fen=1, owner_name="建胜镇人民政府")
"""

# The import as the command runs it, telling on its output when it reaches each step.
RUN = """
import sys, django
django.setup()
import labor.saving as saving, labor.registry as registry
def told(module, name):
    act = getattr(module, name)
    def run(*arguments, **options):
        print("before", name, flush=True)
        done = act(*arguments, **options)
        print("after", name, flush=True)
        return done
    setattr(module, name, run)
for module, name in [(saving, "hold_open"), (saving, "open_period"), (registry, "insert_rows"),
                     (saving, "insert_rows"), (saving, "record")]:
    told(module, name)
from django.core.management import call_command
call_command("import_wage_roll", sys.argv[1], "--project", sys.argv[2], "--month", "2026-10", "--by", "lin")
print("done", flush=True)
"""

COUNT = """
import json
from labor.models import WageLine, WageRoll, Worker
from projects.models import Period
from units.audit import first_broken_link
from units.models import AuditEntry
print(json.dumps({"rolls": WageRoll.objects.count(), "lines": WageLine.objects.count(),
    "workers": Worker.objects.count(), "periods": Period.objects.count(),
    "entries": AuditEntry.objects.filter(act="导入发放表").count(), "broken": first_broken_link()}))
"""

NOTHING = {"rolls": 0, "lines": 0, "workers": 0, "periods": 0, "entries": 0, "broken": None}
WHOLE = {"rolls": 1, "lines": LINES, "workers": LINES, "periods": 1, "entries": 1, "broken": None}


@pytest.fixture(scope="module")
def big_roll(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rolls") / "发放表.xlsx"
    path.write_bytes(roll_bytes([_spread(order) for order in range(1, LINES + 1)]))
    return path


def _spread(order: int) -> dict[str, object]:
    """A line of its own person: three digits of order do not suffice for thousands born on one day."""
    from tests.labor.sheets import id_number

    born = f"{1970 + order // 300}{1 + order % 12:02d}{1 + order % 28:02d}"
    return line(order, id_number=id_number(born, order % 1000), name=f"张{chr(0x4E00 + order)}")


@pytest.fixture
def prepared(either_database: tuple[Path, dict[str, str]]) -> Site:
    """A migrated installation with one office user and one project, on each database."""
    folder, extra = either_database
    site = Site(folder, **extra)
    site.manage("shell", "--verbosity", "0", "--command", PREPARE)
    return site


def start(site: Site, roll: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RUN, str(roll), CODE]
    return subprocess.Popen(command, cwd=ROOT, env=site.environment, stdout=subprocess.PIPE, text=True)


def counted(site: Site) -> dict[str, object]:
    found: dict[str, object] = json.loads(site.manage("shell", "--verbosity", "0", "--command", COUNT).stdout)
    return found


MOMENTS = [
    ("before insert_rows", 0.01),
    ("after insert_rows", 0.0),
    ("before record", 0.0),
    ("after record", 0.0),
]


def test_a_killed_import_leaves_the_whole_roll_or_nothing(prepared: Site, big_roll: Path) -> None:
    killed = 0
    for moment, delay in MOMENTS:
        killed += kill_at(start(prepared, big_roll), moment, delay)
        left = counted(prepared)
        assert left in (NOTHING, WHOLE), (moment, left)
        if left == WHOLE:
            break
    assert killed >= 2, "most kills must hit a running import"
    if counted(prepared) == NOTHING:
        done = start(prepared, big_roll)
        assert done.wait(120) == 0
        assert done.stdout is not None
        done.stdout.close()
    assert counted(prepared) == WHOLE

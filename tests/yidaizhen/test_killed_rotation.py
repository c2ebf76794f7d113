"""A rotation killed −9 in its midst leaves every number open, and the next run ends it; on both databases."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.site import ROOT, Site, kill_at

pytestmark = pytest.mark.faults
PEOPLE = 2_600  # some chunks of rows
OLD, NEW = "1=" + "1a" * 32, "2=" + "2b" * 32

PREPARE = f"""
from datetime import date
from django.db import transaction
from django.utils import timezone
from labor.registry import enroll, indexes_of, registered
from units.accounts import create_user
from units.grants import grant_role
from units.models import Role, Unit
from yidaizhen.reference import load_all_reference
at = timezone.now()
load_all_reference(by=None, at=at)
keeper = create_user(username="keeper", name="安全员", password="Ladder-2026", must_change=False, by=None, at=at)
grant_role(user=keeper, role=Role.SECURITY_ADMIN, unit=Unit.objects.get(code="02"), starts_on=date(2022, 10, 12),
           by=None, at=at)
numbers = [f"50010419{{60 + serial // 1000:02d}}0101{{serial % 1000:03d}}X" for serial in range({PEOPLE})]
indexes = indexes_of(numbers)
with transaction.atomic():
    enroll(dict.fromkeys(numbers, "演示甲"), indexes, registered(indexes.values()))
"""

# The command, telling on its output when a chunk of rows has been renewed.
RUN = """
import django
django.setup()
from django.core.management import call_command
from units import rotation
renew = rotation._renew
def told(*arguments, **options):
    renew(*arguments, **options)
    print("renewed", flush=True)
rotation._renew = told
call_command("rotate_keys", "--by", "keeper")
"""

LOOK = """
import json
from hashlib import sha256
from labor.models import Worker
from units.audit import first_broken_link
from units.rotation import values_by_key
from units.secrecy import unseal
numbers = sorted(unseal(sealed) for sealed in Worker.objects.values_list("id_sealed", flat=True))
print(json.dumps({"keys": values_by_key(), "people": len(numbers), "broken": first_broken_link(),
                  "sum": sha256("".join(numbers).encode()).hexdigest()}))
"""


def look(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(site.manage("shell", "--verbosity", "0", "--command", LOOK).stdout)
    return found


def test_a_killed_rotation_loses_no_number_and_is_taken_up_again(either_database: tuple[Path, dict[str, str]]) -> None:
    folder, extra = either_database
    before = Site(folder, YIDAIZHEN_FIELD_KEY=OLD, **extra)
    before.manage("shell", "--verbosity", "0", "--command", PREPARE)
    first = look(before)
    assert first["keys"] == {"1": PEOPLE}

    both = Site(folder, YIDAIZHEN_FIELD_KEY=NEW, YIDAIZHEN_FIELD_KEYS_OLD=OLD, **extra)
    command = [sys.executable, "-c", RUN]
    run = subprocess.Popen(command, cwd=ROOT, env=both.environment, stdout=subprocess.PIPE, text=True)
    assert kill_at(run, "renewed", 0.02), "the kill must hit a running rotation"
    halfway = look(both)
    assert set(halfway["keys"]) == {"1", "2"}
    assert (halfway["people"], halfway["sum"], halfway["broken"]) == (PEOPLE, first["sum"], None)

    both.manage("rotate_keys", "--by", "keeper")
    after = look(Site(folder, YIDAIZHEN_FIELD_KEY=NEW, **extra))  # the old key is gone
    assert after == {**first, "keys": {"2": PEOPLE}}

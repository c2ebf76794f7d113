"""The commands of the round: opening a month and one turn of the round, as other tools call them."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError

from dispatch import rounds
from projects.models import Period, Round
from projects.rounds_reference import load_round_rules
from tests.cast import SETTLED_AT

pytestmark = pytest.mark.django_db


def answer(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command(*arguments, "--json", stdout=out)
    said: dict[str, Any] = json.loads(out.getvalue())
    return said


@time_machine.travel("2026-11-02T09:00:00+08:00", tick=False)
def test_a_month_is_opened_once_and_its_days_are_told(reference: None) -> None:
    load_round_rules(by=None, at=SETTLED_AT)
    told = {"month": "2026-11", "opens_on": "2026-11-24", "due_on": "2026-12-07", "locks_on": "2026-12-08"}
    first, again = answer("open_period", "2026-11"), answer("open_period", "2026-11")
    assert (first["opened"], again["opened"]) == (True, False)
    assert first.items() >= told.items()
    assert again.items() >= told.items()
    with pytest.raises(CommandError, match="2026年12月还没有开始"):
        call_command("open_period", "2026-12")
    with pytest.raises(CommandError, match="写法不对"):
        call_command("open_period", "2026/12")


def test_a_turn_at_a_time_of_any_zone_is_done_and_done_again(reference: None, monkeypatch: pytest.MonkeyPatch) -> None:
    calendar = tuple(turn for turn in rounds.TURNS if turn[0] in ("排定日程", "开启调度期"))
    monkeypatch.setattr(rounds, "TURNS", calendar)
    load_round_rules(by=None, at=SETTLED_AT)
    first = answer("tick", "--at", "2026-12-01T00:05")
    again = answer("tick", "--at", "2026-11-30T16:06:00+00:00")
    assert (first["done"], first["broken"], again["ok"]) == (["排定日程", "开启调度期"], [], True)
    assert first["at"] == "2026-12-01T00:05:00+08:00"
    assert Period.objects.get().month == date(2026, 12, 1)
    assert Round.objects.count() == 38
    with pytest.raises(CommandError, match="写法不对"):
        call_command("tick", "--at", "昨天")


def test_a_turn_that_breaks_is_named_and_the_command_fails(reference: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*, at: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(rounds, "TURNS", (("坏了", breaks), ("开启调度期", rounds.open_this_month)))
    with pytest.raises(CommandError, match="“坏了”没有办成") as failed:
        call_command("tick", "--at", "2026-12-01T00:05")
    assert failed.value.returncode == 1
    assert Period.objects.exists()

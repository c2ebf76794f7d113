"""`manage.py alerts`: checks when told, and tells what is open."""

from __future__ import annotations

import io
import json

import pytest
import time_machine
from django.core.management import CommandError, call_command

from labor.models import Alert, AlertState
from tests.labor.alerts.cases import PAIRS, World
from tests.labor.conftest import AT
from units.models import User

pytestmark = pytest.mark.django_db


def said(*options: str) -> dict[str, object]:
    out = io.StringIO()
    with time_machine.travel(AT, tick=False):
        call_command("alerts", *options, "--json", stdout=out)
    told: dict[str, object] = json.loads(out.getvalue())
    return told


def test_it_checks_and_tells_code_grade_state_sentence_and_project(world: World) -> None:
    PAIRS["high_day_rate"].faulty(world)
    told = said("--check", "--project", world.road.code)
    found = {one["code"]: one for one in told["alerts"]}  # type: ignore[attr-defined, index]
    alert = found["high_day_rate"]
    assert (alert["severity"], alert["state"], alert["project"]) == ("hint", "new", world.road.code)
    assert "高于提示线800.00元" in alert["sentence"]
    assert told["checked"]["raised"] == Alert.objects.count()  # type: ignore[index]
    Alert.objects.update(state=AlertState.CLOSED)
    assert said()["count"] == 0
    assert said("--all")["count"] == Alert.objects.count()


def test_it_refuses_an_unknown_project_and_a_unit_that_would_check(world: World, wang: User, auditor: User) -> None:
    for options, refused in (
        (["--project", "x"], "没有项目代码为"),
        (["--check", "--by", wang.username], "领导小组办公室"),
        (["--by", auditor.username], "没有业务岗位"),
    ):
        with pytest.raises(CommandError, match=refused):
            call_command("alerts", *options)

"""manage.py project: where a project stands, what comes next, what is missing, and its floor."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from projects.models import ProjectKind

pytestmark = pytest.mark.django_db


def told(*words: str) -> dict:
    out = StringIO()
    call_command("project", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_says_what_comes_next_and_what_is_missing(road) -> None:
    said = told(road.code)
    assert (said["ok"], said["stage"], said["condition"]) == (True, "construction", "normal")
    assert said["next"] == {"act": "complete", "name": "确认完工"}
    assert [one["key"] for one in said["missing"]] == ["no_settlement"]
    assert said["missing"][0]["place"] == "settlement"
    assert (said["ready"], said["floor"]["required_fen"]) == (False, None)
    assert "不设劳务报酬占比下限" in said["floor"]["arithmetic"]


def test_the_command_shows_the_floors_arithmetic(make_project) -> None:
    special = make_project(2, kind=ProjectKind.SPECIAL)
    special.fundings.create(
        source="central_budget", label="中央预算内资金", amount_fen=400_000_000, issued_on=date(2024, 3, 1)
    )
    floor = told(special.code)["floor"]
    assert (floor["base_fen"], floor["required_fen"]) == (400_000_000, 120_000_000)
    assert "400.00万元×30%＝不少于120.00万元" in floor["arithmetic"]
    assert floor["fundings"][0]["amount_fen"] == 400_000_000


def test_the_command_speaks_to_people_too(road) -> None:
    out = StringIO()
    call_command("project", road.code, stdout=out)
    assert "下一步：确认完工，还缺1项。\n  · 没有报酬结清记录" in out.getvalue()


def test_the_command_knows_no_unknown_project_and_keeps_to_what_its_signer_sees(road, wang, zhao) -> None:
    assert told(road.code, "--by", wang.username)["ok"]
    for words in (["2410-500104-04-01-999999"], [road.code, "--by", zhao.username]):
        with pytest.raises(CommandError, match="没有项目代码为"):
            call_command("project", *words, stdout=StringIO())

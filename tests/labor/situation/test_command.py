"""manage.py labor_situation: the same figures as data and as words; what is no month is refused."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.labor.situation.conftest import World
from units.models import User


def told(*words: str) -> dict[str, Any]:
    out = StringIO()
    call_command("labor_situation", *words, "--json", stdout=out)
    said: dict[str, Any] = json.loads(out.getvalue())
    return said


def test_the_command_tells_every_figure_as_data(world: World) -> None:
    said = told("2026-12")
    assert (said["ok"], said["month"], said["base"]["people"]) == (True, "2026-12", 10)
    assert said["supply"] == {"available": 3, "depends": 1, "engaged": 1, "promised": 1, "total": 6}
    assert said["demand"] == {"demands": 2, "posts": 7, "confirmed": 1, "proposed": 1, "open": 6}
    mason = said["trades"][0]
    assert (mason["name"], mason["gap"], mason["can_do_it"]) == ("砌筑工", 2, 2)
    assert (said["short"], said["spare"]) == (["砌筑工"], [])
    assert [one["month"] for one in said["months"]][:2] == ["2026-12", "2027-01"]
    assert said["categories"]["any"]["available"] == 1


def test_no_person_is_in_the_answer(world: World) -> None:
    text = json.dumps(told("2026-12"), ensure_ascii=False)
    assert "50**" not in text
    assert [name for name in world.people if f'"{name}"' in text] == []


def test_the_command_speaks_to_people_too(world: World) -> None:
    out = StringIO()
    call_command("labor_situation", "2026-12", stdout=out)
    said = out.getvalue().splitlines()
    assert said[0] == "2026年12月供求研判"
    assert "供给：可安排3人，视岗位1人，在岗1人，已录用1人" in said
    assert "  砌筑工：需求4人，还缺4人；适合且可安排2人（其中会的2人）；缺2人" in said
    assert "  2027年1月：还缺2人，可安排4人" in said


def test_who_signs_is_told_what_they_may_see(world: World, zhao: User, chen_filer: User, sysadmin: User) -> None:
    assert told("2026-12", "--by", zhao.username)["supply"]["engaged"] == 1
    assert told("2026-12", "--by", chen_filer.username)["categories"] is None
    with pytest.raises(CommandError, match="没有业务岗位"):
        call_command("labor_situation", "2026-12", "--by", sysadmin.username, stdout=StringIO())


@pytest.mark.parametrize("month", ["2026-13", "今年十月", "1999-01"])
def test_what_is_no_month_ends_with_an_error_and_a_sentence(reference: None, month: str) -> None:
    with pytest.raises(CommandError, match=f"月份“{month}”") as refused:
        call_command("labor_situation", month, stdout=StringIO())
    assert refused.value.returncode == 1
    with pytest.raises(CommandError):
        told(month)


def test_a_district_without_anything_says_so(reference: None) -> None:
    out = StringIO()
    call_command("labor_situation", "2026-12", stdout=out)
    assert "还没有摸底调查" in out.getvalue()
    assert "【工种】\n  没有" in out.getvalue()

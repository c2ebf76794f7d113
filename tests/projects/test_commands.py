"""import_projects and import_progress as other tools call them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from projects.models import ProgressFiling, Project
from tests.projects.books import edited
from tests.projects.samples import AT, LEDGER_FILE, LIST_FILE, OFFICIAL_FILE
from units.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stopped_clock() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


def said(command: str, *arguments: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command(command, *arguments, "--json", stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_the_samples_go_through_the_commands(lin: User) -> None:
    listed = said("import_projects", str(LIST_FILE), "--year", "2026", "--by", "lin")
    assert (listed["ok"], listed["created"], listed["total_fen"]) == (True, 12, 402180 * 1_000_000)
    ledger = said("import_progress", str(LEDGER_FILE), "--month", "2026-10", "--by", "lin")
    assert (ledger["ok"], ledger["created"], ledger["form"], ledger["proxy"]) == (True, 12, "ledger", True)
    official = said("import_progress", str(OFFICIAL_FILE), "--month", "2026-10", "--by", "lin")
    assert (official["ok"], official["updated"]) == (True, 3)
    assert set(official["warnings"][0]) == {"sheet", "cell", "heading", "found", "message", "kind"}


def test_a_dry_run_says_what_would_happen(lin: User) -> None:
    answer = said("import_projects", str(LIST_FILE), "--year", "2026", "--by", "lin", "--dry-run")
    assert (answer["ok"], answer["saved"], answer["created"]) == (True, False, 12)
    assert not Project.objects.exists()


def test_errors_end_with_a_failure_and_the_full_list_in_json(lin: User, tmp_path: Path) -> None:
    faulty = tmp_path / "清单.xlsx"
    faulty.write_bytes(edited(LIST_FILE, {"C4": "2402-500104-04-01-746748", "U9": "区某局"}))
    out = io.StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("import_projects", str(faulty), "--year", "2026", "--by", "lin", "--json", stdout=out)
    assert failed.value.returncode == 1
    answer = json.loads(out.getvalue())
    assert (answer["ok"], answer["saved"]) == (False, False)
    assert [(error["cell"], error["kind"]) for error in answer["errors"]] == [
        ("C4", "project_code_checksum"), ("U9", "department_unknown"),
    ]  # fmt: skip
    assert answer["errors"][1]["found"] == "区某局"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["import_projects", "没有.xlsx", "--year", "2026", "--by", "lin"], "没有文件“没有.xlsx”"),
        (["import_projects", str(LIST_FILE), "--year", "二〇二六", "--by", "lin"], "年度“二〇二六”写法不对"),
        (["import_projects", str(LIST_FILE), "--year", "2026", "--by", "nobody"], "没有账号“nobody”"),
        (["import_projects", str(LIST_FILE), "--year", "2026", "--by", "chen_filer"], "由领导小组办公室导入"),
        (["import_progress", str(LEDGER_FILE), "--month", "10月", "--by", "lin"], "月份“10月”写法不对"),
        (["import_progress", str(LIST_FILE), "--month", "2026-10", "--by", "lin"], "没有认出这是哪张表"),
        (["import_progress", str(LEDGER_FILE), "--month", "2027-01", "--by", "lin"], "2027年1月还没有开始"),
    ],
)
def test_a_refusal_is_a_chinese_sentence(lin: User, chen_filer: User, arguments: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        call_command(*arguments, stdout=io.StringIO())
    assert not ProgressFiling.objects.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["import_projects", "没有.xlsx", "--year", "2026"],
        ["import_progress", "没有.xlsx", "--month", "2026-10"],
        ["import_wage_roll", str(LIST_FILE), "--month", "2026-10", "--project", "没有"],
    ],
    ids=["list", "progress", "roll"],
)
def test_a_refused_import_answers_with_the_keys_of_an_import(lin: User, arguments: list[str]) -> None:
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command(*arguments, "--by", "lin", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert (said["ok"], said["saved"], said["created"], said["warnings"]) == (False, False, 0, [])
    assert [error["message"] for error in said["errors"]] == said["refusals"]
    assert set(said["errors"][0]) == {"sheet", "cell", "heading", "found", "message", "kind"}

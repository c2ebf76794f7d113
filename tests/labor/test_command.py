"""manage.py import_wage_roll: data with --json, sentences without, exit code 1 on every refusal."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from labor.models import WageRoll
from projects.models import Period, Project
from tests.labor.conftest import AT, workbook
from units.models import User

pytestmark = pytest.mark.usefixtures("standards")


def run(file: Path | str, project: Project | str, by: str, *flags: str, month: str = "2026-10") -> tuple[int, str, str]:
    """The command's exit code, what it printed, and what it said in refusing."""
    code = project if isinstance(project, str) else project.code
    out = StringIO()
    with time_machine.travel(AT, tick=False):
        try:
            call_command(
                "import_wage_roll", str(file), "--project", code, "--month", month, "--by", by, *flags, stdout=out
            )
        except CommandError as refusal:
            return refusal.returncode, out.getvalue(), str(refusal)
    return 0, out.getvalue(), ""


def as_json(*arguments: Any, **options: Any) -> tuple[int, dict[str, Any]]:
    code, said, _ = run(*arguments, "--json", **options)
    return code, json.loads(said)


def test_a_good_roll_answers_with_its_figures(road: Project, lin: User) -> None:
    code, said = as_json(workbook(road), road, "lin")
    assert code == 0
    assert (said["ok"], said["saved"], said["errors"]) == (True, True, [])
    assert (said["lines"], said["gross"], said["deduction"], said["net"]) == (38, "160885.00", "295.50", "160589.50")


def test_a_faulty_roll_answers_with_every_problem_and_exit_code_1(village: Project, lin: User) -> None:
    code, said = as_json(workbook("faulty"), village, "lin")
    assert code == 1
    assert (said["ok"], len(said["errors"]), len(said["warnings"])) == (False, 15, 6)
    assert set(said["errors"][0]) == {"sheet", "cell", "heading", "found", "message", "kind"}
    assert not re.search(r"[0-9]{12,}", json.dumps(said).replace(village.code, ""))
    assert not Period.objects.exists()


def test_sentences_for_a_person_name_each_cell(village: Project, lin: User) -> None:
    code, _, refusal = run(workbook("faulty"), village, "lin")
    assert code == 1
    assert "有15处错误，没有保存任何内容" in refusal
    assert "F6 身份证号" in refusal


def test_a_dry_run_saves_nothing(road: Project, lin: User) -> None:
    code, said = as_json(workbook(road), road, "lin", "--dry-run")
    assert (code, said["ok"], said["saved"], said["lines"]) == (0, True, False, 38)
    assert not WageRoll.objects.exists()
    assert not Period.objects.exists()


def test_refusals_are_sentences(road: Project, lin: User, zhao: User, leader: User, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("不是表格")
    cases = [
        ((workbook(road), road, "nobody"), {}, "没有账号"),
        ((workbook(road), "2410-000000-00-00-000000", "lin"), {}, "没有找到项目代码"),
        ((workbook(road), road, "zhao"), {}, "没有找到项目代码"),
        ((workbook(road), road, "leader"), {}, "不能导入发放表"),
        ((workbook(road), road, "lin"), {"month": "2026年10月"}, "写法不对"),
        ((workbook(road), road, "lin"), {"month": "2026-12"}, "还没有开始"),
        ((tmp_path / "none.xlsx", road, "lin"), {}, "找不到这个文件"),
        ((tmp_path, road, "lin"), {}, "文件打不开"),
        ((text, road, "lin"), {}, "不是Excel"),
    ]
    for arguments, options, sentence in cases:
        code, _, refusal = run(*arguments, **options)
        assert code == 1, arguments
        assert sentence in refusal
        code, said = as_json(*arguments, **options)
        assert code == 1
        assert sentence in "".join(said["refusals"])
    assert not WageRoll.objects.exists()


def test_the_second_import_says_it_is_there_already(road: Project, lin: User) -> None:
    assert run(workbook(road), road, "lin")[0] == 0
    code, said = as_json(workbook(road), road, "lin")
    assert code == 1
    assert "这个文件已经导入过" in said["refusals"][0]

"""任务矩阵: each cell's character, the sums, the workbook, the paper, the two commands."""

import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command

from assignments.assigning.lamp import Lamp, clock_on
from assignments.matrix.board import Board, board_of
from assignments.matrix.papers import export_matrix, print_matrix
from documents.papers import compose_annexes
from tests.assignments.assigning.conftest import DAY, Give, duty, moment, unit
from units.models import AuditEntry, User

pytestmark = pytest.mark.usefixtures("reference")


@pytest.fixture
def fake_printer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("documents.papers.engine.print_pdf", lambda html: b"%PDF-1.7")


def marks(board: Board, row: int) -> dict[str, str]:
    return {cell.unit.name: cell.mark for cell in board.rows[row].cells if cell}


def test_a_cell_says_how_the_units_tasks_stand(lin: User, wang: User, give: Give) -> None:
    give(due_on=moment(11, 20).date())
    give(title="另一项")
    give(lead=unit("八桥镇"), issue=False)
    give(origin=duty(18), lead=unit("区人力社保局"), supports=[unit("区财政局")])
    board = board_of(lin, 2026, clock_on(DAY))
    town = marks(board, 25)
    assert (town["建胜镇"], town["八桥镇"], town["跳磴镇"]) == ("逾", "拟", "未")
    assert {marks(board, 17)[name] for name in ("建胜镇", "区财政局")} == {"配"}
    assert len(board.rows) == 31
    assert (board.tasks, board.lamps[Lamp.RED]) == (4, 1)
    assert {one.name: (number, red) for one, number, red in board.sums}["建胜镇"] == (2, 1)
    cell = next(cell for cell in board.rows[25].cells if cell and cell.unit.name == "建胜镇")
    assert (cell.tasks, cell.query) == (2, f"year=2026&duty={duty(26).pk}&unit={unit('建胜镇').pk}")
    assert marks(board_of(wang, 2026, clock_on(DAY)), 25)["八桥镇"] == "未"  # a draft is the office's own


def test_a_unit_or_a_lamp_narrows_the_rows(lin: User, give: Give) -> None:
    give(due_on=moment(11, 20).date())
    finance = board_of(lin, 2026, clock_on(DAY), unit=unit("区财政局"))
    assert [one.name for one in finance.units] == ["区财政局"]
    assert len(finance.rows) == 5
    assert [row.clause for row in board_of(lin, 2026, clock_on(DAY), lamp=Lamp.RED).rows] == ["三（八）"]
    assert board_of(lin, 2026, clock_on(DAY), lamp=Lamp.GREY).rows == []


def test_the_paper_and_the_workbook_say_the_same(
    lin: User, give: Give, fake_printer: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(due_on=moment(11, 20).date())
    printed: list[Any] = []
    monkeypatch.setattr(
        "assignments.matrix.papers.compose_annexes",
        lambda annexes, **said: printed.append(annexes[0]) or compose_annexes(annexes, **said),
    )
    board = board_of(lin, 2026, clock_on(DAY))
    assert print_matrix(board=board, by=lin, at=moment(11, 24)).startswith(b"%PDF")
    content = export_matrix(board=board, by=lin, at=moment(11, 24))
    sheets = openpyxl.load_workbook(BytesIO(content))
    rows = [row for row in sheets["任务分工表"].iter_rows(values_only=True) if isinstance(row[0], int)]
    paper = printed[0].blocks[-1].rows
    assert [tuple(map(str, row)) for row in rows] == [tuple(row) for row in paper]
    assert paper[25][3] == "通知三（八）；任务1项：逾期1；八镇街各负其责"
    assert "未分解" in paper[0][3]
    assert sheets["任务矩阵"].max_row > 31
    assert set(AuditEntry.objects.filter(by=lin).values_list("act", flat=True)) >= {"打印任务分工表", "导出任务矩阵"}


def test_the_matrix_is_written_to_a_folder(lin: User, give: Give, fake_printer: None, tmp_path: Path) -> None:
    give()
    out = StringIO()
    call_command("matrix", 2026, out=str(tmp_path / "new"), json=True, stdout=out)
    said = json.loads(out.getvalue())
    assert (said["rows"], said["assignments"]) == (31, 1)
    assert Path(said["pdf"]).read_bytes().startswith(b"%PDF")
    assert Path(said["xlsx"]).exists()


def test_each_duty_is_told_with_its_clause_its_units_and_its_page(lin: User, give: Give) -> None:
    give()
    out = StringIO()
    call_command("duties", json=True, year=2026, stdout=out)
    said = json.loads(out.getvalue())["duties"]
    clauses = list(dict.fromkeys(one["clause"] for one in said))
    second = [f"二（{one}）" for one in "一二三四五六七"]
    third = [f"三（{one}）" for one in "一二三四五六七八"]
    assert clauses == [*second, *third, "三", "四", "五"]
    assert all(one["leads"] and one["places"] for one in said)
    assert [one["lead"] for one in said[25]["assignments"]] == ["建胜镇"]

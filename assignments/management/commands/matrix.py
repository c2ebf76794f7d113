"""`manage.py matrix YEAR --out DIR`: the 任务分工表 of a year as PDF and as workbook."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from assignments.assigning.lamp import Lamp, clock_on
from assignments.assigning.people import office_people
from assignments.matrix.board import board_of
from assignments.matrix.papers import export_matrix, print_matrix
from units.command import SignedCommand
from units.models import User
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of


class Command(SignedCommand):
    help = "写出一年的任务分工表（PDF）和任务矩阵（工作簿）"
    needs_signature = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("year", type=int, metavar="年度", help="如 2026")
        parser.add_argument("--out", required=True, metavar="目录", help="写到哪个目录，没有就建")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        at, year = self.now(), options["year"]
        reader = _reader(by, timezone.localdate(at))
        board = board_of(reader, year, clock_on(timezone.localdate(at)))
        if not board.rows:
            raise Refusal("还没有载入通知的任务分工，请先运行 bootstrap。")
        folder = Path(options["out"])
        folder.mkdir(parents=True, exist_ok=True)
        paper, book = folder / f"任务分工表{year}.pdf", folder / f"任务分工表{year}.xlsx"
        paper.write_bytes(print_matrix(board=board, by=by, at=at))
        book.write_bytes(export_matrix(board=board, by=by, at=at))
        lamps = {lamp.key: board.lamps[lamp] for lamp in Lamp}
        line = f"{year}年任务分工表：{len(board.rows)}行，任务{board.tasks}项，红灯{board.lamps[Lamp.RED]}项。"
        told = {"year": year, "rows": len(board.rows), "assignments": board.tasks, "lamps": lamps}
        return {**told, "pdf": str(paper), "xlsx": str(book), "lines": [line, f"已写到 {paper} 和 {book}"]}


def _reader(by: User | None, day: Any) -> User:
    """As whom the matrix is read: who signs it, of the office; the office itself where nobody does."""
    if by is not None:
        if not scope_of(by).reads_everything:
            raise NotAllowed("任务分工表由办公室或区领导的账号写出。")
        return by
    people = office_people(on=day)
    if not people:
        raise Refusal("还没有办公室的账号，请用 --by 指明以谁的名义写出。")
    return people[0]

"""`manage.py publish_scores YEAR --by 账号 --out 目录`: publish a year's result, and write its PDF and XLSX."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from assessment.models import Publication, Scheme
from assessment.publishing.publishing import latest, may_publish, publish, why_not_publish
from assessment.sheets.recounting import outdated
from assignments.papers import pdf_of
from documents.kept_files import read
from units.command import SignedCommand
from units.models import User
from units.refusals import NotAllowed, Refusal


class Command(SignedCommand):
    help = "公布一年的考核结果（编号印发通报），并写出 PDF 和 XLSX；已公布、没有更正的写出最近一版，不重复印发"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("year", type=int, metavar="年度", help="如 2026")
        parser.add_argument("--out", required=True, type=Path, metavar="目录", help="写到哪里，没有就新建")
        parser.add_argument("--reason", default="", metavar="原因", help="更正后再公布的原因")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        scheme = Scheme.objects.filter(year=options["year"]).first()
        if scheme is None:
            raise Refusal(f"没有{options['year']}年的考核方案。")
        if by is None or not may_publish(by):
            raise NotAllowed("考核结果由办公室管理员公布，请用 --by 写明其账号。")
        held, waits = latest(scheme), why_not_publish(scheme)
        made = held if held and waits else self._publish(scheme, by, options["reason"])
        written = write(made, Path(options["out"]))
        notes = [*(waits if made is held else []), *_told(outdated(scheme))]
        lines = [f"{made.paper.document_number} {made.paper.title}（第{made.edition}版）", *map(str, written), *notes]
        said = {"edition": made.edition, "number": made.paper.document_number, "is_new": made is not held}
        return {**said, "files": written, "notes": notes, "lines": lines}

    def _publish(self, scheme: Scheme, by: User, reason: str) -> Publication:
        return publish(scheme=scheme, by=by, at=self.now(), reason=reason)


def _told(units: list[str]) -> list[str]:
    """Corrections after the count are told, never silently taken."""
    named = "、".join(units)
    return [f"{named}的定稿数字在计分后有更正，得分没有自动改；要按更正计分的，请撤回重算。"] if units else []


def write(made: Publication, folder: Path) -> list[Path]:
    """Write an edition's paper and workbook into a folder; return where they lie."""
    stem = f"{made.scheme.year}年考核结果第{made.edition}版"
    contents = {folder / f"{stem}.pdf": pdf_of(made.paper), folder / f"{stem}.xlsx": read(made.xlsx_path)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in contents.items():
            path.write_bytes(content)
    except OSError as failure:
        raise Refusal(f"写不到{folder}：{failure.strerror}。结果已经公布，换一个目录再运行即可写出。") from None
    return list(contents)

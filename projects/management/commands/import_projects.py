import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from projects.imports import import_projects
from projects.outcome import refused_as_dict
from units.command import SignedCommand
from units.models import User
from units.refusals import Refusal


class Command(SignedCommand):
    help = "导入年度清单工作簿（有一处错误就什么都不保存）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="文件", help="清单工作簿（.xlsx、.xls、.ods）")
        parser.add_argument("--year", required=True, metavar="年度", help="清单年度，例如2026")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不保存")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        path, year = existing_file(options["file"]), year_argument(str(options["year"]))
        assert by is not None
        outcome = import_projects(
            file=path,
            name=path.name,
            year=year,
            by=by,
            at=self.now(),
            dry_run=options["dry_run"],
        )
        return {**outcome.as_dict(), "lines": outcome.lines()}

    def refused(self, refusal: Refusal) -> dict[str, Any]:
        return refused_as_dict(refusal)


def year_argument(text: str) -> int:
    """Read a year of the list."""
    if not re.fullmatch(r"20[0-9]{2}", text, re.ASCII):
        raise Refusal(f"年度“{text}”写法不对，请写成 2026 这样的四位年份。")
    return int(text)


def existing_file(text: str) -> Path:
    """The path of a file that is there."""
    path = Path(text)
    if not path.is_file():
        raise Refusal(f"没有文件“{text}”，请核对路径。")
    return path

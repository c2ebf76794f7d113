from argparse import ArgumentParser
from typing import Any

from projects.guidance.importing import import_guidance
from projects.management.commands.import_projects import existing_file, year_argument
from projects.outcome import refused_as_dict
from units.command import SignedCommand
from units.models import User
from units.refusals import Refusal


class Command(SignedCommand):
    help = "导入年度指导目录工作簿（有一处错误就什么都不保存）；不写 --by 时以系统名义导入"
    needs_signature = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="文件", help="指导目录工作簿（.xlsx、.xls、.ods）")
        parser.add_argument("--year", required=True, metavar="年度", help="目录年度，例如2026")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不保存")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        path, year = existing_file(options["file"]), year_argument(str(options["year"]))
        outcome = import_guidance(
            file=path, name=path.name, year=year, by=by, at=self.now(), dry_run=options["dry_run"]
        )
        return {**outcome.as_dict(), "lines": outcome.lines()}

    def refused(self, refusal: Refusal) -> dict[str, Any]:
        return refused_as_dict(refusal)

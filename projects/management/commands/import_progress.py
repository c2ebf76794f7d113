from argparse import ArgumentParser
from typing import Any

from projects.imports import import_progress
from projects.management.commands.import_projects import existing_file
from projects.outcome import refused_as_dict
from units.command import SignedCommand, month_argument
from units.models import User
from units.refusals import Refusal


class Command(SignedCommand):
    help = "导入月报表或调度表（按表头识别；有一处错误就什么都不保存）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="文件", help="月报或调度表工作簿（.xlsx、.xls、.ods）")
        parser.add_argument("--month", required=True, metavar="YYYY-MM", help="填报月份，例如2026-10")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不保存")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        path, month = existing_file(options["file"]), month_argument(options["month"])
        assert by is not None
        outcome = import_progress(
            file=path, name=path.name, month=month, by=by, at=self.now(), dry_run=options["dry_run"]
        )
        return {**outcome.as_dict(), "lines": outcome.lines()}

    def refused(self, refusal: Refusal) -> dict[str, Any]:
        return refused_as_dict(refusal)

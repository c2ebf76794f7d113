from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from labor.attendance.importing import import_attendance
from labor.attendance.sheets import period_of
from labor.management.commands.import_wage_roll import Command as RollCommand
from projects.outcome import refused_as_dict
from units.command import SignedCommand, month_argument
from units.models import User
from units.refusals import Refusal


class Command(SignedCommand):
    help = "导入一个项目一个月的考勤表：有错误时一天也不保存，并列出每处错误的单元格。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="文件", help="考勤表工作簿（.xlsx、.xls或.ods）")
        parser.add_argument("--project", required=True, metavar="项目代码")
        parser.add_argument("--month", required=True, metavar="YYYY-MM", help="考勤月份")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不保存")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        assert by is not None
        path, at = Path(options["file"]), self.now()
        outcome = import_attendance(
            file=path,
            name=path.name,
            project=RollCommand.project(options["project"], by),
            period=period_of(month_argument(options["month"]), at),
            by=by,
            at=at,
            dry_run=options["dry_run"],
        )
        return {**outcome.as_dict(), "lines": outcome.lines()}

    def refused(self, refusal: Refusal) -> dict[str, Any]:
        return refused_as_dict(refusal)

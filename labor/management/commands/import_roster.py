from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from labor.management.commands.import_wage_roll import Command as RollCommand
from labor.rosters.importing import import_roster
from projects.outcome import refused_as_dict
from units.command import SignedCommand
from units.models import User
from units.refusals import Refusal


class Command(SignedCommand):
    help = "导入一个项目的务工人员名册：有错误时一人也不登记，并列出每处错误的单元格。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="文件", help="名册工作簿（.xlsx、.xls 或 .ods）")
        parser.add_argument("--project", required=True, metavar="项目代码")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不保存")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        assert by is not None
        path, project = Path(options["file"]), RollCommand.project(options["project"], by)
        if not path.is_file():
            raise Refusal("找不到这个文件，请核对路径。")
        outcome = import_roster(
            file=path, name=path.name, project=project, by=by, at=self.now(), dry_run=options["dry_run"]
        )
        return {**outcome.as_dict(), "lines": outcome.lines()}

    def refused(self, refusal: Refusal) -> dict[str, Any]:
        return refused_as_dict(refusal)

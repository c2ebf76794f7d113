from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from labor.surveys.importing import import_survey
from labor.surveys.parts import open_part_of
from projects.outcome import refused_as_dict
from units.command import SignedCommand
from units.models import User
from units.refusals import Refusal


class Command(SignedCommand):
    help = "把一个镇街的摸底表导入正在进行的摸底调查：有错误时一行也不保存，并列出每处错误的单元格。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="文件", help="摸底表工作簿（.xlsx、.xls 或 .ods）")
        parser.add_argument("--township", required=True, metavar="镇街", help="区划代码（500104102）、单位编码或名称")
        parser.add_argument("--survey", default="", metavar="名称", help="同时有几次摸底时，写明是哪一次")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不保存")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        assert by is not None
        path, part = Path(options["file"]), open_part_of(township=options["township"], title=options["survey"])
        outcome = import_survey(file=path, name=path.name, part=part, by=by, at=self.now(), dry_run=options["dry_run"])
        return {**outcome.as_dict(), "sentences": outcome.lines()}

    def refused(self, refusal: Refusal) -> dict[str, Any]:
        return refused_as_dict(refusal)

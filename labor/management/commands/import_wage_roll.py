from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from labor.imports import import_wage_roll, period_for
from labor.pay.drafts import Way
from projects.models import Project
from projects.outcome import refused_as_dict
from units.command import SignedCommand, month_argument
from units.models import User
from units.refusals import Refusal


class Command(SignedCommand):
    help = "导入一个项目一个月的发放表：有错误时一条也不保存，并列出每处错误的单元格。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="文件", help="发放表工作簿（.xlsx、.xls 或 .ods）")
        parser.add_argument("--project", required=True, metavar="项目代码")
        parser.add_argument("--month", required=True, metavar="YYYY-MM", help="支付周期所在月份")
        parser.add_argument("--draft", action="store_true", help="导入编制，走签字、公示、支付；不写则按线下已发补录")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不保存")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        assert by is not None
        path, at = Path(options["file"]), self.now()
        outcome = import_wage_roll(
            file=path,
            name=path.name,
            project=self.project(options["project"], by),
            period=period_for(month_argument(options["month"]), at),
            by=by,
            at=at,
            dry_run=options["dry_run"],
            way=Way.DRAFT if options["draft"] else Way.RECORDED,
        )
        return {**outcome.as_dict(), "sentences": outcome.lines()}

    def refused(self, refusal: Refusal) -> dict[str, Any]:
        return refused_as_dict(refusal)

    @staticmethod
    def project(code: str, by: User) -> Project:
        """Find the project among those the person may see."""
        project = Project.objects.visible_to(by).filter(code=code).first()
        if project is None:
            raise Refusal(f"没有找到项目代码“{code}”，或您无权查看这个项目，请核对代码，或先导入年度清单。")
        return project

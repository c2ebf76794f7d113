from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from labor.models import BankForm, WageRoll
from labor.payments.receipts import forms_of, import_receipts
from projects.outcome import refused_as_dict
from units.command import SignedCommand
from units.models import User
from units.refusals import Refusal


class Command(SignedCommand):
    help = "导入银行回执：逐笔记成功、失败和原因；有错误时一笔也不保存，并列出每处错误的单元格。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="文件", help="银行返回的结果文件（.xlsx、.xls、.ods 或 .csv）")
        parser.add_argument("--roll", required=True, type=int, metavar="编号", help="发放表编号")
        parser.add_argument("--form", metavar="名称", help="支付文件格式；不写时按表头识别")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不保存")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        assert by is not None
        path, roll = Path(options["file"]), _roll(options["roll"], by)
        outcome = import_receipts(
            file=path, name=path.name, roll=roll, form=_form(options["form"], roll), by=by, at=self.now(),
            dry_run=options["dry_run"],
        )  # fmt: skip
        return {**outcome.as_dict(), "lines": outcome.lines()}

    def refused(self, refusal: Refusal) -> dict[str, Any]:
        return refused_as_dict(refusal)


def _roll(pk: int, by: User) -> WageRoll:
    found = WageRoll.objects.visible_to(by).select_related("project", "period").filter(pk=pk).first()
    if found is None:
        raise Refusal(f"没有编号为{pk}的发放表，或您看不到它。编号在发放表页面的地址里。")
    return found


def _form(name: str | None, roll: WageRoll) -> BankForm | None:
    if name is None:
        return None
    known = {form.name: form for form in forms_of(roll)}
    if name not in known:
        raise Refusal(f"没有支付文件格式“{name}”，这张发放表可用的有：{'、'.join(known) or '（无）'}。")
    return known[name]

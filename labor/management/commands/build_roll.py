from argparse import ArgumentParser
from typing import Any

from documents.formats import chinese_date, days, yuan
from labor.attendance.sheets import period_of
from labor.management.commands.import_wage_roll import Command as RollCommand
from labor.models import WageRoll
from labor.pay.building import RollPlan, build_roll
from projects.models import PayChannel
from units.command import SignedCommand, month_argument
from units.models import User

CHANNELS = {"card": PayChannel.ONE_CARD, "account": PayChannel.WAGE_ACCOUNT}


class Command(SignedCommand):
    help = "按考勤编制一个项目一个月的发放表：出勤工日×约定日工资，加计时计件；有算不出的人就一行也不保存。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--project", required=True, metavar="项目代码")
        parser.add_argument("--month", required=True, metavar="YYYY-MM", help="做工的月份")
        parser.add_argument(
            "--channel", choices=CHANNELS, help="发放通道：card一卡通，account专用账户；不写则按项目的进场准备"
        )
        parser.add_argument("--dry-run", action="store_true", help="只计算，不保存")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        assert by is not None
        at = self.now()
        plan, roll = build_roll(
            project=RollCommand.project(options["project"], by),
            period=period_of(month_argument(options["month"]), at),
            channel=CHANNELS.get(options["channel"], ""),
            by=by,
            at=at,
            dry_run=options["dry_run"],
        )
        return {**plan.as_dict(), "roll": roll.pk if roll else None, "lines": _lines(plan, roll)}


def _lines(plan: RollPlan, roll: WageRoll | None) -> list[str]:
    done = f"已编制发放表（编号{roll.pk}），考勤已随表锁定" if roll else "可以编制（只计算，没有保存）"
    return [
        f"{plan.project}{plan.period.label}：{done}。",
        f"{len(plan.lines)}人，{days(plan.centidays)}工日，应发{yuan(plan.gross_fen)}元，"
        f"{plan.channel.label}，应于{chinese_date(plan.due_on)}前发放。",
        *plan.notes,
    ]

"""`manage.py open_period 2026-10 [--by U] [--json]`: open a month, as the round does on its first day."""

from argparse import ArgumentParser
from typing import Any

from projects.models import Period
from projects.periods import open_period
from units.command import SignedCommand, month_argument
from units.models import User


class Command(SignedCommand):
    help = "开启一个月的调度期，说出填报开启日、报送截止日和锁定日；已开启的再执行不改动"
    needs_signature = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("month", metavar="YYYY-MM", help="月份")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        month = month_argument(options["month"])
        was_open = Period.objects.filter(month=month).exists()
        period = open_period(month=month, by=by, at=self.now())
        return {
            "month": period.key,
            "opened": not was_open,
            "opens_on": period.opens_on,
            "due_on": period.due_on,
            "locks_on": period.locks_on,
            "closed": not period.is_open,
            "lines": _lines(period, was_open),
        }


def _lines(period: Period, was_open: bool) -> list[str]:
    state = "已开启" if not was_open else "早已开启，没有改动" if period.is_open else "早已开启并已关账，没有改动"
    return [
        f"{period.label}调度期{state}。",
        f"填报开启日：{period.opens_on or '已经可以填报'}",
        f"报送截止日：{period.due_on}",
        f"填报锁定日：{period.locks_on or '不锁定，关账前都可填报'}",
    ]

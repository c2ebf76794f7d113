"""`manage.py expected 2026-10 --json`: who owes a month, and what came of it."""

from argparse import ArgumentParser
from typing import Any

from projects.models import Period
from projects.owing import is_settled
from projects.standing import standing_of
from projects.standing_lists import COUNTS, as_dict, counts, duty_said, state_said
from units.command import SignedCommand, month_argument
from units.models import User
from units.refusals import Refusal


class Command(SignedCommand):
    help = "列出一个月的应报和报送情况：确定应报以后取留存的，以前按现行清单测算"
    needs_signature = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("month", metavar="YYYY-MM", help="调度期")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:  # noqa: ARG002
        period = _found(options["month"])
        standing, settled = standing_of(period), is_settled(period)
        return {
            "month": period.key,
            "settled": settled,
            "settled_at": period.expected_at,
            "rows": [as_dict(line) for line in standing.lines],
            "units": [{"unit": one.unit_name, **counts(one.tally)} for one in standing.units],
            "totals": counts(standing.total),
            "lines": [
                f"{period.label}：{'应报已确定' if settled else '应报还没有确定，按现行清单测算'}。",
                "　".join(f"{label}{getattr(standing.total, key)}{unit}" for key, label, unit in COUNTS),
                *(
                    f"  {line.row.unit_name}　{line.row.project.name}　{duty_said(line)}　{state_said(line)}"
                    for line in standing.lines
                ),
            ],
        }


def _found(text: str) -> Period:
    month = month_argument(text)
    period = Period.objects.filter(month=month).first()
    if period is None:
        raise Refusal(f"{month.year}年{month.month}月还没有开启调度期，请先用 open_period 开启。")
    return period

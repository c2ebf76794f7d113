"""`manage.py close_period 2026-10 --by U [--waive REASON]`: close a month and freeze its figures."""

from argparse import ArgumentParser
from typing import Any

from dispatch.closing import GapsRemain, close_period
from dispatch.models import GapWaiver
from dispatch.periods import find_period
from units.command import SignedCommand, month_argument
from units.models import User


class Command(SignedCommand):
    help = "关账：列出缺项；缺项补齐或写明豁免原因后，定稿本月数字"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("month", metavar="YYYY-MM", help="调度期")
        parser.add_argument("--waive", metavar="原因", help="对全部缺项给出的豁免原因")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        assert by is not None
        period = find_period(month_argument(options["month"]))
        try:
            revision = close_period(period=period, waive_all=options["waive"], by=by, at=self.now())
        except GapsRemain as refusal:
            return {
                "ok": False,
                "refusals": list(refusal.sentences),
                "gaps": [_gap(gap) for gap in refusal.gaps],
                "lines": list(refusal.sentences),
            }
        waived = [str(waiver.project) for waiver in GapWaiver.objects.filter(period=period).select_related("project")]
        count = revision.figures.count()
        lines = [f"{period.label}已关账，定稿 {count} 个项目的数字，豁免 {len(waived)} 项。"]
        return {"month": period.key, "revision": revision.number, "projects": count, "waived": waived, "lines": lines}


def _gap(gap: Any) -> dict[str, str]:
    return {
        "project": gap.project_code,
        "name": gap.project_name,
        "unit": gap.unit_name,
        "gap": gap.kind.value,
        "state": gap.state,
        "to_do": gap.to_do,
    }

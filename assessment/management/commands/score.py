"""`manage.py score 2026 --json`: every score of a year's scheme with its arithmetic."""

from argparse import ArgumentParser
from typing import Any

from assessment.schemes.telling import json_scores, lines_of
from units.command import SignedCommand
from units.models import User


class Command(SignedCommand):
    help = "列出一年考核的得分：每个单位、每项指标的公式得分和计算过程；已发评分表的附自评、复核和最终得分"
    needs_signature = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("year", type=int, metavar="YEAR", help="年度")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:  # noqa: ARG002
        said = json_scores(options["year"])
        return {**said, "lines": lines_of(said)}

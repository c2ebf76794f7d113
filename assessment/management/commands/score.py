"""`manage.py score 2026 --json`: every score of a year's scheme with its arithmetic.

Every key is always there. Points are whole hundredths (`*_centi`), rates hundredths of a percent (`*_bp`), null is
不适用 or not yet; money in arithmetic is 分, or 1/10000 分 where `unit` says so.

    year, scheme, state              the year's scheme: draft, in_force or published
    months[]                         closed months in force: month, revision (0 at the close), revision_id
    units[]                          by code
      code, name, kind               kind: whom it is ranked among
      formula_total_centi            the formulas alone, on today's figures: got ÷ applicable × 100
      formula_got_centi, formula_applicable_centi, formula_place
      sheet                          null before it goes out; else state, total_centi, place, vetoed, appeal_until and
                                     what the total is made of: got ÷ applicable × 100 + bonus − deducted (*_centi)
      scores[]                       by serial
        serial, indicator, dimension, kind, points_max_centi
        formula_centi, arithmetic    on today's figures; arithmetic is {} unless kind is formula: numerator,
                                     denominator, unit, ratio_bp, target_bp, floor_bp, months[], projects[], pages[] …
        how                          the same as a sentence; the scoring rule where people judge
        sheet                        null before it goes out; else what was counted, claimed, given and settled:
                                     formula_centi and arithmetic (as frozen on the sheet), self_centi, self_note,
                                     office_centi, office_note, final_centi, standing_centi, appeals[] (asked_centi,
                                     reason, verdict, decision, before_centi, after_centi)
"""

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

"""`manage.py labor_situation 2026-12 --json`: a month's supply of people against its demand for them."""

from argparse import ArgumentParser
from typing import Any

from labor.situation.assessing import Question, assess
from labor.situation.months import read_month
from labor.situation.permissions import may_read_situation, reach_of
from labor.situation.telling import as_dict, lines
from units.command import SignedCommand
from units.models import User
from units.refusals import NotAllowed


class Command(SignedCommand):
    help = "一个月的劳动力供给和用工需求：按镇街、工种、领域、优先类别，以及今后12个月"
    needs_signature = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("month", metavar="YYYY-MM", help="月份，例如 2026-12")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        if by is not None and not may_read_situation(by):
            raise NotAllowed("供求研判由业务岗位查看，这个账号没有业务岗位。")
        said = assess(Question(read_month(options["month"])), reach_of(by))
        return {**as_dict(said), "lines": lines(said)}

from argparse import ArgumentParser
from datetime import date
from typing import Any

from projects.guidance.collections import open_collection
from projects.management.commands.import_projects import year_argument
from units.command import SignedCommand
from units.models import User
from units.refusals import Refusal


class Command(SignedCommand):
    help = "开启一个年度的申报征集"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("year", metavar="年度", help="清单年度，例如2027")
        parser.add_argument("--due", required=True, metavar="日期", help="截止日期，例如2026-12-15")
        parser.add_argument("--opens", metavar="日期", help="开始日期，不写为今天")
        parser.add_argument("--note", default="", metavar="要求", help="申报要求")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        assert by is not None
        opens = options["opens"]
        collection = open_collection(
            year=year_argument(str(options["year"])),
            due_on=day_argument(str(options["due"])),
            opens_on=day_argument(opens) if opens else None,
            note=options["note"],
            by=by,
            at=self.now(),
        )
        return {
            "year": collection.year,
            "round": collection.round,
            "opens_on": f"{collection.opens_on}",
            "due_on": f"{collection.due_on}",
            "lines": [f"{collection}已开启，截止日期{collection.due_on}。"],
        }


def day_argument(text: str) -> date:
    """Read YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"日期“{text}”写法不对，请写成 2026-12-15 这样的形式。") from None

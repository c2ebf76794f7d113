from argparse import ArgumentParser
from typing import Any

from projects.lists import publish_list
from projects.lists.publishing import published_sentence
from projects.management.commands.import_projects import year_argument
from projects.models import Change
from units.command import SignedCommand
from units.models import User


class Command(SignedCommand):
    help = "发布年度清单的新一版（现有项目加同意纳入的申报，减去提出调出的项目）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("year", metavar="年度", help="清单年度，例如2026")
        parser.add_argument("--basis", required=True, metavar="依据", help="发布依据（文件名或文号）")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        assert by is not None
        year = year_argument(str(options["year"]))
        version = publish_list(year=year, basis=options["basis"], by=by, at=self.now())
        changes = list(version.rows.values_list("change", flat=True))
        counts = {change.value: changes.count(change.value) for change in Change}
        return {
            "year": year, "number": version.number, "digest": version.digest, "totals": version.totals,
            "projects": len(changes) - counts[Change.REMOVED], **counts, "lines": [published_sentence(version)],
        }  # fmt: skip

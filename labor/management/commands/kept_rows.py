"""manage.py kept_rows: whether the database refuses to delete ledgers (R11); restores that, or lifts it on record."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.db import connection

from labor.archive import undeletable
from labor.archive.lifting import lift, restore
from units.command import SignedCommand
from units.models import User


class Command(SignedCommand):
    help = "查看工资和用工台账的禁删保护；--restore 恢复，--lift 写明依据后解除（见 docs/operations.md）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--restore", action="store_true", help="恢复全部保护")
        way.add_argument("--lift", metavar="依据", help="解除全部保护：依据的文件和要处理的台账，记入审计")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        assert by is not None
        if options["restore"]:
            restore(by=by, at=self.now())
        elif options["lift"] is not None:
            lift(basis=options["lift"], by=by, at=self.now())
        gone = undeletable.missing(connection)
        said = f"{len(gone)}张表没有禁删保护：用完请运行 kept_rows --restore 恢复。" if gone else "各表都有禁删保护。"
        return {"tables": len(undeletable.KEPT), "missing": gone, "lines": [said]}

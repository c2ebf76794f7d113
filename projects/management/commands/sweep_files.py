from argparse import ArgumentParser
from typing import Any

from projects.proofs.sweeping import orphans, sweep
from units.command import SignedCommand
from units.models import User


class Command(SignedCommand):
    help = "列出没有登记的附件文件（上传中断留下，超过一天的）；加 --remove 删除并记入审计"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--remove", action="store_true", help="删除所列文件")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        at = self.now()
        found = sweep(by=by, at=at) if options["remove"] else orphans(at=at)
        said = "已删除" if options["remove"] else "没有登记"
        return {"files": found, "lines": [*found, f"{said}的附件文件{len(found)}个。"]}

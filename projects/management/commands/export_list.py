from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from projects.lists.export import ListPapers, export_version
from projects.management.commands.import_projects import year_argument
from projects.models import ListVersion
from units.command import SignedCommand
from units.models import User
from units.refusals import Refusal


class Command(SignedCommand):
    help = "导出已发布的年度清单：工作簿和公文附件；不写 --by 时以系统名义导出"
    needs_signature = False

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        # --version of the list stands in for Django's own, which prints Django's number
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **options)

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("year", metavar="年度", help="清单年度，例如2026")
        parser.add_argument("--out", required=True, metavar="文件夹", help="存放到哪个文件夹，没有就新建")
        parser.add_argument("--version", type=int, metavar="版次", help="第几版；不写就是最新一版")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        version = _version(year_argument(str(options["year"])), options["version"])
        papers = export_version(version=version, by=by, at=self.now())
        files = _written(papers, Path(options["out"]))
        return {
            "number": version.number, "digest": version.digest, "files": [str(path) for path in files],
            "lines": [f"已导出{version}：", *map(str, files)],
        }  # fmt: skip


def _written(papers: ListPapers, folder: Path) -> list[Path]:
    files = [folder / f"{papers.stem}.xlsx", folder / f"{papers.stem}.pdf"]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in zip(files, (papers.workbook, papers.paper), strict=True):
            path.write_bytes(content)
    except OSError as error:
        raise Refusal(f"写不进文件夹“{folder}”（{error.strerror}），请换一个可写的位置。") from error
    return files


def _version(year: int, number: int | None) -> ListVersion:
    versions = ListVersion.objects.filter(project_list__year=year).select_related("project_list")
    wanted = versions if number is None else versions.filter(number=number)
    found = wanted.order_by("-number").first()
    if found is None:
        held = "、".join(f"第{made.number}版" for made in versions.order_by("number")) or "没有版本"
        raise Refusal(f"{year}年度清单{held}，没有您要的这一版。请先发布清单，或改写 --version 后面的版次。")
    return found

"""`manage.py build_fonts`: derive the paper faces once; says so and does nothing when they are ready."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents.font_building import build_fonts
from documents.fonts import MissingFonts, font_dir


class Command(BaseCommand):
    help = "准备公文字体：从 Debian 软件包取出仿宋、楷体、黑体、小标宋及补字字体，统一字面高度。可反复运行。"
    requires_system_checks: list[str] = []  # runs before anything else is set up

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--debs", action="append", type=Path, default=[], help="已下载 .deb 文件所在的文件夹")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            made = build_fonts(debs=options["debs"], report=self.stdout.write)
        except MissingFonts as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"公文字体{'已做好' if made else '齐备'}：{font_dir()}")

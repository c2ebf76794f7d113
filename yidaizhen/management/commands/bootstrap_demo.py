"""manage.py bootstrap_demo: fill an installation with demo data through actions, close the month, issue its report."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command

from units.command import SignedCommand
from units.models import User
from units.refusals import Refusal
from yidaizhen.demo import MONTH, WORTH_SEEING, chapters
from yidaizhen.demo_accounts import PEOPLE
from yidaizhen.demo_mode import enter_demo_mode


class Command(SignedCommand):
    help = "载入演示数据、关账、印发演示报告；重复执行只补缺的部分。"
    needs_signature = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--out", default="", metavar="文件夹", help="报告放到哪里（默认在数据文件夹的 reports 下）")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:  # noqa: ARG002
        call_command("migrate", verbosity=0, interactive=False)
        enter_demo_mode()
        told = {chapter.title: self._tell(chapter.title, chapter.tell()) for chapter in chapters(self.now())}
        report = self._issue(Path(options["out"] or settings.DATA_DIR / "reports"))
        return {**report, "told": told, "accounts": [person.username for person in PEOPLE], "lines": _ending(report)}

    def _tell(self, title: str, sentences: Any) -> list[str]:
        """Say each thing as it happens: the whole takes a while."""
        said = []
        for sentence in sentences:
            self.stderr.write(f"{title}：{sentence}")
            said.append(sentence)
        return said

    def _issue(self, folder: Path) -> dict[str, Any]:
        """Through the job queue, by the command other tools use."""
        answer = StringIO()
        try:
            call_command(
                "issue_bulletin",
                f"{MONTH:%Y-%m}",
                by="lin",
                out=str(folder),
                json=True,
                stdout=answer,
                stderr=self.stderr,
            )
        except CommandError as error:
            raise Refusal(*(json.loads(answer.getvalue())["refusals"] if answer.getvalue() else [str(error)])) from None
        report: dict[str, Any] = json.loads(answer.getvalue())
        return report


def _ending(report: dict[str, Any]) -> list[str]:
    return [
        "",
        f"演示报告已印发：{report['number']}",
        f"  PDF    {report['pdf']}",
        f"  附表   {report['xlsx']}",
        "",
        f"演示账号（密码都是 {settings.DEMO_PASSWORD}，只在演示系统有效）：",
        *(f"  {person.line}" for person in PEOPLE),
        "",
        "可以这样看：",
        *(f"  {line}" for line in WORTH_SEEING),
    ]

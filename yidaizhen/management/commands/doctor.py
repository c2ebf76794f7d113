"""`manage.py doctor`: one line for each thing the system stands on, "ok" or what to do."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from yidaizhen.checkup import Finding, examine


class Command(BaseCommand):
    help = "检查本机、字体、数据库、任务队列和定时任务；逐项显示 ok 或应当怎么做，有问题时以 1 退出。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", metavar="账号", help="可以不填：检查不改动任何数据")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        findings = examine(at=timezone.now())
        faults = [finding for finding in findings if not finding.ok]
        if options["json"]:
            checks = [{**asdict(finding), "ok": finding.ok} for finding in findings]
            self.stdout.write(json.dumps({"ok": not faults, "checks": checks}, ensure_ascii=False, indent=1))
        else:
            for finding in findings:
                self.stdout.write(line_of(finding))
        if faults:
            raise CommandError("" if options["json"] else f"{len(faults)} 项需要处理。", returncode=1)


def line_of(finding: Finding) -> str:
    if finding.ok:
        return f"{finding.subject}：ok" + (f"（{finding.note}）" if finding.note else "")
    return f"{finding.subject}：" + " ".join(finding.problems)

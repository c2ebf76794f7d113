"""SignedCommand: base of the commands other tools call: `--by` signs, `--json` answers in data, refusals in Chinese."""

from __future__ import annotations

import json
import re
from abc import abstractmethod
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from units.models import User
from units.refusals import Refusal


def month_argument(text: str) -> date:
    """Read YYYY-MM as the first day of that month."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Refusal(f"月份“{text}”写法不对，请写成 2026-10 这样的形式。") from None


# Django prints the class's name before the sentences; this one reads as Chinese.
NotDone = type("未办理", (CommandError,), {"__doc__": "The command said no."})


# What argparse says of a command that is written wrong, in the words of the house.
MISUSES = {
    r"the following arguments are required: (.*)": r"缺少参数 \1",
    r"unrecognized arguments: (.*)": r"不认识的参数 \1",
    r"argument (.*): expected one argument": r"参数 \1 后面要写内容",
    r"argument (.*): invalid int value: (.*)": r"参数 \1 要写数字，不能写 \2",
    r"argument (.*): invalid choice: (.*) \(choose from (.*)\)": r"参数 \1 不能写 \2，可以写 \3",
}


def misuse(message: str) -> str:
    """Say in Chinese what argparse found wrong; what has no words of ours stays as it is."""
    said = next(
        (re.sub(ours, words, message) for ours, words in MISUSES.items() if re.fullmatch(ours, message)), message
    )
    return f"命令写法不对：{said}。"


class SignedCommand(BaseCommand):
    """A command done in somebody's name.

    Subclasses implement `act`, which returns a JSON-ready dict (printed whole with `--json`) whose `"lines"` are the
    Chinese sentences for a person (`"sentences"` where `"lines"` is itself a figure). A Refusal becomes sentences on
    stderr (or `{"ok": false, "refusals": […]}`) and exit code 1; so does an outcome with `"ok": False`.
    """

    needs_signature = True
    # Checking every page's address and form costs more than most commands; migrate, serve and `make check` do it.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=self.needs_signature, metavar="账号", help="以谁的名义办理")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **options)
        usage = parser.format_usage().replace("usage:", "用法：", 1)
        parser.error = lambda message: parser.exit(2, f"{misuse(message)}\n{usage}")  # type: ignore[method-assign]
        return parser

    @abstractmethod
    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        """Do it; raise Refusal to say no."""

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        as_json = options.pop("json")
        try:
            said = {"ok": True, **self.act(by=self.signer(options.pop("by", None)), **options)}
        except Refusal as refusal:
            told = list(refusal.sentences)
            said = {"ok": False, **self.refused(refusal), "refusals": told, "lines": told}
        self.answer(said, as_json)

    def refused(self, refusal: Refusal) -> dict[str, Any]:  # noqa: ARG002
        """What the JSON of a refusal holds beside its sentences, where readers expect the same keys as on success."""
        return {}

    def signer(self, username: str | None) -> User | None:
        if username is None:
            return None
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise Refusal(f"没有账号“{username}”，或该账号已停用。请核对 --by 后面的账号。")
        return user

    def answer(self, said: dict[str, Any], as_json: bool) -> None:
        lines = said.pop("sentences") if "sentences" in said else said.pop("lines", [])
        if as_json:
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1, default=str))
        elif said["ok"]:
            self.stdout.write("\n".join(lines))
        if not said["ok"]:
            raise NotDone("原因见输出的 JSON。" if as_json else "\n".join(lines), returncode=1)

    @staticmethod
    def now() -> Any:
        """The clock, read at the edge."""
        return timezone.now()

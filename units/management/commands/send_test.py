"""`manage.py send_test --to 账号 [--chat]`: whether the channels work, shown at once and kept in 外发记录."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from units.command import SignedCommand
from units.models import Channel, User
from units.refusals import Refusal
from units.testing import send_test


class Command(SignedCommand):
    help = "发一条测试：--to 账号 发到本人的工作邮箱，--chat 发到工作群；马上显示结果，失败以 1 退出。"
    needs_signature = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--to", metavar="账号", help="发到谁的工作邮箱")
        parser.add_argument("--chat", action="store_true", help="发到工作群")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        if not options["to"] and not options["chat"]:
            raise Refusal("请写明 --to 账号（邮件）或 --chat（工作群），两样可以一起写。")
        at = self.now()
        results = dict(self._results(options["to"], options["chat"], by, at))
        failures = [told for told in results.values() if told]
        lines = [f"{Channel(channel).label}：已发出。" for channel, told in results.items() if not told]
        return {"ok": not failures, "results": results, "refusals": failures, "lines": [*lines, *failures]}

    def _results(self, username: str | None, chat: bool, by: User | None, at: datetime) -> Any:
        """Channel and what went wrong ("" for nothing); each is tried, whatever became of the other."""
        if username:
            yield Channel.EMAIL.value, _tried(channel=Channel.EMAIL, to=_person(username), by=by, at=at)
        if chat:
            yield Channel.WEBHOOK.value, _tried(channel=Channel.WEBHOOK, to=None, by=by, at=at)


def _tried(**named: Any) -> str:
    try:
        return send_test(**named)
    except Refusal as refusal:
        return "".join(refusal.sentences)


def _person(username: str) -> User:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refusal(f"没有账号“{username}”，或该账号已停用。请核对 --to 后面的账号。")
    return user

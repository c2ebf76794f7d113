"""`manage.py roll_move 12 approve --by xu`: one move of a roll, as its page makes it; `sign` ticks everybody."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from labor.management.commands.roll import roll_for
from labor.models import RollAct, RollFileKind, WageRoll
from labor.pay.acts import perform, pressed_moves
from labor.pay.files import add_files
from labor.pay.head import name_of
from labor.pay.signing import sign_lines
from labor.rolls import void_roll
from projects.keeping_files import atomic_with_files
from units.command import SignedCommand
from units.models import User
from units.refusals import Refusal


class Command(SignedCommand):
    help = "办理一张发放表的一步：送签、登记签字（全部）、送审、审定、公示期满、审查、备案、归档、退回、作废"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        acts = "、".join([RollAct.SIGN.value, *pressed_moves(), RollAct.VOID.value])
        parser.add_argument("roll", metavar="编号", type=int, help="发放表编号，即网页地址里的数字")
        parser.add_argument("act", metavar="办理", help=acts)
        parser.add_argument("--reason", default="", metavar="原因", help="退回、作废必填；送签有差异时填说明")
        parser.add_argument("--on", default="", metavar="YYYY-MM-DD", help="登记签字时的签字日期，不写为今天")
        parser.add_argument("--file", default="", metavar="文件", help="登记签字时一并上传的签字表影像")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        assert by is not None
        roll, at = roll_for(by, options["roll"]), self.now()
        moved, said = _moved(roll, by, at, options)
        state = {"roll": moved.pk, "state": moved.state, "version": moved.version, "submission": moved.submission}
        return {**state, "lines": [f"“{name_of(moved)}”：{said}现在是“{moved.get_state_display()}”。"]}


def _moved(roll: WageRoll, by: User, at: datetime, options: dict[str, Any]) -> tuple[WageRoll, str]:
    act, reason = options["act"], options["reason"]
    if act == RollAct.SIGN:
        return _signed(roll, by, at, options), "已登记签字。"
    if act == RollAct.VOID:
        return void_roll(roll=roll, reason=reason, by=by, at=at), "已作废。"
    return perform(roll=roll, name=act, by=by, at=at, reason=reason)


@atomic_with_files()
def _signed(roll: WageRoll, by: User, at: datetime, options: dict[str, Any]) -> WageRoll:
    """Everybody ticked and the sheet kept, or neither."""
    day = _day(options["on"]) if options["on"] else timezone.localdate(at)
    moved = sign_lines(roll=roll, lines=None, signed_on=day, by=by, at=at)
    if options["file"]:
        path = Path(options["file"])
        add_files(roll=moved, file_kind=RollFileKind.SIGNED, files=[_read(path)], by=by, at=at)
        moved.refresh_from_db()
    return moved


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"签字日期“{text}”写法不对，请写成 2026-11-12 这样的形式。") from None


def _read(path: Path) -> ContentFile[bytes]:
    try:
        return ContentFile(path.read_bytes(), name=path.name)
    except OSError:
        raise Refusal(f"读不到文件“{path.name}”，请核对路径。") from None

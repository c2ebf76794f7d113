"""`manage.py roll_move 12 approve --by xu`: one move of a roll, as its page makes it.

`sign` ticks everybody, `post` registers the notice at both boards with its photos, `file` is 备案.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from labor.archive.filing import file_roll
from labor.management.commands.roll import roll_for
from labor.models import NoticePlace, RollAct, RollFileKind, WageRoll
from labor.notices.photos import add_photos
from labor.notices.posting import post_notice
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
    help = "办理一张发放表的一步：送签、登记签字（全部）、送审、审定、张贴公示、公示期满、审查、备案、归档、退回、作废"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        acts = "、".join(dict.fromkeys([*FORMED, *pressed_moves()]))
        parser.add_argument("roll", metavar="编号", type=int, help="发放表编号，即网页地址里的数字")
        parser.add_argument("act", metavar="办理", help=acts)
        parser.add_argument("--reason", default="", metavar="原因", help="退回、作废必填；送签有差异时填说明")
        said = "签字日期、张贴日期或报备日期，不写为今天"
        parser.add_argument("--on", default="", metavar="YYYY-MM-DD", help=said)
        said = "登记签字时一并上传的签字表影像，张贴公示时的照片；可以写几次"
        parser.add_argument("--file", action="append", default=[], metavar="文件", help=said)
        parser.add_argument("--note", default="", metavar="位置", help="张贴公示的具体位置；登记为乡镇、村两级公示栏")
        parser.add_argument("--number", default="", metavar="回执号", help="备案回执号，没有的不写")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        assert by is not None
        roll, at = roll_for(by, options["roll"]), self.now()
        moved, said = _moved(roll, by, at, options)
        state = {"roll": moved.pk, "state": moved.state, "version": moved.version, "submission": moved.submission}
        return {**state, "lines": [f"“{name_of(moved)}”：{said}现在是“{moved.get_state_display()}”。"]}


def _moved(roll: WageRoll, by: User, at: datetime, options: dict[str, Any]) -> tuple[WageRoll, str]:
    act = options["act"]
    if act in FORMED:
        move, said = FORMED[act]
        return move(roll, by, at, options), said
    return perform(roll=roll, name=act, by=by, at=at, reason=options["reason"])


@atomic_with_files()
def _signed(roll: WageRoll, by: User, at: datetime, options: dict[str, Any]) -> WageRoll:
    """Everybody ticked and the sheet kept, or neither."""
    moved = sign_lines(roll=roll, lines=None, signed_on=_day(options, at), by=by, at=at)
    if files := _files(options):
        add_files(roll=moved, file_kind=RollFileKind.SIGNED, files=files, by=by, at=at)
        moved.refresh_from_db()
    return moved


@atomic_with_files()
def _posted(roll: WageRoll, by: User, at: datetime, options: dict[str, Any]) -> WageRoll:
    """The notice registered and its photos kept, or neither."""
    places, note = (NoticePlace.TOWNSHIP, NoticePlace.VILLAGE), options["note"]
    day = _day(options, at)
    notice = post_notice(roll=roll, places=places, place_note=note, starts_on=day, by=by, at=at)
    if files := _files(options):
        add_photos(notice=notice, files=files, by=by, at=at)
    return notice.roll


def _filed(roll: WageRoll, by: User, at: datetime, options: dict[str, Any]) -> WageRoll:
    return file_roll(roll=roll, filed_on=_day(options, at), number=options["number"], by=by, at=at)


def _voided(roll: WageRoll, by: User, at: datetime, options: dict[str, Any]) -> WageRoll:
    return void_roll(roll=roll, reason=options["reason"], by=by, at=at)


Formed = Callable[[WageRoll, User, datetime, dict[str, Any]], WageRoll]
FORMED: dict[str, tuple[Formed, str]] = {  # what has a form on its page, and what is said when it is done
    RollAct.SIGN.value: (_signed, "已登记签字。"),
    RollAct.POST.value: (_posted, "已登记张贴公示。"),
    RollAct.FILE.value: (_filed, "已备案。"),
    RollAct.VOID.value: (_voided, "已作废。"),
}


def _day(options: dict[str, Any], at: datetime) -> date:
    if not (text := options["on"]):
        return timezone.localdate(at)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"日期“{text}”写法不对，请写成 2026-11-12 这样的形式。") from None


def _files(options: dict[str, Any]) -> list[ContentFile[bytes]]:
    return [_read(Path(name)) for name in options["file"]]


def _read(path: Path) -> ContentFile[bytes]:
    try:
        return ContentFile(path.read_bytes(), name=path.name)
    except OSError:
        raise Refusal(f"读不到文件“{path.name}”，请核对路径。") from None

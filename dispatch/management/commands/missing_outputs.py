"""`manage.py missing_outputs --at TIME --json`: what the calendar wants to have been made and is not there."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from dispatch.outputs import Output, missing_outputs
from documents.formats import chinese_moment
from units.command import SignedCommand
from units.models import User
from units.refusals import Refusal


class Command(SignedCommand):
    help = "按调度日程和每天的例行工作核对应有产出，列出到某一时刻还缺什么；有缺的以 1 退出"
    needs_signature = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--at", metavar="时间", help="核对到哪一时刻，例如 2026-11-12T09:30；不写为现在")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:  # noqa: ARG002
        at = moment_argument(options["at"]) if options["at"] else self.now()
        missing = missing_outputs(at)
        lines = [_line(one) for one in missing] or [f"到{chinese_moment(at)}，应有的都有了。"]
        outputs = [_told(one) for one in missing]
        return {"ok": not missing, "at": timezone.localtime(at).isoformat(), "missing": outputs, "lines": lines}


def moment_argument(text: str) -> datetime:
    """Read a local moment, or one with its own offset.

    Raises:
        Refusal: it is neither.
    """
    try:
        said = parse_datetime(text) or datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(f"时间“{text}”写法不对，请写成 2026-11-12T09:30 这样的形式。") from None
    return said if timezone.is_aware(said) else timezone.make_aware(said)


def _line(one: Output) -> str:
    return f"缺{one.label}：应在{chinese_moment(one.due_at)}以前，由{one.who}。{one.todo}"


def _told(one: Output) -> dict[str, str]:
    due = timezone.localtime(one.due_at).isoformat()
    return {"key": one.key, "label": one.label, "due_at": due, "who": one.who, "todo": one.todo}

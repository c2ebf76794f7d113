"""`manage.py tick --at 2026-12-01T08:00 [--json]`: one turn of the round, as the scheduler calls it every minute."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.utils import timezone

from dispatch import rounds
from units.command import SignedCommand
from units.models import User
from units.refusals import Refusal


class Command(SignedCommand):
    help = "执行一次巡查：到这个时间为止应办的都办一遍，已办的不重复；有一项没办成时返回 1"
    needs_signature = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--at", required=True, metavar="时间", help="如 2026-12-01T08:00；不写时区按北京时间")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:  # noqa: ARG002
        at = moment_argument(options["at"])
        broken = rounds.tick(at=at)
        done = [name for name, _ in rounds.TURNS if name not in broken]
        return {
            "ok": not broken,
            "at": timezone.localtime(at).isoformat(),
            "done": done,
            "broken": broken,
            "lines": [
                f"已办{len(done)}项：{'、'.join(done)}。",
                *(f"“{name}”没有办成，原因见日志。" for name in broken),
            ],
        }


def moment_argument(text: str) -> datetime:
    """Read an ISO time; without a zone it is local."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(f"时间“{text}”写法不对，请写成 2026-12-01T08:00 这样的形式。") from None
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)

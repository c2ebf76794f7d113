"""`manage.py roll 12 --json`: where a roll stands, what each next act lacks, its checks, floor, notices and steps."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from labor.models import WageRoll
from labor.pay.stating import state_of
from units.command import SignedCommand
from units.models import User
from units.refusals import Refusal


class Command(SignedCommand):
    help = "一张发放表的状态、合计、各步所缺、核对差异、报酬下限算式、公示、支付和经过"
    needs_signature = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("roll", metavar="编号", type=int, help="发放表编号，即网页地址里的数字")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        return state_of(roll_for(by, options["roll"]), on=timezone.localdate(self.now()))


def roll_for(by: User | None, pk: int) -> WageRoll:
    """The roll of this key among those the person may see; all of them when nobody signs.

    Raises:
        Refusal: there is none.
    """
    rolls = WageRoll.objects.all() if by is None else WageRoll.objects.visible_to(by)
    found = rolls.select_related("project", "period", "imported_by").filter(pk=pk).first()
    if found is None:
        raise Refusal(f"没有编号为{pk}的发放表，或您无权查看，请核对网页地址里的数字。")
    return found

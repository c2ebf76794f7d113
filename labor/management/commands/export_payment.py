from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from documents.formats import yuan
from labor.models import BankForm, PaymentBatch, WageRoll
from labor.payments.bank_forms import forms_for
from labor.payments.handing_out import hand_out, kind_of
from labor.payments.sending import PayFile, fetch_file, make_pay_file
from projects.models import PayChannel
from projects.requests import whole
from units.command import SignedCommand
from units.models import User
from units.refusals import Refusal

CHANNELS = {"card": PayChannel.ONE_CARD, "account": PayChannel.WAGE_ACCOUNT}


class Command(SignedCommand):
    help = "生成一张发放表的支付文件交银行：待支付的付全部，部分失败的只付失败的；同一行不会付两次。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("roll", metavar="发放表编号")
        parser.add_argument("--channel", required=True, metavar="card|account", help="card 一卡通，account 专用账户")
        parser.add_argument("--form", default="", metavar="格式名称", help="支付文件格式；只有一个在用时可以不写")
        parser.add_argument("--out", required=True, metavar="文件", help="以 .xlsx 或 .csv 结尾")
        parser.add_argument(
            "--again", default="", metavar="用途", help="再取已生成、银行还没有回执的那一次，写明用途；不新生成"
        )

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        assert by is not None
        path, roll = Path(options["out"]), self.roll(options["roll"], by)
        self.require_channel(roll, options["channel"])
        signed = {"kind": kind_of(path), "by": by, "at": self.now()}

        def make() -> PayFile:
            if options["again"]:
                return fetch_file(batch=self.latest(roll), purpose=options["again"], **signed)
            return make_pay_file(roll=roll, form=self.form(roll, options["form"]), **signed)

        return self.told(hand_out(path, make).batch, path)

    @staticmethod
    def told(batch: PaymentBatch, path: Path) -> dict[str, Any]:
        said = f"“{batch.roll}”第{batch.number}次支付：{batch.lines}笔、{yuan(batch.sum_fen)}元，已写入 {path}。"
        return {
            "roll": batch.roll_id, "batch": batch.pk, "number": batch.number, "rows": batch.lines,
            "sum_fen": batch.sum_fen, "file": str(path), "lines": [said, "文件里有完整账号，只交银行，用后请删除。"],
        }  # fmt: skip

    @staticmethod
    def roll(number: str, by: User) -> WageRoll:
        pk = whole(str(number))
        roll = WageRoll.objects.visible_to(by).filter(pk=pk).first() if pk is not None else None
        if roll is None:
            raise Refusal(f"没有编号为“{number}”的发放表，或您无权查看，请核对编号。")
        return roll

    @staticmethod
    def require_channel(roll: WageRoll, asked: str) -> None:
        if asked not in CHANNELS:
            raise Refusal("--channel 只能写 card（一卡通）或 account（专用账户）。")
        if CHANNELS[asked] != roll.channel:
            ours = PayChannel(roll.channel).label if roll.channel else "线下发放"
            raise Refusal(f"“{roll}”走{ours}，不走{CHANNELS[asked].label}，请核对 --channel。")

    @staticmethod
    def form(roll: WageRoll, name: str) -> BankForm:
        forms = list(forms_for(roll.channel))
        named = [form for form in forms if form.name == name] if name else forms
        if len(named) == 1:
            return named[0]
        offered = "、".join(form.name for form in forms) or "（还没有，请办公室先设定）"
        said = f"没有在用的格式“{name}”" if name else "请用 --form 写明用哪个支付文件格式"
        raise Refusal(f"{said}；可用的：{offered}。")

    @staticmethod
    def latest(roll: WageRoll) -> PaymentBatch:
        batch = roll.batches.select_related("form").order_by("-number").first()
        if batch is None:
            raise Refusal(f"“{roll}”还没有生成过支付文件，请先不带 --again 生成。")
        return batch

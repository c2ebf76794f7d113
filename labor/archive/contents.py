"""备案材料: what belongs into a roll's package, what is there of it and what is missing (R8, R9; 国令724第15条)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from labor.figures import total_of
from labor.models import NoticeFile, PublicNotice, RollFile, RollFileKind, RollOrigin, RollState, WageRoll
from labor.pay.standing_lines import lines_of


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of paper of the package: how many there are, in their unit; `lack` says what to do, "" when complete."""

    label: str
    number: int
    unit: str
    lack: str = ""
    place: str = "files"


def notices_of(roll: WageRoll) -> QuerySet[PublicNotice]:
    """Every round of public notice, stopped ones too."""
    return PublicNotice.objects.filter(roll=roll).order_by("round")


def photos_of(roll: WageRoll) -> QuerySet[NoticeFile]:
    """Photos of the posted sheets, of all rounds, that were not removed."""
    return NoticeFile.objects.filter(notice__roll=roll, removed_at=None).select_related("notice").order_by("pk")


def files_of(roll: WageRoll) -> QuerySet[RollFile]:
    """Files kept with the roll that were not removed."""
    return RollFile.objects.filter(roll=roll, removed_at=None).order_by("file_kind", "pk")


def items_of(roll: WageRoll) -> list[Item]:
    """What the package holds, in its order; a handful of queries whatever the roll's length.

    A roll paid outside and written in afterwards (线下已发补录) has neither notice nor receipts in this system: what it
    has goes into the package, and only unpaid lines keep it from being filed.
    """
    sums = total_of(lines_of(roll).filter(net_fen__gt=0))
    unpaid = sums.lines - sums.paid_lines
    files = list(files_of(roll).values_list("file_kind", flat=True))
    inside = roll.origin != RollOrigin.RECORDED
    signed, rounds = files.count(RollFileKind.SIGNED), notices_of(roll).count()
    receipts = roll.receipts.count()
    unsigned = _needed(inside and not signed, "还没有签字表影像，请在“签字与审定”上传。")
    unanswered = _needed(inside and sums.lines and not receipts, "还没有导入银行回执。")
    owed = f"还有{unpaid}人没有发放成功，全部发放以后才能备案。" if unpaid else ""
    return [
        Item("工资台账", total_of(lines_of(roll)).lines, "行", owed, "payments"),
        Item("本人签字表", signed, "个", unsigned, "signing"),
        Item("公示表和公示情况说明", rounds, "次", _needed(inside and not rounds, "还没有公示记录。"), "notice"),
        Item("公示影像", photos_of(roll).count(), "张"),
        Item("银行回执", receipts, "份", unanswered, "payments"),
        Item("支付凭证", files.count(RollFileKind.VOUCHER), "个"),
        Item("其他附件", files.count(RollFileKind.OTHER), "个"),
        Item("办理经过和审定意见", roll.steps.count() + roll.approvals.count(), "条"),
    ]  # fmt: skip


def _needed(is_missing: object, sentence: str) -> str:
    return sentence if is_missing else ""


def is_filed(roll: WageRoll) -> bool:
    return roll.state in {RollState.FILED, RollState.ARCHIVED}

"""Which 最低工资标准 applies in a month: data decides (R14). A draft (征求意见稿) is kept on record, never applied."""

from datetime import date

from documents.formats import chinese_date, yuan
from labor.arithmetic import HOURS_OF_A_DAY, least_day_fen
from labor.models import WageStandard


def standard_for(month: date) -> WageStandard | None:
    """Return the official standard in force on the first day of a month, or None when none is on record."""
    return WageStandard.objects.filter(is_official=True, starts_on__lte=month).order_by("-starts_on").first()


def basis_sentence(standard: WageStandard) -> str:
    """Say where the lowest day rate comes from: amount × hours and the document behind it."""
    least = yuan(least_day_fen(standard.hour_fen))
    return (
        f"{least}元（{yuan(standard.hour_fen)}元/时×{HOURS_OF_A_DAY}小时，"
        f"依据：{standard.basis}，{chinese_date(standard.starts_on)}起）"
    )

"""The arithmetic of a wage line: whole 分 and hundredths of a 工日, exact, rounded half up once."""

HOURS_OF_A_DAY = 8


def gross_fen(centidays: int, rate_fen: int) -> int:
    """Return 应发 in 分 for hundredths of a 工日 at a rate in 分 a 工日: 21.5 × 220.00 → 473000."""
    return (centidays * rate_fen + 50) // 100


def net_fen(gross: int, deduction: int) -> int:
    """Return 实发: 应发 less 代扣代缴扣除, all in 分."""
    return gross - deduction


def least_day_fen(hour_fen: int) -> int:
    """Return the lowest day rate in 分 that an hourly minimum allows for a day of eight hours (R14)."""
    return hour_fen * HOURS_OF_A_DAY

"""What may differ between a roll and the ledgers behind it: kinds, how grave each is, and what one found says."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class DifferenceKind(models.TextChoices):
    """Differences in the order in which they are shown."""

    UNDERAGE = "underage", "未满16周岁"
    DEDUCTION_WITHOUT_ITEM = "deduction_without_item", "扣除没有项目"
    NO_CARD = "no_card", "没有账号"
    MISSING_IN_ROLL = "missing_in_roll", "出勤未列入本表"
    NOT_ON_ROSTER = "not_on_roster", "不在花名册"
    MISSING_IN_ATTENDANCE = "missing_in_attendance", "没有考勤"
    MORE_DAYS_PAID = "more_days_paid", "工日多于考勤"
    FEWER_DAYS_PAID = "fewer_days_paid", "工日少于考勤"
    WORKED_OUTSIDE_STAY = "worked_outside_stay", "工日超过在场天数"
    RATE_OFF_CONTRACT = "rate_off_contract", "单价与约定不符"
    NO_AGREED_RATE = "no_agreed_rate", "没有约定单价"
    QUANTITY_DIFFERS = "quantity_differs", "计时计件金额不符"
    MORE_THAN_EARNED = "more_than_earned", "补发后超过应得"
    PAID_BEFORE = "paid_before", "作废的表上已发放"
    BELOW_MINIMUM_RATE = "below_minimum_rate", "低于最低工资"
    CARD_SHARED = "card_shared", "账号有他人使用"
    CARD_OFF_ROSTER = "card_off_roster", "账号与花名册不符"


class Severity(models.TextChoices):
    """A roll with a STOP is not sent; EXPLAIN asks for the reason when it is sent; a HINT is to be looked at."""

    STOP = "stop", "须更正"
    EXPLAIN = "explain", "须说明"
    HINT = "hint", "提示"


K = DifferenceKind
# Attendance may be kept late or wrong, and pay must not wait for it: only what the law forbids, or what no bank can
# pay, stops a roll.
STOPS = frozenset({K.UNDERAGE, K.DEDUCTION_WITHOUT_ITEM, K.NO_CARD})
HINTS = frozenset({K.CARD_OFF_ROSTER})
TONES = {Severity.STOP: "bad", Severity.EXPLAIN: "warn", Severity.HINT: "info"}


def severity_of(kind: DifferenceKind) -> Severity:
    """How grave a kind of difference is."""
    if kind in STOPS:
        return Severity.STOP
    return Severity.HINT if kind in HINTS else Severity.EXPLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference of one person. `found` is what the roll says, `expected` what the ledgers say, both written;
    `amount_fen` the roll's money less the ledgers', in 分, where there is a sum of money to it."""

    kind: DifferenceKind
    worker_id: int
    name: str
    id_masked: str
    sentence: str
    expected: str = ""
    found: str = ""
    amount_fen: int | None = None
    line_id: int | None = None

    @property
    def severity(self) -> Severity:
        return severity_of(self.kind)

    @property
    def tone(self) -> str:
        return TONES[self.severity]

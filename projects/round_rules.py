"""日程规则: how many days from the end of a round each of its days is counted, dated, with history (R15, ◇)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from documents.formats import month_label
from projects.models import RoundKind, RoundRule
from projects.round_changes import require_setter
from projects.rounds import Moved, read_rules, replan, rule_for
from units.audit import record
from units.models import User
from units.refusals import Refusal

COUNTS = {"opens": "开启", "due": "报送截止", "review": "审核截止", "issue": "印发"}
EARLIEST_OF_MONTH = -27  # the 1st of a February, the shortest month: a month is not filed before it begins
EARLIEST, LATEST = -92, 120
BASIS_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Counted:
    """Days (天) from the last day of the round's last month: 5 is the 5th of the month after, −6 six days before."""

    opens: int
    due: int
    review: int
    issue: int
    locks: bool = True


def say(count: int) -> str:
    """期末前6天, 期末当天, 期满后第5天."""
    if count == 0:
        return "期末当天"
    return f"期末前{-count}天" if count < 0 else f"期满后第{count}天"


@transaction.atomic
def set_round_rule(
    *, kind: RoundKind, month: date, counted: Counted, basis: str, by: User, at: datetime
) -> tuple[RoundRule, list[Moved]]:
    """Let a rule hold for the rounds ending with a month or later; return it and the rounds it moved.

    A rule of the same month is replaced. Rounds that have begun or were changed by hand keep their days.

    Raises:
        NotAllowed: not the office administrator.
        Refusal: a month that is over, days out of order or bounds, no basis, or nothing that differs; all told.
    """
    require_setter(by)
    first = month.replace(day=1)
    before = rule_for(kind, first)
    said = [*_why_not_month(first, at), *_why_not_counts(kind, counted), *_why_not_basis(basis)]
    if before and _counted(before) == counted and before.basis == basis.strip():
        said.append(f"{month_label(first)}的{kind.label}日程本来就是这样规定的，没有改动。")
    if said:
        raise Refusal(*said)
    values = {name: getattr(counted, name) for name in (*COUNTS, "locks")}
    rule, _ = RoundRule.objects.update_or_create(
        kind=kind, starts_on=first, defaults={**values, "basis": basis.strip(), "set_at": at, "set_by": by}
    )
    subject = f"{kind.label}，{month_label(first)}起"
    was = {name: getattr(before, name) for name in values} if before else {}
    record(act="设定日程规则", subject=subject, by=by, at=at, detail={"before": was, "after": values})
    return rule, replan(why="日程规则调整", by=by, at=at)


@transaction.atomic
def withdraw_rule(*, rule: RoundRule, by: User, at: datetime) -> list[Moved]:
    """Take back a rule from this month on or later; the one before it holds again. Returns the rounds that moved.

    Raises:
        NotAllowed: not the office administrator.
        Refusal: it has been used, or it is the first of its kind.
    """
    require_setter(by)
    held = RoundRule.objects.select_for_update().filter(pk=rule.pk).first()
    if held is None:
        raise Refusal("这条规则刚刚已由别人撤回，请刷新页面查看。")
    if not may_withdraw(held, read_rules(), timezone.localdate(at)):
        raise Refusal("这条规则已经用过，或者是这个频次的第一条，不能撤回；要改变请另设一条。")
    subject = f"{held.get_kind_display()}，{month_label(held.starts_on)}起"
    held.delete()
    record(act="撤回日程规则", subject=subject, by=by, at=at)
    return replan(why="日程规则撤回", by=by, at=at)


def may_withdraw(rule: RoundRule, rules: list[RoundRule], today: date) -> bool:
    """Whether the office set the rule, from this month on or later, and another holds without it."""
    earlier = any(one.kind == rule.kind and one.starts_on < rule.starts_on for one in rules)
    return earlier and rule.starts_on >= today.replace(day=1)


def _counted(rule: RoundRule) -> Counted:
    return Counted(rule.opens, rule.due, rule.review, rule.issue, rule.locks)


def _why_not_month(first: date, at: datetime) -> Iterator[str]:
    if first < timezone.localdate(at).replace(day=1):
        yield f"{month_label(first)}已经过去，规则只能从本月或以后的月份起，以前各轮的日程不改。"


def _why_not_counts(kind: RoundKind, counted: Counted) -> Iterator[str]:
    earliest = EARLIEST_OF_MONTH if kind == RoundKind.MONTH else EARLIEST
    for name, label in COUNTS.items():
        count = getattr(counted, name)
        if not earliest <= count <= LATEST:
            yield f"{label}应在{say(earliest)}到{say(LATEST)}之间（填{earliest}到{LATEST}），您填的是{count}。"
    if counted.due <= 0:
        yield "报送截止应在期满以后，请填1或更大的天数。"
    if counted.opens >= counted.due:
        yield "开启应早于报送截止，请改正其中一个。"
    if counted.due > counted.review:
        yield "审核截止不能早于报送截止，请改正其中一个。"
    if counted.review > counted.issue:
        yield "印发不能早于审核截止，请改正其中一个。"


def _why_not_basis(basis: str) -> Iterator[str]:
    if not basis.strip():
        yield "请写明依据：文件名称和文号；没有文件依据的写“办公室自定”。"
    elif len(basis.strip()) > BASIS_LENGTH:
        yield f"依据最多{BASIS_LENGTH}字，请写简短些。"

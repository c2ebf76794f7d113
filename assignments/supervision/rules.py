"""督办时限 in working days (工作日), dated, set by the office administrator (◇ 办公室自定).

A 督办 keeps the rule of the day it was issued on; until there is a row, the model's own values hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from assignments.models import SupervisionRule
from documents.formats import chinese_date
from units.audit import record
from units.models import Role, User
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of

SETTERS = "督办时限由办公室管理员设定，您没有这项权限。"
LEAST, MOST = 1, 60  # 工作日
FIELDS = ("sign_within", "answer_within", "warn_before", "first_level_after", "second_level_after")


class Rules:
    """Every rule ever set, read once; `on(day)` answers which holds on a day."""

    def __init__(self) -> None:
        self.rows = list(SupervisionRule.objects.select_related("set_by").order_by("-starts_on"))

    def on(self, day: date) -> SupervisionRule:
        """The rule in force on a day: the office's latest, else the house's own (not saved)."""
        return next((row for row in self.rows if row.starts_on <= day), SupervisionRule())


def rule_on(day: date) -> SupervisionRule:
    return Rules().on(day)


def labels() -> dict[str, str]:
    """Name of each number → what it is called."""
    return {name: str(getattr(SupervisionRule._meta.get_field(name), "verbose_name", "")) for name in FIELDS}


def may_set(user: User) -> bool:
    return scope_of(user).has(Role.OFFICE_ADMIN)


def sentences(rule: SupervisionRule) -> tuple[str, ...]:
    """The rule in words, as lamps, levels and settings tell it."""
    return (
        f"下达后{rule.sign_within}个工作日内签收，反馈期限一般为下达后第{rule.answer_within}个工作日",
        "绿灯：在期限内办理，或已按期反馈",
        f"黄灯：超过签收时限还没有签收，或距反馈期限{rule.warn_before}个工作日以内",
        "红灯：超过反馈期限没有反馈，或反馈时已经逾期",
        "灰灯：已办结；还在拟稿的、已撤回的不亮灯",
        "亮黄灯时催办一次，提醒承办单位的填报人和审核人",
        f"逾期第{rule.first_level_after}个工作日提级，提醒承办单位分管负责人；"
        f"逾期第{rule.second_level_after}个工作日再提级，报告区领导和办公室管理员",
    )


@transaction.atomic
def set_rule(*, starts_on: date, values: Mapping[str, int], by: User, at: datetime) -> SupervisionRule:
    """Let these numbers of working days hold from a day on, today or later, for what is issued from then.

    Args:
        values: each of `FIELDS`, in 工作日.

    Raises:
        NotAllowed: not the office administrator.
        Refusal: a day that is past, a number out of bounds, levels out of order, or nothing that differs.
    """
    if not may_set(by):
        raise NotAllowed(SETTERS)
    before = rule_on(starts_on)
    if said := [*_wrong_day(starts_on, timezone.localdate(at)), *_wrong(values), *_no_change(before, values)]:
        raise Refusal(*said)
    row = _kept(starts_on, values, by=by, at=at)
    changed = {name: [getattr(before, name), values[name]] for name in FIELDS if getattr(before, name) != values[name]}
    record(act="设定督办时限", subject=f"{chinese_date(starts_on)}起", by=by, at=at, detail={"changes": changed})
    return row


def _kept(starts_on: date, values: Mapping[str, int], *, by: User, at: datetime) -> SupervisionRule:
    try:
        with transaction.atomic():
            stored = {**values, "set_at": at, "set_by": by}
            return SupervisionRule.objects.update_or_create(starts_on=starts_on, defaults=stored)[0]
    except IntegrityError:
        raise Refusal("督办时限刚刚由别人设定过，请刷新页面查看后再设。") from None


def _wrong_day(starts_on: date, today: date) -> list[str]:
    if starts_on >= today:
        return []
    return [f"起用日期{chinese_date(starts_on)}已经过去，请从今天或以后的日期起用；已下达的督办按下达当天的时限。"]


def _wrong(values: Mapping[str, int]) -> list[str]:
    names = labels()
    said = [
        f"“{names[name]}”应在{LEAST}至{MOST}之间，填的是{values[name]}。"
        for name in FIELDS
        if not LEAST <= values[name] <= MOST
    ]
    if values["second_level_after"] <= values["first_level_after"]:
        said.append("提级到区领导应晚于提级到单位分管负责人，请改正工作日数。")
    return said


def _no_change(before: SupervisionRule, values: Mapping[str, int]) -> list[str]:
    if any(getattr(before, name) != values[name] for name in FIELDS):
        return []
    return ["这些时限与那一天本来执行的完全一样，没有改动。"]

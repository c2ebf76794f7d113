"""Filters of the roll pages; the same filter answers page and workbook. No filter takes a personal number: it would
stand in the address."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from documents.masking import without_numbers
from labor.models import RollState, WageLine, WageRoll
from labor.pay.head import SETTLED
from labor.pay.waiting import ROLL_WAITS, rolls_waiting
from projects.models import PayChannel, Period, Project
from projects.questions import (
    PROJECT_NAME_OR_CODE,
    SEARCH,
    by_department,
    by_township,
    has_words,
    said_conditions,
)
from units.models import User
from units.requests import today

IN_FORCE, VOIDED, ALL = "in_force", "voided", "all"
LATE, SOON, SOON_DAYS = "late", "soon", 7
S = RollState
STAGES = (
    ("drawing", "编制和签字", (S.DRAFT, S.SIGNING)),
    ("approving", "审定和公示", (S.OWNER, S.NOTICE)),
    ("reviewing", "镇街和发改审查", (S.TOWNSHIP, S.COMMISSION)),
    ("paying", "待支付和银行处理", (S.READY, S.BANK)),
    ("partly", "部分失败", (S.PARTLY,)),
    ("paid", "已发放", (S.PAID,)),
    ("filed", "已备案、已归档", (S.FILED, S.ARCHIVED)),
    ("recorded", "线下已发补录", (S.RECORDED,)),
)


def projects_seen(request: Any) -> QuerySet[Project]:
    """The choices of the project filter: what the person sees."""
    return Project.objects.visible_to(request.user) if request is not None else Project.objects.none()


def month_choices() -> list[tuple[str, str]]:
    """Months as addresses name them ("2026-10"), the latest first."""
    return [(period.key, period.label) for period in Period.objects.order_by("-month")]


class RollFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words of name or code, month, project, units, stage, channel, lateness, whose turn, in force or not."""

    q = django_filters.CharFilter(
        label="项目名称或代码",
        method="by_text",
        widget=forms.TextInput(SEARCH),
    )
    month = django_filters.ChoiceFilter(label="月份", method="by_month", empty_label="全部月份")
    project = django_filters.ModelChoiceFilter(label="项目", queryset=projects_seen, empty_label="全部项目")
    department = by_department("project__department")
    township = by_township("project__township")
    stage = django_filters.ChoiceFilter(
        label="办理环节", method="by_stage", choices=[(key, label) for key, label, _ in STAGES], empty_label="全部环节"
    )
    channel = django_filters.ChoiceFilter(label="发放通道", choices=PayChannel.choices, empty_label="全部通道")
    late = django_filters.ChoiceFilter(
        label="应发放日", method="by_lateness", choices=[(LATE, "已逾期未发"), (SOON, f"{SOON_DAYS}天内到期")],
        empty_label="不限",
    )  # fmt: skip
    waiting = django_filters.ChoiceFilter(label="待办", method="by_waiting", choices=ROLL_WAITS, empty_label="不限")
    state = django_filters.ChoiceFilter(
        label="状态",
        method="by_state",
        choices=[(IN_FORCE, "有效"), (VOIDED, "已作废"), (ALL, "有效和已作废")],
        empty_label=None,
    )

    class Meta:
        model = WageRoll
        fields: list[str] = []

    def __init__(self, data: Any, *args: Any, **options: Any) -> None:
        asked = data.copy()
        asked.setdefault("state", IN_FORCE)
        super().__init__(asked, *args, **options)
        self.filters["month"].extra["choices"] = month_choices()

    def by_text(self, rolls: QuerySet[WageRoll], name: str, text: str) -> QuerySet[WageRoll]:  # noqa: ARG002
        return rolls.filter(has_words(PROJECT_NAME_OR_CODE, text))

    def by_month(self, rolls: QuerySet[WageRoll], name: str, key: str) -> QuerySet[WageRoll]:  # noqa: ARG002
        return rolls.filter(period__month=date.fromisoformat(f"{key}-01"))

    def by_stage(self, rolls: QuerySet[WageRoll], name: str, stage: str) -> QuerySet[WageRoll]:  # noqa: ARG002
        return rolls.filter(state__in=next(states for key, _, states in STAGES if key == stage))

    def by_lateness(self, rolls: QuerySet[WageRoll], name: str, wanted: str) -> QuerySet[WageRoll]:  # noqa: ARG002
        on, open_rolls = today(), rolls.filter(voided_at=None).exclude(state__in=SETTLED)
        if wanted == LATE:
            return open_rolls.filter(due_on__lt=on)
        return open_rolls.filter(due_on__range=(on, on + timedelta(days=SOON_DAYS)))

    def by_waiting(self, rolls: QuerySet[WageRoll], name: str, wait: str) -> QuerySet[WageRoll]:  # noqa: ARG002
        """What waits for the signed-in person; nobody else's desk can be asked for."""
        if self.request is None:
            return rolls.none()
        return rolls.filter(pk__in=rolls_waiting(wait, self.request.user, on=today()).order_by().values("pk"))

    def by_state(self, rolls: QuerySet[WageRoll], name: str, state: str) -> QuerySet[WageRoll]:  # noqa: ARG002
        return rolls if state == ALL else rolls.filter(voided_at__isnull=state == IN_FORCE)


class LineFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Lines of one roll: by name or trade, paid or not."""

    q = django_filters.CharFilter(
        label="姓名或工种",
        method="by_text",
        widget=forms.TextInput({**SEARCH, "placeholder": "姓名或工种"}),
    )
    paid = django_filters.ChoiceFilter(
        label="发放",
        field_name="is_paid",
        choices=[("True", "已发放"), ("False", "未发放")],
        empty_label="全部",
    )

    class Meta:
        model = WageLine
        fields: list[str] = []

    def by_text(self, lines: QuerySet[WageLine], name: str, text: str) -> QuerySet[WageLine]:  # noqa: ARG002
        return lines.filter(has_words(("name", "job"), text))


def visible_rolls(user: User) -> QuerySet[WageRoll]:
    """Rolls a person may see with what lists show of them; the long texts stay behind."""
    related = ("project__department", "project__township", "period", "imported_by", "voided_by")
    rolls = WageRoll.objects.visible_to(user).select_related(*related).defer("warnings", "notes")
    return rolls.order_by("-period__month", "project__code", "-pk")


def conditions(found: Any, *, besides: Collection[str] = ()) -> list[str]:
    """The filters in force, in words: 月份＝2026年10月; without numbers of people: it goes to the audit trail."""
    return [without_numbers(said) for said in said_conditions(found, besides=besides)]

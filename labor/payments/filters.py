"""Filters of all payments; the same filter answers page and workbook. No filter takes a personal number."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, QuerySet, Sum, Value, When
from django.http import QueryDict

from labor.filters import month_choices
from labor.models import Payment, PaymentState, WageRoll
from labor.payments.standing import Share
from projects.models import PayChannel, Project
from projects.questions import PROJECT_NAME_OR_CODE, SEARCH, by_department, by_township, has_words
from units.models import User
from units.scope import scope_of

RESENT = "resent"
STATES = {
    PaymentState.ISSUED.value: "银行处理中",
    PaymentState.SUCCEEDED.value: "成功",
    PaymentState.FAILED.value: "失败待重报",
    RESENT: "失败已重报",
}
TONES = {PaymentState.ISSUED.value: "info", PaymentState.SUCCEEDED.value: "good", PaymentState.FAILED.value: "bad"}
RELATED = ("line__project", "line__period", "batch__roll")


def visible_payments(user: User) -> QuerySet[Any]:
    """Payments of the projects a person sees, each with `standing`: its state, or that it was sent again since."""
    payments: QuerySet[Any] = Payment.objects.all()
    if not scope_of(user).reads_everything:
        payments = payments.filter(line__project__in=Project.objects.visible_to(user))
    later = Payment.objects.filter(line=OuterRef("line"), attempt__gt=OuterRef("attempt"))
    sent_again = When(Exists(later), state=PaymentState.FAILED, then=Value(RESENT))
    told: QuerySet[Any] = payments.annotate(standing=Case(sent_again, default=F("state"), output_field=CharField()))
    return told


class PaymentFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, month, project, channel, units; the state is chosen by tabs, one roll by its page."""

    q = django_filters.CharFilter(
        label="项目或姓名", method="by_text", widget=forms.TextInput({**SEARCH, "placeholder": "项目名称、代码或姓名"})
    )
    month = django_filters.ChoiceFilter(label="月份", method="by_month", empty_label="全部月份")
    project = django_filters.ModelChoiceFilter(
        label="项目", field_name="line__project", queryset=Project.objects.none(), empty_label="全部项目"
    )
    channel = django_filters.ChoiceFilter(
        label="发放通道", field_name="batch__channel", choices=PayChannel.choices, empty_label="全部通道"
    )
    department = by_department("line__project__department")
    township = by_township("line__project__township")
    state = django_filters.ChoiceFilter(
        label="状态", field_name="standing", choices=list(STATES.items()), widget=forms.HiddenInput
    )
    roll = django_filters.ModelChoiceFilter(
        label="发放表", field_name="batch__roll", queryset=WageRoll.objects.none(), widget=forms.HiddenInput
    )

    class Meta:
        model = Payment
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, user: User) -> None:
        super().__init__(data, queryset=visible_payments(user))
        self.filters["month"].extra["choices"] = month_choices()
        rolls = WageRoll.objects.visible_to(user)
        paid = Project.objects.filter(pk__in=rolls.exclude(batches=None).order_by().values("project")).order_by("name")
        for name, offered in (("project", paid), ("roll", rolls.select_related("project", "period"))):
            self.filters[name].extra["queryset"] = self.filters[name].queryset = offered

    def by_text(self, payments: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:  # noqa: ARG002
        return payments.filter(has_words((*(f"line__{path}" for path in PROJECT_NAME_OR_CODE), "account_name"), text))

    def by_month(self, payments: QuerySet[Any], name: str, key: str) -> QuerySet[Any]:  # noqa: ARG002
        return payments.filter(line__period__month=f"{key}-01")


def ordered(found: PaymentFilter) -> QuerySet[Any]:
    """The latest batch first, its rows as in the table."""
    payments: QuerySet[Any] = found.qs
    return payments.select_related(*RELATED).order_by("-batch__made_at", "-batch", "line__row", "pk")


def shares_of(data: QueryDict, *, user: User) -> dict[str, Share]:
    """分, 笔, 人 in each state under all the other filters; one query."""
    others = data.copy()
    others.pop("state", None)
    found = PaymentFilter(others, user=user).qs.order_by().values_list("standing")
    rows = found.annotate(Sum("amount_fen"), Count("pk"), Count("line__worker", distinct=True))
    return {state: Share(*figures) for state, *figures in rows}

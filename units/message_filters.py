"""Filters of 消息 and 外发记录."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from units.models import Channel, Message, MessageKind, Outgoing, OutgoingState


class MessageFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By whether it was read, and by kind: the kinds this person has messages of."""

    state = django_filters.ChoiceFilter(
        label="状态", method="by_state", choices=[("unread", "未读"), ("read", "已读")], empty_label="全部"
    )
    kind = django_filters.ChoiceFilter(label="种类", choices=[], empty_label="全部种类")

    class Meta:
        model = Message
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        have = set(self.queryset.order_by().values_list("kind", flat=True).distinct())
        self.filters["kind"].extra["choices"] = [one for one in MessageKind.choices if one[0] in have]

    def by_state(self, messages: QuerySet[Message], name: str, state: str) -> QuerySet[Message]:  # noqa: ARG002
        return messages.filter(read_at__isnull=state == "unread")


class OutgoingFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By state, channel, and the words of person, address or subject."""

    state = django_filters.ChoiceFilter(label="状态", choices=OutgoingState.choices, empty_label="全部状态")
    channel = django_filters.ChoiceFilter(label="渠道", choices=Channel.choices, empty_label="全部渠道")
    q = django_filters.CharFilter(
        label="收件人或标题",
        method="by_text",
        widget=forms.TextInput({"type": "search", "placeholder": "账号、姓名、邮箱或标题"}),
    )

    class Meta:
        model = Outgoing
        fields: list[str] = []

    def by_text(self, rows: QuerySet[Outgoing], name: str, text: str) -> QuerySet[Outgoing]:  # noqa: ARG002
        words = text.strip()
        person = Q(to__username__icontains=words) | Q(to__name__icontains=words) | Q(address__icontains=words)
        return rows.filter(person | Q(subject__icontains=words))

"""Filters of the lists on this floor; each answers page and workbook alike."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from units.forms import DayInput
from units.models import AuditEntry, Role, RoleGrant, Unit, UnitKind, User
from units.requests import today


class UnitFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By name (or other name), kind and seat."""

    q = django_filters.CharFilter(
        label="名称", method="by_name", widget=forms.TextInput({"type": "search", "placeholder": "单位名称或叫法"})
    )
    kind = django_filters.ChoiceFilter(label="类别", choices=UnitKind.choices, empty_label="全部类别")
    seat = django_filters.ChoiceFilter(
        label="成员席位", method="by_seat", choices=[("yes", "有席位"), ("no", "无席位")], empty_label="不限"
    )

    class Meta:
        model = Unit
        fields: list[str] = []

    def by_name(self, units: QuerySet[Unit], name: str, text: str) -> QuerySet[Unit]:  # noqa: ARG002
        """Other names are kept as JSON, which each database searches in its own way: the few units are read."""
        wanted = text.strip()
        ids = [unit.pk for unit in Unit.objects.all() if any(wanted in known for known in [unit.code, *unit.names])]
        return units.filter(pk__in=ids)

    def by_seat(self, units: QuerySet[Unit], name: str, choice: str) -> QuerySet[Unit]:  # noqa: ARG002
        day = today()
        seated = Q(memberships__starts_on__lte=day) & (Q(memberships__ends_on=None) | Q(memberships__ends_on__gte=day))
        ids = Unit.objects.filter(seated).values("pk")
        return units.filter(pk__in=ids) if choice == "yes" else units.exclude(pk__in=ids)


class UserFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By account or name, role, unit and state."""

    q = django_filters.CharFilter(
        label="账号或姓名", method="by_text", widget=forms.TextInput({"type": "search", "placeholder": "账号或姓名"})
    )
    role = django_filters.ChoiceFilter(label="角色", choices=Role.choices, method="by_role", empty_label="全部角色")
    unit = django_filters.ModelChoiceFilter(
        label="单位", queryset=Unit.objects.all(), method="by_unit", empty_label="全部单位"
    )
    state = django_filters.ChoiceFilter(
        label="状态",
        method="by_state",
        choices=[("active", "启用"), ("stopped", "停用"), ("bare", "尚未授权")],
        empty_label="全部",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def by_text(self, users: QuerySet[User], name: str, text: str) -> QuerySet[User]:  # noqa: ARG002
        return users.filter(Q(username__icontains=text.strip()) | Q(name__icontains=text.strip()))

    def by_role(self, users: QuerySet[User], name: str, role: str) -> QuerySet[User]:  # noqa: ARG002
        return users.filter(pk__in=_current_grants().filter(role=role).values("user"))

    def by_unit(self, users: QuerySet[User], name: str, unit: Unit) -> QuerySet[User]:  # noqa: ARG002
        return users.filter(pk__in=_current_grants().filter(unit=unit).values("user"))

    def by_state(self, users: QuerySet[User], name: str, state: str) -> QuerySet[User]:  # noqa: ARG002
        if state == "bare":
            return users.filter(is_active=True).exclude(pk__in=_current_grants().values("user"))
        return users.filter(is_active=state == "active")


def _current_grants() -> QuerySet[RoleGrant]:
    return RoleGrant.objects.current(on=today())


class AuditFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By act, account, days and words of the subject."""

    act = django_filters.ChoiceFilter(label="事件", choices=lambda: _acts(), empty_label="全部事件")
    user = django_filters.CharFilter(
        label="账号", field_name="by_name", lookup_expr="iexact", widget=forms.TextInput({"placeholder": "完整账号"})
    )
    since = django_filters.DateFilter(label="从", method="from_day", widget=DayInput())
    until = django_filters.DateFilter(label="到", method="to_day", widget=DayInput())
    q = django_filters.CharFilter(
        label="对象包含",
        field_name="subject",
        lookup_expr="icontains",
        widget=forms.TextInput({"type": "search", "placeholder": "如项目名、单位名"}),
    )

    class Meta:
        model = AuditEntry
        fields: list[str] = []

    def from_day(self, entries: QuerySet[AuditEntry], name: str, day: Any) -> QuerySet[AuditEntry]:  # noqa: ARG002
        return entries.filter(at__gte=_start_of(day))

    def to_day(self, entries: QuerySet[AuditEntry], name: str, day: Any) -> QuerySet[AuditEntry]:  # noqa: ARG002
        return entries.filter(at__lt=_start_of(day + timedelta(days=1)))


def _start_of(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _acts() -> list[tuple[str, str]]:
    return [(act, act) for act in AuditEntry.objects.order_by("act").values_list("act", flat=True).distinct()]

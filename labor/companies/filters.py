"""Questions asked of the two ledgers; the same filter answers page and workbook. None takes a personal number."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from labor.companies.ledgers import ended, filled, waiting
from labor.filters import projects_seen
from labor.models import LaborCompany, WelfarePost
from projects.questions import by_township, has_words

ACTIVE, RETIRED, ALL = "active", "retired", "all"
FILLED, VACANT, WAITING, ENDED, VOIDED = "filled", "vacant", "waiting", "ended", "voided"
POST_STATES = [(FILLED, "在岗"), (VACANT, "空缺"), (WAITING, "待上岗"), (ENDED, "已期满"), (VOIDED, "已撤销")]


def _search(example: str) -> forms.TextInput:
    return forms.TextInput({"type": "search", "placeholder": example, "autocomplete": "off"})


class CompanyFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Companies by words, township, who leads them, and whether they are in use."""

    q = django_filters.CharFilter(label="名称、代码或联系人", method="by_text", widget=_search("例如：民胜"))
    township = by_township(label="所在镇街")
    collective = django_filters.ChoiceFilter(
        label="村集体领办", field_name="is_collective", choices=[("True", "是"), ("False", "否")], empty_label="不限"
    )
    state = django_filters.ChoiceFilter(
        label="状态", method="by_state", choices=[(ACTIVE, "在用"), (RETIRED, "已停用"), (ALL, "在用和已停用")],
        empty_label=None,
    )  # fmt: skip

    class Meta:
        model = LaborCompany
        fields: list[str] = []

    def __init__(self, data: Any, *args: Any, **options: Any) -> None:
        asked = data.copy()
        asked.setdefault("state", ACTIVE)
        super().__init__(asked, *args, **options)

    def by_text(self, found: QuerySet[LaborCompany], name: str, text: str) -> QuerySet[LaborCompany]:  # noqa: ARG002
        return found.filter(has_words(("name", "credit_code", "contact"), text))

    def by_state(self, found: QuerySet[LaborCompany], name: str, state: str) -> QuerySet[LaborCompany]:  # noqa: ARG002
        return found if state == ALL else found.filter(retired_at__isnull=state == ACTIVE)


class PostFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Posts by words, township, project, and whether somebody is on them."""

    q = django_filters.CharFilter(label="岗位、职责或姓名", method="by_text", widget=_search("例如：保洁"))
    township = by_township(label="镇街")
    project = django_filters.ModelChoiceFilter(label="项目", queryset=projects_seen, empty_label="全部项目")
    state = django_filters.ChoiceFilter(
        label="状态", method="by_state", choices=POST_STATES, empty_label="全部（不含已撤销）"
    )

    class Meta:
        model = WelfarePost
        fields: list[str] = []

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.on = on

    def filter_queryset(self, queryset: QuerySet[WelfarePost]) -> QuerySet[WelfarePost]:
        found: QuerySet[WelfarePost] = super().filter_queryset(queryset)
        return found.filter(voided_at__isnull=self.form.cleaned_data.get("state") != VOIDED)

    def by_text(self, found: QuerySet[WelfarePost], name: str, text: str) -> QuerySet[WelfarePost]:  # noqa: ARG002
        return found.filter(has_words(("title", "duties", "worker__name"), text))

    def by_state(self, found: QuerySet[WelfarePost], name: str, state: str) -> QuerySet[WelfarePost]:  # noqa: ARG002
        if state == VACANT:
            return found.filter(worker=None)
        days = {FILLED: filled, WAITING: waiting, ENDED: ended}
        return found.filter(days[state](self.on)) if state in days else found


def state_of(post: WelfarePost, on: date) -> tuple[str, str]:
    """Where a post stands on a day: the words and the tone of its pill."""
    if post.voided_at:
        return "已撤销", "neutral"
    if post.worker_id is None or post.starts_on is None:
        return "空缺", "warn"
    if post.starts_on > on:
        return "待上岗", "info"
    return ("已期满", "neutral") if post.ends_on and post.ends_on < on else ("在岗", "good")

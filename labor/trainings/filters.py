"""Questions asked of the trainings; the same filter answers page and 培训台账."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from labor.filters import ALL, IN_FORCE, VOIDED, projects_seen
from labor.models import Trainee, Training, TrainingFile, TrainingFileKind, TrainingKind
from labor.trainings.counts import with_counts
from projects.questions import SEARCH, has_words, year_choices
from units.models import Unit, User

NO_SHEET, NO_PHOTO, NO_FILES, UNSIGNED = "sheet", "photo", "files", "signature"
LACKS = [
    (NO_FILES, "缺签到表或影像"),
    (NO_SHEET, "缺签到表"),
    (NO_PHOTO, "缺影像"),
    (UNSIGNED, "有人未签字"),
]
MONTHS = [(str(month), f"{month}月") for month in range(1, 13)]


class TrainingFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, kind, time, project, organizer, what is lacking, state."""

    q = django_filters.CharFilter(
        label="名称、地点、授课人", method="by_text", widget=forms.TextInput({**SEARCH, "placeholder": "例如：安全"})
    )
    kind = django_filters.ChoiceFilter(label="类别", choices=TrainingKind.choices, empty_label="全部类别")
    year = django_filters.ChoiceFilter(label="年度", field_name="held_on__year", empty_label="全部年度")
    month = django_filters.ChoiceFilter(
        label="月份", field_name="held_on__month", choices=MONTHS, empty_label="全部月份"
    )
    project = django_filters.ModelChoiceFilter(label="项目", queryset=projects_seen, empty_label="全部项目")
    organizer = django_filters.ModelChoiceFilter(
        label="组织单位", queryset=Unit.objects.filter(trainings__isnull=False).distinct(), empty_label="全部单位"
    )
    lacks = django_filters.ChoiceFilter(label="档案", method="by_lack", choices=LACKS, empty_label="不限")
    state = django_filters.ChoiceFilter(
        label="状态",
        method="by_state",
        choices=[(IN_FORCE, "有效"), (VOIDED, "已作废"), (ALL, "有效和已作废")],
        empty_label=None,
    )

    class Meta:
        model = Training
        fields: list[str] = []

    def __init__(self, data: Any, *args: Any, on: date, **options: Any) -> None:
        asked = data.copy()
        asked.setdefault("state", IN_FORCE)
        super().__init__(asked, *args, **options)
        self.on = on
        years = Training.objects.order_by().values_list("held_on__year", flat=True).distinct()
        self.filters["year"].extra["choices"] = year_choices(years)

    def by_text(self, trainings: QuerySet[Training], name: str, text: str) -> QuerySet[Training]:  # noqa: ARG002
        return trainings.filter(has_words(("title", "place", "teacher"), text))

    def by_lack(self, trainings: QuerySet[Training], name: str, lack: str) -> QuerySet[Training]:  # noqa: ARG002
        """Of sessions whose day has come; before it nothing can be lacking."""
        held = trainings.filter(held_on__lte=self.on)
        if lack == UNSIGNED:
            return held.filter(Exists(Trainee.objects.filter(training=OuterRef("pk"), is_signed=False)))
        no_sheet, no_photo = ~Q(_file(TrainingFileKind.SHEET)), ~Q(_file(TrainingFileKind.PHOTO))
        return held.filter({NO_SHEET: no_sheet, NO_PHOTO: no_photo}.get(lack, no_sheet | no_photo))

    def by_state(self, trainings: QuerySet[Training], name: str, state: str) -> QuerySet[Training]:  # noqa: ARG002
        return trainings if state == ALL else trainings.filter(voided_at__isnull=state == IN_FORCE)


def _file(kind: TrainingFileKind) -> Exists:
    return Exists(TrainingFile.objects.filter(training=OuterRef("pk"), file_kind=kind, removed_at=None))


def counted_trainings(found: QuerySet[Training]) -> QuerySet[Training]:
    """The filtered sessions as list and ledger show them, with what they count."""
    return with_counts(found.select_related("project", "organizer"))


def visible_trainings(user: User) -> QuerySet[Training]:
    """Sessions a person may see, the latest first."""
    return Training.objects.visible_to(user).order_by("-held_on", "-starts", "-pk")

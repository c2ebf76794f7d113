"""Forms of the trainings: the shape of what people type; whether it may stand the actions say."""

from __future__ import annotations

import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms

from labor.forms import ProjectField
from labor.models import Trade, Training, TrainingFileKind, TrainingKind
from labor.trainings.checks import span_of
from labor.trainings.correcting import LONGEST_REASON, mark_of
from labor.trainings.permissions import organizers_of
from projects.forms import day_field
from projects.models import Project
from projects.proofs.forms import FILES_HELP, FilesForm
from units.models import Role, Unit, User
from units.scope import UNIT_ROLES, scope_of

MOST_HOURS = 24


def _longest(name: str) -> int | None:
    return Training._meta.get_field(name).max_length  # type: ignore[union-attr]


def time_field(label: str) -> forms.TimeField:
    """A time of the day, to the minute."""
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "时间写成 09:00 这样的形式。"},
    )


class HoursField(forms.DecimalField):
    """学时 typed in hours; the cleaned value is whole minutes."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(min_value=0, max_value=MOST_HOURS, decimal_places=2, widget=widget, **options)
        self.error_messages["invalid"] = "请填数字，单位小时，例如 2.5。"

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)

    def clean(self, value: Any) -> int | None:
        hours = super().clean(value)
        return None if hours is None else int((hours * 60).quantize(Decimal(1), ROUND_HALF_UP))

    def prepare_value(self, value: Any) -> Any:
        """Minutes of the object become hours without idle zeros; what a person typed stays as typed."""
        return f"{Decimal(value) / 60:.2f}".rstrip("0").rstrip(".") if isinstance(value, int) else value


class TrainingForm(forms.Form):
    """One session on one day."""

    title = forms.CharField(label="名称", max_length=_longest("title"), help_text="例如：进场安全生产培训。")
    kind = forms.ChoiceField(
        label="类别",
        choices=[("", "请选择"), *TrainingKind.choices],
        help_text="进场登记只认本人签字的安全生产培训；以工代训指在岗边干边学。",
    )
    project = ProjectField(
        label="项目", queryset=Project.objects.none(), required=False, empty_label="不属于某个项目",
        help_text="为某个项目办的请选上，计入该项目的培训人数。",
        error_messages={"invalid_choice": "这个项目不在您的经办范围内，请重新选择。"},
    )  # fmt: skip
    organizer = forms.ModelChoiceField(label="组织单位", queryset=Unit.objects.none(), empty_label="请选择")
    trade = forms.ModelChoiceField(
        label="培训工种", queryset=Trade.objects.all(), required=False, empty_label="不限工种",
        help_text="劳动技能培训填写。",
    )  # fmt: skip
    held_on = day_field("日期", help_text="一天一场；几天的培训逐天登记。")
    starts = time_field("开始时间")
    ends = time_field("结束时间")
    minutes = HoursField(label="学时（小时）", required=False, help_text="不填按起止时间计算；中间休息的填实际小时数。")
    place = forms.CharField(label="地点", max_length=_longest("place"))
    teacher = forms.CharField(label="授课人", max_length=_longest("teacher"), help_text="两人以上用顿号隔开。")
    note = forms.CharField(
        label="内容", required=False, max_length=_longest("note"), widget=forms.Textarea({"rows": 3}),
        help_text="讲了什么、发了什么材料。",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self._offer("project", Project.objects.visible_to(user).order_by("name", "pk"))
        self._offer("organizer", organizers_of(user))

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def values(self) -> dict[str, Any]:
        """What the session is to say, by field name."""
        return {name: self.cleaned_data[name] for name in TrainingForm.base_fields}


class CorrectionForm(TrainingForm):
    """更正: the same fields with a reason; `seen` carries what the person was shown."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput())
    reason = forms.CharField(
        label="更正原因", max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 2}),
        help_text="例如：日期抄错。更正前后的内容、原因、更正人和时间记入审计日志。",
        error_messages={"required": "请写明更正原因。"},
    )  # fmt: skip


def first_of(user: User, project: Project | None) -> dict[str, Any]:
    """What a new session begins with: the person's own unit, the project it was begun from."""
    own = scope_of(user).unit_ids(Role.UNIT_FILER) or scope_of(user).unit_ids(*UNIT_ROLES)
    return {"organizer": min(own, default=None), "project": project.pk if project else None}


def initial_of(training: Training) -> dict[str, Any]:
    """What the form of a correction shows before anybody types; 学时 that follow from the hours go on following."""
    keys = {"project": training.project_id, "organizer": training.organizer_id, "trade": training.trade_id}
    said = {name: getattr(training, name) for name in TrainingForm.base_fields}
    if training.minutes == span_of(training.starts, training.ends):
        said["minutes"] = None
    return said | keys | {"seen": mark_of(training)}


class TrainingFilesForm(FilesForm):
    """培训附件: what they are, and the files."""

    file_kind = forms.ChoiceField(
        label="类别", choices=TrainingFileKind.choices, widget=forms.RadioSelect,
        help_text="签到表收 PDF 或照片，影像收照片（JPG、PNG），培训资料不限下列格式。",
    )  # fmt: skip
    field_order = ("file_kind", "attachments")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["attachments"].label = "文件"
        self.fields["attachments"].help_text = FILES_HELP

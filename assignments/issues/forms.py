"""Forms of issues: the shape of what people type; what fits together is judged by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from assignments.issues.actions import may_lead
from assignments.issues.moves import raising_units
from assignments.issues.terms import FIELDS, Terms
from assignments.models import Issue, IssueKind, IssueTerms, Urgency
from projects.forms import day_field, long_field
from projects.models import Project
from projects.proofs.forms import FilesField
from units.models import Unit, User


class UnitsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Units to be ticked."""

    widget = forms.CheckboxSelectMultiple


class SeenForm(forms.Form):
    """A form of one paper: the version the person saw is sent along, so that nobody acts on what has passed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class IssueForm(SeenForm):
    """What an issue says. `unit` is asked only of who acts for several."""

    unit = forms.ModelChoiceField(label="提出单位", queryset=Unit.objects.none(), empty_label=None)
    title = forms.CharField(label="标题", max_length=80, help_text="一句话说清是什么问题。")
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *IssueKind.choices])
    urgency = forms.ChoiceField(label="紧急程度", choices=Urgency.choices, initial=Urgency.NORMAL)
    project = forms.ModelChoiceField(
        label="涉及项目", queryset=Project.objects.none(), required=False, empty_label="不涉及具体项目"
    )
    situation = long_field("情况说明", 5, max_length=2000, help_text="时间、地点、经过、现状；不写身份证号、银行账号。")
    demand = long_field("需要协调解决", 3, max_length=500, help_text="要哪个部门解决什么。")
    attachments = FilesField(label="附件", required=False)

    def __init__(self, *args: Any, user: User, issue: Issue | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.filter(pk__in=raising_units(user))
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        own = Q(pk__in=Project.objects.visible_to(user).order_by().values("pk"))
        kept = Q(pk=issue.project_id if issue else None)
        self.fields["project"].queryset = Project.objects.filter(own | kept).order_by("name")  # type: ignore[attr-defined]
        if issue is not None:
            del self.fields["unit"]

    def values(self) -> dict[str, Any]:
        """What the actions ask for, without unit, files and version."""
        apart = ("unit", "attachments", "version")
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}


class AssignForm(SeenForm):
    """交办: who leads, who helps, by which day."""

    lead = forms.ModelChoiceField(label="牵头办理单位", queryset=Unit.objects.none(), empty_label="请选择")
    supports = UnitsField(label="配合单位", queryset=Unit.objects.none(), required=False)
    due_on = day_field("办理期限")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("lead", "supports"):
            self.fields[name].queryset = may_lead(Unit.objects.all())  # type: ignore[attr-defined]


class ReassignForm(AssignForm):
    reason = long_field("原因", 2, max_length=500)


class OpinionForm(SeenForm):
    """协调意见; `unit` is asked only of who acts for several units concerned."""

    unit = forms.ModelChoiceField(label="以何单位名义", queryset=Unit.objects.none(), empty_label=None)
    text = long_field("意见", 3, max_length=1000)


class AnswerForm(SeenForm):
    result = long_field("办理结果", 4, max_length=2000, help_text="怎样协调、各单位做了什么、问题是否解决。")
    attachments = FilesField(label="有关材料", required=False)


class CloseForm(SeenForm):
    reason = long_field("核定意见", 2, max_length=500, required=False, help_text="可以不写；应上报未上报的须写理由。")


class ReopenForm(SeenForm):
    due_on = day_field("新的办理期限")
    reason = long_field("原因", 2, max_length=500)


class ReasonForm(SeenForm):
    reason = long_field("原因", 2, max_length=500)


class TermsForm(forms.Form):
    """The terms that hold from a day on."""

    starts_on = day_field("起用日期")

    def __init__(self, *args: Any, now: Terms, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in FIELDS:
            label = str(IssueTerms._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            self.fields[name] = forms.IntegerField(label=label, min_value=1, initial=getattr(now, name))

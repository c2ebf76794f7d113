"""Forms of the two ledgers: the shape of what people type; whether it may stand the actions say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from documents.identifiers import SENTENCES, check_credit_code, check_id_number, normalized
from labor.companies import companies, posts
from labor.companies.permissions import company_townships
from labor.forms import ProjectField, YuanField
from labor.models import LaborCompany, WelfarePost
from labor.real_names import LONGEST_NAME, Stated
from projects.forms import day_field
from projects.models import Project
from projects.voiding import LONGEST_REASON
from units.models import Role, Unit, User
from units.scope import UNIT_ROLES, scope_of

PRIVATE = {"autocomplete": "off", "spellcheck": "false"}


def _text(model: type[LaborCompany | WelfarePost], name: str, **options: Any) -> forms.CharField:
    column = model._meta.get_field(name)
    label = options.pop("label", str(column.verbose_name))  # type: ignore[union-attr]
    said = {"required": f"“{label}”还没有填，请补填。"}
    return forms.CharField(label=label, max_length=column.max_length, error_messages=said, **options)  # type: ignore[union-attr]


class VersionedForm(forms.Form):
    """A form that carries the version its row was shown with."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    @property
    def seen(self) -> int:
        """The version the page was shown with; one that was not sent is nobody's."""
        said: int | None = self.cleaned_data.get("version")
        return -1 if said is None else said

    def show_version(self, version: int) -> None:
        """Carry this version from now on; what was typed stays."""
        self.data = {**dict(self.data.items()), "version": str(version)}


class CompanyForm(VersionedForm):
    """What is recorded of a labor company."""

    name = _text(LaborCompany, "name", label="名称", help_text="按营业执照写全称。")
    credit_code = _text(LaborCompany, "credit_code", help_text="18位，在营业执照上；末位自动核对。")
    township = forms.ModelChoiceField(
        label="所在镇街", queryset=Unit.objects.none(), required=False, empty_label="大渡口区以外",
        error_messages={"required": "“所在镇街”还没有选，请选择。", "invalid_choice": "您不登记这个镇街的劳务公司。"},
    )  # fmt: skip
    contact = _text(LaborCompany, "contact")
    phone = _text(LaborCompany, "phone", help_text="对外联系用的电话，各单位都能看到。")
    founded_on = day_field("成立日期", required=False, help_text="营业执照上的成立日期，不知道的可以不填。")
    is_collective = forms.BooleanField(
        label="村集体领办", required=False, help_text="村集体经济组织出资或牵头办的，请勾选。"
    )
    note = _text(LaborCompany, "note", required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["township"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset, outside = company_townships(user)
        if not outside:
            field.required, field.empty_label = True, "请选择"

    def clean_credit_code(self) -> str:
        code = normalized(self.cleaned_data["credit_code"])
        if wrong := check_credit_code(code):
            raise ValidationError(SENTENCES[wrong])
        return code

    def values(self) -> dict[str, Any]:
        """What the company is to say, by field name."""
        return {name: self.cleaned_data[name] for name in companies.FIELDS}


def initial_of(company: LaborCompany) -> dict[str, Any]:
    """What the form of a correction shows before anybody types."""
    said = {name: getattr(company, name) for name in companies.FIELDS}
    return said | {"township": company.township_id, "version": company.version}


def first_of(user: User) -> dict[str, Any]:
    """What a new company begins with: the filer's own township."""
    own = scope_of(user).unit_ids(Role.UNIT_FILER)
    return {"township": Unit.objects.townships().filter(pk__in=own).first()}


class PostForm(forms.Form):
    """A welfare post, nobody on it yet."""

    title = _text(WelfarePost, "title", help_text="例如：道路养护员、保洁员、护林员。")
    township = forms.ModelChoiceField(
        label="镇街", queryset=Unit.objects.townships(), empty_label="请选择",
        error_messages={"required": "“镇街”还没有选，请选择岗位所在的镇街。"},
    )  # fmt: skip
    project = ProjectField(
        label="项目", queryset=Project.objects.none(), required=False, empty_label="不属于某个项目",
        help_text="为某个项目设置的请选上，计入该项目设置的公益性岗位。",
        error_messages={"invalid_choice": "这个项目不在您的经办范围内，请另选项目，或不选项目。"},
    )  # fmt: skip
    month_fen = YuanField(
        label="月补贴（元）", min_value=0, help_text="每人每月。",
        error_messages={"required": "“月补贴”还没有填，请补填。", "min_value": "月补贴不能为负数。"},
    )  # fmt: skip
    duties = _text(WelfarePost, "duties", widget=forms.Textarea({"rows": 2}), help_text="写清做什么、在哪里。")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["project"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Project.objects.visible_to(user).order_by("name", "pk")

    def values(self) -> dict[str, Any]:
        """What the post is to say, by field name."""
        return {name: self.cleaned_data[name] for name in posts.FIELDS}


def first_post(user: User, project: Project | None) -> dict[str, Any]:
    """What a new post begins with: the project it was begun from and its township, else the person's own."""
    if project is not None:
        return {"project": project.pk, "township": project.township_id}
    own = scope_of(user).unit_ids(*UNIT_ROLES)
    return {"township": Unit.objects.townships().filter(pk__in=own).first()}


class AssignForm(VersionedForm):
    """上岗: who, from when, to when."""

    name = forms.CharField(
        label="姓名", max_length=LONGEST_NAME, widget=forms.TextInput(PRIVATE), help_text="与身份证一致。",
        error_messages={"required": "“姓名”还没有填，请按身份证填写。"},
    )  # fmt: skip
    id_number = forms.CharField(
        label="身份证号", max_length=30, widget=forms.TextInput(PRIVATE),
        help_text="18位。加密保存，保存后只显示一部分。",
        error_messages={"required": "“身份证号”还没有填，请填写18位身份证号。"},
    )  # fmt: skip
    starts_on = day_field("上岗日期", error_messages={"required": "“上岗日期”还没有填，请补填。"})
    ends_on = day_field("期满日期", required=False, help_text="最后一天；还不知道的可以不填，到时再办理期满。")

    def clean_id_number(self) -> str:
        number = normalized(self.cleaned_data["id_number"])
        if wrong := check_id_number(number):
            raise ValidationError(SENTENCES[wrong])
        return number

    def person(self) -> Stated:
        """Who was typed."""
        return Stated(self.cleaned_data["name"], self.cleaned_data["id_number"])


class EndForm(VersionedForm):
    """期满: the last day on the post."""

    ends_on = day_field(
        "期满日期", help_text="在岗的最后一天。", error_messages={"required": "“期满日期”还没有填，请补填。"}
    )


class VoidForm(VersionedForm):
    """撤销: why."""

    reason = forms.CharField(
        label="撤销原因", max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 2}),
        help_text="例如：重复登记。不要在这里写身份证号。", error_messages={"required": "请写明撤销原因。"},
    )  # fmt: skip

"""What people type and hand in about proofs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.base import File

from documents.attachments import LARGEST_MIB
from projects.proofs.files import MOST_AT_ONCE

FILES_HELP = (
    f"PDF、JPG、PNG、OFD、DOCX、XLSX，每个不超过{LARGEST_MIB} MB，一次最多{MOST_AT_ONCE}个；"
    "电脑上按住 Ctrl 可多选。按内容核对格式，有一个不合格就都不保存。"
)


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """附件: several files at once; the cleaned value is a list of uploads, [] when none was chosen.

    Whether a file is sound is checked by `projects.proofs.files.attach_files`, which says everything at once.
    """

    widget = FilesInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "附件")
        options.setdefault("help_text", FILES_HELP)
        options.setdefault("allow_empty_file", True)  # said in the house's own words when the file is looked into
        super().__init__(**options)
        self.widget.attrs["accept"] = ".pdf,.jpg,.jpeg,.png,.ofd,.docx,.xlsx"
        self.error_messages["required"] = "请选择要上传的文件。"

    def clean(self, data: Any, initial: Any = None) -> list[File[Any]]:
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one is not None]
        if not given:
            super().clean(None, initial)  # refuses when a file is required
        return [super(FilesField, self).clean(one, initial) for one in given]


class FilesForm(forms.Form):
    """Files added to what is recorded already."""

    attachments = FilesField()


class PurposeForm(forms.Form):
    """查看完整号码: what for."""

    reason = forms.CharField(
        label="查看原因",
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        help_text="至少四个字，例如 核对工资投诉联系人。原因、查看人和时间记入审计日志。",
        error_messages={"required": "请写明查看原因。", "max_length": "原因太长，请压缩到200字以内。"},
    )

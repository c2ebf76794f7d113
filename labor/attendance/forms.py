"""Form of the upload of a 考勤表."""

from __future__ import annotations

from django import forms


class AttendanceUploadForm(forms.Form):
    """考勤表: which file; project and month stand in the address."""

    file = forms.FileField(
        label="考勤表工作簿",
        help_text=".xlsx、.xls 或 .ods，不超过 20 MB。表上空着的日子会清空已有考勤；没有列出的日期和人员保持不变。",
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xls,.ods"}),
        error_messages={"required": "请选择要导入的文件。", "empty": "文件是空的，请重新选择。"},
    )

"""Forms of the notes. They shape the input; whether it may be done is the action's to say."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from assignments.models import NoteAsk, SituationNote, Topic
from assignments.situation.answering import LEAST, MOST
from assignments.situation.asking import LONGEST_REQUEST
from assignments.situation.assembling import LONGEST_BODY, LONGEST_TITLE
from assignments.situation.spans import offered
from projects.forms import day_field
from projects.proofs.forms import FilesField
from units.models import Unit

USUAL_TITLE = "不填为“关于某期劳动力就业和灾情疫情综合研判情况的通报”。"


class NoteForm(forms.Form):
    """A new note; without a title or a day the usual ones stand."""

    label = forms.ChoiceField(label="期别", help_text="每期一份；已有的请在原稿上办理。")
    as_of = day_field("数据截止日", help_text="不填为期末；汇稿时按这一天取数。", required=False)
    title = forms.CharField(
        label="标题",
        required=False,
        max_length=LONGEST_TITLE,
        help_text=USUAL_TITLE,
    )

    def __init__(self, *args: Any, on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["label"].choices = [(span.label, span.said) for span in offered(on)]  # type: ignore[attr-defined]


class HeadForm(forms.Form):
    """Title and day of a note that is not assembled yet."""

    title = forms.CharField(label="标题", widget=forms.TextInput({"maxlength": LONGEST_TITLE}))
    as_of = day_field("数据截止日", help_text="汇稿时按这一天取数。")
    version = forms.IntegerField(widget=forms.HiddenInput)


class TextForm(forms.Form):
    """Title and text of an assembled note."""

    title = forms.CharField(label="标题", widget=forms.TextInput({"maxlength": LONGEST_TITLE}))
    body = forms.CharField(
        label="正文",
        strip=False,
        widget=forms.Textarea({"rows": 28}),
        help_text=f"“一、”“（一）”开头的短行排为标题，其余每行一段；最多{LONGEST_BODY}个字。数据表和图由系统附在文后。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AskForm(forms.Form):
    """One more line of the list of units to be asked."""

    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.all())
    topic = forms.ChoiceField(label="内容", choices=Topic.choices)
    request = forms.CharField(
        label="具体要求", required=False, widget=forms.Textarea({"rows": 3, "maxlength": LONGEST_REQUEST})
    )
    due_on = day_field("报送期限")


class AskChangeForm(forms.Form):
    """Another request or due day."""

    request = forms.CharField(
        label="具体要求", required=False, widget=forms.Textarea({"rows": 3, "maxlength": LONGEST_REQUEST})
    )
    due_on = day_field("报送期限")


class GiveForm(forms.Form):
    """A unit's text, with files if it likes."""

    text = forms.CharField(
        label="报送内容",
        required=False,
        widget=forms.Textarea({"rows": 14, "maxlength": MOST, "required": True}),
        help_text=f"每行一段，{LEAST}至{MOST}个字；没有情况的，写明“本期没有……情况”。不要写个人的证件号码。",
    )
    attachments = FilesField(label="附件", required=False)


def head_form(note: SituationNote, data: Any = None) -> HeadForm:
    return HeadForm(data, initial={"title": note.title, "as_of": note.as_of, "version": note.version})


def text_form(note: SituationNote, data: Any = None) -> TextForm:
    return TextForm(data, initial={"title": note.title, "body": note.body, "version": note.version})


def ask_form(ask: NoteAsk, data: Any = None) -> AskChangeForm:
    return AskChangeForm(data, initial={"request": ask.request, "due_on": ask.due_on})

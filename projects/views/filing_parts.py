"""What both pages of a filing share: finding it, reading the button pressed, saying what was done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from projects.models import FilingAct, ProgressFiling
from units.models import User
from units.refusals import Refusal

EDITS = (FilingAct.SAVE, FilingAct.SEND, FilingAct.NIL, FilingAct.PROXY)
DONE = {
    FilingAct.SAVE: "已保存草稿，尚未送审。",
    FilingAct.SEND: "已送审，等待本单位审核人审核报送。",
    FilingAct.NIL: "已按零报告送审。",
    FilingAct.PROXY: "已代填并通过，注明“办公室代填”。",
    FilingAct.WITHDRAW: "已撤回，可以继续修改。",
    FilingAct.SUBMIT: "已报送办公室。",
    FilingAct.ACCEPT: "已通过。",
    FilingAct.HAND_BACK: "已退回填报人修改。",
    FilingAct.RETURN: "已退回单位，各栏的原因单位都能看到。",
}


def filings_of(user: User) -> Any:
    people = ("filed_by", "submitted_by", "accepted_by")
    related = ("project__department", "project__township", "period__closed_by", *people)
    found = ProgressFiling.objects.visible_to(user).select_related(*related)
    return found.prefetch_related("steps__by", "returns__returned_by")


def act_pressed(request: HttpRequest, known: tuple[FilingAct, ...]) -> FilingAct:
    said = request.POST.get("act", "")
    act = next((act for act in known if act.value == said), None)
    if act is None:
        raise Refusal("没有这项办理，请用页面上的按钮。")
    return act

"""What the pages of a nomination share: finding it, reading the button pressed, saying what was done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest

from projects.models import Nomination, NominationAct, WorkItem
from units.models import User
from units.refusals import Refusal

EDITS = (NominationAct.SAVE, NominationAct.PROXY)
DONE = {
    NominationAct.SAVE: "已保存草稿，尚未送审。",
    NominationAct.SEND: "已送审，等待本单位审核人审核。",
    NominationAct.PROXY: "已代报，注明“办公室代报”，等待办公室另一人审核。",
    NominationAct.WITHDRAW: "已撤回，可以继续修改。",
    NominationAct.DISCARD: "草稿已删除，内容留在审计日志里。",
    NominationAct.SUBMIT: "已向办公室申报。",
    NominationAct.HAND_BACK: "已退回填报人修改。",
    NominationAct.RETURN: "已退回单位，各栏的原因单位都能看到。",
    NominationAct.ADMIT: "已同意纳入，随下一版清单发布。",
    NominationAct.DECLINE: "已不予纳入，原因单位看得到。",
    NominationAct.REOPEN: "已撤销审核意见，请重新审核。",
}


def nominations_of(user: User) -> Any:
    """What this person may see, with all that the page of one nomination shows."""
    people = ("filed_by", "submitted_by", "decided_by")
    related = ("collection", "unit", "project", "sector", "township", "department", "listed_in__project_list", *people)
    items = Prefetch("items", WorkItem.objects.select_related("guidance__sector"))
    found = Nomination.objects.visible_to(user).select_related(*related)
    return found.prefetch_related("steps__by", "returns__returned_by", items)


def act_pressed(request: HttpRequest, known: Iterable[NominationAct]) -> NominationAct:
    """The act of the button pressed.

    Raises:
        Refusal: none of the acts this page knows.
    """
    said = request.POST.get("act", "")
    act = next((act for act in known if act.value == said), None)
    if act is None:
        raise Refusal("没有这项办理，请用页面上的按钮。")
    return act

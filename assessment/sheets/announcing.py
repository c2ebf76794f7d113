"""Who hears of a sheet's move: whoever is next in line, and the unit whose scores it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from assessment.models import Scoresheet, SheetAct
from dispatch.audience import directors, office
from units.models import Role, RoleGrant, User
from units.telling import Word, tell, tell_each

KIND = "score"


def of_unit(sheet: Scoresheet, on: date, *roles: str) -> list[User]:
    """People who hold one of these roles in the sheet's unit on a day, each once."""
    grants = RoleGrant.objects.current(on=on).filter(role__in=roles, unit=sheet.unit_id, user__is_active=True)
    return list(User.objects.filter(pk__in=grants.values("user")).order_by("username"))


def filers(sheet: Scoresheet, on: date) -> list[User]:
    return of_unit(sheet, on, Role.UNIT_FILER)


def reviewers(sheet: Scoresheet, on: date) -> list[User]:
    return of_unit(sheet, on, Role.UNIT_REVIEWER)


def unit_people(sheet: Scoresheet, on: date) -> list[User]:
    return of_unit(sheet, on, Role.UNIT_FILER, Role.UNIT_REVIEWER)


@dataclass(frozen=True)
class Notice:
    """To whom, and in which words."""

    to: Callable[[Scoresheet, date], list[User]]
    title: str
    says: str
    tone: str = "info"


NOTICES: dict[SheetAct, Notice] = {
    SheetAct.OPEN: Notice(unit_people, "{}：请自评", "请填写自评得分和说明，上传佐证，送本单位审核后报送。"),
    SheetAct.SEND: Notice(reviewers, "{}待审核", "请审核自评得分和佐证，报送办公室或退回填报人。"),
    SheetAct.HAND_BACK: Notice(filers, "{}被退回修改", "请修改后重新送审核。", "warn"),
    SheetAct.SUBMIT: Notice(lambda _, on: office(on), "{}待复核", "请逐项复核打分。"),
    SheetAct.PROCEED: Notice(unit_people, "{}逾期未报送，办公室直接复核", "复核结果会另行告知。", "warn"),
    SheetAct.SEND_BACK: Notice(unit_people, "{}被退回补充", "请补充后重新审核报送。", "warn"),
    SheetAct.NOTIFY: Notice(unit_people, "{}复核得分已告知", "有异议的，请在申诉期内逐项申诉。"),
    SheetAct.RECALL: Notice(unit_people, "{}复核撤回重办", "复核后会重新告知，申诉期重新起算。", "warn"),
    SheetAct.APPEAL: Notice(lambda _, on: directors(on), "{}有申诉待答复", "请查看申诉理由，答复单位。", "warn"),
    SheetAct.DECIDE: Notice(unit_people, "{}的申诉已答复", "请查看答复和得分。"),
    SheetAct.REVISE: Notice(unit_people, "{}公布后更正", "复核后会重新告知，更正后公布下一版。", "warn"),
    SheetAct.PUBLISH: Notice(unit_people, "{}已公布", "结果通报可以下载。", "good"),
}


def announce(sheet: Scoresheet, act: SheetAct, *, by: User | None, at: datetime, reason: str = "") -> None:
    """Tell the people a move concerns, each once; the person who made it knows already."""
    notice = NOTICES.get(act)
    if notice is None:
        return
    people = [user for user in notice.to(sheet, timezone.localdate(at)) if user != by]
    tell(_word(sheet, act, notice, reason), to=people, at=at, by_mail=True)


def announce_opening(sheets: Iterable[Scoresheet], *, by: User, at: datetime) -> None:
    """Tell the people of many units at once that their sheets are out, each of their own."""
    held = {sheet.unit_id: sheet for sheet in sheets}
    on, roles = timezone.localdate(at), (Role.UNIT_FILER, Role.UNIT_REVIEWER)
    grants = RoleGrant.objects.current(on=on).filter(role__in=roles, unit__in=held, user__is_active=True)
    waiting: dict[User, list[Word]] = {}
    for grant in grants.exclude(user=by).select_related("user"):
        waiting.setdefault(grant.user, []).append(_word(held[grant.unit_id], SheetAct.OPEN, NOTICES[SheetAct.OPEN]))
    while waiting:  # once, unless somebody fills in for several units
        tell_each({user: (words.pop(), True) for user, words in waiting.items()}, at=at)
        waiting = {user: words for user, words in waiting.items() if words}


def _word(sheet: Scoresheet, act: SheetAct, notice: Notice, reason: str = "") -> Word:
    return Word(
        kind=KIND,
        key=f"score-{sheet.pk}-{act.value}-{sheet.version}",
        title=notice.title.format(sheet),
        body=f"原因：{reason}。{notice.says}" if reason else notice.says,
        url=reverse("sheet_detail", args=[sheet.pk]),
        tone=notice.tone,
    )

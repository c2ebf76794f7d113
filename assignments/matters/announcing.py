"""Who hears of a matter's move: whoever is next in line, and the units whose issue it came from."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse

from assignments.issues.people import day_of, directors, holding, office, people_of, tell_others
from assignments.models import MajorMatter, MatterAct
from units.models import Role, User
from units.telling import Word

WORDS: dict[MatterAct, tuple[str, str, str]] = {
    MatterAct.SEND: ("重大事项待核稿：{}", "请核稿后送领导签发，注意上报时限。", "warn"),
    MatterAct.CHECK: ("重大事项待签发：{}", "已核稿，请审阅签发，注意上报时限。", "warn"),
    MatterAct.SIGN: ("重大事项已签发：{}", "可以编号上报了。", "good"),
    MatterAct.HAND_BACK: ("重大事项退回修改：{}", "请修改后重新送核。", "warn"),
    MatterAct.ISSUE: ("重大事项已上报：{}", "已报区政府，有批示后另行告知。", "info"),
    MatterAct.ANSWER: ("重大事项有批示：{}", "请阅看批示并抓好落实。", "warn"),
    MatterAct.CLOSE: ("重大事项已办结：{}", "", "good"),
    MatterAct.WITHDRAW: ("重大事项不再上报：{}", "", "info"),
}


def announce(matter: MajorMatter, act: MatterAct, *, by: User, at: datetime, reason: str = "") -> None:
    """Tell the people a move concerns; the key holds the version, so that each move is told once."""
    if act not in WORDS:
        return
    title, says, tone = WORDS[act]
    word = Word(
        kind="matter",
        key=f"matter-{matter.pk}-{act}-{matter.version}",
        title=title.format(matter)[:120],
        body=f"原因：{reason}。{says}" if reason else says,
        url=reverse("matter_detail", args=[matter.pk]),
        tone=tone,
    )
    tell_others(word, _to(matter, act, day_of(at)), by=by, at=at)


def _to(matter: MajorMatter, act: MatterAct, on: date) -> list[User]:
    if act in (MatterAct.SEND, MatterAct.SIGN):
        return directors(on)
    if act == MatterAct.CHECK:
        return holding(Role.DISTRICT_LEADER, on=on)
    if act in (MatterAct.ISSUE, MatterAct.ANSWER, MatterAct.CLOSE):
        return [*office(on), *_of_the_issue(matter, on)]
    return office(on)


def _of_the_issue(matter: MajorMatter, on: date) -> list[User]:
    """The units whose issue went up; they see the report from then on."""
    issue = matter.issue
    if issue is None:
        return []
    return people_of([issue.unit_id, issue.lead_id, *(unit.pk for unit in issue.supports.all())], on)

"""纪要: the summary, what was said on each topic, and what was decided; saved as often as needed before the issue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assignments.meetings.moves import FLOW
from assignments.models import AgendaItem, Decision, DecisionKind, Meeting, MeetingAct
from documents.masking import without_numbers
from units.models import Unit, UnitKind, User
from units.refusals import Refusal

POST = "分管负责人"
WORKING = (UnitKind.DEPARTMENT, UnitKind.SECTOR_DEPARTMENT, UnitKind.TOWNSHIP)
MOST_TEXT = 4000
MOST_DECISION = 300


@dataclass(frozen=True, kw_only=True)
class Decided:
    """One 议定事项 as typed: what, of which kind, by whom and until when, or whose seat from which day."""

    kind: str
    text: str
    unit: Unit | None = None
    due_on: date | None = None
    post: str = ""
    effective_on: date | None = None


@transaction.atomic
def write_minutes(
    *,
    meeting: Meeting,
    summary: str,
    recorder: str,
    discussions: Mapping[int, str],
    decisions: Sequence[Decided],
    by: User,
    at: datetime,
    version: int | None = None,
) -> Meeting:
    """Save the draft whole: `discussions` by the key of the agenda item; `decisions` take the place of the former ones.

    Raises:
        NotAllowed, WrongState, StalePaper: as every move.
        Refusal: everything that does not fit, naming the row.
    """
    if wrong := [*_wrong_words(summary, recorder, discussions), *_wrong_decisions(meeting, decisions, at)]:
        raise Refusal(*wrong)
    said = {"议定事项": [str(meeting.decisions.count()), str(len(decisions))]}
    words = {"summary": without_numbers(summary.strip()), "recorder": without_numbers(recorder.strip())}
    held = FLOW.make(meeting, MeetingAct.WRITE, by=by, at=at, version=version, changes=said, **words)
    for item in held.agenda.filter(is_dropped=False):
        text = without_numbers(discussions.get(item.pk, "").strip())
        AgendaItem.objects.filter(pk=item.pk).update(discussion=text)
    held.decisions.all().delete()
    Decision.objects.bulk_create(_row(held, number, one) for number, one in enumerate(decisions, start=1))
    return held


def _row(meeting: Meeting, number: int, one: Decided) -> Decision:
    """Only what the kind asks for is kept."""
    task, seat = one.kind == DecisionKind.ASSIGNMENT, one.kind == DecisionKind.MEMBER
    return Decision(
        meeting=meeting,
        serial=number,
        kind=one.kind,
        text=without_numbers(one.text.strip()),
        unit=one.unit,
        due_on=one.due_on if task else None,
        post=(one.post.strip() or POST) if seat else "",
        effective_on=one.effective_on if seat else None,
    )


def _wrong_words(summary: str, recorder: str, discussions: Mapping[int, str]) -> list[str]:
    long = [text for text in (summary, *discussions.values()) if len(text.strip()) > MOST_TEXT]
    tests = {
        f"导语和每个议题的讨论情况最多{MOST_TEXT}个字，有{len(long)}处过长。": bool(long),
        "记录人最多30个字。": len(recorder.strip()) > 30,
    }
    return [sentence for sentence, fails in tests.items() if fails]


def _wrong_decisions(meeting: Meeting, decisions: Sequence[Decided], at: datetime) -> list[str]:
    first = timezone.localdate(meeting.starts_at or at)
    wrong = [
        f"第{number}项议定事项：{sentence}"
        for number, one in enumerate(decisions, start=1)
        for sentence in _wrong(one, first)
    ]
    seats = [one.unit for one in decisions if one.kind == DecisionKind.MEMBER and one.unit]
    twice = {unit.name for unit in seats if seats.count(unit) > 1}
    return wrong + [f"{name}在议定事项里增补了两次，请只留一项。" for name in sorted(twice)]


def _wrong(one: Decided, first: date) -> list[str]:
    checks = {DecisionKind.ASSIGNMENT: _wrong_task, DecisionKind.MEMBER: _wrong_seat}
    text = one.text.strip()
    tests = {
        "请写议定的内容。": not text,
        f"有{len(text)}个字，最多{MOST_DECISION}个字。": len(text) > MOST_DECISION,
        "请选类别。": one.kind not in DecisionKind.values,
    }
    wrong = [sentence for sentence, fails in tests.items() if fails]
    check = checks.get(one.kind)  # type: ignore[call-overload]
    return wrong + (check(one, first) if check else [])


def _wrong_task(one: Decided, first: date) -> list[str]:
    tests = {
        "交办任务请选承办单位。": one.unit is None,
        "交办任务请填办结期限。": one.due_on is None,
        f"办结期限不能早于会议当天（{first:%Y-%m-%d}）。": one.due_on is not None and one.due_on < first,
        f"{one.unit}不是区级部门或镇街，任务只交给部门和镇街。": one.unit is not None and one.unit.kind not in WORKING,
    }
    return [sentence for sentence, fails in tests.items() if fails]


def _wrong_seat(one: Decided, first: date) -> list[str]:
    day = one.effective_on
    seated = one.unit is not None and day is not None and one.unit.memberships.current(on=day).exists()
    tests = {
        "增加成员单位请选单位。": one.unit is None,
        "增加成员单位请填席位起始日。": day is None,
        f"席位起始日不能早于会议当天（{first:%Y-%m-%d}），以前的统计不变。": day is not None and day < first,
        f"{one.unit}这一天已有成员席位，不用再增补。": seated,
        "席位岗位最多40个字。": len(one.post.strip()) > 40,
    }
    return [sentence for sentence, fails in tests.items() if fails]


def unwritten(meeting: Meeting) -> list[str]:
    """What the minutes still lack before they may be issued; [] when they may."""
    bare = [item.topic for item in meeting.agenda.filter(is_dropped=False) if not item.discussion]
    tests = {
        "请写纪要导语。": not meeting.summary,
        "请写记录人。": not meeting.recorder,
        f"这些议题还没有写讨论情况：{'、'.join(bare)}。": bool(bare),
        "请至少列一项议定事项；没有议定的写“会议听取了……”一类其他事项。": not meeting.decisions.exists(),
    }
    return [sentence for sentence, fails in tests.items() if fails]

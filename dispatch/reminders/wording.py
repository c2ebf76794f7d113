"""What a reminder says: which projects, by when, what to do. One digest for a person, however many projects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from dispatch.models import ReminderLetter
from dispatch.reminders.owing import Owed
from dispatch.reminders.planning import Nudge
from dispatch.reminders.steps import Step
from documents.formats import chinese_date
from projects.calendar import weekday_name, working_days_until
from projects.models import Period
from units.telling import Word

KIND = "reminder"
MOST_NAMED = 8  # projects, or units, that one message names


def word_for(key: str, step: Step, owed: Sequence[Owed], *, period: Period, on: date, letters: Sequence[str]) -> Word:
    """The digest of one person: all their projects of the month.

    Args:
        letters: what letters it comes with, in words; they are signed for on their own page.
    """
    due_on = min(one.due_on for one in owed)
    lines = [_listed(owed), _deadline(due_on, on), *_to_do(owed), *_locked(owed, period, on), *letters]
    return Word(
        kind=KIND,
        key=key,
        title=f"{period.label}进度填报{standing(due_on, on)}，{_matter(owed)}",
        body="\n".join(lines),
        url=_page(owed, period),
        tone=tone_of(step),
    )


def tone_of(step: Step) -> str:
    return "info" if step.offset < 0 else "warn" if step.offset == 0 else "bad"


def standing(due_on: date, on: date) -> str:
    """还有3个工作日截止, 今天截止, 已逾期2个工作日."""
    left = working_days_until(on, due_on)
    if left == 0:
        return "今天截止" if due_on >= on else "截止日已过"
    return f"还有{left}个工作日截止" if left > 0 else f"已逾期{-left}个工作日"


def _matter(owed: Sequence[Owed]) -> str:
    if all(one.waits_for_reviewer for one in owed):
        return f"{len(owed)}个项目待审核报送"
    if all(one.is_returned for one in owed):
        return f"{len(owed)}个项目退回待改"
    return f"{len(owed)}个项目没有报送"


def _listed(owed: Sequence[Owed]) -> str:
    named = "；".join(f"{one.name}（{one.said}）" for one in owed[:MOST_NAMED])
    return named + (f"；等{len(owed)}个项目。" if len(owed) > MOST_NAMED else "。")


def _deadline(due_on: date, on: date) -> str:
    return f"报送截止日：{chinese_date(due_on)}（{weekday_name(due_on)}），{standing(due_on, on)}。"


def _to_do(owed: Sequence[Owed]) -> list[str]:
    waiting, returned = sum(one.waits_for_reviewer for one in owed), sum(one.is_returned for one in owed)
    said = []
    if waiting:
        said.append("待审核的，请单位审核人审核后报送。")
    if returned:
        said.append("退回待改的，请按退回意见改正后重新送审。")
    if len(owed) > waiting + returned:
        said.append("未填报的，请填报后送审；当月没有进展的，报零报告。")
    return said


def _locked(owed: Sequence[Owed], period: Period, on: date) -> list[str]:
    """After the lock day a unit cannot file by itself, unless its extension runs."""
    if period.locks_on is None or on <= period.locks_on or all(one.is_extended and on <= one.due_on for one in owed):
        return []
    return [f"填报已于{chinese_date(period.locks_on)}后锁定，请先联系办公室个别放开，再补报。"]


def _page(owed: Sequence[Owed], period: Period) -> str:
    """The one filing it is about, or the month's list."""
    if len(owed) == 1 and owed[0].filing_id:
        return reverse("filing_detail", args=[owed[0].filing_id])
    return f"{reverse('filing_list')}?period={period.key}"


def chat_line(period: Period, nudges: Sequence[Nudge], on: date) -> tuple[str, str]:
    """Subject and body of the one line for the work chat: every unit of a step, in one sentence."""
    due_on = min(one.due_on for nudge in nudges for one in nudge.owed)
    projects = sum(len(nudge.owed) for nudge in nudges)
    subject = f"{period.label}进度填报{standing(due_on, on)}"
    units = "、".join(f"{nudge.unit_name}（{len(nudge.owed)}个）" for nudge in nudges[:MOST_NAMED])
    more = f"等{len(nudges)}个单位" if len(nudges) > MOST_NAMED else ""
    body = f"{subject}，还有{len(nudges)}个单位、{projects}个项目没有报送：{units}{more}。请尽快在系统中办理。"
    return subject, body


def letter_line(letter: ReminderLetter) -> str:
    answer = chinese_date(letter.answer_by)
    return f"已向{letter.unit}出具{letter}，请单位审核人签收，并于{answer}前补报。"


def unreachable(key: str, period: Period, nudges: Sequence[Nudge]) -> Word:
    """What the office is told of units in which nobody can be reminded."""
    names = "、".join(nudge.unit_name for nudge in nudges[:MOST_NAMED])
    more = f"等{len(nudges)}个单位" if len(nudges) > MOST_NAMED else ""
    return Word(
        kind=KIND,
        key=key,
        title=f"{period.label}有{len(nudges)}个单位催不到人",
        body=f"{names}{more}没有在用的填报人和审核人账号，还欠报，系统催不到人。请电话联系，并请安全管理员授权。",
        url=f"{reverse('reminder_list')}?period={period.key}",
        tone="bad",
    )

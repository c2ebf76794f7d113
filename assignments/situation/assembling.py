"""汇稿: figures taken and frozen, a first text by topic from figures and answers; then the office's own editing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from assignments.models import NoteAct, NoteAsk, NoteState, SituationNote, Topic
from assignments.situation import figures
from assignments.situation.figures import FigureTable
from assignments.situation.moves import FLOW
from assignments.situation.people import tell_office
from assignments.situation.spans import read_span
from documents.formats import chinese_date
from documents.masking import without_numbers
from units.models import User
from units.refusals import Refusal

NUMERALS = "一二三四五六七"
TITLES = {
    Topic.LABOR: "劳动力供求和就业",
    Topic.DISASTER: "灾情",
    Topic.EPIDEMIC: "疫情",
    Topic.FARMING: "农业农村",
    Topic.OTHER: "其他情况",
}
LAST = "研判意见和建议"
TO_WRITE = "【请办公室在此写明研判意见和建议】"
LONGEST_TITLE, LONGEST_BODY = 80, 20000


@transaction.atomic
def assemble(*, note: SituationNote, by: User, at: datetime, version: int | None = None) -> SituationNote:
    """Freeze the figures of the note's day and write the first text; a text edited before is kept.

    Raises:
        Refusal: nothing was given, or the day of the figures is still to come.
    """
    answers = list(note.asks.exclude(given_at=None).select_related("unit"))
    if FLOW.allows(NoteAct.ASSEMBLE, note, by):
        _require_ready(note, answers, timezone.localdate(at))
    taken = figures.take(note.as_of)
    kept = note.body if _is_edited(note) else first_text(note, figures.thaw(taken), answers)
    stored: dict[str, Any] = {"figures": taken, "figures_at": at, "body": kept}
    made: SituationNote = FLOW.make(note, NoteAct.ASSEMBLE, by=by, at=at, version=version, **stored)
    return made


def first_text(note: SituationNote, tables: Iterable[FigureTable], answers: Iterable[NoteAsk]) -> str:
    """What figures say and units wrote, topic by topic; the office's own view is left for it to write."""
    lines = [f"现将{read_span(note.label).said}综合研判情况通报如下（数据截至{chinese_date(note.as_of)}）。"]
    given, known = list(answers), list(tables)
    parts = [(TITLES[topic], _of(topic, known, given)) for topic in Topic]
    told = [(title, words) for title, words in parts if words] + [(LAST, [TO_WRITE])]
    for numeral, (title, words) in zip(NUMERALS, told, strict=False):
        lines += [f"{numeral}、{title}", *words]
    return "\n".join(lines)


def _of(topic: Topic, tables: list[FigureTable], answers: list[NoteAsk]) -> list[str]:
    said = [sentence for table in tables if table.topic == topic for sentence in table.said]
    for answer in answers:
        if answer.topic == topic:
            first, *more = [line.strip() for line in answer.text.splitlines() if line.strip()]
            said += [f"{answer.unit}反映：{first}", *more]
    return said


@transaction.atomic
def edit_note(*, note: SituationNote, by: User, at: datetime, version: int | None = None, **said: Any) -> SituationNote:
    """Change the title, and before assembling the day of the figures, then the text (`title`, `as_of`, `body`).

    Raises:
        Refusal: every sentence about what cannot stand so.
    """
    act = NoteAct.EDIT if note.state == NoteState.EDITING else NoteAct.CHANGE
    fields = {name: without_numbers(value.strip()) if isinstance(value, str) else value for name, value in said.items()}
    changed = {name: value for name, value in fields.items() if getattr(note, name) != value}
    if wrong := list(_wrong(note, changed)):
        raise Refusal(*wrong)
    if not changed:
        return note
    made: SituationNote = FLOW.make(note, act, by=by, at=at, version=version, changes=_told(note, changed), **changed)
    return made


@transaction.atomic
def send(*, note: SituationNote, by: User, at: datetime, version: int | None = None) -> SituationNote:
    """Hand the text to be checked.

    Raises:
        Refusal: there is no text, or the office's own view is not written yet.
    """
    if FLOW.allows(NoteAct.SEND, note, by) and (TO_WRITE in note.body or not note.body.strip()):
        raise Refusal(f"正文的“{LAST}”还没有写，请先修改正文，去掉{TO_WRITE}再送核。")
    made: SituationNote = FLOW.make(note, NoteAct.SEND, by=by, at=at, version=version)
    tell_office(made, "checking", f"{made.title}待核稿", at=at, tone="warn")
    return made


def _require_ready(note: SituationNote, answers: list[NoteAsk], day: date) -> None:
    wrong = [] if answers else ["还没有单位报送材料，不能汇稿。请先催报，或撤销这一期。"]
    if note.as_of > day:
        wrong.append(f"数据截止日{note.as_of:%Y-%m-%d}还没有到，请到期再汇稿，或把截止日改为今天或以前。")
    if wrong:
        raise Refusal(*wrong)


def _is_edited(note: SituationNote) -> bool:
    """Whether a person changed the text since it was first written."""
    return any("正文" in step.changes for step in note.steps.filter(act=NoteAct.EDIT))


def _wrong(note: SituationNote, changed: dict[str, Any]) -> Iterable[str]:
    title, body, as_of = changed.get("title", note.title), changed.get("body", note.body), changed.get("as_of")
    if not title:
        yield "标题还没有填。"
    if len(title) > LONGEST_TITLE:
        yield f"标题有{len(title)}个字，最多{LONGEST_TITLE}个字。"
    if len(body) > LONGEST_BODY:
        yield f"正文有{len(body)}个字，最多{LONGEST_BODY}个字。"
    span = read_span(note.label)
    if as_of and not span.first <= as_of <= span.last:
        yield f"数据截止日应在{span.said}之内，请改选日期。"


def _told(note: SituationNote, changed: dict[str, Any]) -> dict[str, list[str]]:
    """The text is told by its length: its words stand on the paper."""
    names = {"title": "标题", "as_of": "数据截止日"}
    told = {names[name]: [str(getattr(note, name)), str(value)] for name, value in changed.items() if name in names}
    if "body" in changed:
        told["正文"] = [f"{len(note.body)}字", f"{len(changed['body'])}字"]
    return told

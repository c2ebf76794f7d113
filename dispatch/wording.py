"""文字: the part of a report that people write, as it is read in, checked and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from dispatch.figures import FigureBook
from dispatch.models import Bulletin, BulletinKind, NarrativeEdit
from dispatch.suggestions import suggested
from units.models import Unit
from units.refusals import Refusal

LONGEST = 5000
LONGEST_PROBLEM = 200
MOST_TASKS = 50
LABELS = {"practices": "典型做法", "problems": "存在的问题", "next_steps": "下步工作"}

Task = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One wording, whole: three texts and the 问题清单."""

    practices: str = ""
    problems: str = ""
    next_steps: str = ""
    tasks: list[Task] = field(default_factory=list)

    def fields(self) -> dict[str, Any]:
        """As the report and its history keep it."""
        return asdict(self)


def wording_of(kept: Bulletin | NarrativeEdit) -> Wording:
    return Wording(practices=kept.practices, problems=kept.problems, next_steps=kept.next_steps, tasks=list(kept.tasks))


def suggested_wording(book: FigureBook, kind: BulletinKind) -> Wording:
    """What the figures alone suggest."""
    words = suggested(book, kind)
    return Wording(
        practices=words.practices, problems=words.problems, next_steps=words.next_steps, tasks=list(words.tasks)
    )


def cleaned(wording: Wording) -> Wording:
    """Trimmed line by line, empty lines gone.

    Raises:
        Refusal: with everything that is missing, too long or does not name a unit.
    """
    texts = {name: _clean(getattr(wording, name)) for name in LABELS}
    tasks = [{key: task.get(key, "").strip() for key in ("problem", "unit", "due")} for task in wording.tasks]
    if said := [*_texts_wrong(texts), *_tasks_wrong(tasks)]:
        raise Refusal(*said)
    return Wording(**texts, tasks=tasks)


def _clean(text: str) -> str:
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    return "\n".join(line for line in lines if line)


def _texts_wrong(texts: Mapping[str, str]) -> list[str]:
    needed = [name for name in ("problems", "next_steps") if not texts[name]]
    empty = [f"“{LABELS[name]}”没有内容，请填写；确无内容的写明“无”。" for name in needed]
    return empty + [f"“{LABELS[name]}”超过 {LONGEST} 字，请精简。" for name in LABELS if len(texts[name]) > LONGEST]


def _tasks_wrong(tasks: list[Task]) -> list[str]:
    if len(tasks) > MOST_TASKS:
        return [f"问题清单最多{MOST_TASKS}项，请合并后再保存。"]
    known = set(Unit.objects.filter(name__in=[task["unit"] for task in tasks]).values_list("name", flat=True))
    return [
        f"问题清单第{number}项{wrong}"
        for number, task in enumerate(tasks, start=1)
        for wrong in _task_wrong(task, known)
    ]


def _task_wrong(task: Task, known: Iterable[str]) -> list[str]:
    said = []
    if not task["problem"]:
        said.append("没有写问题。")
    if len(task["problem"]) > LONGEST_PROBLEM:
        said.append(f"的问题超过{LONGEST_PROBLEM}字，请精简。")
    if task["unit"] not in set(known):
        said.append("没有选择责任单位。" if not task["unit"] else f"的责任单位“{task['unit']}”不在单位名录里。")
    if not _is_day(task["due"]):
        said.append("没有填写完成时限，请填写日期。")
    return said


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

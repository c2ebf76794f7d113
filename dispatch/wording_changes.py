"""What differs between two wordings, word by word: gone, added, the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from dispatch.wording import LABELS, Task, Wording

WORD = re.compile(r"[A-Za-z0-9.%]+|.", re.DOTALL)


@dataclass(frozen=True)
class Part:
    kind: Literal["same", "gone", "added"]
    text: str


@dataclass(frozen=True)
class Compared:
    """One part of the wording before and after."""

    label: str
    parts: list[Part]

    @property
    def differs(self) -> bool:
        return any(part.kind != "same" for part in self.parts)


def compare(before: Wording, after: Wording, steps: str = LABELS["next_steps"]) -> list[Compared]:
    """The four parts of two wordings, marked; `steps` is what the report calls its last part."""
    labels = {**LABELS, "next_steps": steps}
    texts = [Compared(label, marked(getattr(before, name), getattr(after, name))) for name, label in labels.items()]
    return [*texts, Compared("问题清单", marked(_listed(before.tasks), _listed(after.tasks)))]


def _listed(tasks: list[Task]) -> str:
    return "\n".join(f"{task['problem']}（{task['unit']}，{task['due']}前）" for task in tasks)


def marked(before: str, after: str) -> list[Part]:
    """The text after with what is gone and what was added; lines first, so that long texts stay quick."""
    old, new = (text.splitlines(keepends=True) for text in (before, after))
    return [part for kind, gone, added in _steps(old, new) for part in _parts(kind, "".join(gone), "".join(added))]


def _steps(old: list[str], new: list[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    matcher: SequenceMatcher[Any] = SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        yield kind, old[a:b], new[c:d]


def _parts(kind: str, gone: str, added: str) -> list[Part]:
    if kind != "replace":
        return _plain(kind, gone, added)
    words = _steps(WORD.findall(gone), WORD.findall(added))
    return [part for how, old, new in words for part in _plain(how, "".join(old), "".join(new))]


def _plain(kind: str, gone: str, added: str) -> list[Part]:
    if kind == "equal":
        return [Part("same", added)]
    return [*([Part("gone", gone)] if gone else []), *([Part("added", added)] if added else [])]

"""Headings compared by meaning: without spaces, brackets, units and punctuation, and through the synonyms."""

import re
import unicodedata
from dataclasses import dataclass

from documents.workbooks.columns import Column, Form
from documents.workbooks.synonyms import SYNONYMS

_BRACKETS = re.compile(r"[(\[【〔〈《{]([^()\[\]【】〔〕〈〉《》{}]*)[)\]】〕〉》}]")
_NOT_WORD = re.compile(r"[\W_]+")
_PREFIX = re.compile(r"^其中")
_UNIT = re.compile(
    r"(?:单位[:：])?(亿元|万元|千元|元|万|人次|人数|人|个数|个|工日|天数|天|日|小时|时|学时|件|户|亩|公里|米|%|‰|套|台)(?:/\S+)?"
)
ALIASES = {"万": "万元", "天": "工日", "天数": "工日", "日": "工日", "时": "小时", "人数": "人", "个数": "个"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading taken apart: `full` keeps what stands in brackets unless it is a unit, `base` drops it."""

    text: str
    full: str
    base: str
    unit: str
    units: frozenset[str] = frozenset()
    group: str = ""


def words(text: str) -> str:
    """Return a text reduced to its words: half-width, lower case, no spaces or punctuation, no leading 其中."""
    return _PREFIX.sub("", _NOT_WORD.sub("", unicodedata.normalize("NFKC", text)).lower())


def unit_of(text: str) -> str:
    """Return the unit a bracket states, in its usual name ("万" → "万元", "元/工日" → "元"), or ""."""
    match = _UNIT.fullmatch(text)
    return ALIASES.get(match.group(1), match.group(1)) if match else ""


def parse(text: str, group: str = "") -> Heading:
    """Take a heading apart into words and unit."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    stated: list[str] = []

    def without_unit(match: re.Match[str]) -> str:
        alternatives = [unit_of(part) for part in re.split(r"[/、,]", match.group(1))]
        found = [unit_of(match.group(1))] if unit_of(match.group(1)) else []
        found += [unit for unit in alternatives if unit]
        stated.extend(found)
        return "" if found else match.group(0)

    kept = _BRACKETS.sub(without_unit, plain)
    unit = stated[0] if stated else ""
    return Heading(
        re.sub(r"\s+", "", text), words(kept), words(_BRACKETS.sub("", plain)), unit, frozenset(stated), words(group)
    )


MEANING: dict[str, int] = {words(name): number for number, group in enumerate(SYNONYMS) for name in group}


class FormIndex:
    """A form's columns by heading, ready to be matched against a sheet's headings."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.parsed = {column.key: parse(column.heading, column.group) for column in form.columns}
        self.levels: tuple[dict[object, list[Column]], ...] = ({}, {}, {}, {}, {})
        for column in form.columns:
            self._index(column, self.parsed[column.key])

    def _index(self, column: Column, heading: Heading) -> None:
        names = [parse(name) for name in column.synonyms]
        keys: tuple[list[object], ...] = (
            [heading.full],
            [heading.base],
            [*(name.full for name in names), *(name.base for name in names)],
            [heading.group + heading.full] if heading.group else [],
            [MEANING[heading.base]] if heading.base in MEANING else [],
        )
        for level, found in zip(self.levels, keys, strict=True):
            for key in dict.fromkeys(found):
                level.setdefault(key, []).append(column)

    def match(self, headings: dict[int, Heading]) -> dict[str, int]:
        """Return column key → sheet column: exact words first, then words without brackets, then synonyms."""
        taken: dict[str, int] = {}
        used: set[int] = set()
        for level, keys in zip(self.levels, _keys_of(headings), strict=True):
            for index, key in keys:
                if index in used:
                    continue
                column = self._free(level.get(key, ()), headings[index], taken)
                if column is not None:
                    taken[column.key] = index
                    used.add(index)
        return taken

    def _free(self, columns: "list[Column] | tuple[()]", heading: Heading, taken: dict[str, int]) -> Column | None:
        free = [column for column in columns if column.key not in taken]
        same_group = [column for column in free if heading.group and self.parsed[column.key].group == heading.group]
        return next(iter(same_group or free), None)


def _keys_of(headings: dict[int, Heading]) -> tuple[list[tuple[int, object]], ...]:
    full: list[tuple[int, object]] = [(index, heading.full) for index, heading in headings.items()]
    base: list[tuple[int, object]] = [(index, heading.base) for index, heading in headings.items()]
    joined: list[tuple[int, object]] = [(index, heading.group + heading.full) for index, heading in headings.items()]
    meaning: list[tuple[int, object]] = [
        (index, MEANING[name])
        for index, heading in headings.items()
        for name in dict.fromkeys((heading.full, heading.base))
        if name in MEANING
    ]
    return full, base, full + base, joined, meaning

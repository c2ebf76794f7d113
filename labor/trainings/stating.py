"""People typed or pasted line by line: a name and a full ID number, or the number alone of somebody already known."""

from __future__ import annotations

import re
from collections.abc import Collection

from documents.identifiers import normalized
from labor.real_names import Stated
from labor.registry import indexes_of
from labor.trainings.sources import offered_to
from units.models import User

MOST_LINES = 200
_BETWEEN = re.compile(r"[\s,，、;；:：]+")
_DIGITS = re.compile(r"[0-9]{6,}")


def people_stated(text: str, *, by: User) -> list[Stated]:
    """The people of a text, in its order; empty lines are passed over.

    A line with a number alone takes the name the register has, where `by` may see the person.
    """
    stated = [_person(line) for line in text.splitlines() if line.strip()]
    nameless = indexes_of(one.id_number for one in stated if not one.name and one.id_number)
    known = _names(list(nameless.values()), by)
    return [
        one if one.name else Stated(known.get(nameless.get(one.id_number, ""), ""), one.id_number) for one in stated
    ]


def _person(line: str) -> Stated:
    parts = [part for part in _BETWEEN.split(line) if part]
    numbers = [part for part in parts if _DIGITS.search(part)]
    names = [part for part in parts if part not in numbers and not part.isdecimal()]
    return Stated("".join(names), normalized("".join(numbers)))


def _names(indexes: Collection[str], by: User) -> dict[str, str]:
    found = offered_to(by).filter(id_index__in=indexes).order_by()
    return dict(found.values_list("id_index", "name")) if indexes else {}

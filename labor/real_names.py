"""实名: people as somebody states them, held against the register before anything is saved (R8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from documents.formats import mask_id
from documents.identifiers import SENTENCES, check_id_number, normalized
from documents.workbooks.cells import person_name
from labor.models import Worker
from labor.registry import Registered, enroll, indexes_of, registered
from units.models import User

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Stated:
    """A person as stated: name and full ID number. The number does not appear in the object's own text."""

    name: str
    id_number: str = field(repr=False)

    @property
    def masked(self) -> str:
        """The ID number as pages show it."""
        return mask_id(self.id_number)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is wrong with one stated person: `index` counts from 0, `field` is name or id_number."""

    index: int
    field: str
    kind: str
    sentence: str


@dataclass(slots=True)
class Identified:
    """Stated people and what the register knows of them."""

    people: list[Stated]
    indexes: Mapping[str, str] = field(repr=False)
    known: dict[str, Registered]
    doubts: list[Doubt]

    def person(self, stated: Stated) -> Registered | None:
        """The registered person, if the number is good and known."""
        return self.known.get(self.indexes.get(stated.id_number, ""))

    def enroll(self) -> list[int]:
        """Register those not yet known and return everybody's key, in order; only where there are no doubts."""
        names = {one.id_number: one.name for one in self.people}
        keys = enroll(names, self.indexes, self.known)
        return [keys[self.indexes[one.id_number]] for one in self.people]


def ordinal(index: int) -> str:
    """How sentences name one of several people where there is no sheet."""
    return f"第{index + 1}人"


def identify(stated: Sequence[Stated], *, by: User, place: Callable[[int], str] = ordinal) -> Identified:
    """Check every number, name and double, and look the people up in the register.

    A name unlike the registered one is a doubt; people outside `by`'s view are named by their surname alone.
    `place` names the person with an index in sentences (第3人, 第7行).
    """
    people = [Stated(person_name(one.name), normalized(one.id_number)) for one in stated]
    wrong = [check_id_number(one.id_number) if one.id_number else "id_missing" for one in people]
    indexes = indexes_of(one.id_number for one, code in zip(people, wrong, strict=True) if code is None)
    found = Identified(people, indexes, registered(indexes.values()), [])
    found.doubts += [doubt for place, code in enumerate(wrong) if code and (doubt := _number_doubt(place, code))]
    found.doubts += _doubles(found, place) + _names(found, by)
    return found


def _number_doubt(place: int, code: str) -> Doubt:
    return Doubt(place, "id_number", code, SENTENCES.get(code, "身份证号没有填，实名登记须填写18位身份证号。"))


def _doubles(found: Identified, place: Callable[[int], str]) -> list[Doubt]:
    first: dict[str, int] = {}
    doubts = []
    for index, one in enumerate(found.people):
        if one.id_number in found.indexes and first.setdefault(one.id_number, index) != index:
            where = place(first[one.id_number])
            message = f"与{where}是同一个身份证号，同一人只登记一次，请删去一行或更正抄错的号码。"
            doubts.append(Doubt(index, "id_number", "duplicate_person", message))
    return doubts


def _names(found: Identified, by: User) -> list[Doubt]:
    doubts = [Doubt(place, "name", *said) for place, one in enumerate(found.people) if (said := _name_fault(one.name))]
    differing = [
        (place, person)
        for place, one in enumerate(found.people)
        if one.name and (person := found.person(one)) and person.name != one.name
    ]
    keys = [person.pk for _, person in differing]
    seen = set(Worker.objects.visible_to(by).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    return [*doubts, *(_differs(place, person, is_seen=person.pk in seen) for place, person in differing)]


def _name_fault(name: str) -> tuple[str, str] | None:
    if not name:
        return "name_missing", "姓名没有填，请按身份证填写。"
    if len(name) > LONGEST_NAME:
        return "too_long", f"姓名有{len(name)}个字，最多{LONGEST_NAME}个字，请按身份证填写。"
    return None


def _differs(place: int, person: Registered, *, is_seen: bool) -> Doubt:
    name = person.name if is_seen else f"{person.name[:1]}{'*' * (len(person.name) - 1)}"
    message = (
        f"系统里这个身份证号登记的姓名是“{name}”，与填写的不一样，没有登记。"
        "请对照身份证：号码抄错的更正号码，姓名写错的更正姓名；登记的姓名有误的，请区以工代赈办公室更正后再登记。"
    )
    return Doubt(place, "name", "name_differs", message)

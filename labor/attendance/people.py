"""Whose row it is: a person of the roster by name, told apart by the ID number, its tail or its masked form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from documents.identifiers import SENTENCES, check_id_number, normalized
from labor.attendance.sentences import not_on_roster
from labor.models import Engagement, Worker
from labor.registry import TAIL
from projects.models import Project
from units.secrecy import blind_index, unseal

_TAIL = re.compile(r"[0-9]{1,7}[0-9X]|[0-9X]")
_MASKED = re.compile(r"[0-9]*\*+[0-9]*[0-9X]")
FULL_LENGTH = 18


class NotFound(Exception):
    """Nobody, or more than one; `key` is the column it stands at, `kind` a code, `str()` the sentence."""

    def __init__(self, key: str, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key, self.kind = key, kind


@dataclass(slots=True)
class Person:
    """One person of the roster with all stays that touch the month, in order of entry."""

    worker: Worker
    stays: list[Engagement] = field(default_factory=list)

    def stay_on(self, day: date) -> Engagement:
        """The stay a day belongs to; of a day outside all, the nearest before it, else the first."""
        covering = [each for each in self.stays if _covers(each, day)]
        begun = [each for each in self.stays if each.entered_on <= day]
        return (covering or begun[-1:] or self.stays)[0]

    def is_called(self, name: str) -> bool:
        return name == self.worker.name or any(name == stay.name for stay in self.stays)


def _covers(stay: Engagement, day: date) -> bool:
    return stay.entered_on <= day and (stay.left_on is None or day <= stay.left_on)


class Roster:
    """A project's roster of the month, ready to be asked; `team` decides between namesakes when nothing else does.

    `other` holds those who left before the month or come after it: they are found, so that their dates can be told.
    """

    def __init__(
        self, project: Project, stays: Iterable[Engagement], team: str = "", other: Roster | None = None
    ) -> None:
        self.project, self.team, self.other = project, team, other
        self.people: dict[int, Person] = {}
        for stay in sorted(stays, key=lambda each: (each.entered_on, each.pk)):
            self.people.setdefault(stay.worker_id, Person(stay.worker)).stays.append(stay)
        self.by_index = {person.worker.id_index: person for person in self.people.values()}
        self.by_name: dict[str, list[Person]] = {}
        for person in self.people.values():
            for name in {person.worker.name, *(stay.name for stay in person.stays)}:
                self.by_name.setdefault(name, []).append(person)

    def find(self, name: str, identity: str) -> Person:
        """Return the person of a row.

        Raises:
            NotFound: nobody on the roster, a name that is not that number's, namesakes not told apart.
        """
        try:
            return self._find(name, normalized(identity))
        except NotFound as nobody:
            if nobody.kind != "not_on_roster" or self.other is None:
                raise
            return self.other.find(name, identity)

    def _find(self, name: str, number: str) -> Person:
        if len(number) == FULL_LENGTH and "*" not in number:
            return self._by_number(name, number)
        named = self.by_name.get(name, [])
        if not named:
            raise NotFound("name", "not_on_roster", not_on_roster(name, self.project))
        return self._alone(name, [person for person in named if _agrees(person, number)] if number else named, number)

    def _by_number(self, name: str, number: str) -> Person:
        if wrong := check_id_number(number):
            raise NotFound("identity", wrong, SENTENCES[wrong])
        person = self.by_index.get(blind_index(number))
        if person is None:
            raise NotFound("identity", "not_on_roster", not_on_roster(name, self.project))
        if not person.is_called(name):
            message = f"这个身份证号在名册里登记的是“{person.stays[-1].name}”，不是“{name}”，请核对姓名和身份证号。"
            raise NotFound("name", "name_differs", message)
        return person

    def _alone(self, name: str, found: list[Person], number: str) -> Person:
        if not found:
            message = f"名册里“{name}”的身份证号与这里填的不一致，请核对；可填18位号码、后几位，或留空。"
            raise NotFound("identity", "identity_differs", message)
        if len(found) > 1 and self.team:
            found = [person for person in found if any(stay.team == self.team for stay in person.stays)] or found
        if len(found) > 1:
            more = "更多位数或18位身份证号" if number else "身份证号或后几位"
            message = f"名册里有{len(found)}个“{name}”，分不清是哪一位，请填{more}。"
            raise NotFound("identity", "namesakes", message)
        return found[0]


def _agrees(person: Person, number: str) -> bool:
    """Whether a tail or a masked number can be this person's; longer tails are compared with the number itself."""
    worker = person.worker
    if _MASKED.fullmatch(number):
        return number == worker.id_masked
    if not _TAIL.fullmatch(number):
        return False
    tail = number.zfill(TAIL)  # a tail kept as a number has lost its leading noughts
    if tail[-TAIL:] != worker.id_masked[-TAIL:]:
        return False
    return len(tail) == TAIL or unseal(worker.id_sealed).endswith(tail)

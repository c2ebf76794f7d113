"""务工人员 register: people found by blind index and enrolled once, whatever roll they appear on first (R8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Max

from documents.formats import mask_id
from documents.identifiers import Sex, birth_date, sex
from labor.bulk import chunks, insert_rows
from labor.models import Worker
from units.secrecy import blind_index, seal

FIELDS = ["name", "id_sealed", "id_index", "id_masked", "id_tail", "sex", "born_on"]
TAIL = 3  # digits that stay readable in a masked ID number (§6)
SEXES = {Sex.MALE: "M", Sex.FEMALE: "F"}


@dataclass(frozen=True, slots=True)
class Registered:
    """A person already in the register."""

    pk: int
    name: str


def indexes_of(numbers: Iterable[str]) -> dict[str, str]:
    """Return ID number → blind index, each worked out once."""
    return {number: blind_index(number) for number in dict.fromkeys(numbers)}


def registered(indexes: Iterable[str]) -> dict[str, Registered]:
    """Return blind index → person, for those in the register; one query for each few hundred."""
    return {
        index: Registered(pk, name)
        for part in chunks(dict.fromkeys(indexes))
        for pk, index, name in Worker.objects.filter(id_index__in=part).order_by().values_list("pk", "id_index", "name")
    }


def enroll(names: Mapping[str, str], indexes: Mapping[str, str], known: Mapping[str, Registered]) -> dict[str, int]:
    """Return blind index → key of the person for every ID number, registering those not yet known.

    Args:
        names: ID number (checked) → name as stated on the roll.
        indexes: ID number → blind index.
        known: what `registered` found before.

    Two imports that meet the same new person at once register one row: the second leaves its own out.
    """
    fresh = {indexes[number]: number for number in names if indexes[number] not in known}
    rows = [_row(names[fresh[index]], fresh[index], index) for index in sorted(fresh)]
    last = Worker.objects.aggregate(last=Max("pk"))["last"] or 0
    insert_rows(Worker, FIELDS, rows, once_by="id_index")
    made = dict(Worker.objects.filter(pk__gt=last).order_by().values_list("id_index", "pk")) if rows else {}
    elsewhere = {index: person.pk for index, person in registered(fresh.keys() - made.keys()).items()}
    return {index: person.pk for index, person in known.items()} | made | elsewhere


def _row(name: str, number: str, index: str) -> tuple[object, ...]:
    masked = mask_id(number)
    return name, seal(number), index, masked, masked[-TAIL:], SEXES[sex(number)], birth_date(number)

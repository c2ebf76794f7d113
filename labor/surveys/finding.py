"""Finding people by name, full ID number or its last three digits: masked, within what one may see, few queries.

A full number comes in the body of a request and never in an address; looking one up leaves an audit entry.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from documents.formats import mask_id
from documents.identifiers import SENTENCES, check_id_number, normalized
from labor.models import SurveyResponse, Worker
from units.audit import record
from units.models import User
from units.refusals import Refusal
from units.secrecy import blind_index

SHOWN = 50  # people on one answer; more are counted and asked to be narrowed down
LONGEST_NAME = 40
_TAIL = re.compile(r"[0-9]{2}[0-9X]")
_NUMBER = re.compile(r"[0-9]+X?")
WHAT_TO_TYPE = "请输入姓名、完整的18位身份证号，或身份证号的后三位。"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPerson:
    """A registered person as pages show them, with the latest answers the asker may see (None: not asked)."""

    pk: int
    name: str
    sex: str
    born_on: date
    id_masked: str
    response: SurveyResponse | None = None

    @property
    def phone_masked(self) -> str:
        return self.response.phone_masked if self.response else ""


@dataclass(frozen=True, slots=True)
class Found:
    """At most SHOWN people, and how many there are (人)."""

    total: int
    people: Sequence[FoundPerson] = field(default=())

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.people)


def find_people(*, text: str, by: User, at: datetime) -> Found:
    """People whom `by` may see, by name (or part of it), full ID number, or last three digits of it.

    Raises:
        Refusal: nothing to look for, or a number that is neither whole nor three digits.
    """
    wanted = text.strip()
    plain = normalized(wanted)
    if not plain or len(plain) > LONGEST_NAME:
        raise Refusal(WHAT_TO_TYPE)
    if not _NUMBER.fullmatch(plain):
        return _found(_named(wanted, by), by)
    if _TAIL.fullmatch(plain):
        return _found(Worker.objects.visible_to(by).filter(id_tail=plain), by)
    return _by_number(plain, by, at)


@transaction.atomic
def _by_number(number: str, by: User, at: datetime) -> Found:
    """One person by the blind index; who looked and whether somebody was found is written down, the number masked."""
    wrong = check_id_number(number)
    if wrong:
        raise Refusal(WHAT_TO_TYPE if wrong == "id_length" else SENTENCES[wrong])
    found = _found(Worker.objects.visible_to(by).filter(id_index=blind_index(number)), by)
    record(act="按身份证号查找人员", subject=mask_id(number), by=by, at=at, detail={"found": found.total})
    return found


def _named(name: str, by: User) -> QuerySet[Worker]:
    """By the registered name, or by the name the person gave in a survey the asker may see.

    Both kinds of keys are gathered first: each name column is read through once, whatever is then sorted and cut.
    """
    answered = SurveyResponse.objects.visible_to(by).in_force().filter(name__contains=name).order_by()
    registered = Worker.objects.filter(name__contains=name).order_by()
    return Worker.objects.visible_to(by).filter(pk__in=registered.values("pk").union(answered.values("worker")))


def _found(workers: QuerySet[Worker], by: User) -> Found:
    page = list(workers.defer("id_sealed").order_by("name", "pk")[:SHOWN])
    answers = _latest([worker.pk for worker in page], by)
    people = [
        FoundPerson(
            pk=worker.pk,
            name=worker.name,
            sex=worker.get_sex_display(),
            born_on=worker.born_on,
            id_masked=worker.id_masked,
            response=answers.get(worker.pk),
        )
        for worker in page
    ]
    return Found(workers.count(), people)  # counted always: as many queries for one person as for thousands


def _latest(workers: Sequence[int], by: User) -> dict[int, SurveyResponse]:
    """Worker → the latest answers in force that the asker may see; categories and trades come along."""
    answers = (
        SurveyResponse.objects.visible_to(by)
        .in_force()
        .filter(worker__in=workers)
        .select_related("survey", "part__township")
        .prefetch_related("categories", "skills", "wanted")
        .defer("phone_sealed")
        .order_by("surveyed_on", "pk")
    )
    return {answer.worker_id: answer for answer in answers}

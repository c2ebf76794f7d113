"""The person behind an ID number, at entry: sex and date of birth, whether registered, whether asked already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from documents.formats import mask_id
from documents.identifiers import SENTENCES, age_on, birth_date, check_id_number, normalized, sex
from labor.bulk import chunks
from labor.models import LaborSurvey, SurveyPart, SurveyResponse, Worker
from labor.registry import SEXES, registered
from labor.surveys.permissions import require_fills_in
from units.audit import record
from units.models import User
from units.refusals import Refusal
from units.secrecy import blind_index


@dataclass(frozen=True, slots=True)
class Held:
    """An answer in force of this survey: whose, in which township."""

    pk: int
    worker_id: int
    part_id: int
    township: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """What an ID number says by itself, and of the registered person as much as the asker may see.

    `taken` is the sentence why this person is not entered again; `response` the answer to open instead, if one's own.
    `earlier` are the latest answers of another survey that the asker may see: they may be taken over.
    """

    sex: str
    born_on: date
    age: int
    name: str = field(default="", repr=False)
    taken: str = ""
    response: int | None = None
    earlier: SurveyResponse | None = field(default=None, repr=False)


def held_in(survey: LaborSurvey, workers: Iterable[int]) -> dict[int, Held]:
    """Worker → the answer in force of this survey; one query for each few hundred people."""
    answers = SurveyResponse.objects.in_force().filter(survey=survey).order_by()
    return {
        worker: Held(pk, worker, part, township)
        for some in chunks(workers)
        for pk, worker, part, township in answers.filter(worker__in=some).values_list(
            "pk", "worker_id", "part_id", "part__township__name"
        )
    }


def taken_sentence(held: Held, part: SurveyPart) -> str:
    """Why a person is not entered again. Of another township's person nothing is said but the township."""
    if held.part_id == part.pk:
        return f"这个人在{part.township}本次摸底里已经登记，请打开原有一条修改。"
    return f"这个人已由{held.township}在本次摸底里登记，一人只登记一次；请与{held.township}核对由谁登记。"


def names_seen(workers: Iterable[int], by: User) -> dict[int, str]:
    """Names of those of these people whom `by` may see."""
    return {
        pk: name
        for some in chunks(workers)
        for pk, name in Worker.objects.visible_to(by).filter(pk__in=some).order_by().values_list("pk", "name")
    }


def name_hint(seen: str | None) -> str:
    """What is said where a stated name is unlike the registered one; the name only to those who may see the person."""
    which = f"是“{seen}”" if seen else "与填写的不同"
    return f"系统里这个身份证号登记的姓名{which}，请对照证件核对姓名和号码；摸底表按填写的姓名保存。"


@transaction.atomic
def known_person(*, part: SurveyPart, id_number: str, by: User, at: datetime) -> KnownPerson:
    """Fill in what follows from an ID number while a form is typed; finding somebody leaves an audit entry.

    Raises:
        NotAllowed: neither the township's filer nor the office.
        Refusal: the number is not one, with what is wrong.
    """
    require_fills_in(by, part, "登记")
    number, today = normalized(id_number), timezone.localdate(at)
    wrong = check_id_number(number, on=today)
    if wrong:
        raise Refusal(SENTENCES[wrong])
    born = birth_date(number)
    assert born is not None
    said, taken, response, earlier = "", "", None, None
    worker = next(iter(registered([blind_index(number)]).values()), None)
    if worker is not None:
        record(act="按身份证号查找人员", subject=mask_id(number), by=by, at=at, detail={"part": part.pk, "found": 1})
        said = names_seen([worker.pk], by).get(worker.pk, "")
        held = held_in(part.survey, [worker.pk]).get(worker.pk)
        taken = taken_sentence(held, part) if held else ""
        response = held.pk if held and held.part_id == part.pk else None
        earlier = None if held else earlier_answers(worker.pk, part.survey, by)
    age = age_on(number, today) or 0
    return KnownPerson(
        sex=SEXES[sex(number)], born_on=born, age=age, name=said, taken=taken, response=response, earlier=earlier
    )


def earlier_answers(worker: int, survey: LaborSurvey, by: User) -> SurveyResponse | None:
    """The person's latest answers in force of any other survey, if `by` may see them; phone left sealed."""
    answers = SurveyResponse.objects.visible_to(by).in_force().filter(worker=worker).exclude(survey=survey)
    told = answers.select_related("survey", "part__township").prefetch_related("categories", "skills", "wanted")
    return told.defer("phone_sealed").order_by("-surveyed_on", "-pk").first()

"""登记、修改、撤销 of one person's answers in a township's part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from documents.formats import mask_phone
from documents.identifiers import normalized
from labor.models import ResponseCategory, SurveyPart, SurveyResponse, Trade
from labor.registry import enroll, registered
from labor.surveys.answers import LABELS, Answers, Fault, faults_of
from labor.surveys.parts import hold_part, reason_of, why_not_now
from labor.surveys.people import held_in, name_hint, names_seen, taken_sentence
from units.audit import record
from units.models import User
from units.refusals import Refusal, WrongState
from units.secrecy import blind_index, seal, unseal

MANY = ("categories", "skills", "wanted")
PLAIN = tuple(one.name for one in fields(Answers) if one.name not in (*MANY, "phone"))


class StaleResponse(WrongState):
    """Somebody else has changed or withdrawn the answers since they were shown."""


@dataclass(frozen=True, slots=True)
class Entered:
    """The answers as saved, and hints worth another look (over 60, another name in the register)."""

    response: SurveyResponse
    hints: Sequence[str] = ()


class WrongAnswers(Refusal):
    """Everything wrong with what was typed; `faults` name the fields for a form."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(*(fault.sentence for fault in faults))
        self.faults = faults


@transaction.atomic
def add_response(*, part: SurveyPart, id_number: str, answers: Answers, by: User, at: datetime) -> Entered:
    """登记: one person's answers; the person is registered once, by ID number.

    Raises:
        NotAllowed: neither the township's filer nor the office.
        WrongState: the survey is closed, not begun or past the township's deadline, or the part is reported.
        WrongAnswers: everything wrong at once.
        Refusal: the person is entered in this survey already; of another township only its name is said.
    """
    held = hold_part(part, by=by, at=at, act="登记")
    number, answers = normalized(id_number), with_plain_numbers(answers)
    hints = _checked(answers, held, at, number)
    index = blind_index(number)
    known = registered([index])
    worker = enroll({number: answers.name}, {number: index}, known)[index]
    _require_free(held, worker)
    if index in known and known[index].name != answers.name:
        hints.append(name_hint(names_seen([worker], by).get(worker)))
    response = SurveyResponse(
        survey=held.survey, part=held, worker_id=worker, filed_at=at, filed_by=by, **_columns(answers)
    )
    try:
        with transaction.atomic():
            response.save(force_insert=True)
    except IntegrityError as clash:
        _require_free(held, worker)
        raise Refusal("登记时与别人的操作相撞，没有保存。请再保存一次。") from clash
    _write_many(response, answers)
    _tell(response, "登记摸底表", by=by, at=at)
    return Entered(response, hints)


@transaction.atomic
def correct_response(*, response: SurveyResponse, answers: Answers, version: int, by: User, at: datetime) -> Entered:
    """修改: replace a person's answers; who the person is does not change (withdraw and enter anew for that).

    Args:
        version: the version the person had before them.

    Raises:
        NotAllowed, WrongState: as for entering.
        StaleResponse: changed or withdrawn meanwhile.
        WrongAnswers: everything wrong at once.
        Refusal: nothing was changed.
    """
    part = hold_part(response.part, by=by, at=at, act="修改")
    held = _hold(response, version)
    answers = with_plain_numbers(answers)
    hints = _checked(answers, part, at, None)
    changes = changes_of(held, answers)
    if not changes:
        raise Refusal("没有改动任何内容，不用保存。")
    if answers.name != held.worker.name:
        hints.append(name_hint(names_seen([held.worker_id], by).get(held.worker_id)))
    SurveyResponse.objects.filter(pk=held.pk).update(version=F("version") + 1, **_columns(answers))
    held.refresh_from_db()
    _write_many(held, answers)
    _tell(held, "修改摸底表", by=by, at=at, changes=changes)
    return Entered(held, hints)


@transaction.atomic
def withdraw_response(*, response: SurveyResponse, reason: str, version: int, by: User, at: datetime) -> SurveyResponse:
    """撤销: take a person's answers out of the survey, with a reason; the person can then be entered anew.

    Raises:
        NotAllowed, WrongState: as for entering.
        StaleResponse: changed or withdrawn meanwhile.
        Refusal: no reason.
    """
    hold_part(response.part, by=by, at=at, act="撤销")
    why = reason_of(reason, "撤销")
    held = _hold(response, version)
    held.withdrawn_at, held.withdrawn_by, held.withdraw_reason = at, by, why
    held.version += 1
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason", "version"])
    _tell(held, "撤销摸底表", by=by, at=at, reason=why)
    return held


def why_closed(part: SurveyPart, by: User, at: datetime) -> str:
    """The sentence why nobody (or not this person) writes in a part now; "" when they may."""
    finished = f"{part.township}的摸底已经报送，不能再登记或修改。需要更正，请先撤回报送。" if part.finished_at else ""
    return why_not_now(part, by, at) or finished


def with_plain_numbers(answers: Answers) -> Answers:
    """The answers without spaces around words and with a normalized phone; what is chosen, each once."""
    texts = {one.name: value.strip() for one in fields(answers) if isinstance(value := getattr(answers, one.name), str)}
    many: dict[str, Any] = {name: tuple(dict.fromkeys(getattr(answers, name))) for name in MANY}
    phone = None if answers.phone is None else normalized(answers.phone).replace("-", "")
    return replace(answers, **{**texts, **many, "phone": phone})


def changes_of(response: SurveyResponse, answers: Answers) -> dict[str, Any]:
    """Column → [before, after] for what differs; of the phone only that it does. Prefetch the many for many rows."""
    pairs: list[tuple[str, Any, Any]] = [
        (name, _said(getattr(response, name)), _said(getattr(answers, name))) for name in PLAIN
    ]
    pairs += [
        ("categories", sorted(one.category for one in response.categories.all()), sorted(answers.categories)),
        ("skills", _names(response.skills.all()), _names(answers.skills)),
        ("wanted", _names(response.wanted.all()), _names(answers.wanted)),
    ]
    changed: dict[str, Any] = {LABELS[name]: [old, new] for name, old, new in pairs if old != new}
    if answers.phone is not None and answers.phone != unseal(response.phone_sealed):
        changed[LABELS["phone"]] = "已改动"
    return changed


def _said(value: str | date | None) -> str:
    return "" if value is None else str(value)


def _names(trades: Any) -> list[str]:
    return sorted(trade.name for trade in trades)


def _checked(answers: Answers, part: SurveyPart, at: datetime, id_number: str | None) -> list[str]:
    """Refuse what is wrong, return the hints."""
    found = faults_of(answers, survey=part.survey, today=timezone.localdate(at), id_number=id_number)
    wrong = [fault for fault in found if not fault.is_hint]
    if wrong:
        raise WrongAnswers(wrong)
    return [fault.sentence for fault in found]


def _require_free(part: SurveyPart, worker: int) -> None:
    held = held_in(part.survey, [worker]).get(worker)
    if held is not None:
        raise Refusal(taken_sentence(held, part))


def _hold(response: SurveyResponse, version: int) -> SurveyResponse:
    """The answers, locked, as the person had them before them."""
    waiting = SurveyResponse.objects.in_force().filter(pk=response.pk, version=version)
    held = waiting.select_for_update(of=("self",)).select_related("worker", "survey", "part__township").first()
    if held is None:
        raise StaleResponse(f"“{response.name}”的摸底表刚被别人修改或撤销，没有保存。请先看页面上的最新内容。")
    return held


def phone_columns(phone: str) -> dict[str, str]:
    """A phone as it is stored: sealed, and masked for pages."""
    return {"phone_sealed": seal(phone), "phone_masked": mask_phone(phone) if phone else ""}


def _columns(answers: Answers) -> dict[str, Any]:
    plain = {name: getattr(answers, name) for name in PLAIN}
    return plain if answers.phone is None else plain | phone_columns(answers.phone)


def _write_many(response: SurveyResponse, answers: Answers) -> None:
    response.categories.exclude(category__in=answers.categories).delete()
    kept = set(response.categories.values_list("category", flat=True))
    ResponseCategory.objects.bulk_create(
        ResponseCategory(response=response, category=one) for one in answers.categories if one not in kept
    )
    skills: list[Trade] = list(answers.skills)
    response.skills.set(skills)
    response.wanted.set(list(answers.wanted))


def _tell(response: SurveyResponse, act: str, *, by: User, at: datetime, **detail: Any) -> None:
    record(
        act=act,
        subject=f"{response.name}（{response.worker.id_masked}） {response.part}",
        by=by,
        at=at,
        detail={"response": response.pk, **detail},
    )

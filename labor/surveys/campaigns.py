"""Opening, extending, closing and reopening a survey: the office's acts on the campaign as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents.formats import chinese_date
from labor.models import LaborSurvey, SurveyPart
from labor.surveys.permissions import require_survey_keeper
from projects.guidance.sentences import refuse_invalid
from units.audit import record
from units.models import Unit, UnitKind, User
from units.refusals import Refusal, WrongState

YEARS_AHEAD = 1  # a survey is made for this year or the coming one (办公室自定)


@transaction.atomic
def open_survey(
    *,
    year: int,
    title: str,
    opens_on: date,
    due_on: date,
    by: User,
    at: datetime,
    townships: Sequence[Unit] | None = None,
    note: str = "",
) -> LaborSurvey:
    """Ask the townships who wants work; each asked township gets its part with the survey's deadline.

    Args:
        townships: those asked; all of them when not said.
        note: what the office asks for (要求).

    Raises:
        NotAllowed: only the office opens surveys.
        Refusal: everything wrong at once.
    """
    require_survey_keeper(by)
    asked = list(Unit.objects.townships() if townships is None else dict.fromkeys(townships))
    survey = LaborSurvey(
        year=year, title=title.strip(), opens_on=opens_on, due_on=due_on, note=note.strip(), opened_at=at, opened_by=by
    )
    refuse_invalid(survey, *_year_faults(year, at), *_due_faults(due_on, at), *_asked_faults(asked))
    survey.save(force_insert=True)
    SurveyPart.objects.bulk_create(SurveyPart(survey=survey, township=unit, due_on=due_on) for unit in asked)
    told = {"opens_on": f"{opens_on}", "due_on": f"{due_on}", "townships": [str(unit) for unit in asked]}
    _tell(survey, "开启摸底调查", by=by, at=at, **told)
    return survey


@transaction.atomic
def extend_survey(
    *, survey: LaborSurvey, due_on: date, by: User, at: datetime, townships: Sequence[Unit] | None = None
) -> LaborSurvey:
    """Move the deadline of an open survey, for all its townships or only for some; never to a day gone by.

    The survey's own deadline follows the latest of its parts.

    Raises:
        NotAllowed: only the office keeps surveys.
        WrongState: the survey is closed.
        Refusal: the new day is past, before the opening or no other day, or a township is not asked in this survey.
    """
    require_survey_keeper(by)
    held = hold_open(survey)
    parts = list(held.parts.select_related("township"))
    chosen = parts if townships is None else [part for part in parts if part.township in townships]
    faults = _extension_faults(held, chosen, due_on, at)
    if townships is not None and len(chosen) < len(set(townships)):
        faults.append(f"有镇街不在{held}里，不能延长。请核对所选镇街。")
    if faults:
        raise Refusal(*faults)
    held.parts.filter(pk__in=[part.pk for part in chosen]).update(due_on=due_on)
    held.due_on = max(due_on if part in chosen else part.due_on for part in parts)
    held.save(update_fields=["due_on"])
    told = [f"{part.township} {part.due_on}" for part in chosen]
    _tell(held, "调整摸底截止日期", by=by, at=at, due_on=f"{due_on}", before=told)
    return held


@transaction.atomic
def close_survey(*, survey: LaborSurvey, by: User, at: datetime) -> LaborSurvey:
    """结束: nothing more is entered in any township; it can be reopened.

    Raises:
        NotAllowed: only the office keeps surveys.
        WrongState: it is closed already.
    """
    require_survey_keeper(by)
    hold_parts(survey)  # entries under way are finished first
    if not LaborSurvey.objects.filter(pk=survey.pk, closed_at=None).update(closed_at=at, closed_by=by):
        raise WrongState(f"{survey}已经结束，不用再结束一次。请刷新页面查看。")
    survey.refresh_from_db()
    _tell(survey, "结束摸底调查", by=by, at=at)
    return survey


@transaction.atomic
def reopen_survey(*, survey: LaborSurvey, by: User, at: datetime, due_on: date | None = None) -> LaborSurvey:
    """重新开启: undo a closing; with `due_on` every part gets this new deadline.

    Raises:
        NotAllowed: only the office keeps surveys.
        WrongState: it is open.
        Refusal: the deadline is past.
    """
    require_survey_keeper(by)
    held = LaborSurvey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if held.is_open:
        raise WrongState(f"{held}正在进行，不用重新开启。请刷新页面查看。")
    held.closed_at = held.closed_by = None
    held.due_on = due_on or held.due_on
    refuse_invalid(held, *_due_faults(held.due_on, at))
    held.save(update_fields=["closed_at", "closed_by", "due_on"])
    if due_on is not None:
        held.parts.update(due_on=due_on)
    _tell(held, "重新开启摸底调查", by=by, at=at, due_on=f"{held.due_on}")
    return held


def hold_open(survey: LaborSurvey) -> LaborSurvey:
    """The survey, locked and open.

    Raises:
        WrongState: it is closed.
    """
    held = LaborSurvey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if not held.is_open:
        raise WrongState(f"{held}已经结束，不能再改。需要继续摸底，请办公室先重新开启。")
    return held


def hold_parts(survey: LaborSurvey) -> list[SurveyPart]:
    """All parts of a survey, locked."""
    return list(SurveyPart.objects.select_for_update(of=("self",)).filter(survey=survey).order_by("pk"))


def _year_faults(year: int, at: datetime) -> list[str]:
    this_year = timezone.localdate(at).year
    if this_year <= year <= this_year + YEARS_AHEAD:
        return []
    return [f"年度{year}不在{this_year}年至{this_year + YEARS_AHEAD}年之间，请核对年度。"]


def _due_faults(due_on: date, at: datetime) -> list[str]:
    if due_on >= timezone.localdate(at):
        return []
    return [f"截止日期{chinese_date(due_on)}已经过去，请写今天或以后的日期。"]


def _asked_faults(asked: Sequence[Unit]) -> list[str]:
    others = [unit.name for unit in asked if unit.kind != UnitKind.TOWNSHIP]
    if others:
        return [f"{'、'.join(others)}不是镇街，摸底调查只发给镇街，请从所选单位中去掉。"]
    return [] if asked else ["请至少选一个镇街。"]


def _extension_faults(survey: LaborSurvey, chosen: Sequence[SurveyPart], due_on: date, at: datetime) -> list[str]:
    faults = _due_faults(due_on, at)
    if due_on < survey.opens_on:
        faults.append("截止日期不能早于开始日期。")
    if chosen and all(part.due_on == due_on for part in chosen):
        faults.append("截止日期本来就是这一天，请写新的截止日期。")
    return faults


def _tell(survey: LaborSurvey, act: str, *, by: User, at: datetime, **detail: Any) -> None:
    record(act=act, subject=str(survey), by=by, at=at, detail={"survey": survey.pk, **detail})

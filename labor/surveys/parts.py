"""A township's part: when it takes entries, and reporting it finished (报送)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from documents.formats import chinese_date
from labor.models import LaborSurvey, SurveyPart
from labor.surveys.permissions import require_fills_in
from units.audit import record
from units.models import Unit, User
from units.reasons import stated
from units.refusals import Refusal, WrongState
from units.scope import scope_of


def hold_part(part: SurveyPart, *, by: User, at: datetime, act: str) -> SurveyPart:
    """The part, locked, when this person may enter something in it now.

    The office enters until the survey is closed; a township from the first day to its own deadline.

    Raises:
        NotAllowed: neither the township's filer nor the office.
        WrongState: the survey is closed, the part reported, or (for a township) not begun or past its deadline.
    """
    require_fills_in(by, part, act)
    held = SurveyPart.objects.select_for_update(of=("self",)).select_related("township").get(pk=part.pk)
    held.survey = LaborSurvey.objects.get(pk=held.survey_id)  # read after the lock: closing waits for it
    why = why_no_entries(held, by, at)
    if why:
        raise WrongState(why)
    return held


def why_not_now(part: SurveyPart, by: User, at: datetime) -> str:
    """The sentence why the survey's dates forbid this person to write in the part; "" when they do not."""
    today, survey = timezone.localdate(at), part.survey
    if not survey.is_open:
        return f"{survey}已经结束，不能再登记或修改。确需更正，请办公室重新开启。"
    if scope_of(by).is_office:
        return ""
    if today < survey.opens_on:
        return f"{survey}从{chinese_date(survey.opens_on)}开始，现在还不能登记。"
    if today > part.due_on:
        return f"{part.township}的摸底已于{chinese_date(part.due_on)}截止，请联系办公室延长。"
    return ""


def why_no_entries(part: SurveyPart, by: User, at: datetime) -> str:
    """The sentence why nothing is entered in the part now, by its dates or because it is reported; "" when it is."""
    return why_not_now(part, by, at) or (_already_finished(part) if part.finished_at else "")


def _already_finished(part: SurveyPart) -> str:
    return f"{part.township}的摸底已经报送，不能再登记或修改。需要更正，请先撤回报送。"


@transaction.atomic
def finish_part(*, part: SurveyPart, by: User, at: datetime, nobody: bool = False) -> SurveyPart:
    """报送: the township says that everybody has been asked.

    Args:
        nobody: said on purpose that there is nobody to enter; without it an empty part is refused.

    Raises:
        NotAllowed: neither the township's filer nor the office.
        WrongState: reported already, or the survey takes nothing more.
        Refusal: nobody has been entered yet.
    """
    held = hold_part(part, by=by, at=at, act="报送")
    people = held.responses.in_force().count()
    if not people and not nobody:
        raise Refusal(f"{held.township}还没有登记一个人，不能报送。确实没有可登记的人，请勾选“无人可登记”再报送。")
    held.finished_at, held.finished_by, held.reopen_reason = at, by, ""
    held.save(update_fields=["finished_at", "finished_by", "reopen_reason"])
    record(act="报送镇街摸底", subject=str(held), by=by, at=at, rows=people, detail={"part": held.pk})
    return held


@transaction.atomic
def reopen_part(*, part: SurveyPart, reason: str, by: User, at: datetime) -> SurveyPart:
    """撤回报送: open a reported part again, by the township in time or by the office, with a reason.

    The reason stays with the part until it is reported anew, so that the township reads what is asked of it.

    Raises:
        NotAllowed: neither the township's filer nor the office.
        WrongState: not reported, or the survey takes nothing more.
        Refusal: no reason.
    """
    require_fills_in(by, part, "撤回报送")
    why = reason_of(reason, "撤回报送")
    held = SurveyPart.objects.select_for_update(of=("self",)).select_related("survey", "township").get(pk=part.pk)
    late = why_not_now(held, by, at)
    if late or not held.finished_at:
        raise WrongState(late or f"{held.township}的摸底还没有报送，不用撤回。请刷新页面查看。")
    held.finished_at, held.finished_by, held.reopen_reason = None, None, why
    held.save(update_fields=["finished_at", "finished_by", "reopen_reason"])
    record(act="撤回镇街摸底报送", subject=str(held), by=by, at=at, detail={"part": held.pk, "reason": why})
    return held


def reason_of(text: str, act: str) -> str:
    """A reason fit to be kept: said, short enough, without personal numbers.

    Raises:
        Refusal: no reason, or too long a one.
    """
    return stated(text, lacking=f"请写明{act}的原因。")


def open_part_of(*, township: str, title: str = "") -> SurveyPart:
    """The township's part of the open survey, by township code (500104102), unit code (25) or name.

    Args:
        title: the survey's name, needed where several are open.

    Raises:
        Refusal: no such township, no open survey that asks it, or several.
    """
    wanted = township.strip()
    units = [unit for unit in Unit.objects.townships() if wanted in (unit.township_code, unit.code, *unit.names)]
    if not units:
        raise Refusal(f"没有镇街“{township}”，请写区划代码（如500104102）、单位编码（如25）或名称。")
    parts = SurveyPart.objects.filter(survey__closed_at=None, township=units[0]).select_related("survey", "township")
    found = [part for part in parts if title.strip() in ("", part.survey.title, str(part.survey))]
    if not found:
        raise Refusal(f"{units[0]}没有正在进行的摸底调查，不能导入。请联系办公室开启，或核对摸底名称。")
    if len(found) > 1:
        names = "、".join(f"“{part.survey.title}”" for part in found)
        raise Refusal(f"{units[0]}有{len(found)}次摸底正在进行（{names}），请用 --survey 写明是哪一次。")
    return found[0]

"""The person behind an ID number, before entry: what the number says, what the house knows, which trainings there are.

Of a registered person only as much is told as the asker may see; finding somebody leaves an audit entry.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents.formats import mask_id
from documents.identifiers import SENTENCES, age_on, check_id_number, normalized, sex
from labor.checks.people import LEAST_AGE, USUAL_AGE
from labor.models import Engagement, Placement, SurveyResponse, Trainee, Worker
from labor.permissions import require_works_on
from labor.registry import SEXES, registered
from labor.rosters.meeting import stays_of
from labor.rosters.safety import safety_trainings
from projects.models import Project
from units.audit import record
from units.models import User
from units.refusals import Refusal
from units.secrecy import blind_index, unseal

SEX_WORDS = {"M": "男", "F": "女"}


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody about to enter: `values` fill what is still empty of the form, `told` are sentences beside it.

    `stopped` says why they cannot enter, `warned` what deserves a look.
    """

    sex: str
    age: int
    worker_id: int | None = None
    values: dict[str, Any] = field(default_factory=dict, repr=False)
    trainings: list[Trainee] = field(default_factory=list)
    told: list[str] = field(default_factory=list, repr=False)
    warned: list[str] = field(default_factory=list, repr=False)
    stopped: list[str] = field(default_factory=list, repr=False)


def worker_behind(id_number: str) -> int | None:
    """The registered person's key, if the number is good and known."""
    number = normalized(id_number)
    if check_id_number(number):
        return None
    known = registered([blind_index(number)])
    return next((person.pk for person in known.values()), None)


@transaction.atomic
def known_newcomer(*, project: Project, id_number: str, by: User, at: datetime) -> Newcomer:
    """Tell what follows from an ID number while an entry is typed.

    Raises:
        NotAllowed: the person's post does not handle the project.
        Refusal: the number is not one, with what is wrong.
    """
    require_works_on(by, project, "登记进场")
    number, today = normalized(id_number), timezone.localdate(at)
    wrong = check_id_number(number, on=today)
    if wrong:
        raise Refusal(SENTENCES[wrong])
    worker = worker_behind(number)
    found = Newcomer(SEX_WORDS[SEXES[sex(number)]], age_on(number, today) or 0, worker)
    _say_age(found)
    if worker is None:
        found.told.append("系统里还没有这个人，保存后建档。")
        return found
    record(act="按身份证号查找人员", subject=mask_id(number), by=by, at=at, detail={"project": project.pk, "found": 1})
    seen = Worker.objects.visible_to(by).filter(pk=worker).first()
    _say_stays(found, project, worker, today, called="" if seen else "这个人")
    _say_earlier(found, seen, by)
    found.trainings.extend(safety_trainings([worker]).get(worker, []))
    _say_trainings(found)
    return found


def _say_age(found: Newcomer) -> None:
    if found.age < LEAST_AGE:
        found.stopped.append(f"今天只有{found.age}周岁，未满{LEAST_AGE}周岁，法律禁止用工，不能登记。请核对号码。")
    elif found.age > USUAL_AGE:
        found.warned.append(f"已{found.age}周岁，超过{USUAL_AGE}周岁，请核实身体状况和意外保险后再安排务工。")


def _say_stays(found: Newcomer, project: Project, worker: int, today: date, *, called: str) -> None:
    """Stays that would meet an entry today; a name that is not the asker's to see is not told."""
    draft = Engagement(project=project, entered_on=today)
    for _, _, sentence, is_warning in stays_of([worker]).against(draft, worker, called):
        (found.warned if is_warning else found.stopped).append(sentence)


def _say_earlier(found: Newcomer, seen: Worker | None, by: User) -> None:
    """The name, the latest survey answers and the latest stay, as far as `by` may see them."""
    if seen is None:
        found.told.append("系统里已有这个人，姓名和以前的登记不在您的查看范围内，请按身份证填写。")
        return
    found.told.append(f"系统里登记的姓名：{seen.name}。")
    answers = SurveyResponse.objects.in_force().visible_to(by).filter(worker=seen)
    answer = answers.select_related("part__township", "survey").order_by("-surveyed_on", "-pk").first()
    stays = Engagement.objects.in_force().visible_to(by).filter(worker=seen)
    stay = stays.select_related("project", "trade", "township").order_by("-entered_on", "-pk").first()
    found.values.update(_of_answer(answer) if answer else {})
    found.values.update(_of_stay(stay) if stay else {})
    found.values["name"] = seen.name
    if answer:
        found.told.append(_said_answer(answer))
    if stay:
        found.told.append(f"上一次在“{stay.project.name}”：{stay.entered_on:%Y-%m-%d}进场，{stay.trade}，{stay.team}。")


def _of_answer(answer: SurveyResponse) -> dict[str, Any]:
    category = answer.categories.first()
    return {
        "address": f"{answer.part.township.name}{answer.village}",
        "township": answer.part.township_id,
        "category": category.category if category else "",
    }


def _of_stay(stay: Engagement) -> dict[str, Any]:
    return {
        "address": stay.address,
        "township": stay.township_id,
        "category": stay.category,
        "trade": stay.trade_id,
        "bank": stay.bank,
    }


def _said_answer(answer: SurveyResponse) -> str:
    skills = "、".join(str(trade) for trade in answer.skills.all()) or answer.certificates or "未填技能"
    phone = f"，电话{answer.phone_masked}" if answer.phone_masked else ""
    return (
        f"{answer.survey}：{answer.part.township.name}{answer.village}，{skills}，"
        f"务工意愿“{answer.get_willingness_display()}”{phone}。"
    )


def _say_trainings(found: Newcomer) -> None:
    if found.trainings:
        latest = found.trainings[0].training
        found.told.append(f"最近一次签字的安全培训：{latest.held_on:%Y-%m-%d}{latest.title}。")
    else:
        found.warned.append("没有查到本人签字的安全生产培训，先训后上岗：请先登记培训并签字。")


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody confirmed for a post: what the form begins with; the number stays sealed until the entry is saved."""

    placement: Placement
    values: dict[str, Any] = field(repr=False)

    def sealed_values(self, *, phone: str) -> dict[str, Any]:
        """Name and full ID number for `enter`, and the survey's phone where none was typed. Never for a page."""
        worker, response = self.placement.worker, self.placement.response
        return {
            "name": worker.name,
            "id_number": unseal(worker.id_sealed),
            "phone": phone or unseal(response.phone_sealed),
            "placement": self.placement,
        }


def placed_newcomer(placement: Placement) -> Placed:
    """What a confirmed placement and its survey answers say of an entry."""
    demand = placement.demand
    values = _of_answer(placement.response) | {"trade": demand.trade_id, "day_rate_fen": demand.day_rate_fen}
    return Placed(placement, values)

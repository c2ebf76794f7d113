"""Everything that keeps somebody from entering, found for any number of people in a constant number of queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from documents.identifiers import age_on
from labor.checks.people import LEAST_AGE, USUAL_AGE
from labor.lacks import field_faults, write
from labor.models import Engagement, PlacementState
from labor.real_names import Identified, Stated, identify, ordinal
from labor.rosters.contacts import write_card, write_phone
from labor.rosters.meeting import card_warnings, stays_of
from labor.rosters.permissions import WAIVER_WHO, may_waive
from labor.rosters.safety import UNTRAINED, fitting, safety_trainings
from projects.models import Condition, Project, Stage
from units.models import UnitKind, User

PLAIN = (
    "category", "address", "team", "employer", "relation", "contract_on", "day_rate_fen", "entered_on", "left_on",
    "leave_reason", "waiver_reason", "bank",
)  # fmt: skip
LINKED = ("township", "trade", "company", "placement", "safety_training")
FIELDS = (*PLAIN, *LINKED)
NUMBERS = ("phone", "card")
WHO = ("name", "id_number")
BEFORE_WORKS = (Stage.PLANNING, Stage.PREPARATION, Stage.CONTRACTED)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: whose (`index` from 0), at which field, what kind, the sentence; a warning does not block."""

    index: int
    field: str
    kind: str
    sentence: str
    is_warning: bool = False


@dataclass(slots=True)
class Examined:
    """People about to enter: unsaved stays without their person, and everything found."""

    drafts: list[Engagement]
    identified: Identified
    findings: list[Finding] = field(default_factory=list)

    @property
    def errors(self) -> list[Finding]:
        return sorted((one for one in self.findings if not one.is_warning), key=lambda one: one.index)

    @property
    def warnings(self) -> list[Finding]:
        return sorted((one for one in self.findings if one.is_warning), key=lambda one: one.index)


def stage_warning(project: Project) -> str:
    """The sentence for an entry while the project is not being built; "" when it is."""
    if project.condition == Condition.PAUSED:
        return f"“{project.name}”现在暂停，请核对是否真的有人进场。"
    if project.stage in BEFORE_WORKS:
        return f"“{project.name}”还在“{project.get_stage_display()}”环节，没有进入建设，请核对是否真的有人进场。"
    return ""


def examine(
    project: Project,
    rows: Sequence[Mapping[str, Any]],
    *,
    by: User,
    today: date,
    place: Callable[[int], str] = ordinal,
) -> Examined:
    """Check people about to enter a project; nothing is saved.

    Args:
        rows: for each person the values of WHO, FIELDS and NUMBERS that are known (money in 分, numbers in full).
        today: registration comes before entry (R8), so an earlier entry is warned about.
        place: names the person with an index in sentences (第3人, 第7行).
    """
    stated = [Stated(str(row.get("name") or ""), str(row.get("id_number") or "")) for row in rows]
    found = Examined([], identify(stated, by=by, place=place))
    found.findings += [Finding(one.index, one.field, one.kind, one.sentence) for one in found.identified.doubts]
    for index, row in enumerate(rows):
        found.drafts.append(_draft(found, index, row, project))
        found.findings += _own_faults(found.drafts[index], index, found.identified.people[index], today)
    _against_register(found, project, by, place)
    return found


def _draft(found: Examined, index: int, row: Mapping[str, Any], project: Project) -> Engagement:
    draft = Engagement(project=project, name=found.identified.people[index].name)
    write(draft, {name: value for name, value in row.items() if name not in WHO + NUMBERS}, FIELDS)
    draft.employer = draft.employer or (draft.company.name if draft.company else project.owner_name)
    faults = (write_phone(draft, row.get("phone") or ""), write_card(draft, row.get("card") or ""))
    for fault in faults:
        if fault:
            found.findings.append(Finding(index, fault.field, fault.kind, fault.sentence, fault.is_warning))
    return draft


def _own_faults(draft: Engagement, index: int, stated: Stated, today: date) -> Iterator[Finding]:
    """What one stay shows by itself."""
    for name, sentence in record_faults(draft, PLAIN):
        yield Finding(index, name, "not_valid", sentence)
    entered = draft.entered_on
    if not isinstance(entered, date):
        return
    if entered < today:
        message = f"进场日期{entered:%Y-%m-%d}早于登记当天，应先实名登记后进场，请今后在进场前登记。"
        yield Finding(index, "entered_on", "registered_late", message, is_warning=True)
    if draft.left_on and draft.left_on > today:
        yield Finding(index, "left_on", "not_yet", "退场日期还没有到，请在退场当天或以后登记。")
    yield from _age(index, stated, entered)


def _age(index: int, stated: Stated, entered: date) -> Iterator[Finding]:
    age = age_on(stated.id_number, entered) if len(stated.id_number) == 18 else None
    if age is not None and age < LEAST_AGE:
        message = f"进场时只有{age}周岁，未满{LEAST_AGE}周岁，法律禁止用工，不能登记。请核对号码。"
        yield Finding(index, "id_number", "underage", message)
    elif age is not None and age > USUAL_AGE:
        message = f"进场时已{age}周岁，超过{USUAL_AGE}周岁，请核实身体状况和意外保险后再安排务工。"
        yield Finding(index, "id_number", "over_60", message, is_warning=True)


def record_faults(draft: Engagement, fields: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(Field, sentence) of what a stay's own values contradict; no query."""
    faults = [(lack.field, lack.sentence) for lack in field_faults(draft, list(fields))]
    yield from faults
    if draft.trade_id is None:
        yield "trade", "“工种”还没有填，请选择工种。"
    if draft.township is not None and draft.township.kind != UnitKind.TOWNSHIP:
        yield "township", f"“所属镇街”填的{draft.township}不是镇街，请选择八个镇街之一。"
    if draft.company is not None and draft.company.retired_at:
        yield "company", f"{draft.company}已停用，请选择在用的劳务公司。"
    if draft.day_rate_fen is not None and draft.day_rate_fen <= 0:
        yield "day_rate_fen", "约定日工资应大于0，没有约定的留空。"
    if {"entered_on", "left_on"}.isdisjoint(name for name, _ in faults):
        yield from _leaving(draft)


def _leaving(draft: Engagement) -> Iterator[tuple[str, str]]:
    if draft.left_on and draft.entered_on and draft.left_on < draft.entered_on:
        yield "left_on", "退场日期不能早于进场日期。"
    if draft.left_on and not draft.leave_reason:
        yield "leave_reason", "退场请写明原因。"
    if draft.leave_reason and not draft.left_on:
        yield "left_on", "写了退场原因，没有写退场日期，请补填或删去原因。"


def _against_register(found: Examined, project: Project, by: User, place: Callable[[int], str]) -> None:
    """What earlier stays, trainings and cards say against it."""
    people = [found.identified.person(one) for one in found.identified.people]
    keys = [person.pk if person else None for person in people]
    known = [key for key in keys if key is not None]
    trainings, stays, waives = safety_trainings(known), stays_of(known), may_waive(by, project)
    for index, (draft, key) in enumerate(zip(found.drafts, keys, strict=True)):
        if isinstance(draft.entered_on, date):
            found.findings += _training(draft, index, trainings.get(key or 0, []), waives=waives)
            found.findings += [Finding(index, *said) for said in stays.against(draft, key)]
        found.findings += _placement(draft, index, key)
    holders = [one.id_number for one in found.identified.people]
    found.findings += [
        Finding(index, "card", "card_shared", message, is_warning=True)
        for index, message in card_warnings(found.drafts, keys, holders, place)
    ]


def _training(draft: Engagement, index: int, trainings: list[Any], *, waives: bool) -> Iterator[Finding]:
    chosen = draft.safety_training
    draft.safety_training = fitting(trainings, draft.entered_on, chosen)
    if chosen is not None and draft.safety_training is None:
        message = "选择的安全培训不是本人在进场日期及以前签字的安全生产培训，请重新选择。"
        yield Finding(index, "safety_training", "training_unfit", message)
    elif draft.safety_training is not None:
        draft.waiver_reason = ""  # trained people need none
    elif not draft.waiver_reason:
        message = UNTRAINED.format(day=f"{draft.entered_on:%Y-%m-%d}")
        yield Finding(index, "safety_training", "untrained", message)
    elif not waives:
        yield Finding(index, "waiver_reason", "waiver_not_allowed", WAIVER_WHO)


def _placement(draft: Engagement, index: int, worker: int | None) -> Iterator[Finding]:
    placed = draft.placement
    if placed is None:
        return
    fits = placed.worker_id == worker and placed.demand.project_id == draft.project_id
    if not fits or placed.state != PlacementState.CONFIRMED:
        message = "选择的用工对接不是这个人在本项目已确认的对接，请重新选择或不选。"
        yield Finding(index, "placement", "placement_unfit", message)

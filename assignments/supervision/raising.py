"""立项: a 督办 is drafted by the office, by hand or from something overdue, and changed until it is issued."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from assignments.models import SourceKind, SupervisionAct, SupervisionNotice
from assignments.supervision.moves import FLOW
from assignments.supervision.rules import rule_on
from assignments.supervision.sources import described, open_notice
from documents.formats import chinese_date
from documents.masking import without_numbers
from projects.calendar import is_working_day, moved
from units.models import Unit, UnitKind, User
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of

RAISERS = "督办由领导小组办公室立项，您没有这项权限。"
FIRMS = (UnitKind.OWNER, UnitKind.CONTRACTOR)
MOST = {"title": 80, "basis": 300, "demand": 1000}  # characters, as the columns hold


def may_raise(user: User) -> bool:
    return scope_of(user).is_office


def usual_due(day: date) -> date:
    """反馈期限 where nobody says another: the usual working days after a day (◇)."""
    return moved(day, rule_on(day).answer_within)


@transaction.atomic
def raise_supervision(
    *, unit: Unit, title: str, basis: str, demand: str, due_on: date, source: SourceKind = SourceKind.OWN,
    source_key: str = "", source_label: str = "", by: User, at: datetime,
) -> SupervisionNotice:  # fmt: skip
    """立项: draft a 督办 for one unit; nothing is told to anybody until it is issued.

    Raises:
        NotAllowed: not the office.
        Refusal: every sentence at once — words missing or too long, a firm, a day past or off, or one under way.
    """
    if not may_raise(by):
        raise NotAllowed(RAISERS)
    values = _stated({"title": title, "basis": basis, "demand": demand, "unit": unit, "due_on": due_on})
    if said := wrong(values, timezone.localdate(at)):
        raise Refusal(*said)
    made = SupervisionNotice(
        **values, source=source, source_key=source_key, source_label=source_label[:200], created_at=at, created_by=by
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Refusal("这件事已有办理中的督办，请在原督办单上办理。") from None
    FLOW.tell(made, SupervisionAct.DRAFT, by=by, at=at, reason=made.source_label)
    return made


def raise_from(*, kind: str, key: str, by: User, at: datetime) -> SupervisionNotice:
    """One act: the thing becomes a prefilled draft; where one is under way already, that one.

    Raises:
        NotAllowed: not the office.
        Refusal: there is no such thing, or nothing about it to press for now.
    """
    if not may_raise(by):
        raise NotAllowed(RAISERS)
    if (standing := open_notice(kind, key)) is not None:
        return standing
    day = timezone.localdate(at)
    draft = described(kind, key, by, on=day)
    if draft is None:
        raise Refusal("没有找到要督办的事项，可能已经删除或撤回，请返回原页面刷新后再办。")
    if draft.why_not:
        raise Refusal(draft.why_not)
    return raise_supervision(
        unit=draft.unit, title=draft.title[:80], basis=draft.basis[:300], demand=draft.demand[:1000],
        due_on=draft.due or usual_due(day), source=SourceKind(kind), source_key=key, source_label=draft.label,
        by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def edit_supervision(
    *, notice: SupervisionNotice, values: Mapping[str, Any], by: User, at: datetime, version: int | None = None
) -> SupervisionNotice:
    """Change a draft: title, basis, demand, unit, due_on.

    Raises:
        NotAllowed, WrongState, StalePaper: as the move table says.
        Refusal: every sentence at once; the unit of one that came from something has one under way.
    """
    stated = _stated(values)
    if said := wrong(stated, timezone.localdate(at)):
        raise Refusal(*said)
    changed = {
        _label(name): [str(getattr(notice, name)), str(value)]
        for name, value in stated.items()
        if getattr(notice, name) != value
    }
    try:
        with transaction.atomic():
            return FLOW.make(notice, SupervisionAct.EDIT, by=by, at=at, version=version, changes=changed, **stated)
    except IntegrityError:
        raise Refusal("这件事在这个单位已有办理中的督办，请在原督办单上办理。") from None


def wrong(values: Mapping[str, Any], today: date) -> list[str]:
    """Sentences on a draft that cannot stand."""
    said = []
    for name in MOST:
        label, text, most = _label(name), values[name], MOST[name]
        if not text:
            said.append(f"“{label}”还没有填，请填写。")
        elif len(text) > most:
            said.append(f"“{label}”有{len(text)}个字，最多{most}个字，请写得简短些。")
    if values["unit"].kind in FIRMS:
        said.append(f"{values['unit']}是业主或施工单位，督办下达到成员单位，请改选它的主管部门或责任镇街。")
    return [*said, *wrong_day(values["due_on"], today)]


def wrong_day(due_on: date, today: date) -> list[str]:
    """Sentences on a due day that cannot be: past, or one on which offices rest."""
    if due_on < today:
        return [f"反馈期限{chinese_date(due_on)}已经过去，请改为今天或以后的工作日。"]
    if not is_working_day(due_on):
        return [f"反馈期限{chinese_date(due_on)}是休息日，请改为工作日，例如{chinese_date(moved(due_on, 0))}。"]
    return []


def _label(name: str) -> str:
    return str(getattr(SupervisionNotice._meta.get_field(name), "verbose_name", name))


def _stated(values: Mapping[str, Any]) -> dict[str, Any]:
    words = {name: without_numbers(str(values[name]).strip()) for name in MOST}
    return {**words, "unit": values["unit"], "due_on": values["due_on"]}

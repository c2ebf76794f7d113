"""Acts on an issue after it was raised: each one transaction, by the move table, told to whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from assignments.enclosures import add_files, sound_files
from assignments.issues.announcing import announce
from assignments.issues.marking import ground_of, mark
from assignments.issues.moves import FLOW
from assignments.models import Ground, Issue, IssueAct, IssueOpinion, MatterState
from projects.keeping_files import atomic_with_files
from units.models import Unit, UnitKind, User
from units.reasons import stated
from units.refusals import Refusal

FIRMS = (UnitKind.OWNER, UnitKind.CONTRACTOR)
BY_BUTTON = frozenset({IssueAct.HAND_BACK, IssueAct.REJECT, IssueAct.WITHDRAW})


@transaction.atomic
def press(
    *, issue: Issue, act: IssueAct, by: User, at: datetime, reason: str = "", version: int | None = None
) -> Issue:
    """Hand back, reject or withdraw, each with its reason.

    Raises:
        Refusal: no such button; or what `Flow.make` raises.
    """
    if act not in BY_BUTTON:
        raise Refusal("没有这个办理事项，请刷新页面后重试。")
    return _made(issue, act, by=by, at=at, reason=reason, version=version)


@transaction.atomic
def assign_issue(
    *, issue: Issue, lead: Unit, due_on: date, by: User, at: datetime, supports: Iterable[Unit] = (),
    version: int | None = None,
) -> Issue:  # fmt: skip
    """交办: who leads, who helps, by which day; one that crosses departments is marked 应上报 at once.

    Raises:
        Refusal: a lead or day that cannot be, all at once; or what `Flow.make` raises.
    """
    helping = list(supports)
    _require_fit(lead, helping, due_on, at)
    told = _told(lead, helping, due_on)
    made: Issue = FLOW.make(
        issue, IssueAct.ASSIGN, by=by, at=at, version=version, changes=told, lead=lead, due_on=due_on
    )
    return _settled(made, helping, IssueAct.ASSIGN, by=by, at=at)


@transaction.atomic
def reassign_issue(
    *, issue: Issue, lead: Unit, due_on: date, reason: str, by: User, at: datetime, supports: Iterable[Unit] = (),
    version: int | None = None,
) -> Issue:  # fmt: skip
    """改派或改期, with its reason; who led before hears of it too.

    Raises:
        Refusal: nothing that differs, a lead or day that cannot be; or what `Flow.make` raises.
    """
    helping, former = list(supports), issue.lead_id
    _require_fit(lead, helping, due_on, at)
    held = {unit.pk for unit in issue.supports.all()}
    if (former, issue.due_on, held) == (lead.pk, due_on, {unit.pk for unit in helping}):
        raise Refusal("牵头单位、配合单位和期限都没有变，没有改动。")
    told = _told(lead, helping, due_on, before=issue)
    given: dict[str, Any] = {"by": by, "at": at, "reason": reason, "version": version, "changes": told}
    made: Issue = FLOW.make(issue, IssueAct.REASSIGN, **given, lead=lead, due_on=due_on)
    return _settled(made, helping, IssueAct.REASSIGN, by=by, at=at, reason=reason)


@transaction.atomic
def give_opinion(*, issue: Issue, unit: Unit, text: str, by: User, at: datetime) -> IssueOpinion:
    """协调意见 of one unit; it stays as it was given.

    Raises:
        Refusal: it says nothing or too much; or what `Flow.make` raises.
    """
    said = stated(text, lacking="请写明意见。", noun="意见", most=1000)
    made = FLOW.make(issue, IssueAct.OPINE, by=by, at=at, changes={"单位": ["", unit.name]})
    opinion = IssueOpinion.objects.create(issue=made, unit=unit, text=said, given_at=at, given_by=by)
    announce(made, IssueAct.OPINE, by=by, at=at)
    return opinion


@atomic_with_files()
def answer_issue(
    *, issue: Issue, result: str, by: User, at: datetime, files: Sequence[File[Any]] = (), version: int | None = None
) -> Issue:
    """报办理结果 by the lead, with its files.

    Raises:
        Refusal: no result, a file that is not taken in; or what `Flow.make` raises.
    """
    said = stated(result, lacking="请写明怎样协调办理、结果如何。", noun="办理结果", most=2000)
    sound = sound_files(files)
    told = {"办理结果": [issue.result, said]}
    made: Issue = FLOW.make(issue, IssueAct.ANSWER, by=by, at=at, version=version, changes=told, result=said)
    add_files(place="issue", target=made, files=sound, by=by, at=at)
    announce(made, IssueAct.ANSWER, by=by, at=at)
    return made


@transaction.atomic
def close_issue(*, issue: Issue, by: User, at: datetime, reason: str = "", version: int | None = None) -> Issue:
    """核定办结; one that should have gone up and did not says why (通知 二（六）: 重大事项及时向区政府报告).

    Raises:
        Refusal: the reason is missing; or what `Flow.make` raises (who answered does not close).
    """
    if issue.marked_at and not went_up(issue) and not reason.strip():
        why = issue.get_ground_display()
        raise Refusal(f"这个问题因{why}已标为应上报，还没有上报：请先列为重大事项，或写明不上报的理由。")
    return _made(issue, IssueAct.CLOSE, by=by, at=at, reason=reason, version=version, closed_at=at, closed_by=by)


@transaction.atomic
def reopen_issue(
    *, issue: Issue, due_on: date, reason: str, by: User, at: datetime, version: int | None = None
) -> Issue:
    """重新办理 by the same units, to a new day.

    Raises:
        Refusal: the day is past, no reason; or what `Flow.make` raises.
    """
    if wrong := list(_wrong_day(due_on, at)):
        raise Refusal(*wrong)
    told = {"办理期限": [str(issue.due_on), str(due_on)]}
    stored = {"due_on": due_on, "closed_at": None, "closed_by": None}
    return _made(issue, IssueAct.REOPEN, by=by, at=at, reason=reason, version=version, changes=told, **stored)


def went_up(issue: Issue) -> bool:
    """Whether a report on it is with the district government or on its way there."""
    return issue.matters.exclude(state=MatterState.WITHDRAWN).exists()


def may_lead(units: Any) -> Any:
    """The units that can be given an issue: no firms."""
    return units.exclude(kind__in=FIRMS)


def _made(issue: Issue, act: IssueAct, *, reason: str, by: User, at: datetime, **given: Any) -> Issue:
    made: Issue = FLOW.make(issue, act, by=by, at=at, reason=reason, **given)
    announce(made, act, by=by, at=at, reason=reason.strip())
    return made


def _settled(
    issue: Issue, helping: Sequence[Unit], act: IssueAct, *, by: User, at: datetime, reason: str = ""
) -> Issue:
    issue.supports.set(helping)
    announce(issue, act, by=by, at=at, reason=reason.strip())
    return mark(issue=issue, ground=Ground.CROSSES, at=at) if ground_of(issue) else issue


def _require_fit(lead: Unit, helping: Sequence[Unit], due_on: date, at: datetime) -> None:
    wrong = list(_wrong_day(due_on, at))
    if lead in helping:
        wrong.append(f"{lead.name}已是牵头单位，不用再列为配合单位。")
    if firms := [unit.name for unit in (lead, *helping) if unit.kind in FIRMS]:
        wrong.append(f"{'、'.join(firms)}是企业单位，不能作为牵头或配合单位，请选主管部门或镇街。")
    if wrong:
        raise Refusal(*wrong)


def _wrong_day(due_on: date, at: datetime) -> Iterator[str]:
    if due_on < timezone.localdate(at):
        yield "办理期限不能早于今天。"


def _told(lead: Unit, helping: Sequence[Unit], due_on: date, before: Issue | None = None) -> Mapping[str, Any]:
    def was(value: Any) -> str:
        return str(value) if before and value else ""

    former = "、".join(unit.name for unit in before.supports.all()) if before else ""
    return {
        "牵头单位": [was(before and before.lead), lead.name],
        "配合单位": [former, "、".join(unit.name for unit in helping)],
        "办理期限": [was(before and before.due_on), str(due_on)],
    }

"""Drafting a report on a major matter, fresh or from an issue, and mending the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from assignments.enclosures import add_files, sound_files
from assignments.issues.announcing import announce as announce_issue
from assignments.issues.moves import FLOW as ISSUE_FLOW
from assignments.issues.terms import report_by
from assignments.matters.moves import FLOW
from assignments.matters.moving import changes
from assignments.matters.wording import LABELS, wrong_to_keep
from assignments.models import Issue, IssueAct, MajorMatter, MatterAct, MatterKind
from documents.formats import chinese_date
from documents.masking import without_numbers
from projects.keeping_files import atomic_with_files
from units.models import User
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of

OLDEST = timedelta(days=366)  # a matter known for longer is a slip of the pen
DRAFTERS = "重大事项报告由领导小组办公室起草，您没有这项权限。"


def may_draft(user: User) -> bool:
    return scope_of(user).is_office


@atomic_with_files()
def draft_matter(
    *,
    values: Mapping[str, Any],
    known_at: datetime,
    by: User,
    at: datetime,
    issue: Issue | None = None,
    files: Sequence[File[Any]] = (),
) -> MajorMatter:
    """Begin a report, fresh or from an issue (which is then 列为重大事项); its clock runs from `known_at`.

    Args:
        values: kind, urgency, title, situation, handled, next_steps.

    Raises:
        NotAllowed: not of the office.
        Refusal: what is missing, a moment still to come, a file that is not taken in, a report on the issue under way.
    """
    if not may_draft(by):
        raise NotAllowed(DRAFTERS)
    written = _required(values, known_at, at)
    sound = sound_files(files)
    limit = report_by(values["urgency"], known_at)
    fields = {**written, "issue": issue, "known_at": known_at, "report_by": limit, "created_at": at, "created_by": by}
    matter = _created(fields)
    if issue is not None:  # first of all, as whoever moves the issue: its row, then the trail
        made = ISSUE_FLOW.make(issue, IssueAct.ESCALATE, by=by, at=at, changes={"报告": ["", matter.title]})
        announce_issue(made, IssueAct.ESCALATE, by=by, at=at)
    FLOW.tell(matter, MatterAct.DRAFT, by=by, at=at)
    add_files(place="matter", target=matter, files=sound, by=by, at=at)
    return matter


@atomic_with_files()
def edit_matter(
    *,
    matter: MajorMatter,
    values: Mapping[str, Any],
    known_at: datetime,
    by: User,
    at: datetime,
    version: int | None = None,
    files: Sequence[File[Any]] = (),
) -> MajorMatter:
    """Rewrite a draft; a moment or urgency that changes moves the clock, and the trail keeps the one before.

    Raises:
        NotAllowed, WrongState, StalePaper, Refusal: as `draft_matter` and `Flow.make`.
    """
    written = _required(values, known_at, at)
    sound = sound_files(files)
    fields = {**written, "known_at": known_at, "report_by": report_by(values["urgency"], known_at)}
    told = changes(matter, fields)
    if not told and not sound and FLOW.allows(MatterAct.EDIT, matter, by):
        return matter  # who changed nothing has not written it: who wrote last is still barred from checking
    given: dict[str, Any] = {"by": by, "at": at, "version": version, "changes": told}
    made: MajorMatter = FLOW.make(matter, MatterAct.EDIT, **given, **fields)
    add_files(place="matter", target=made, files=sound, by=by, at=at)
    return made


def _created(fields: Mapping[str, Any]) -> MajorMatter:
    try:
        with transaction.atomic():
            return MajorMatter.objects.create(**fields)
    except IntegrityError:
        raise Refusal("这个问题已有办理中的重大事项报告，请在原报告上办理。") from None


def _required(values: Mapping[str, Any], known_at: datetime, at: datetime) -> dict[str, Any]:
    written = {name: without_numbers(str(values.get(name) or "").strip()) for name in LABELS}
    wrong = list(wrong_to_keep(written))
    if known_at > at:
        wrong.append("知悉时间不能晚于现在。")
    if known_at < at - OLDEST:
        wrong.append("知悉时间早于一年以前，请核对年份。")
    if wrong:
        raise Refusal(*wrong)
    return {**written, "kind": values["kind"], "urgency": values["urgency"]}


def prefilled(issue: Issue | None, *, at: datetime) -> dict[str, Any]:
    """What a form for a new report begins with: what the issue says, known since it was marked 应上报, else now."""
    if issue is None:
        return {"known_at": timezone.localtime(at)}
    opinions = [f"{one.unit.name}：{one.text}" for one in issue.opinions.select_related("unit")]
    project = f"涉及项目：{issue.project.name}。" if issue.project else ""
    return {
        "title": issue.title[:60],
        "kind": MatterKind.COORDINATION,
        "urgency": issue.urgency,
        "known_at": timezone.localtime(issue.marked_at or at),
        "situation": "\n".join(
            part for part in (issue.situation, project, f"{issue.unit.name}提出：{issue.demand}") if part
        ),
        "handled": "\n".join(part for part in (_assigned(issue), *opinions, issue.result) if part),
    }


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _assigned(issue: Issue) -> str:
    if issue.lead is None or issue.due_on is None:
        return ""
    helping = "、".join(unit.name for unit in issue.supports.all())
    helped = f"，{helping}配合" if helping else ""
    return f"领导小组办公室已交{issue.lead.name}牵头{helped}，要求{chinese_date(issue.due_on)}前办结。"

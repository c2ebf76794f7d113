"""Raising an issue, numbered within its year, and mending it before it is assigned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from assignments.enclosures import add_files, sound_files
from assignments.issues.announcing import announce
from assignments.issues.moves import FLOW, raising_units
from assignments.models import Issue, IssueAct
from documents.masking import without_numbers
from projects.keeping_files import SoundFile, atomic_with_files
from projects.models import Project
from units.models import Unit, User
from units.refusals import NotAllowed, Refusal

TRIES = 5
WRITTEN = ("title", "kind", "urgency", "project", "situation", "demand")
LONGEST = {"title": 80, "situation": 2000, "demand": 500}
LABELS = {"title": "标题", "situation": "情况说明", "demand": "需要协调解决的事项"}


@atomic_with_files()
def raise_issue(
    *, unit: Unit, values: Mapping[str, Any], by: User, at: datetime, files: Sequence[File[Any]] = ()
) -> Issue:
    """Raise an issue in a unit's name and put it before the office.

    Args:
        values: title, kind, urgency, situation, demand, and project (None: of no project).

    Raises:
        NotAllowed: the person neither files nor reviews for the unit.
        Refusal: what is missing, a project that is not theirs to see, a file that is not taken in; all at once.
    """
    if unit.pk not in raising_units(by):
        raise NotAllowed(f"您不是{unit.name}的填报人或审核人，不能以该单位名义提出问题。")
    written = _required(values, by)
    sound = sound_files(files)
    issue = _numbered({**written, "unit": unit, "raised_at": at, "raised_by": by}, timezone.localdate(at).year)
    FLOW.tell(issue, IssueAct.RAISE, by=by, at=at)
    _keep(issue, sound, by=by, at=at)
    announce(issue, IssueAct.RAISE, by=by, at=at)
    return issue


@atomic_with_files()
def amend_issue(
    *,
    issue: Issue,
    values: Mapping[str, Any],
    by: User,
    at: datetime,
    version: int | None = None,
    files: Sequence[File[Any]] = (),
) -> Issue:
    """Rewrite an issue that is not assigned yet; one that was handed back goes before the office again.

    Raises:
        NotAllowed, WrongState, StalePaper: not theirs, assigned already, or changed meanwhile.
        Refusal: as `raise_issue`.
    """
    written = _required(values, by, kept=issue.project_id)
    sound = sound_files(files)
    given: dict[str, Any] = {"by": by, "at": at, "version": version, "changes": _changes(issue, written)}
    made: Issue = FLOW.make(issue, IssueAct.AMEND, **given, **written)
    _keep(made, sound, by=by, at=at)
    announce(made, IssueAct.AMEND, by=by, at=at)
    return made


def _required(values: Mapping[str, Any], by: User, *, kept: int | None = None) -> dict[str, Any]:
    said = {name: without_numbers(str(values.get(name) or "").strip()) for name in LABELS}
    project = values.get("project")
    if wrong := [*_lacking(said), *_unseen(project, by, kept)]:
        raise Refusal(*wrong)
    return {**said, "kind": values["kind"], "urgency": values["urgency"], "project": project}


def _lacking(said: Mapping[str, str]) -> Iterator[str]:
    for name, label in LABELS.items():
        if not said[name]:
            yield f"请填写{label}。"
        elif len(said[name]) > LONGEST[name]:
            yield f"{label}有{len(said[name])}个字，最多{LONGEST[name]}个字。"


def _unseen(project: Project | None, by: User, kept: int | None) -> Iterator[str]:
    if project is None or project.pk == kept:
        return
    if not Project.objects.visible_to(by).filter(pk=project.pk).exists():
        yield "所选项目不在您单位的管理范围内，请改选或不选项目。"


def _changes(issue: Issue, written: Mapping[str, Any]) -> dict[str, list[str]]:
    """Field → [before, after], of the fields that differ."""
    pairs = {name: (getattr(issue, name), value) for name, value in written.items()}
    return {name: [_said(before), _said(after)] for name, (before, after) in pairs.items() if before != after}


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _numbered(values: Mapping[str, Any], year: int) -> Issue:
    for _ in range(TRIES):
        last = Issue.objects.filter(year=year).aggregate(last=Max("serial"))["last"] or 0
        try:
            with transaction.atomic():
                return Issue.objects.create(year=year, serial=last + 1, **values)
        except IntegrityError:  # somebody else took the number between the look and the insert
            continue
    raise Refusal("同时提出的问题太多，没有取到编号，请稍后重试。")


def _keep(issue: Issue, sound: Sequence[SoundFile], *, by: User, at: datetime) -> None:
    add_files(place="issue", target=issue, files=sound, by=by, at=at)

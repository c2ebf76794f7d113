"""监管检查 as it was made, with the findings it asks to mend (notice, 三（一）)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Max
from django.utils import timezone

from projects.inspections.holding import hold, lock_project
from projects.inspections.permissions import FORM_WHO, inspecting_units
from projects.models import (
    Condition,
    Inspection,
    InspectionForm,
    Project,
    ProofKind,
    Rectification,
    RectificationAct,
    RectificationState,
    RectificationStep,
    Sample,
    SiteVisit,
)
from projects.proofs.files import SoundFile, atomic_with_files, keep_files, look_into
from projects.proofs.permissions import closed
from units.audit import record
from units.models import Unit, User
from units.refusals import NotAllowed, Refusal


@dataclass(frozen=True, kw_only=True)
class Finding:
    """一项问题: what is wrong, what is asked, of whom, by when, and whether the project may go on meanwhile."""

    finding: str
    demand: str
    responsible: Unit | None = None
    responsible_name: str = ""
    due_on: date
    holds_project: bool = False

    @property
    def answerable(self) -> str:
        return self.responsible.name if self.responsible else self.responsible_name.strip()


def record_inspection(
    *,
    project: Project,
    form: InspectionForm,
    visit: SiteVisit | str,
    unit: Unit,
    inspectors: str,
    inspected_on: date,
    summary: str,
    is_clean: bool,
    findings: Sequence[Finding],
    sample: Sample | None,
    files: Sequence[File[Any]] = (),
    by: User,
    at: datetime,
) -> Inspection:
    """Record one inspection with its files; each finding becomes a numbered 整改, and a holding one stops the project.

    Raises:
        NotAllowed: this person does not record this form of inspection for `unit`.
        Refusal: everything that does not fit, all at once.
    """
    if unit.pk not in inspecting_units(by, project, form):
        raise NotAllowed(f"您不能以{unit.name}的名义登记“{project.name}”的{form.label}：{FORM_WHO[form]}。")
    inspection = Inspection(
        project=project, proof_kind=ProofKind.INSPECTION, recorded_at=at, recorded_by=by, form=form, visit=visit,
        unit=unit, inspectors=inspectors.strip(), inspected_on=inspected_on, summary=summary.strip(),
        is_clean=is_clean, sample=sample,
    )  # fmt: skip
    sound, unfit = look_into(files)
    return _record(inspection, findings, sound, unfit, by=by, at=at)


@atomic_with_files()
def _record(
    inspection: Inspection,
    findings: Sequence[Finding],
    files: Sequence[SoundFile],
    unfit: list[str],
    *,
    by: User,
    at: datetime,
) -> Inspection:
    """Save what fits, with its files, in one transaction."""
    held = inspection.project = lock_project(inspection.project_id)
    asked = [_rectification(inspection, finding) for finding in findings]
    _check(inspection, asked, unfit)
    inspection.save(force_insert=True)
    keep_files(target=inspection, files=files, by=by, at=at)
    _ask(inspection, asked)
    _hold(held, asked, by=by, at=at)
    detail = {"inspection": inspection.pk, "clean": inspection.is_clean, "asked": [one.label for one in asked]}
    act = f"登记{inspection.get_form_display()}"
    record(act=act, subject=held.name, by=by, at=at, rows=len(asked) or 1, detail=detail)
    return inspection


def _rectification(inspection: Inspection, finding: Finding) -> Rectification:
    return Rectification(
        project=inspection.project, proof_kind=ProofKind.RECTIFICATION, recorded_at=inspection.recorded_at,
        recorded_by=inspection.recorded_by, year=timezone.localdate(inspection.recorded_at).year, number=0,
        finding=finding.finding.strip(), demand=finding.demand.strip(), responsible=finding.responsible,
        responsible_name=finding.answerable, due_on=finding.due_on, holds_project=finding.holds_project,
    )  # fmt: skip


def _ask(inspection: Inspection, asked: list[Rectification]) -> None:
    """Number within the year without gaps: the office's row is locked while the next numbers are given."""
    if not asked:
        return
    list(Unit.objects.select_for_update(no_key=True).filter(is_office=True))
    last = Rectification.objects.filter(year=asked[0].year).aggregate(last=Max("number"))["last"] or 0
    for number, one in enumerate(asked, start=last + 1):
        one.inspection, one.number = inspection, number
        one.save(force_insert=True)
        RectificationStep.objects.create(
            rectification=one, act=RectificationAct.ASK, state=RectificationState.OPEN, words=one.demand,
            at=one.recorded_at, by=one.recorded_by,
        )  # fmt: skip


def _hold(project: Project, asked: list[Rectification], *, by: User, at: datetime) -> None:
    labels = "、".join(one.label for one in asked if one.holds_project)
    if labels:
        hold(project, reason=f"整改通知{labels}未销号"[:200], by=by, at=at)


def _check(inspection: Inspection, asked: list[Rectification], unfit: list[str]) -> None:
    wrong = [sentence] if (sentence := closed(inspection.project)) else []
    wrong += _misfits(inspection, asked) + _lacks(inspection, exclude=set())
    for number, one in enumerate(asked, start=1):
        lacks = _lacks(one, exclude={"inspection", "number"})
        if one.due_on < inspection.inspected_on:
            lacks.append("“整改期限”：不能早于检查日期，请改正。")
        wrong += [f"第{number}项问题{sentence}" for sentence in lacks]
    wrong += unfit
    if wrong:
        raise Refusal(*wrong)


def _misfits(inspection: Inspection, asked: list[Rectification]) -> list[str]:
    project, sample = inspection.project, inspection.sample
    drawn = sample is not None and sample.drawn.filter(project=project).exists()
    sampled = inspection.form == InspectionForm.SAMPLE
    stopped = project.condition in (Condition.PAUSED, Condition.REMOVED)
    tests = {
        "已勾选“未发现问题”，就不能再列问题；请删去所列问题，或取消勾选。": inspection.is_clean and bool(asked),
        "没有勾选“未发现问题”，请至少列一项问题；确无问题请勾选。": not inspection.is_clean and not asked,
        "检查日期不能晚于今天，请改正。": inspection.inspected_on > timezone.localdate(inspection.recorded_at),
        "区级抽查须选定抽查名单，请先抽取名单。": sampled and sample is None,
        f"“{project.name}”不在抽查名单“{sample}”里，请核对项目或改选名单。": sampled
        and sample is not None
        and not drawn,
        "只有区级抽查才对应抽查名单，请清空名单。": not sampled and sample is not None,
        f"项目现为“{project.get_condition_display()}”，本就不能流转，请取消“整改期间项目不得转入下一环节”。": stopped
        and any(one.holds_project for one in asked),
    }
    return [sentence for sentence, fails in tests.items() if fails]


def _lacks(row: Inspection | Rectification, *, exclude: set[str]) -> list[str]:
    try:
        row.full_clean(exclude=exclude, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        names = {field.name: str(field.verbose_name) for field in row._meta.fields}
        return [f"“{names[name]}”：{said}" for name, messages in error.message_dict.items() for said in messages]
    return []

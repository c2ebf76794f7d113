"""进场登记: people are registered by real name before they enter (R8), one or many, all or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from labor.bulk import sentence_of
from labor.models import Engagement, EngagementAct, EngagementStep
from labor.permissions import require_works_on
from labor.rosters.checks import Examined, Finding, examine, stage_warning
from labor.rosters.safety import hold_trainings
from labor.trainings.conflicts import lock_people
from projects.models import Project
from projects.proofs.permissions import closed
from units.audit import record
from units.models import User
from units.refusals import Refusal, WrongState


class CannotEnter(Refusal):
    """Somebody cannot enter; `findings` say whose fault stands at which field."""

    def __init__(self, findings: Iterable[Finding], *, names: Sequence[str] = ()) -> None:
        self.findings = list(findings)
        super().__init__(*(_named(one, names) for one in self.findings))


def _named(finding: Finding, names: Sequence[str]) -> str:
    if len(names) < 2:
        return finding.sentence
    return f"第{finding.index + 1}人{names[finding.index]}：{finding.sentence}"


@dataclass(frozen=True, slots=True)
class Entered:
    """Who entered; `warnings` at their fields do not keep anybody out, `notes` are about the project."""

    engagements: list[Engagement]
    warnings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        """Everything to be shown after saving."""
        return [*self.notes, *(_named(one, [stay.name for stay in self.engagements]) for one in self.warnings)]


def enter(*, project: Project, values: Mapping[str, Any], by: User, at: datetime) -> Entered:
    """Register one person's entry; see `enter_many`."""
    return enter_many(project=project, people=[values], by=by, at=at)


@transaction.atomic
def enter_many(*, project: Project, people: Sequence[Mapping[str, Any]], by: User, at: datetime) -> Entered:
    """Register several people's entry into one project, all or none.

    Args:
        people: for each person name, id_number, address, trade, team, relation, entered_on and, where known,
            category, township, company, employer (the company or owner unless given), contract_on, day_rate_fen (分),
            placement, safety_training (the latest fitting one unless given), waiver_reason, phone, bank, card,
            left_on and leave_reason.

    Raises:
        NotAllowed: the person's post does not handle the project.
        WrongState: the project is archived or off the list, or somebody was entered meanwhile.
        CannotEnter: every fault of everybody, each at its field.
    """
    require_open_project(by, project)
    if not people:
        raise Refusal("请至少填写一人。")
    found = examine(project, people, by=by, today=timezone.localdate(at))
    if found.errors:
        raise CannotEnter(found.errors, names=[one.name for one in found.drafts])
    stays = save_entries(found, project, by=by, at=at)
    notes = [sentence] if (sentence := stage_warning(project)) else []
    return Entered(stays, found.warnings, notes)


def require_open_project(by: User, project: Project) -> None:
    """Refuse people whose post does not handle the project, and projects that are archived or off the list."""
    require_works_on(by, project, "登记进场")
    if sentence := closed(project):
        raise WrongState(sentence)


def save_entries(found: Examined, project: Project, *, by: User, at: datetime, **said: Any) -> list[Engagement]:
    """Enroll and save people examined without errors; one audit entry counts them. Inside a transaction.

    `said` is added to the audit entry (a file's name, its number of warnings).
    """
    for draft, worker in zip(found.drafts, found.identified.enroll(), strict=True):
        draft.worker_id, draft.registered_at, draft.registered_by = worker, at, by
    lock_people({draft.worker_id for draft in found.drafts})
    hold_trainings(draft.safety_training for draft in found.drafts if draft.safety_training)
    try:
        with transaction.atomic():
            stays = Engagement.objects.bulk_create(found.drafts)
    except IntegrityError as error:
        raise WrongState(f"没有保存：{sentence_of(error, Engagement) or error}请刷新页面看最新名册。") from error
    EngagementStep.objects.bulk_create(
        EngagementStep(engagement=stay, act=EngagementAct.ENTER, at=at, by=by, changes=_entered(stay)) for stay in stays
    )
    waived = [stay.pk for stay in stays if stay.waiver_reason]
    detail = {"project": project.pk, "engagements": [stay.pk for stay in stays], "waived": waived, **said}
    record(act="进场登记", subject=f"{project.code} {project.name}", by=by, at=at, rows=len(stays), detail=detail)
    return stays


def _entered(stay: Engagement) -> dict[str, list[Any]]:
    said = {"entered_on": stay.entered_on.isoformat(), "waiver_reason": stay.waiver_reason}
    return {name: ["", value] for name, value in said.items() if value}

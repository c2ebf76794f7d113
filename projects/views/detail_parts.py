"""The parts of a project's page: each answers one question a clerk opens the page for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from projects.inspections.permissions import capacities
from projects.inspections.states import state_of
from projects.lists.permissions import may_keep_list
from projects.models import (
    Change,
    Condition,
    Connection,
    FilingState,
    Inspection,
    ListEntry,
    Nomination,
    ProgressFiling,
    Project,
    Proof,
    Rectification,
    Stage,
    StageStep,
    VersionRow,
)
from projects.proofs.permissions import SIDE, closed
from projects.stages.actions import NextStep, next_step
from projects.stages.line import Stop, line_of
from projects.stages.moves import StageMove
from projects.stages.permissions import AnyMove, available_moves, why_not
from projects.views.annexes import Annex
from projects.views.places import Lack, lack_of
from units.models import User

CONDITION_TONES = {Condition.PAUSED: "warn", Condition.RECTIFYING: "warn", Condition.REMOVED: "bad"}


def projects_of(user: User) -> QuerySet[Project]:
    """Projects a person may see, with all that the page reads of the project itself."""
    entries = Prefetch("entries", ListEntry.objects.select_related("project_list").order_by("-project_list__year"))
    filings = Prefetch(
        "filings", ProgressFiling.objects.select_related("period", "filed_by").order_by("-period__month")
    )
    steps = Prefetch(
        "stage_steps",
        StageStep.objects.select_related("by").prefetch_related(Prefetch("proofs", Proof.objects.order_by("pk"))),
    )
    found = Project.objects.visible_to(user).select_related("sector", "department", "township", "owner")
    return found.prefetch_related(entries, filings, steps, "fundings")


@dataclass(frozen=True, slots=True)
class StageCard:
    """下一环节: the line, what comes next, what it lacks, and this person's buttons."""

    line: list[Stop]
    step: NextStep
    lacks: list[Lack]
    denied: str
    side_moves: list[tuple[AnyMove, str]]

    @property
    def may_move(self) -> bool:
        """The next move is this person's and nothing is missing."""
        return self.step.is_ready and not self.denied

    @property
    def recorders(self) -> str:
        """Who records the proofs still missing, when it is not this person; "" otherwise."""
        return SIDE if any(lack.by_others for lack in self.lacks) else ""


def stage_card(project: Project, user: User, *, on: date) -> StageCard:
    """Where the project stands on a day, and what this person may do about it."""
    step = next_step(project, on=on)
    moves = available_moves(project, user)
    return StageCard(
        line=line_of(project.stage, project.stage_steps.all()),
        step=step,
        lacks=[lack_of(missing, project, user) for missing in step.missing],
        denied=why_not(step.move, project, user) if step.move else "",
        side_moves=[(move, _question(move)) for move in moves if move.reason],
    )


def _question(move: AnyMove) -> str:
    """What is asked before a move with a reason; a step back names the stage it leads to."""
    back = isinstance(move, StageMove) and move.target
    return f"退回到“{Stage(back).label}”环节？" if back else f"{move.label}？"


def reported(project: Project) -> ProgressFiling | None:
    """The newest accepted month, whose figures stand beside what is recorded one by one."""
    accepted = (one for one in project.filings.all() if one.state == FilingState.ACCEPTED)
    return next((one for one in accepted if one.allocated_fen is not None), None)


@dataclass(frozen=True, slots=True)
class Supervision:
    """检查整改 of one project; `asked` are its rectifications with state, tone and whether they are overdue."""

    inspections: Sequence[Inspection]
    asked: list[tuple[Rectification, str, str, bool]]
    may_inspect: bool


def supervision(project: Project, user: User, *, on: date) -> Supervision:
    inspections: QuerySet[Inspection] = QuerySet(Inspection).filter(project=project).select_related("unit")
    asked: QuerySet[Rectification] = QuerySet(Rectification).filter(project=project)
    return Supervision(
        inspections=list(inspections),
        asked=[(one, *state_of(one), not one.is_void and one.is_overdue(on=on)) for one in asked],
        may_inspect=bool(capacities(user, project)) and not closed(project),
    )


@dataclass(frozen=True, slots=True)
class Tie:
    """衔接配套 seen from one project: the other one, whether it is the served one, whether this person may open it."""

    other: Project
    is_served: bool
    purpose: str
    may_open: bool


def ties(project: Project, user: User) -> list[Tie]:
    """The projects this one serves, or that serve it."""
    linked = Connection.objects.filter(special=project) | Connection.objects.filter(key=project)
    found = [
        (one.key, True, one.purpose) if one.special_id == project.pk else (one.special, False, one.purpose)
        for one in linked.select_related("special", "key")
    ]
    others = [other.pk for other, _, _ in found]
    seen = set(Project.objects.visible_to(user).filter(pk__in=others).values_list("pk", flat=True))
    return [Tie(other, is_served, purpose, other.pk in seen) for other, is_served, purpose in found]


@dataclass(frozen=True, slots=True)
class Origin:
    """来源: the nominations that led to the list, and the versions that took it in, changed it or let it go."""

    nominations: list[tuple[Nomination, bool]]
    rows: list[VersionRow]


def origin(project: Project, user: User) -> Origin:
    nominations = Nomination.objects.filter(project=project).select_related(
        "unit", "collection", "listed_in__project_list"
    )
    readable = set(Nomination.objects.visible_to(user).filter(project=project).values_list("pk", flat=True))
    rows = VersionRow.objects.filter(project=project).exclude(change=Change.KEPT)
    related = rows.select_related("version__project_list").order_by("version__published_at", "pk")
    return Origin([(one, one.pk in readable) for one in nominations if one.listed_in_id], list(related))


def listed_years(project: Project, user: User) -> list[tuple[ListEntry, bool]]:
    """The project's rows on the lists; whether this person may mark one to leave, or take the mark back."""
    keeps = may_keep_list(user)
    return [(entry, keeps and entry.left_on is None) for entry in project.entries.all()]


def sections(further: Sequence[Annex] = (), **counts: int | None) -> list[dict[str, Any]]:
    """The page's own contents as tabs: one anchor each, with how much stands there; annexes before the trail."""
    *first, last = SECTIONS
    every = [*first, *((annex.anchor, annex.title) for annex in further), last]
    return [
        {"label": label, "url": f"#{anchor}", "current": False, "count": counts.get(anchor)} for anchor, label in every
    ]


SECTIONS = (
    ("stages", "环节"),
    ("facts", "项目情况"),
    ("ties", "衔接"),
    ("origin", "来源"),
    ("money", "资金"),
    ("proofs", "佐证"),
    ("supervision", "检查整改"),
    ("lists", "年度清单"),
    ("months", "各月填报"),
    ("trail", "经过"),
)

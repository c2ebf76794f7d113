"""Where the people of a session come from: a project's roster, a township's survey, confirmed placements. Masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from labor.models import Engagement, Placement, PlacementState, SurveyPart, SurveyResponse, Training, Worker
from labor.trainings.conflicts import conflicts
from projects.models import Project
from projects.questions import has_words
from units.models import User

SHOWN = 200  # people offered on one page; of more the words narrow down


class Source(models.TextChoices):
    ROSTER = "roster", "花名册"
    SURVEY = "survey", "摸底表"
    PLACEMENT = "placement", "已确认对接"
    NUMBER = "number", "按身份证号"


@dataclass(frozen=True, slots=True)
class Offer:
    """A person who may be added: `about` says where they come from, `clash` why they cannot come in these hours."""

    worker: int
    name: str
    id_masked: str
    about: str
    clash: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """At most SHOWN people not yet on the list, and how many there are (人)."""

    total: int
    people: list[Offer]

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.people)


def offered_to(user: User) -> QuerySet[Worker]:
    """The registered people a person may put on a list: whom they see, and who is brought to their projects."""
    brought = Placement.objects.visible_to(user).filter(state=PlacementState.CONFIRMED).order_by()
    return Worker.objects.filter(
        Q(pk__in=Worker.objects.visible_to(user).order_by().values("pk")) | Q(pk__in=brought.values("worker"))
    )


def projects_offering(user: User, training: Training, source: Source) -> list[Project]:
    """The projects whose people may be chosen: the session's own, else those a person sees that have any."""
    visible = Project.objects.visible_to(user).order_by("name", "pk")
    if training.project_id:
        return list(visible.filter(pk=training.project_id))
    stays = Engagement.objects.in_force().filter(left_on=None).order_by().values_list("project")
    brought = Placement.objects.filter(state=PlacementState.CONFIRMED).order_by().values_list("demand__project")
    return list(visible.filter(Q(pk__in=stays) if source == Source.ROSTER else Q(pk__in=brought)))


def parts_offering(user: User, training: Training) -> list[SurveyPart]:
    """The surveyed townships of the session: its organizer's and its project's, the latest survey first."""
    townships = {training.organizer_id} | ({training.project.township_id} if training.project else set())
    seen = SurveyResponse.objects.visible_to(user).filter(part__township__in=townships).order_by()
    found = SurveyPart.objects.filter(pk__in=seen.values("part")).select_related("survey", "township")
    return list(found.order_by("-survey__opens_on", "township__code", "pk"))


def offers_of(user: User, training: Training, source: Source, key: int, text: str = "") -> Offers:
    """The people of one project or survey part (its key) who are not on the list yet.

    `text` is looked for in the name and in what stands beside it: team, village, wanted training, trade.
    """
    there = training.trainees.order_by().values("worker")
    rows = _rows(user, source, key, text).exclude(worker__in=there)
    shown = list(rows.select_related("worker")[:SHOWN])
    clashes = conflicts(training, {one.worker_id for one in shown})
    people = {
        one.worker_id: Offer(
            one.worker_id, one.worker.name, one.worker.id_masked, _about(one), clashes.get(one.worker_id, "")
        )
        for one in shown
    }
    return Offers(total=rows.values("worker").order_by().distinct().count(), people=list(people.values()))


def _rows(user: User, source: Source, key: int, text: str) -> QuerySet[Any]:
    if source == Source.ROSTER:
        stays = Engagement.objects.visible_to(user).in_force().filter(project=key, left_on=None)
        words = has_words(("name", "team", "trade__name"), text)
        return stays.filter(words).select_related("trade").order_by("team", "pk")
    if source == Source.SURVEY:
        answers = SurveyResponse.objects.visible_to(user).in_force().filter(part=key)
        words = has_words(("name", "village", "training_wanted"), text)
        return answers.filter(words).order_by("village", "pk")
    brought = Placement.objects.visible_to(user).filter(state=PlacementState.CONFIRMED, demand__project=key)
    words = has_words(("worker__name", "township__name", "demand__trade__name"), text)
    return brought.filter(words).select_related("township", "demand__trade").order_by("demand", "pk")


def _about(one: models.Model) -> str:
    if isinstance(one, Engagement):
        return f"{one.team}，{one.trade}，{one.entered_on:%Y-%m-%d}进场"
    if isinstance(one, SurveyResponse):
        wanted = f"，想学：{one.training_wanted}" if one.training_wanted else ""
        return f"{one.village}{wanted}"
    assert isinstance(one, Placement)
    return f"{one.township}推荐，{one.demand.trade}"

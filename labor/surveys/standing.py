"""How surveys stand, township by township: reported, overdue, people counted; and what the office did to a survey."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from labor.models import LaborSurvey, SurveyPart, SurveyResponse
from projects.trails import Recorded, recorded
from units.models import User
from units.scope import UNIT_ROLES, scope_of

ACTS = ("开启摸底调查", "调整摸底截止日期", "结束摸底调查", "重新开启摸底调查")
SURVEY_TONES = {"已结束": "neutral", "尚未开始": "info", "已过截止日期": "warn", "正在进行": "good"}
PART_TONES = {
    "已报送": "good", "未报送": "bad", "已逾期": "bad", "尚未开始": "neutral", "正在登记": "info", "还没登记": "warn",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """One township's standing in a survey on a day; `people` are those entered (人)."""

    part: SurveyPart
    people: int
    on: date

    @property
    def is_overdue(self) -> bool:
        return self.part.finished_at is None and self.on > self.part.due_on

    @property
    def state(self) -> str:
        """How the part stands, in words."""
        if self.part.finished_at is not None:
            return "已报送"
        if not self.part.survey.is_open:
            return "未报送"
        if self.is_overdue:
            return "已逾期"
        if self.on < self.part.survey.opens_on:
            return "尚未开始"
        return "正在登记" if self.people else "还没登记"

    @property
    def tone(self) -> str:
        return PART_TONES[self.state]

    @property
    def late_days(self) -> int:
        """Calendar days past the deadline; 0 where it is not overdue."""
        return (self.on - self.part.due_on).days if self.is_overdue else 0

    @property
    def remark(self) -> str:
        """What the state alone does not say: nobody to enter, how late, why the report was taken back."""
        said = []
        if self.part.finished_at is not None and not self.people:
            said.append("无人可登记")
        if self.state == "已逾期":
            said.append(f"逾期{self.late_days}天")
        if self.part.reopen_reason:
            said.append(f"报送已撤回：{self.part.reopen_reason}")
        return "；".join(said)


@dataclass(frozen=True, slots=True)
class SurveyStanding:
    """A survey as one person sees it: the parts visible to them."""

    survey: LaborSurvey
    parts: Sequence[PartLine]
    on: date

    @property
    def due_on(self) -> date:
        """The latest deadline among the parts; of a single part, its own."""
        return max((line.part.due_on for line in self.parts), default=self.survey.due_on)

    @property
    def due_differs(self) -> bool:
        return len({line.part.due_on for line in self.parts}) > 1

    @property
    def people(self) -> int:
        return sum(line.people for line in self.parts)

    @property
    def finished(self) -> int:
        """Townships (个) that have reported."""
        return sum(line.part.finished_at is not None for line in self.parts)

    @property
    def overdue(self) -> list[PartLine]:
        """Townships past their deadline without a report, while the survey is open."""
        return [line for line in self.parts if line.is_overdue and self.survey.is_open]

    @property
    def state(self) -> str:
        if not self.survey.is_open:
            return "已结束"
        if self.survey.opens_on > self.on:
            return "尚未开始"
        return "已过截止日期" if self.survey.due_on < self.on else "正在进行"

    @property
    def tone(self) -> str:
        return SURVEY_TONES[self.state]


def standings(surveys: Iterable[LaborSurvey], *, by: User, on: date) -> list[SurveyStanding]:
    """Each survey with the parts `by` may see; two queries for all."""
    held = list(surveys)
    lines = part_lines(held, by=by, on=on)
    return [SurveyStanding(survey, lines[survey.pk], on) for survey in held]


def part_lines(surveys: Sequence[LaborSurvey], *, by: User, on: date) -> dict[int, list[PartLine]]:
    """Survey → its parts visible to `by`, in the order of townships, with the people entered."""
    known = {survey.pk: survey for survey in surveys}
    answers = SurveyResponse.objects.visible_to(by).in_force().filter(survey__in=known).order_by()
    counted = dict(answers.values_list("part").annotate(people=Count("pk")))
    found: dict[int, list[PartLine]] = {pk: [] for pk in known}
    parts = SurveyPart.objects.filter(survey__in=known).select_related("township", "finished_by")
    for part in parts_visible_to(parts, by).order_by("township__code", "pk"):
        part.survey = known[part.survey_id]
        found[part.survey_id].append(PartLine(part=part, people=counted.get(part.pk, 0), on=on))
    return found


def parts_visible_to(parts: QuerySet[SurveyPart], user: User) -> QuerySet[SurveyPart]:
    """The office and leaders see every township's part, a township its own, nobody else any."""
    scope = scope_of(user)
    return parts if scope.reads_everything else parts.filter(township__in=scope.unit_ids(*UNIT_ROLES))


def surveys_visible_to(user: User) -> QuerySet[LaborSurvey]:
    """The office and leaders see every survey, a township those that ask it, nobody else any."""
    surveys: QuerySet[LaborSurvey] = QuerySet(LaborSurvey)
    surveys = surveys.select_related("opened_by", "closed_by")
    if scope_of(user).reads_everything:
        return surveys
    return surveys.filter(pk__in=parts_visible_to(SurveyPart.objects.order_by(), user).values("survey"))


def history_of(survey: LaborSurvey) -> list[Recorded]:
    """What the office did to a survey, the latest first."""
    return recorded(ACTS, _words, detail__survey=survey.pk)


def _words(detail: dict[str, Any]) -> str:
    """ "建胜镇、八桥镇截止日期改为2026-12-15" out of the entry's detail."""
    due_on = detail.get("due_on")
    if not due_on:
        return ""
    before = [str(one).split(" ")[0] for one in detail.get("before", ())]
    if before:
        return f"{'、'.join(before)}的截止日期改为{due_on}"
    return f"截止日期{due_on}"

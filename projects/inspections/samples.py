"""抽查名单: drawn from the year's list in force; stored with all that is needed to draw it again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from projects.inspections.draw import drawn
from projects.inspections.permissions import may_draw
from projects.models import ListEntry, Project, Sample, SampledProject, Stage
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal


@transaction.atomic
def draw_sample(
    *, title: str, drawn_on: date, share: Decimal, seed: str, stages: Collection[Stage], by: User, at: datetime
) -> Sample:
    """随机抽取 `share` percent of the projects that stand on the year's list on that day in one of `stages`.

    Raises:
        NotAllowed: only the office draws.
        Refusal: everything that is wrong with the draw, or nothing to draw from.
    """
    if not may_draw(by):
        raise NotAllowed("抽查名单由领导小组办公室抽取，您没有这项权限。")
    projects = _population(drawn_on, stages)
    sample = Sample(
        title=title.strip(), drawn_on=drawn_on, share=share, seed=seed.strip(), population=sorted(projects),
        scope_note=_scope_note(drawn_on, stages, len(projects)), drawn_at=at, drawn_by=by,
    )  # fmt: skip
    _check(sample, stages, at)
    sample.save(force_insert=True)
    codes = drawn(sample.population, share, sample.seed)
    SampledProject.objects.bulk_create(
        SampledProject(sample=sample, project=projects[code], rank=rank) for rank, code in enumerate(codes, start=1)
    )
    detail = {"seed": sample.seed, "share": str(share), "population": len(projects), "drawn": codes}
    record(act="抽取抽查名单", subject=sample.title, by=by, at=at, rows=len(codes), detail=detail)
    return sample


def verify_sample(sample: Sample) -> bool:
    """Whether drawing again from the stored population, share and seed gives the stored projects in their order."""
    kept = list(sample.drawn.order_by("rank").values_list("rank", "project__code"))
    again = drawn(sample.population, sample.share, sample.seed)
    return kept == list(enumerate(again, start=1))


def _population(on: date, stages: Collection[Stage]) -> dict[str, Project]:
    entries = ListEntry.objects.in_force(on=on).filter(project_list__year=on.year, project__stage__in=list(stages))
    return {entry.project.code: entry.project for entry in entries.select_related("project")}


def _scope_note(on: date, stages: Collection[Stage], count: int) -> str:
    names = "、".join(str(stage.label) for stage in Stage if stage in stages)
    return f"{on.year}年度清单在列、处于{names}环节的项目，共{count}个"


def _check(sample: Sample, stages: Collection[Stage], at: datetime) -> None:
    wrong = []
    if not stages:
        wrong.append("请至少选一个环节，作为抽取范围。")
    elif not sample.population:
        wrong.append(f"{sample.drawn_on.year}年度清单没有处于所选环节的项目，无从抽取。请改选环节或抽取日期。")
    if sample.drawn_on > timezone.localdate(at):
        wrong.append("抽取日期不能晚于今天，请改正。")
    try:
        sample.full_clean(exclude={"population"})
    except ValidationError as error:
        wrong += _sentences(error)
    if wrong:
        raise Refusal(*wrong)


def _sentences(error: ValidationError) -> list[str]:
    """One sentence for each message, led by the field's name."""
    fields = {field.name: str(field.verbose_name) for field in Sample._meta.fields}
    return [
        f"“{fields[name]}”：{message}" if name in fields else message
        for name, messages in error.message_dict.items()
        for message in messages
    ]

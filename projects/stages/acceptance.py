"""验收 is complete: four kinds of files, three measures, and each deviation between plan and outcome explained."""

from __future__ import annotations

from collections.abc import Iterator

from projects.models import Acceptance, AcceptanceMeasure, MeasureKey, Project, ProofKind
from projects.stages.missing import Missing
from projects.stages.standing import in_force

FILES = {
    "workers_filed": "务工人员名册齐全",
    "pay_filed": "报酬发放档案齐全",
    "training_filed": "培训台账齐全",
    "notice_filed": "公示影像档案齐全",
}
NAMES = {
    MeasureKey.WORKERS: "吸纳务工人数",
    MeasureKey.REMUNERATION: "发放劳务报酬",
    MeasureKey.TRAINING: "培训",
}


def acceptance_lacks(project: Project) -> Iterator[Missing]:
    """What the latest acceptance in force lacks."""
    acceptance = in_force(Acceptance, project).last()
    if acceptance is None:
        yield _lack("no_acceptance", "没有验收记录，请验收后登记。")
        return
    for name, label in FILES.items():
        if not getattr(acceptance, name):
            yield _lack(name, f"验收记录没有确认“{label}”，请补齐档案后重新登记验收。")
    measures = {measure.key: measure for measure in acceptance.measures.all()}
    for key in MeasureKey:
        yield from _measure_lacks(key, measures.get(key))


def _measure_lacks(key: MeasureKey, measure: AcceptanceMeasure | None) -> Iterator[Missing]:
    """A plan that was never made differs from every outcome and is explained like any other deviation."""
    if measure is None or measure.actual is None:
        yield _lack(f"{key}_absent", f"验收记录没有“{NAMES[key]}”的实际数，请补填。")
    elif measure.planned != measure.actual and not measure.explanation.strip():
        yield _lack(f"{key}_unexplained", f"验收记录中“{NAMES[key]}”的计划与实际不一致，请填写偏差说明。")


def _lack(key: str, sentence: str) -> Missing:
    return Missing(key, sentence, ProofKind.ACCEPTANCE)

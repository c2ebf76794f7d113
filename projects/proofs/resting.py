"""Which passed stages rest on a proof: as long as one does, the proof and the files it had then stay."""

from __future__ import annotations

from projects.models import Project, Proof, Stage, StageStep
from projects.stages.moves import FORWARD

ORDER = {stage.value: place for place, stage in enumerate(Stage)}


def resting_steps(proof: Proof, project: Project) -> list[StageStep]:
    """Forward moves that rested on the proof and still hold: the project stands at their stage or beyond it."""
    steps = proof.steps.filter(act__in=[act.value for act in FORWARD]).select_related("by")
    return [step for step in steps if ORDER[step.stage] <= ORDER[project.stage]]


def named(steps: list[StageStep]) -> str:
    """The moves by their labels, each once."""
    return "、".join(f"“{label}”" for label in dict.fromkeys(step.get_act_display() for step in steps))

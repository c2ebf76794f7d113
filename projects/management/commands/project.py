from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from projects.floors import remuneration_floor
from projects.models import Project
from projects.stages.actions import NextStep, next_step
from units.command import SignedCommand
from units.models import User
from units.refusals import Refusal


class Command(SignedCommand):
    help = "查看一个项目走到哪个环节、下一步是什么、还缺什么，以及报酬下限的算法"
    needs_signature = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("code", metavar="项目代码", help="例如 2410-500104-04-01-392139")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        project = found(options["code"].strip(), by)
        step = next_step(project, on=timezone.localdate(self.now()))
        floor = floor_dict(project)
        said = {"code": project.code, "name": project.name, **standing(project), **step_dict(step), "floor": floor}
        return {**said, "lines": lines(project, step, floor["arithmetic"])}


def found(code: str, by: User | None) -> Project:
    """The project of a code, among those the person who signs may see."""
    seen = Project.objects.visible_to(by) if by else Project.objects.all()
    project = seen.filter(code=code).first()
    if project is None:
        raise Refusal(f"没有项目代码为“{code}”的项目，或它不在您的可见范围内。请核对代码。")
    return project


def standing(project: Project) -> dict[str, Any]:
    """Where the project stands, by key and in words."""
    return {
        "stage": project.stage,
        "stage_name": project.get_stage_display(),
        "condition": project.condition,
        "condition_name": project.get_condition_display(),
        "condition_reason": project.condition_reason,
    }


def step_dict(step: NextStep) -> dict[str, Any]:
    """The next step, and what is still missing for it."""
    missing = [{"key": one.key, "sentence": one.sentence, "place": str(one.place)} for one in step.missing]
    act = {"act": step.move.name, "name": step.move.label} if step.move else None
    return {"next": act, "ready": step.is_ready, "stopped": step.stopped, "missing": missing}


def floor_dict(project: Project) -> dict[str, Any]:
    """The remuneration floor (R3) with its fundings: amounts in 分, shares in percent."""
    floor = remuneration_floor(project)
    fundings = [
        {
            "source": one.source, "label": one.label, "amount_fen": one.amount_fen, "issued_on": one.issued_on,
            "document_number": one.document_number, "agreed_share": one.agreed_share,
        }
        for one in project.fundings.all()
    ]  # fmt: skip
    return {
        "base_fen": floor.base_fen,
        "base_name": floor.base_name,
        "share": floor.share,
        "required_fen": floor.required_fen,
        "arithmetic": floor.arithmetic,
        "fundings": fundings,
    }


def lines(project: Project, step: NextStep, arithmetic: str) -> list[str]:
    """All of it in sentences, for a person at the console."""
    told = [f"{project.name}（{project.code}）：{project.get_stage_display()}，{project.get_condition_display()}。"]
    if step.stopped:
        told.append(step.stopped)
    if step.move:
        ready = "可以办理" if step.is_ready else f"还缺{len(step.missing)}项" if step.missing else "暂不能办理"
        told.append(f"下一步：{step.move.label}，{ready}。")
    return [*told, *(f"  · {one.sentence}" for one in step.missing), f"报酬下限：{arithmetic}"]

from __future__ import annotations

from django.db import models

from projects.models.project import Condition, Project, Stage
from projects.models.proof import Proof
from units.models import User


class StageAct(models.TextChoices):
    """Moves of a project's life; what each asks for stands in `projects.stages.moves`."""

    LIST = "list", "列入清单"
    PREPARE = "prepare", "转入前期"
    CONTRACT = "contract", "转入招标合同"
    BUILD = "build", "开工建设"
    COMPLETE = "complete", "确认完工"
    ACCEPT = "accept", "通过验收"
    MAINTAIN = "maintain", "转入管护"
    ARCHIVE = "archive", "归档"
    STEP_BACK = "step_back", "退回上一环节"
    PAUSE = "pause", "暂停"
    RESUME = "resume", "恢复"
    RECTIFY = "rectify", "转入整改"
    RELEASE = "release", "整改完毕"
    REMOVE = "remove", "调出清单"
    RESTORE = "restore", "重新列入"


class StageStep(models.Model):
    """环节经过: one move of a project, with the proofs it rested on."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="stage_steps", verbose_name="项目")
    act = models.CharField("办理", max_length=12, choices=StageAct.choices)
    stage_before = models.CharField("办理前环节", max_length=20, choices=Stage.choices)
    stage = models.CharField("办理后环节", max_length=20, choices=Stage.choices)
    condition = models.CharField("办理后状态", max_length=12, choices=Condition.choices)
    reason = models.CharField("原因", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="办理人"
    )
    proofs = models.ManyToManyField(Proof, related_name="steps", verbose_name="所依据的佐证", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "环节经过"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.project} {self.get_act_display()}"

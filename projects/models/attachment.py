from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.models.constraints import signed
from projects.models.funding import Funding
from projects.models.project import Project
from projects.models.proof import Proof
from units.models import User


def stored_name(attachment: KeptFile, filename: str) -> str:  # noqa: ARG001
    """Where a file lies: by month, under a name of our own, so that nothing of the sender's name reaches the disk."""
    return f"proofs/{timezone.localdate():%Y%m}/{uuid4().hex}.{attachment.kind}"


class KeptFile(models.Model):
    """One file kept for the trail; its type is known from its content, never from its name alone."""

    name = models.CharField("文件名", max_length=120)
    kind = models.CharField("格式", max_length=8)
    size = models.IntegerField("大小（字节）")
    digest = models.CharField("SM3 校验值", max_length=64)
    file = models.FileField("存放位置", upload_to=stored_name, max_length=120)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="上传人")
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)
    removed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="移除人"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def in_force(self) -> AttachmentQuerySet:
        return self.filter(removed_at=None)

    def visible_to(self, user: User) -> AttachmentQuerySet:
        """Files of the projects a person may see."""
        return self.filter(project__in=Project.objects.visible_to(user))


class Attachment(KeptFile):
    """附件: one file of a proof or of a funding."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="attachments", verbose_name="项目")
    proof = models.ForeignKey(
        Proof, null=True, blank=True, on_delete=models.PROTECT, related_name="files", verbose_name="佐证"
    )
    funding = models.ForeignKey(
        Funding, null=True, blank=True, on_delete=models.PROTECT, related_name="files", verbose_name="资金文件"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["project", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(proof__isnull=False, funding=None) | Q(proof=None, funding__isnull=False),
                name="attachment_has_one_place",
                violation_error_message="附件应属于一份佐证或一份资金文件。",
            ),
            signed("attachment", "removed"),
        ]

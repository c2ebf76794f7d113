from __future__ import annotations

from django.db import models

from units.models import User


class SavedView(models.Model):
    """常用查询: one person's filters, order and columns of the project list under a name."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views", verbose_name="用户")
    name = models.CharField("名称", max_length=40)
    query = models.CharField("查询条件", max_length=2000, blank=True)
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "常用查询"
        ordering = ["user", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="saved_view_name_once",
                violation_error_message="您已有同名的常用查询，请换一个名称。",
            )
        ]

    def __str__(self) -> str:
        return self.name

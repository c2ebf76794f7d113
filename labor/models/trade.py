from __future__ import annotations

from django.db import models


class Trade(models.Model):
    """工种: one name for a kind of work, so that who can do it and who asks for it meet; `aliases` are other names."""

    code = models.CharField("代码", max_length=4, unique=True)
    name = models.CharField("工种", max_length=40, unique=True)
    aliases = models.JSONField("别名", default=list, blank=True)
    is_skilled = models.BooleanField("技术工种", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "工种"
        ordering = ["code", "pk"]

    def __str__(self) -> str:
        return self.name

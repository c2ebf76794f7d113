from __future__ import annotations

from django.db import models


class IssuingOffice(models.Model):
    """发文机关: what stands on the paper. 代字 and layout wording are the office's own (◇) and can be edited."""

    red_head = models.CharField("发文机关标志", max_length=60)
    issuer = models.CharField("署名", max_length=80)
    number_prefix = models.CharField("发文机关代字", max_length=20)
    signer = models.CharField("签发人", max_length=20)
    addressee = models.CharField("主送机关", max_length=60)
    copied_to = models.CharField("抄送", max_length=200, blank=True)
    printed_by = models.CharField("印发机关", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "发文机关"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.issuer

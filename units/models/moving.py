"""What every paper that moves through a table of moves has in common (see `units.moving`)."""

from __future__ import annotations

from django.db import models

from units.models.people import User


class MovingPaper(models.Model):
    """A paper with a `state` and `steps`; `version` rises with every move, so that nobody acts on what has passed."""

    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        abstract = True


class PaperStep(models.Model):
    """经过: one act on one paper. Subclasses add `paper` (related name `steps`), `act` and `state`."""

    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="办理人"
    )
    reason = models.CharField("说明", max_length=500, blank=True)
    changes = models.JSONField("改动", default=dict)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

from __future__ import annotations

from django.db import models
from django.db.models import Q

from assignments.models.assignment import AssignmentReport, Mandate
from assignments.models.issue import Issue, MajorMatter
from assignments.models.meeting import AgendaItem, Meeting
from assignments.models.policy import Policy, PolicyTalk
from assignments.models.situation import NoteAsk
from assignments.models.supervision import SupervisionNotice
from projects.models import KeptFile
from projects.models.constraints import signed

PLACES = (
    "report",
    "mandate",
    "meeting",
    "agenda_item",
    "issue",
    "matter",
    "supervision",
    "policy",
    "talk",
    "note_ask",
)


def _only(place: str) -> Q:
    return Q(**{f"{name}__isnull": name != place for name in PLACES})


def _one_place() -> Q:
    whole = _only(PLACES[0])
    for place in PLACES[1:]:
        whole |= _only(place)
    return whole


class EnclosureQuerySet(models.QuerySet["Enclosure"]):
    def in_force(self) -> EnclosureQuerySet:
        return self.filter(removed_at=None)


class Enclosure(KeptFile):
    """附件 of this floor: one file in one place."""

    report = models.ForeignKey(
        AssignmentReport, null=True, blank=True, on_delete=models.PROTECT, related_name="files", verbose_name="任务报告"
    )
    mandate = models.ForeignKey(
        Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="files", verbose_name="交办事项"
    )
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="files", verbose_name="会议"
    )
    agenda_item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="files", verbose_name="议题"
    )
    issue = models.ForeignKey(
        Issue, null=True, blank=True, on_delete=models.PROTECT, related_name="files", verbose_name="问题"
    )
    matter = models.ForeignKey(
        MajorMatter, null=True, blank=True, on_delete=models.PROTECT, related_name="files", verbose_name="重大事项"
    )
    supervision = models.ForeignKey(
        SupervisionNotice, null=True, blank=True, on_delete=models.PROTECT, related_name="files", verbose_name="督办"
    )
    policy = models.ForeignKey(
        Policy, null=True, blank=True, on_delete=models.PROTECT, related_name="files", verbose_name="政策文件"
    )
    talk = models.ForeignKey(
        PolicyTalk, null=True, blank=True, on_delete=models.PROTECT, related_name="files", verbose_name="政策宣讲"
    )
    note_ask = models.ForeignKey(
        NoteAsk, null=True, blank=True, on_delete=models.PROTECT, related_name="files", verbose_name="研判材料"
    )

    objects = EnclosureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工作附件"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=_one_place(),
                name="enclosure_has_one_place",
                violation_error_message="附件应属于一处，且只属于一处。",
            ),
            signed("enclosure", "removed", "移除人和移除时间应同时填写。"),
        ]

    @property
    def place(self) -> str:
        """Which of its places it lies in."""
        return next(name for name in PLACES if getattr(self, f"{name}_id") is not None)

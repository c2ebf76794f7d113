"""Inspections as the actions record them, for tests of the pages above."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from projects.inspections.recording import Finding, record_inspection
from projects.inspections.samples import draw_sample
from projects.models import Inspection, InspectionForm, Project, Rectification, Sample, SiteVisit, Stage
from tests.projects.samples import AT
from units.models import User

DUE = date(2026, 11, 20)
LOOKED = date(2026, 11, 2)


def found(**changed: Any) -> Finding:
    values = {"finding": "公示栏未张贴工资表", "demand": "补贴并留存影像", "responsible_name": "某公司", "due_on": DUE}
    return Finding(**{**values, **changed})


def patrol(project: Project, by: User, **changed: Any) -> Inspection:
    """A township's patrol with one finding, unless told otherwise."""
    values = {
        "project": project, "form": InspectionForm.PATROL, "visit": SiteVisit.BUILDING, "unit": project.township,
        "inspectors": "王溪", "inspected_on": LOOKED, "summary": "现场查看公示和考勤。", "is_clean": False,
        "findings": [found()], "sample": None, "by": by, "at": AT,
    }  # fmt: skip
    return record_inspection(**{**values, **changed})


def asked_of(project: Project, by: User, **changed: Any) -> Rectification:
    """The one rectification of a patrol."""
    inspection = patrol(project, by, findings=[found(**changed)])
    return Rectification.objects.get(inspection=inspection)


def draw(by: User, **changed: Any) -> Sample:
    values = {
        "title": "2026年第四季度抽查", "drawn_on": LOOKED, "share": Decimal(30), "seed": "3141592",
        "stages": [Stage.CONSTRUCTION], "by": by, "at": AT,
    }  # fmt: skip
    return draw_sample(**{**values, **changed})

"""整改通知书 as an official paper."""

from __future__ import annotations

from django.utils import timezone

from documents.papers import Heading, OfficialPaper, Paragraph, chinese_date
from projects.models import Rectification

ISSUER = "大渡口区重点工程项目以工代赈专项工作领导小组办公室"
SIGNATURE = "大渡口区重点工程项目以工代赈\n专项工作领导小组办公室"
UNBROKEN = ("以工代赈", "重点工程", "领导小组", "大渡口区")


def rectification_notice(rectification: Rectification) -> OfficialPaper:
    """The notice of one finding: what was found when and by whom, what is asked, by which day."""
    return OfficialPaper(
        masthead=ISSUER,
        number=f"整改{rectification.label}",
        title="整改通知书",
        addressee=rectification.responsible_name,
        body=tuple(_body(rectification)),
        signature=SIGNATURE,
        dated=timezone.localdate(rectification.recorded_at),
        unbroken=UNBROKEN,
    )


def _body(rectification: Rectification) -> list[Heading | Paragraph]:
    inspection, project = rectification.inspection, rectification.project
    visit = f"（{inspection.get_visit_display()}）" if inspection.visit else ""
    return [
        Paragraph(
            f"{chinese_date(inspection.inspected_on)}，{inspection.unit.name}对“{project.name}”"
            f"（项目代码{project.code}）开展{inspection.get_form_display()}{visit}，发现问题需要整改。现通知如下："
        ),
        Heading(1, "一、存在问题"),
        Paragraph(rectification.finding),
        Heading(1, "二、整改要求"),
        Paragraph(rectification.demand),
        Heading(1, "三、整改期限"),
        Paragraph(f"请于{chinese_date(rectification.due_on)}前完成整改，并将整改情况书面回复，经核验后销号。"),
        *([Paragraph("整改销号前，该项目不得转入下一环节。")] if rectification.holds_project else []),
    ]

"""整改通知书 as an official paper."""

from __future__ import annotations

from django.utils import timezone

from documents.papers import TITLE_ROOM, Heading, Imprint, OfficialPaper, Paragraph, chinese_date
from projects.models import Rectification, RectificationAct
from units.office import issuing_office

UNBROKEN = ("以工代赈", "重点工程", "领导小组", "大渡口区", "通知", "整改", "有关问题")

NUMBERED = "渡以工代赈办整改"  # 发文机关代字 of these notices, the office's own (◇)


def rectification_notice(rectification: Rectification) -> OfficialPaper:
    """The notice of one finding: what was found when and by whom, what is asked, by which day."""
    office, day = issuing_office(), timezone.localdate(rectification.recorded_at)
    return OfficialPaper(
        masthead=office.red_head,
        number=f"{NUMBERED}{rectification.label}",
        title=f"关于限期整改{rectification.project.name}有关问题的通知",
        addressee=rectification.responsible_name,
        body=tuple(_body(rectification)),
        signature=office.issuer,
        dated=day,
        remark=f"检查人：{rectification.inspection.inspectors}",
        imprint=Imprint(printed_by=office.printed_by, printed_on=day, copies=tuple(_copied(rectification))),
        unbroken=(*UNBROKEN, *_whole_name(rectification.project.name)),
    )


def _whole_name(name: str) -> tuple[str, ...]:
    """The project's name, kept on one line of the title where it has room there."""
    return (name,) if len(name) <= TITLE_ROOM else ()


def _copied(rectification: Rectification) -> list[str]:
    """抄送: who inspected and who answers for the project, each once, the addressee not among them."""
    project = rectification.project
    units = [project.department, project.township, rectification.inspection.unit]
    known = {name for unit in units for name in (*unit.names, f"{unit.name}人民政府")}
    owner = [] if project.owner_name in known else [project.owner_name]
    concerned = dict.fromkeys([*(unit.name for unit in units), *owner])
    return [name for name in concerned if name and name != rectification.responsible_name]


def _body(rectification: Rectification) -> list[Heading | Paragraph]:
    inspection, project = rectification.inspection, rectification.project
    visit = f"（{inspection.get_visit_display()}）" if inspection.visit else ""
    return [
        Paragraph(
            f"{chinese_date(inspection.inspected_on)}，{inspection.unit.name}对{project.name}"
            f"（项目代码{project.code}）开展{inspection.get_form_display()}{visit}，发现问题需要整改。现将有关事项通知如下。"
        ),
        Heading(1, "一、存在问题"),
        Paragraph(_ended(rectification.finding)),
        Heading(1, "二、整改要求"),
        Paragraph(_ended(rectification.demand)),
        Heading(1, "三、整改期限"),
        Paragraph(f"请于{_due(rectification)}前完成整改，并将整改情况书面回复，经核验后销号。"),
        *([Paragraph("整改销号前，该项目不得转入下一环节。")] if rectification.holds_project else []),
    ]


def _due(rectification: Rectification) -> str:
    """The day now in force; one that was put off says so, as the paper keeps its first date."""
    extended = rectification.trail.filter(act=RectificationAct.EXTEND).exists()
    return f"{chinese_date(rectification.due_on)}{'（已同意延期至该日）' if extended else ''}"


def _ended(text: str) -> str:
    """A sentence with its full stop."""
    return text if text.endswith(("。", "！", "？", "；", "…", "）")) else f"{text}。"

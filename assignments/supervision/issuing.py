"""下达: the draft becomes a numbered 督办通知 in official layout, addressed to the unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from assignments.models import IssuedPaper, PaperKind, SupervisionAct, SupervisionNotice
from assignments.papers import Compose, issue_paper, official, preview
from assignments.supervision.moves import FLOW
from assignments.supervision.raising import wrong
from assignments.supervision.rules import rule_on
from assignments.supervision.sources import ended
from assignments.supervision.wording import tell_issued
from documents.formats import chinese_date
from documents.papers import Heading, OfficialPaper, Paragraph
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState

# what titles of 督办 speak of, whole on one line
WHOLE = (
    "检查发现", "问题整改", "协调解决", "项目进度", "补报", "预警", "核实处理", "任务", "产业道路", "硬化工程",
    "高标准农田", "老旧小区", "劳务报酬", "务工人员", "务工要求", "招标文件", "批复", "当地群众",
)  # fmt: skip


def issue_supervision(
    *, notice: SupervisionNotice, by: User, at: datetime, version: int | None = None
) -> SupervisionNotice:
    """下达: number, print and freeze the notice, and tell the unit.

    Raises:
        NotAllowed: not the office administrator.
        WrongState, StalePaper: it is no draft, or changed since.
        Refusal, PaperNotPrinted: its day has passed meanwhile, or it was not printed; nothing is issued.
    """
    _require(notice, by, timezone.localdate(at))

    def settle(paper: IssuedPaper) -> SupervisionNotice:
        changes = {"发文字号": ["", paper.document_number]}
        made = FLOW.make(
            notice, SupervisionAct.ISSUE, by=by, at=at, version=version or notice.version, changes=changes, paper=paper,
            issued_at=at,
        )  # fmt: skip
        tell_issued(made, at=at)
        return made

    return issue_paper(kind=PaperKind.SUPERVISION, compose=composed(notice), settle=settle, by=by, at=at)


def preview_notice(notice: SupervisionNotice, *, on: date) -> bytes:
    """The draft as a PDF under no number yet."""
    return preview(kind=PaperKind.SUPERVISION, compose=composed(notice), on=on)


def composed(notice: SupervisionNotice) -> Compose:
    """(number, day) → the 督办通知."""

    def compose(number: str, day: date) -> OfficialPaper:
        return official(
            number=number, title=f"关于督办{notice.title}的通知", addressee=notice.unit.name,
            body=tuple(_body(notice, day)), dated=day, draft=notice.paper_id is None and "　" in number,
            unbroken=("督办", "通知", notice.unit.name, *WHOLE),
        )  # fmt: skip

    return compose


def _body(notice: SupervisionNotice, day: date) -> Iterator[Heading | Paragraph]:
    yield Paragraph("经研究，现将下列事项交由你单位办理，请按要求抓好落实，并按时反馈办理情况。")
    yield Heading(1, "一、督办事项")
    yield Paragraph(ended(notice.title))
    yield Heading(1, "二、督办依据")
    yield Paragraph(ended(notice.basis))
    yield Heading(1, "三、办理要求")
    yield from (Paragraph(line.strip()) for line in notice.demand.splitlines() if line.strip())
    yield Heading(1, "四、反馈期限")
    sign = rule_on(day).sign_within
    yield Paragraph(
        f"请于收到后{sign}个工作日内签收，{chinese_date(notice.due_on)}前经分管负责人审定后反馈办理情况，并附佐证材料。"
        "逾期未反馈的，提级督办并列入季度督办通报。"
    )


def _require(notice: SupervisionNotice, by: User, today: date) -> None:
    """What can be known before the slow printing."""
    if refused := FLOW.why_not(SupervisionAct.ISSUE, notice, by):
        raise NotAllowed(refused)
    if notice.state not in FLOW.moves[SupervisionAct.ISSUE].sources:
        raise WrongState(f"督办单现在是“{notice.get_state_display()}”，只有拟稿可以下达。请刷新页面看最新状态。")
    values = {name: getattr(notice, name) for name in ("title", "basis", "demand", "unit", "due_on")}
    if said := wrong(values, today):
        raise Refusal(*said)

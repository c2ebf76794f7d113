"""季度督办通报: drafted after the quarter's end, its words edited by the office, its table frozen when it is issued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Exists, F, Q, QuerySet
from django.utils import timezone

from assignments.models import IssuedPaper, PaperKind, SupervisionNotice, SupervisionReport, SupervisionState
from assignments.papers import issue_paper, preview
from assignments.supervision.figures import Line, kept, lines_of
from assignments.supervision.report_paper import composed
from assignments.supervision.rules import Rules
from assignments.supervision.wording import tell_report
from documents.masking import without_numbers
from units.audit import record
from units.models import Role, User
from units.moving import StalePaper
from units.refusals import NotAllowed, Refusal, WrongState
from units.scope import scope_of

LONGEST_TEXT = 6000  # characters
EDITORS = "督办通报由领导小组办公室起草和修改，您没有这项权限。"
ISSUERS = "督办通报由办公室管理员印发，您没有这项权限。"
FIRST_WORDS = """（一）压实办理责任。没有办结的事项由承办单位分管负责人牵头，逐项查明原因，明确完成时间，尽快反馈办结。
（二）按时签收反馈。收到督办通知后及时签收，在期限内经分管负责人审定后反馈，并附佐证材料；确有困难的提前说明。
（三）注重办理实效。被退回的事项对照核查意见逐条整改，防止同类问题反复发生。"""


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def after(self) -> date:
        """The first day that is no longer of it."""
        return date(self.year + self.number // 4, 3 * self.number % 12 + 1, 1)

    @classmethod
    def ended_before(cls, day: date) -> Quarter:
        """The last quarter over on a day."""
        number = (day.month - 1) // 3
        return cls(day.year, number) if number else cls(day.year - 1, 4)


def quarter_of(report: SupervisionReport) -> Quarter:
    return Quarter(report.year, report.quarter)


def told_of(quarter: Quarter) -> QuerySet[SupervisionNotice]:
    """上季结转和本季下达: issued by the quarter's end, not withdrawn, and not closed before it began."""
    begins, ends = _midnight(quarter.first), _midnight(quarter.after)
    issued = SupervisionNotice.objects.filter(issued_at__lt=ends).exclude(state=SupervisionState.WITHDRAWN)
    return issued.filter(Q(closed_at=None) | Q(closed_at__gte=begins))


def lines_for(report: SupervisionReport, *, on: date) -> list[Line]:
    """The table as it was frozen; of a draft, as it stands on a day."""
    if report.paper_id is not None:
        return [Line(**row) for row in report.rows]
    return lines_of(told_of(quarter_of(report)), on=on, rules=Rules())


def draft_report_due(*, at: datetime) -> SupervisionReport | None:
    """Draft the report of the last quarter over, once, where there was any 督办 in it. Nobody's name stands on it."""
    quarter = Quarter.ended_before(timezone.localdate(at))
    drafted = SupervisionReport.objects.filter(year=quarter.year, quarter=quarter.number)
    is_due = told_of(quarter).filter(~Exists(drafted)).exists()
    return draft_report(quarter=quarter, at=at) if is_due else None


@transaction.atomic
def draft_report(*, quarter: Quarter, at: datetime) -> SupervisionReport:
    """Draft one quarter's report; of two who draft at the same moment one makes it, both get it."""
    fields = {"text": FIRST_WORDS, "created_at": at}
    asked = {"year": quarter.year, "quarter": quarter.number}
    report, made = SupervisionReport.objects.get_or_create(**asked, defaults=fields)
    if made:
        record(act="起草督办通报", subject=str(report), by=None, at=at)
    return report


def may_edit(user: User) -> bool:
    return scope_of(user).is_office


def may_issue(user: User) -> bool:
    return scope_of(user).has(Role.OFFICE_ADMIN)


@transaction.atomic
def edit_report(
    *, report: SupervisionReport, text: str, by: User, at: datetime, version: int | None = None
) -> SupervisionReport:
    """Change the words of a draft (三、工作要求); figures and table come from the 督办 themselves.

    Raises:
        NotAllowed: not the office.
        Refusal: nothing written, or too long.
        StalePaper, WrongState: changed by somebody else since, or issued.
    """
    if not may_edit(by):
        raise NotAllowed(EDITORS)
    said = without_numbers(text.strip())
    if not said:
        raise Refusal("请填写工作要求，至少一段。")
    if len(said) > LONGEST_TEXT:
        raise Refusal(f"工作要求有{len(said)}个字，最多{LONGEST_TEXT}个字。")
    _claim(report, version, text=said)
    record(act="修改督办通报", subject=str(report), by=by, at=at, detail={"before": report.text, "after": said})
    report.refresh_from_db()
    return report


def issue_report(*, report: SupervisionReport, by: User, at: datetime, version: int | None = None) -> SupervisionReport:
    """编号印发: freeze the table as it stands, number and print the paper, tell members and leaders.

    Raises:
        NotAllowed: not the office administrator.
        StalePaper, WrongState: changed since, or issued already.
        Refusal, PaperNotPrinted: nothing is issued.
    """
    if not may_issue(by):
        raise NotAllowed(ISSUERS)
    if report.paper_id is not None:
        raise WrongState(f"{report}已经印发，不能再印发。")
    lines, seen = lines_for(report, on=timezone.localdate(at)), version or report.version

    def settle(paper: IssuedPaper) -> SupervisionReport:
        _claim(report, seen, paper=paper, rows=kept(lines))
        report.refresh_from_db()
        tell_report(report, at=at)
        return report

    compose = composed(report, lines)
    return issue_paper(kind=PaperKind.SUPERVISION_REPORT, compose=compose, settle=settle, by=by, at=at)


def preview_report(report: SupervisionReport, *, on: date) -> bytes:
    """The draft as a PDF under no number yet."""
    lines: Sequence[Line] = lines_for(report, on=on)
    return preview(kind=PaperKind.SUPERVISION_REPORT, compose=composed(report, lines), on=on)


def _claim(report: SupervisionReport, version: int | None, **stored: object) -> None:
    drafts = SupervisionReport.objects.filter(pk=report.pk, paper=None)
    if drafts.filter(version=version or report.version).update(version=F("version") + 1, **stored) == 1:
        return
    if drafts.exists():
        raise StalePaper(f"{report}刚被别人修改过，您的办理没有保存。请先看最新内容，再办理一遍。")
    raise WrongState(f"{report}已经印发，不能再修改或印发。")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

"""The move table of a task (任务): 拟订 → 已下达 → 已办结, or 已撤销; and of each report on it."""

from __future__ import annotations

from assignments.assigning.people import posts_towards
from assignments.models import (
    OWED,
    Assignment,
    AssignmentAct,
    AssignmentReport,
    AssignmentState,
    AssignmentStep,
    ReportAct,
    ReportState,
    ReportStep,
)
from units.models import User
from units.moving import Flow, Move

OFFICE, DIRECTOR, UNIT = (frozenset({post}) for post in ("office", "director", "unit"))
WHO = {"office": "办公室人员", "director": "办公室管理员", "unit": "责任单位的填报人或审核人"}
DRAFT, ISSUED, DONE, CANCELLED = (frozenset({state.value}) for state in AssignmentState)


ASSIGNMENT_MOVES = {
    move.act: move
    for move in (
        Move(
            act=AssignmentAct.EDIT,
            sources=DRAFT,
            posts=OFFICE,
            button=False,
            hint="下达前可以修改",
        ),
        Move(
            act=AssignmentAct.ISSUE,
            sources=DRAFT,
            target=AssignmentState.ISSUED,
            posts=DIRECTOR,
            hint="通知责任单位和配合单位，按频次排定报告",
        ),
        Move(
            act=AssignmentAct.CLOSE,
            sources=ISSUED,
            target=AssignmentState.DONE,
            posts=DIRECTOR,
            hint="到期的报告都已认可或免报；以后各期不再报送",
        ),
        Move(
            act=AssignmentAct.EXTEND,
            sources=ISSUED,
            posts=DIRECTOR,
            needs_reason=True,
            button=False,
            tone="outline-primary",
            hint="调整办结期限，没有报送的报告随之重排",
        ),
        Move(
            act=AssignmentAct.CANCEL,
            sources=ISSUED,
            target=AssignmentState.CANCELLED,
            posts=DIRECTOR,
            needs_reason=True,
            tone="danger",
            hint="不再办理，写明原因",
        ),
        Move(
            act=AssignmentAct.REOPEN,
            sources=DONE | CANCELLED,
            target=AssignmentState.ISSUED,
            posts=DIRECTOR,
            needs_reason=True,
            hint="恢复办理，写明原因；随办结免报的各期重新应报",
        ),
    )
}

FLOW = Flow(
    noun="任务",
    states=AssignmentState,
    moves=ASSIGNMENT_MOVES,
    step=AssignmentStep,
    posts_of=posts_towards,
    who=WHO,
)

REPORT_MOVES = {
    move.act: move
    for move in (
        Move(
            act=ReportAct.FILE,
            sources=frozenset({*OWED, ReportState.FILED}),
            target=ReportState.FILED,
            posts=UNIT,
            button=False,
            hint="责任单位写明进展；认可前可以改报",
        ),
        Move(
            act=ReportAct.ACCEPT,
            sources=frozenset({ReportState.FILED}),
            target=ReportState.ACCEPTED,
            posts=DIRECTOR,
            not_after=frozenset({ReportAct.FILE}),
            hint="进展属实、材料齐全；报送的人不能认可",
        ),
        Move(
            act=ReportAct.RETURN,
            sources=frozenset({ReportState.FILED}),
            target=ReportState.RETURNED,
            posts=OFFICE,
            not_after=frozenset({ReportAct.FILE}),
            needs_reason=True,
            tone="danger",
            hint="写明要补充什么，责任单位重新报送",
        ),
        Move(
            act=ReportAct.UNACCEPT,
            sources=frozenset({ReportState.ACCEPTED}),
            target=ReportState.FILED,
            posts=DIRECTOR,
            not_after=frozenset({ReportAct.FILE}),
            needs_reason=True,
            tone="danger",
            hint="认可有误，退到待认可",
        ),
        Move(
            act=ReportAct.WAIVE,
            sources=frozenset(OWED),
            target=ReportState.WAIVED,
            posts=DIRECTOR,
            needs_reason=True,
            tone="danger",
            hint="这一期不用报，写明原因",
        ),
        Move(
            act=ReportAct.REQUIRE,
            sources=frozenset({ReportState.WAIVED}),
            target=ReportState.DUE,
            posts=DIRECTOR,
            hint="免报有误，恢复应报",
        ),
    )
}


def posts_towards_report(user: User, report: AssignmentReport) -> set[str]:
    assignment: Assignment = report.assignment
    return posts_towards(user, assignment)


REPORT_FLOW = Flow(
    noun="任务报告",
    states=ReportState,
    moves=REPORT_MOVES,
    step=ReportStep,
    posts_of=posts_towards_report,
    who=WHO,
)

"""The move table of an issue: 待交办 → 协调办理中 → 已办待核 → 已办结; who answered does not judge."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from assignments.models import Issue, IssueAct, IssueState, IssueStep, MajorMatter, MatterState
from units.models import Role, User
from units.moving import Flow, Move
from units.scope import OFFICE_ROLES, scope_of

RAISER, LEAD, CONCERNED, OFFICE, DIRECTOR = "raiser", "lead", "concerned", "office", "director"
WHO = {
    RAISER: "提出单位的填报人或审核人",
    LEAD: "牵头办理单位的填报人或审核人",
    CONCERNED: "提出、牵头或配合单位",
    OFFICE: "领导小组办公室",
    DIRECTOR: "办公室管理员",
}
RAISED, RETURNED, ASSIGNED, ANSWERED, CLOSED, WITHDRAWN = IssueState
ACTING = (Role.UNIT_FILER, Role.UNIT_REVIEWER, *OFFICE_ROLES)  # the office's people act for the unit it sits in

MOVES: dict[Any, Move] = {
    move.act: move
    for move in (
        Move(
            act=IssueAct.ASSIGN,
            sources=frozenset({RAISED}),
            target=ASSIGNED,
            posts=frozenset({DIRECTOR}),
            button=False,
            hint="定牵头办理单位、配合单位和办理期限；期限按紧急程度预填，可以改",
        ),
        Move(
            act=IssueAct.HAND_BACK,
            sources=frozenset({RAISED}),
            target=RETURNED,
            posts=frozenset({OFFICE}),
            needs_reason=True,
            tone="outline-danger",
            hint="情况没有说清楚的，写明缺什么，退回提出单位补充",
        ),
        Move(
            act=IssueAct.AMEND,
            sources=frozenset({RAISED, RETURNED}),
            target=RAISED,
            posts=frozenset({RAISER}),
            button=False,
            hint="交办以前可以修改补充；退回的补充后重新送办公室",
        ),
        Move(
            act=IssueAct.OPINE,
            sources=frozenset({ASSIGNED, ANSWERED}),
            posts=frozenset({CONCERNED, OFFICE}),
            button=False,
            hint="提出、牵头、配合单位和办公室都可以提；提了不改，可以再提",
        ),
        Move(
            act=IssueAct.ANSWER,
            sources=frozenset({ASSIGNED}),
            target=ANSWERED,
            posts=frozenset({LEAD}),
            button=False,
            hint="写明怎样协调、结果如何，附有关材料，送办公室核定",
        ),
        Move(
            act=IssueAct.CLOSE,
            sources=frozenset({ANSWERED}),
            target=CLOSED,
            posts=frozenset({DIRECTOR}),
            not_after=frozenset({IssueAct.ANSWER}),
            button=False,
            hint="结果核实无误，予以办结；应上报而没有上报的，写明不上报的理由",
        ),
        Move(
            act=IssueAct.REJECT,
            sources=frozenset({ANSWERED}),
            target=ASSIGNED,
            posts=frozenset({DIRECTOR}),
            not_after=frozenset({IssueAct.ANSWER}),
            needs_reason=True,
            tone="outline-danger",
            hint="没有解决的，写明原因退回牵头单位重办；期限不变，要改期另办",
        ),
        Move(
            act=IssueAct.REASSIGN,
            sources=frozenset({ASSIGNED}),
            posts=frozenset({DIRECTOR}),
            needs_reason=True,
            button=False,
            tone="outline-primary",
            hint="改牵头、配合单位或办理期限，写明原因",
        ),
        Move(
            act=IssueAct.REOPEN,
            sources=frozenset({CLOSED}),
            target=ASSIGNED,
            posts=frozenset({DIRECTOR}),
            needs_reason=True,
            button=False,
            tone="outline-danger",
            hint="办结后又反复的，写明原因和新的期限，交原牵头单位再办",
        ),
        Move(
            act=IssueAct.WITHDRAW,
            sources=frozenset({RAISED, RETURNED}),
            target=WITHDRAWN,
            posts=frozenset({RAISER}),
            needs_reason=True,
            tone="outline-danger",
            hint="已自行解决或提错的，交办以前可以撤回",
        ),
        Move(
            act=IssueAct.ESCALATE,
            sources=frozenset({RAISED, ASSIGNED, ANSWERED}),
            posts=frozenset({OFFICE}),
            button=False,
            tone="outline-primary",
            hint="起草给区政府的重大事项报告；本问题照常办理",
        ),
        Move(
            act=IssueAct.MARK,
            sources=frozenset({ASSIGNED, ANSWERED}),
            posts=frozenset(),
            button=False,
            hint="跨部门或逾期未办结的，系统标出，由办公室决定是否列为重大事项",
        ),
    )
}


def posts_of(user: User, issue: Any) -> set[str]:
    """In which posts a person acts on one issue."""
    scope = scope_of(user)
    own = scope.unit_ids(*ACTING)
    helping = {unit.pk for unit in issue.supports.all()} if own else set()
    held = {
        RAISER: issue.unit_id in own,
        LEAD: issue.lead_id in own,
        CONCERNED: bool(own & {issue.unit_id, issue.lead_id, *helping}),
        OFFICE: scope.is_office,
        DIRECTOR: scope.has(Role.OFFICE_ADMIN),
    }
    return {post for post, has in held.items() if has}


FLOW = Flow(noun="问题", states=IssueState, moves=MOVES, step=IssueStep, posts_of=posts_of, who=WHO)


def raising_units(user: User) -> set[int]:
    """Ids of the units in whose name a person may raise an issue; the office's people in the office's own."""
    return scope_of(user).unit_ids(*ACTING)


def may_raise(user: User) -> bool:
    return bool(raising_units(user))


def opining_units(user: User, issue: Issue) -> set[int]:
    """Ids of the units in whose name a person may say something to an issue; the office in its own."""
    scope = scope_of(user)
    concerned = {issue.unit_id, issue.lead_id, *(unit.pk for unit in issue.supports.all())}
    return (scope.unit_ids(*ACTING) & concerned) | scope.unit_ids(*OFFICE_ROLES)


def whole_issues(user: User) -> Any:
    """The issues a person may see, with what a page of one shows."""
    related = ("unit", "lead", "project", "raised_by", "closed_by")
    return with_gone_up(Issue.objects.visible_to(user)).select_related(*related).prefetch_related("supports")


def with_gone_up(issues: Any) -> Any:
    """With `gone_up`: whether a report on it was made that was not withdrawn."""
    reports = MajorMatter.objects.filter(issue=OuterRef("pk")).exclude(state=MatterState.WITHDRAWN)
    return issues.annotate(gone_up=Exists(reports.order_by()))

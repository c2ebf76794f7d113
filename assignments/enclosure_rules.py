"""Where an 附件 lies decides who sees it and who may take it away: one rule for each place of Enclosure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from assignments.models import (
    AssignmentReport,
    AssignmentState,
    Enclosure,
    Issue,
    IssueState,
    MajorMatter,
    Mandate,
    MatterState,
    Meeting,
    MeetingState,
    NoteAsk,
    NoteState,
    Policy,
    PolicyTalk,
    ReportState,
    SupervisionNotice,
    SupervisionState,
)
from units.models import User
from units.scope import scope_of

Found = QuerySet[Any]

OVER = "这里已经报送或办结，附件随之定稿，不能再移除。"
NOT_YOURS = "附件由上传人或办公室移除。"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One place: whose files a person sees, whether a parent still takes changes, and the page it is read on.

    `seen(user)` are the papers of `path` (from the enclosure to the paper that is seen as a whole) this person sees.
    """

    path: str
    seen: Callable[[User], Found]
    is_open: Callable[[Any], bool]
    page: str
    key: Callable[[Any], int] = lambda parent: parent.pk

    def address(self, enclosure: Enclosure) -> str:
        """The page on which the file is read."""
        return reverse(self.page, args=[self.key(getattr(enclosure, enclosure.place))])


def _with_post(rows: Found, user: User) -> Found:
    """What the whole house knows; those without a business post know nothing."""
    scope = scope_of(user)
    return rows if scope.reads_everything or scope.unit_ids() else rows.none()


def _is_out_of(*states: str) -> Callable[[Any], bool]:
    return lambda parent: parent.state not in states


def _meeting_is_open(meeting: Meeting) -> bool:
    return meeting.state not in (MeetingState.MINUTED, MeetingState.CANCELLED, MeetingState.DECLINED)


RULES: Mapping[str, Rule] = {
    "report": Rule(
        path="report",
        seen=AssignmentReport.objects.visible_to,
        is_open=lambda report: (
            report.state in (ReportState.DUE, ReportState.RETURNED)
            and report.assignment.state == AssignmentState.ISSUED
        ),
        page="assignment_report",
    ),
    "mandate": Rule(
        path="mandate",
        seen=Mandate.objects.visible_to,
        is_open=lambda mandate: mandate.replied_on is None,
        page="mandate_detail",
    ),
    "meeting": Rule(path="meeting", seen=Meeting.objects.visible_to, is_open=_meeting_is_open, page="meeting_detail"),
    "agenda_item": Rule(
        path="agenda_item__meeting",
        seen=Meeting.objects.visible_to,
        is_open=lambda item: _meeting_is_open(item.meeting),
        page="meeting_detail",
        key=lambda item: item.meeting_id,
    ),
    "issue": Rule(
        path="issue",
        seen=Issue.objects.visible_to,
        is_open=_is_out_of(IssueState.ANSWERED, IssueState.CLOSED, IssueState.WITHDRAWN),
        page="issue_detail",
    ),
    "matter": Rule(
        path="matter",
        seen=MajorMatter.objects.visible_to,
        is_open=_is_out_of(MatterState.CLOSED, MatterState.WITHDRAWN),
        page="matter_detail",
    ),
    "supervision": Rule(
        path="supervision",
        seen=SupervisionNotice.objects.visible_to,
        is_open=_is_out_of(SupervisionState.ANSWERED, SupervisionState.CLOSED, SupervisionState.WITHDRAWN),
        page="supervision_detail",
    ),
    "policy": Rule(
        path="policy",
        seen=lambda user: _with_post(Policy.objects.all(), user),
        is_open=lambda policy: policy.superseded_by_id is None,
        page="policy_detail",
    ),
    "talk": Rule(
        path="talk",
        seen=PolicyTalk.objects.visible_to,
        is_open=lambda talk: talk.voided_at is None,
        page="talk_detail",
    ),
    "note_ask": Rule(
        path="note_ask",
        seen=NoteAsk.objects.visible_to,
        is_open=lambda ask: ask.note.state == NoteState.ASKED,
        page="note_detail",
        key=lambda ask: ask.note_id,
    ),
}


def enclosures_visible_to(user: User) -> QuerySet[Enclosure]:
    """Files, removed ones too, of everything a person sees; deny by default."""
    seen = Q(pk__in=[])
    for rule in RULES.values():
        seen |= Q(**{f"{rule.path}__in": rule.seen(user).order_by().values("pk")})
    return Enclosure.objects.filter(seen)


def rule_of(enclosure: Enclosure) -> Rule:
    return RULES[enclosure.place]


def why_not_remove(user: User, enclosure: Enclosure) -> str:
    """The sentence why a person may not take a file away; "" when they may."""
    if not rule_of(enclosure).is_open(getattr(enclosure, enclosure.place)):
        return OVER
    return "" if scope_of(user).is_office or enclosure.uploaded_by_id == user.pk else NOT_YOURS

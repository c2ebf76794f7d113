"""A meeting on its way: proposed by 区农业农村委, prepared for part of the members and one expert."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from assignments.meetings.answering import sign_in
from assignments.meetings.convening import convene, hold_meeting
from assignments.meetings.inviting import invite_outside, invite_units
from assignments.meetings.minutes import Decided, write_minutes
from assignments.meetings.preparing import Topic, prepare_meeting
from assignments.meetings.proposing import decide, propose_meeting
from assignments.models import InviteeRole, Meeting, MeetingKind
from assignments.series import load_paper_series
from tests.cast import Engage
from units.models import Role, Unit, User

ZONE = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def unit(name: str) -> Unit:
    return Unit.objects.get(name=name)


@pytest.fixture(autouse=True)
def papers_without_printing(monkeypatch: pytest.MonkeyPatch, reference: None, settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("documents.papers.engine.print_pdf", lambda html: b"%PDF-1.7")
    load_paper_series()


@pytest.fixture
def he(engage: Engage) -> User:
    """The office's clerk, who writes the minutes that Lin issues."""
    return engage("he", Role.OFFICE_CLERK, "区发展改革委", "何畔")


@pytest.fixture
def proposed(chen_filer: User, lin: User) -> Meeting:
    return propose_meeting(
        unit=unit("区农业农村委"), title="劳务报酬发放协调会", reason="两个项目报酬发放超期，需要会商。",
        topics=["及时足额发放", "", "代发账户"], by=chen_filer, at=at(2),
    )  # fmt: skip


@pytest.fixture
def prepared(proposed: Meeting, lin: User, he: User, wang: User) -> Meeting:
    meeting = decide(meeting=proposed, by=lin, at=at(3))
    topics = [
        Topic(topic=one.topic, unit=unit("区农业农村委"), item=one.pk) for one in meeting.agenda.order_by("serial")
    ]
    meeting = prepare_meeting(
        meeting=meeting, title=meeting.title, kind=MeetingKind.PARTIAL, starts_at=at(12, 14, 30), place="三楼会议室",
        chair="杜位彬", topics=topics, by=he, at=at(4),
    )  # fmt: skip
    invite_units(meeting=meeting, units=[unit("区农业农村委"), unit("建胜镇")], by=he, at=at(4))
    invite_outside(
        meeting=meeting, role=InviteeRole.EXPERT, organization="某高校", person="周专家", post="劳动法", by=he, at=at(4)
    )  # fmt: skip
    meeting.refresh_from_db()
    return meeting


@pytest.fixture
def convened(prepared: Meeting, lin: User) -> Meeting:
    return convene(meeting=prepared, by=lin, at=at(5))


@pytest.fixture
def held(convened: Meeting, wang: User, he: User) -> Meeting:
    sign_in(invitee=convened.invitees.get(unit=unit("建胜镇")), person="王溪", by=wang, at=at(12, 14, 20))
    sign_in(invitee=convened.invitees.get(role=InviteeRole.EXPERT), person="周专家", by=he, at=at(12, 14, 25))
    return hold_meeting(meeting=convened, by=he, at=at(12, 16))


Write = Callable[..., Meeting]


@pytest.fixture
def write(held: Meeting, he: User) -> Write:
    """Write whole minutes with these decisions."""

    def act(*decisions: Decided, summary: str = "会议听取了有关情况汇报。") -> Meeting:
        held.refresh_from_db()
        said = {item.pk: "会议认为，应当按月足额发放。" for item in held.agenda.all()}
        return write_minutes(
            meeting=held, summary=summary, recorder="何畔", discussions=said, decisions=decisions, by=he, at=at(13)
        )

    return act

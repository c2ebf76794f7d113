"""One of each thing the pages of this floor show, all of 区农业农村委, as the database holds them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile

from assignments.models import (
    AgendaItem,
    Assignment,
    AssignmentReport,
    Duty,
    Enclosure,
    Invitee,
    Issue,
    IssuedPaper,
    MajorMatter,
    Mandate,
    Meeting,
    NoteAsk,
    PaperKind,
    Policy,
    PolicyCitation,
    PolicyTalk,
    SituationNote,
    SupervisionNotice,
    SupervisionReport,
)
from assignments.urls import urlpatterns
from documents.kept_files import keep
from tests.access import Pages, pages_of
from units.models import Unit, User

AT = datetime(2026, 11, 12, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DUE = date(2026, 12, 1)
OWN = "只有一家知道的事"
OF_THEIR_PARTS = {  # pages whose key is not that of the thing their name begins with
    "assignment_report": "report", "assignment_report_move": "report", "meeting_uninvite": "invitee",
    "meeting_reply": "invitee", "meeting_sign_in": "invitee", "meeting_sign_undo": "invitee",
    "meeting_papers": "agenda", "note_ask_edit": "ask", "note_ask_remove": "ask", "note_ask_return": "ask",
    "note_ask_give": "ask", "policy_uncite": "citation", "supervision_report_detail": "quarter",
    "supervision_report_issue": "quarter", "supervision_report_preview": "quarter",
}  # fmt: skip


def pages(lin: User, by: User) -> Pages:
    """Every page of the floor with the key of its object; a new page without one fails here."""
    things = world(lin, by)
    keys = {
        pattern.name: {key: things[_thing(str(pattern.name))].pk for key in pattern.pattern.converters}
        for pattern in urlpatterns
    }
    return pages_of(urlpatterns, keys)


def _thing(name: str) -> str:
    return OF_THEIR_PARTS.get(name) or name.partition("_")[0]


def world(lin: User, by: User) -> dict[str, Any]:
    """The things by the first word of their pages' names; `by` is a person of the unit."""
    unit = Unit.objects.get(name="区农业农村委")
    paper = _paper(lin)
    made: dict[str, Any] = {"paper": paper, **_work(unit, lin, paper), **_meeting(unit, lin, by, paper)}
    made |= _asked(unit, lin, by)
    made["enclosure"] = Enclosure.objects.create(
        issue=made["issue"], name="现场.pdf", kind="pdf", size=8, digest="0" * 64,
        file=ContentFile(b"%PDF-1.7", name="x.pdf"), uploaded_at=AT, uploaded_by=by,
    )  # fmt: skip
    return made


def _paper(lin: User) -> IssuedPaper:
    kept = keep(b"%PDF-1.7", "papers", ".pdf")
    return IssuedPaper.objects.create(
        kind=PaperKind.SUPERVISION, year=2026, number=1, document_number="渡以工代赈办督〔2026〕1号", title=OWN,
        html="<p></p>", pdf_path=kept.path, pdf_sha256=kept.sha256, issued_on=AT.date(), issued_at=AT, issued_by=lin,
    )  # fmt: skip


def _work(unit: Unit, lin: User, paper: IssuedPaper) -> dict[str, Any]:
    registered = {"registered_at": AT, "registered_by": lin}
    mandate = Mandate.objects.create(
        issuer="区政府", document="批示", title="交办的事", demand="办", received_on=AT.date(), due_on=DUE, **registered
    )
    drafted = {"created_at": AT, "created_by": lin}
    task = Assignment.objects.create(
        year=2026, serial=1, title="公开的任务", state="issued", mandate=mandate, lead=unit, starts_on=AT.date(),
        due_on=DUE, **drafted,
    )  # fmt: skip
    notice = SupervisionNotice.objects.create(
        title=OWN, state="signed_for", unit=unit, basis="会议", demand="办", due_on=DUE, paper=paper, issued_at=AT,
        signed_for_at=AT, signed_for_by=lin, **drafted,
    )  # fmt: skip
    return {
        "duty": Duty.objects.order_by("number").first(),
        "mandate": mandate,
        "assignment": task,
        "report": AssignmentReport.objects.create(assignment=task, label="2026", due_on=DUE),
        "supervision": notice,
        "quarter": SupervisionReport.objects.create(year=2026, quarter=3, **drafted),
    }


def _meeting(unit: Unit, lin: User, by: User, paper: IssuedPaper) -> dict[str, Any]:
    meeting = Meeting.objects.create(
        title=OWN, state="convened", proposed_by_unit=unit, proposal="要研究", starts_at=AT + timedelta(days=1),
        place="会议室", chair="主任", notice=paper, created_at=AT, created_by=by,
    )  # fmt: skip
    return {
        "meeting": meeting,
        "invitee": Invitee.objects.create(meeting=meeting, role="member", unit=unit),
        "agenda": AgendaItem.objects.create(meeting=meeting, serial=1, topic="议题一", unit=unit),
    }


def _asked(unit: Unit, lin: User, by: User) -> dict[str, Any]:
    raised = {"raised_at": AT, "raised_by": by}
    issue = Issue.objects.create(
        year=2026, serial=1, title=OWN, kind="pay", unit=unit, situation="情况", demand="协调", state="assigned",
        lead=unit, due_on=DUE, **raised,
    )  # fmt: skip
    matter = MajorMatter.objects.create(
        title="只在办公室里的事", kind="pay", urgency="urgent", issue=issue, known_at=AT,
        report_by=AT + timedelta(days=1), situation="情况", created_at=AT, created_by=lin,
    )  # fmt: skip
    note = SituationNote.objects.create(
        year=2026, label="2026-Q4", title="四季度研判", state="asked", as_of=DUE, created_at=AT, created_by=lin
    )
    policy = Policy.objects.create(
        title="一份文件", level="office", issuer="办公室", registered_at=AT, registered_by=lin
    )
    talk = PolicyTalk.objects.create(
        unit=Unit.objects.get(name="建胜镇"), held_on=AT.date(), place="村委会", topic="政策", speaker="王溪",
        attendances=20, recorded_at=AT, recorded_by=lin,
    )  # fmt: skip
    return {
        "issue": issue,
        "matter": matter,
        "note": note,
        "ask": NoteAsk.objects.create(note=note, unit=unit, topic="farming", due_on=DUE, asked_at=AT),
        "policy": policy,
        "citation": PolicyCitation.objects.create(policy=policy, rule="R1"),
        "talk": talk,
    }

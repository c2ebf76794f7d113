"""The pages of 会议: who opens what, everything typed kept, and the way from proposal to minutes by hand."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assignments.meetings.inviting import invite_members
from assignments.meetings.issuing import issue_minutes
from assignments.meetings.minutes import Decided
from assignments.meetings.proposing import propose_meeting
from assignments.models import AgendaItem, InviteeRole, Meeting, MeetingState
from tests.assignments.meetings.conftest import Write, at, unit
from tests.assignments.meetings.test_minutes import seat, task
from tests.projects.uploads import upload
from units.models import Role, User


@pytest.fixture
def go(client: Client) -> Any:
    def act(user: User, name: str, *args: Any, method: str = "get", **data: Any) -> Any:
        client.force_login(user)
        return getattr(client, method)(reverse(name, args=args), data)

    return act


OFFICE_PAGES = ["meeting_prepare", "meeting_minutes", "meeting_notice_preview", "meeting_minutes_preview"]


def test_administrators_see_nothing_and_a_uninvited_unit_not_this_one(
    convened: Meeting, go: Any, sysadmin: User, auditor: User, zhao: User, leader: User, wang: User
) -> None:
    for person in (sysadmin, auditor):
        assert go(person, "meeting_list").status_code == 403
        assert go(person, "meeting_detail", convened.pk).status_code == 403
    assert go(zhao, "meeting_detail", convened.pk).status_code == 404
    assert go(zhao, "meeting_reply", convened.invitees.first().pk, method="post").status_code == 404  # type: ignore[union-attr]
    assert go(leader, "meeting_detail", convened.pk).status_code == 200
    for name in OFFICE_PAGES:
        assert go(wang, name, convened.pk).status_code == 403
    assert go(wang, "meeting_reminders").status_code == 403


def test_empty_pages_say_what_to_do(go: Any, lin: User, leader: User) -> None:
    assert "提议召开会议" in go(lin, "meeting_list").text
    assert "还没有会议" in go(leader, "meeting_list").text
    assert "未来一个月没有会议" in go(lin, "meeting_month").text
    assert "还没有议定事项" in go(lin, "decision_list").text
    assert "没有符合条件的会议" in go(lin, "meeting_list", state="held").text


def test_a_refused_proposal_keeps_what_was_typed(go: Any, chen_filer: User) -> None:
    page = go(
        chen_filer,
        "meeting_new",
        method="post",
        unit=unit("区农业农村委").pk,
        title="报酬会",
        reason="",
        topics="甲\n乙",
    )
    assert page.status_code == 422
    assert "报酬会" in page.text
    assert "甲\n乙" in page.text
    assert not Meeting.objects.exists()


def test_the_office_prepares_and_a_late_save_is_told(go: Any, lin: User, he: User, proposed: Meeting) -> None:
    go(lin, "meeting_move", proposed.pk, method="post", act="decide", version=proposed.version)
    proposed.refresh_from_db()
    assert proposed.state == MeetingState.PREPARING
    said = {
        "title": "报酬协调会", "kind": "partial", "starts_at": "2026-11-12T14:30", "place": "三楼", "chair": "杜位彬",
        "topic-rows": 3, "topic1-topic": "新议题", "topic2-topic": "", "topic3-topic": "", "version": proposed.version,
    }  # fmt: skip
    more = go(he, "meeting_prepare", proposed.pk, method="post", **said, more=1)
    assert more.status_code == 200
    assert "topic5-topic" in more.text
    assert "新议题" in more.text
    assert go(he, "meeting_prepare", proposed.pk, method="post", **said).status_code == 302
    proposed.refresh_from_db()
    assert proposed.starts_at == at(12, 14, 30)
    assert [item.topic for item in proposed.agenda.all()] == ["新议题"]
    late = go(lin, "meeting_prepare", proposed.pk, method="post", **{**said, "place": "改到五楼"})
    assert late.status_code == 422
    assert "刚被别人办理过" in late.text
    assert "改到五楼" in late.text


def test_invitations_and_answers_keep_what_was_typed(go: Any, convened: Meeting, he: User, wang: User) -> None:
    refused = go(
        he, "meeting_invite", convened.pk, method="post", way="outside", role="expert", organization="某学院", person=""
    )
    assert refused.status_code == 422
    assert "某学院" in refused.text
    assert "请写专家姓名" in refused.text
    assert go(he, "meeting_invite", convened.pk, method="post", way="units").status_code == 422
    invitee = convened.invitees.get(unit=unit("建胜镇"))
    with time_machine.travel(at(6), tick=False):
        kept = go(
            wang, "meeting_reply", invitee.pk, method="post", answer="deputy", person="", note="镇长出差由副镇长参加"
        )
        assert kept.status_code == 422
        assert "镇长出差由副镇长参加" in kept.text
        assert go(wang, "meeting_reply", invitee.pk, method="post", answer="coming", person="王溪").status_code == 302
    early = go(wang, "meeting_sign_in", invitee.pk, method="post", person="王溪甲")
    assert early.status_code == 422
    postponed = go(he, "meeting_postpone", convened.pk, method="post", starts_at="2026-12-01T09:00", reason="冲突了")
    assert postponed.status_code == 422
    assert "由办公室管理员办理" in postponed.text
    assert "冲突了" in postponed.text


def test_a_refused_move_keeps_its_reason_and_says_why(go: Any, convened: Meeting, he: User) -> None:
    page = go(he, "meeting_move", convened.pk, method="post", act="cancel", reason="不用开了", version=convened.version)
    assert page.status_code == 422
    assert "由办公室管理员办理" in page.text
    assert "不用开了" in page.text


def test_a_post_that_no_button_sends_does_nothing(go: Any, proposed: Meeting, lin: User) -> None:
    for name in ("meeting_move", "meeting_invite"):
        assert go(lin, name, proposed.pk, method="post").status_code == 422
    proposed.refresh_from_db()
    assert proposed.state == MeetingState.PROPOSED
    for year in ("0", "1", "9999", "9" * 30, "x"):
        assert go(lin, "meeting_list", year=year).status_code == 200
    for name in ("meeting_new", "meeting_reminders"):
        assert go(lin, name, method="post").status_code == 422


def test_papers_of_a_topic_are_kept_until_the_minutes(go: Any, convened: Meeting, he: User, wang: User) -> None:
    item = convened.agenda.first()
    assert item is not None
    assert go(he, "meeting_papers", item.pk, method="post").status_code == 422
    assert go(he, "meeting_papers", item.pk, method="post", attachments=[upload("汇报.pdf")]).status_code == 302
    assert "汇报.pdf" in go(wang, "meeting_detail", convened.pk).text
    assert go(wang, "meeting_papers", item.pk).status_code == 403


def test_minutes_refused_keep_every_word_and_row(go: Any, held: Meeting, he: User) -> None:
    item = held.agenda.first()
    assert item is not None
    said = {
        "summary": "导语若干", "recorder": "何畔", f"discussion{item.pk}": "讨论若干", "decision-rows": 2,
        "decision1-kind": "assignment", "decision1-text": "尽快发放", "decision1-unit": unit("建胜镇").pk,
        "decision2-kind": "noted", "decision2-text": "", "version": held.version,
    }  # fmt: skip
    refused = go(he, "meeting_minutes", held.pk, method="post", **said)
    assert refused.status_code == 422
    assert "第1项议定事项：交办任务请填办结期限" in refused.text
    for kept in ("导语若干", "讨论若干", "尽快发放"):
        assert kept in refused.text
    more = go(he, "meeting_minutes", held.pk, method="post", **said, more=1)
    assert "decision4-text" in more.text
    assert "讨论若干" in more.text
    done = go(he, "meeting_minutes", held.pk, method="post", **said, **{"decision1-due_on": "2026-11-30"})
    assert done.status_code == 302
    assert held.decisions.get().text == "尽快发放"
    assert go(he, "meeting_minutes_preview", held.pk)["Content-Type"] == "application/pdf"


def test_draft_minutes_are_the_offices_own_until_issued(
    go: Any, write: Write, lin: User, wang: User, engage: Any
) -> None:
    meeting = write(task(), seat(), summary="内部草稿")
    assert "内部草稿" not in go(wang, "meeting_detail", meeting.pk).text
    assert "内部草稿" in go(lin, "meeting_detail", meeting.pk).text
    outsider = engage("jin", Role.UNIT_FILER, "区金融发展中心")
    assert go(outsider, "meeting_detail", meeting.pk).status_code == 404
    with time_machine.travel(at(14), tick=False):
        go(lin, "meeting_move", meeting.pk, method="post", act="issue", version=meeting.version)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.MINUTED
    assert "内部草稿" in go(outsider, "meeting_detail", meeting.pk).text
    page = go(wang, "decision_list").text
    assert "按月足额发放" in page
    assert "席位自2026-11-20起" in page


def test_the_sheet_to_sign_is_the_offices_and_leaves_a_trace(go: Any, convened: Meeting, lin: User, wang: User) -> None:
    assert go(lin, "meeting_register", convened.pk, method="post")["Content-Type"] == "application/pdf"
    assert go(wang, "meeting_register", convened.pk, method="post").status_code == 403


def test_lists_are_filtered_alike_on_page_and_in_the_workbook(
    go: Any, client: Client, write: Write, lin: User, chen_filer: User
) -> None:
    issue_minutes(meeting=write(task(), Decided(kind="noted", text="再议")), by=lin, at=at(14))
    propose_meeting(unit=unit("区农业农村委"), title="另一个会", reason="因", topics=["甲题"], by=chen_filer, at=at(15))
    page = go(lin, "meeting_list", q="甲题").text
    assert "另一个会" in page
    assert "劳务报酬发放协调会" not in page[page.index("<tbody>") :]
    exported = client.post(f"{reverse('meeting_export')}?state=minuted")
    rows = list(openpyxl.load_workbook(BytesIO(exported.content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows][-1] == "劳务报酬发放协调会"
    exported = client.post(f"{reverse('decision_export')}?kind=noted")
    rows = list(openpyxl.load_workbook(BytesIO(exported.content)).active.iter_rows(values_only=True))
    assert rows[-1][4] == "再议"


def test_lists_and_desk_ask_as_often_for_many_as_for_few(
    go: Any, client: Client, convened: Meeting, chen_filer: User, lin: User, he: User
) -> None:
    def asked(name: str, *args: Any) -> int:
        client.get(reverse(name, args=args))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name, args=args))
        return len(queries)

    client.force_login(lin)
    before = asked("meeting_list"), asked("meeting_detail", convened.pk)
    invite_members(meeting=convened, by=he, at=at(6))
    for number in range(8):
        AgendaItem.objects.create(meeting=convened, serial=10 + number, topic=f"题{number}", unit=unit("区交通局"))
        propose_meeting(
            unit=unit("区农业农村委"), title=f"会{number}", reason="因", topics=["题"], by=chen_filer, at=at(6)
        )
    assert (asked("meeting_list"), asked("meeting_detail", convened.pk)) == before


def test_a_unit_finds_what_waits_for_its_answer(
    go: Any, client: Client, convened: Meeting, wang: User, zhao: User
) -> None:
    with time_machine.travel(at(6), tick=False):
        client.force_login(wang)
        assert convened.title in client.get(reverse("meeting_list"), {"turn": "answer"}).text
        assert convened.title not in client.get(reverse("meeting_list"), {"turn": "coming"}).text
        assert convened.title in go(wang, "meeting_month").text
        assert convened.title not in go(zhao, "meeting_month").text


def test_on_the_day_the_unit_signs_in_on_the_page_and_the_office_may_undo(
    go: Any, convened: Meeting, wang: User, he: User
) -> None:
    invitee = convened.invitees.get(unit=unit("建胜镇"))
    with time_machine.travel(at(12, 14), tick=False):
        assert reverse("meeting_sign_in", args=[invitee.pk]) in go(wang, "meeting_detail", convened.pk).text
        go(wang, "meeting_sign_in", invitee.pk, method="post", person="王溪")
        assert "已签到" in go(wang, "meeting_detail", convened.pk).text
        again = go(he, "meeting_sign_in", invitee.pk, method="post", person="别人")
        assert again.status_code == 422
        assert "已由王溪" in again.text
        assert go(he, "meeting_sign_undo", invitee.pk, method="post").status_code == 302
    invitee.refresh_from_db()
    assert invitee.signed_in_at is None
    expert = convened.invitees.get(role=InviteeRole.EXPERT)
    assert go(wang, "meeting_uninvite", expert.pk, method="post").status_code == 422

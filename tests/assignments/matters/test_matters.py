"""重大事项: drafted, checked by another, signed, issued upwards under a number, answered; and its clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from assignments.issues.actions import assign_issue
from assignments.matters.actions import close_matter, press, record_answer
from assignments.matters.clock import look_at_matters, standing_of
from assignments.matters.drafting import draft_matter, edit_matter, prefilled
from assignments.matters.issuing import issue_matter
from assignments.matters.signing import register_signature, sign_matter
from assignments.models import IssueAct, IssuedPaper, MajorMatter, MatterAct, MatterKind, MatterState, Urgency
from assignments.series import load_paper_series
from tests.assignments.issues.conftest import MONDAY, Raise, planner, raised, the  # noqa: F401 — fixtures
from tests.cast import Engage
from units.models import Message, Role, User
from units.refusals import NotAllowed, Refusal, WrongState

REPORT = {
    "title": "建胜镇产业道路劳务报酬代领问题",
    "kind": MatterKind.DISPUTE,
    "urgency": Urgency.URGENT,
    "situation": "3名务工人员的劳务报酬由班组代领。",
    "handled": "已责成施工单位改由一卡通发放。",
    "next_steps": "本月底前全部改发到位。",
}


@pytest.fixture
def he(engage: Engage) -> User:
    """Office clerk."""
    return engage("he", Role.OFFICE_CLERK, "区发展改革委", "何畔")


@pytest.fixture(autouse=True)
def _paper(settings: Settings, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, reference: None) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("documents.papers.engine.print_pdf", lambda html: b"%PDF-1.7")
    load_paper_series()


def drafted(by: User, at: datetime = MONDAY, **changed: Any) -> MajorMatter:
    return draft_matter(values={**REPORT, **changed}, known_at=MONDAY, by=by, at=at)


def signed(he: User, lin: User, leader: User) -> MajorMatter:
    matter = press(matter=drafted(he), act=MatterAct.SEND, by=he, at=MONDAY)
    matter = press(matter=matter, act=MatterAct.CHECK, by=lin, at=MONDAY)
    return sign_matter(matter=matter, by=leader, at=MONDAY)


def test_a_whole_way_up_and_back(he: User, lin: User, leader: User) -> None:
    matter = signed(he, lin, leader)
    matter = issue_matter(matter=matter, by=lin, at=MONDAY + timedelta(hours=3))
    paper = IssuedPaper.objects.get()
    assert (matter.state, matter.paper, matter.signer) == (MatterState.SENT, paper, leader.name)
    assert paper.document_number == "渡以工代赈办报〔2026〕1号"
    for said in ("关于建胜镇产业道路劳务报酬代领问题的报告", "签发人", leader.name, "加急", "特此报告", "区政府"):
        assert said in paper.html
    with pytest.raises(Refusal) as refused:
        record_answer(
            matter=matter, answer=" ", answered_by="", answered_on=date(2026, 11, 15), by=he, at=MONDAY
        )  # fmt: skip
    assert len(refused.value.sentences) == 3
    with pytest.raises(Refusal, match="还没有登记批示"):
        close_matter(matter=matter, by=lin, at=MONDAY)
    answered = {"answered_by": "钟渝", "answered_on": date(2026, 11, 17), "by": he, "at": MONDAY + timedelta(days=1)}
    matter = record_answer(matter=matter, answer="请速查处。", **answered)
    again = record_answer(matter=matter, answer="请速查处，下周报结果。", **answered)
    assert again.steps.last().changes["answer"][0] == "请速查处。"
    assert close_matter(matter=again, by=lin, at=MONDAY).state == MatterState.CLOSED


def test_who_wrote_last_does_not_check(he: User, lin: User) -> None:
    matter = drafted(he)
    matter = edit_matter(matter=matter, values={**REPORT, "title": "代领问题"}, known_at=MONDAY, by=lin, at=MONDAY)
    same = edit_matter(matter=matter, values={**REPORT, "title": "代领问题"}, known_at=MONDAY, by=he, at=MONDAY)
    assert same.version == matter.version  # to save it unchanged is not to write it
    matter = press(matter=matter, act=MatterAct.SEND, by=lin, at=MONDAY)
    with pytest.raises(NotAllowed, match="不得为同一人"):
        press(matter=matter, act=MatterAct.CHECK, by=lin, at=MONDAY)
    matter = press(matter=matter, act=MatterAct.HAND_BACK, by=lin, at=MONDAY, reason="改标题")
    matter = edit_matter(matter=matter, values=REPORT, known_at=MONDAY, by=he, at=MONDAY)
    matter = press(matter=matter, act=MatterAct.SEND, by=he, at=MONDAY)
    assert press(matter=matter, act=MatterAct.CHECK, by=lin, at=MONDAY).state == MatterState.SIGNING


def test_a_report_mixes_in_no_request_and_is_whole(he: User) -> None:
    matter = drafted(he, handled="", next_steps="请予批复增加资金，妥否，请批示。")
    with pytest.raises(Refusal) as refused:
        press(matter=matter, act=MatterAct.SEND, by=he, at=MONDAY)
    assert len(refused.value.sentences) == 2
    assert "不得夹带请示事项" in refused.value.sentences[1]


def test_what_comes_back_is_signed_anew(he: User, lin: User, leader: User) -> None:
    matter = press(matter=signed(he, lin, leader), act=MatterAct.HAND_BACK, by=leader, at=MONDAY, reason="补充人数")
    assert (matter.state, matter.signer, matter.signed_on) == (MatterState.DRAFT, "", None)


def test_a_signature_on_paper_is_registered_by_the_director(he: User, lin: User) -> None:
    matter = press(matter=drafted(he), act=MatterAct.SEND, by=he, at=MONDAY)
    matter = press(matter=matter, act=MatterAct.CHECK, by=lin, at=MONDAY)
    with pytest.raises(NotAllowed):
        sign_matter(matter=matter, by=lin, at=MONDAY)
    with pytest.raises(Refusal) as refused:
        register_signature(matter=matter, signer="", signed_on=date(2026, 11, 15), by=lin, at=MONDAY)
    assert len(refused.value.sentences) == 2
    made = register_signature(matter=matter, signer="杜位彬", signed_on=MONDAY.date(), by=lin, at=MONDAY)
    assert (made.state, made.signer) == (MatterState.SIGNED, "杜位彬")


def test_nothing_is_numbered_before_it_is_signed(he: User, lin: User) -> None:
    with pytest.raises(WrongState):
        issue_matter(matter=drafted(he), by=lin, at=MONDAY)
    with pytest.raises(NotAllowed):
        issue_matter(matter=drafted(he, title="另一件"), by=he, at=MONDAY)
    assert not IssuedPaper.objects.exists()


def test_a_report_moved_while_it_was_printed_takes_no_number(
    he: User, lin: User, leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = signed(he, lin, leader)

    def meanwhile(html: str) -> bytes:
        held = MajorMatter.objects.get()
        if held.state == MatterState.SIGNED:
            press(matter=held, act=MatterAct.HAND_BACK, by=lin, at=MONDAY, reason="还要改")
        return b"%PDF-1.7"

    monkeypatch.setattr("documents.papers.engine.print_pdf", meanwhile)
    with pytest.raises(Refusal):
        issue_matter(matter=matter, by=lin, at=MONDAY)
    assert not IssuedPaper.objects.exists()


def test_the_clock_is_told_before_and_after_it_runs_out_once_each(he: User, lin: User, leader: User) -> None:
    matter = drafted(he)
    assert matter.report_by == MONDAY + timedelta(hours=24)
    told = [look_at_matters(at=MONDAY + timedelta(hours=hours)) for hours in (17, 18, 19, 25, 26)]
    assert told == [0, 2, 0, 2, 0]
    said = [standing_of(matter, MONDAY + timedelta(hours=hours)).said for hours in (1, 23.75, 30, 80)]
    assert said == ["还剩23小时", "还剩15分钟", "已超时限6小时", "已超时限2天8小时"]
    press(matter=matter, act=MatterAct.WITHDRAW, by=lin, at=MONDAY, reason="核实后不属重大事项")
    assert look_at_matters(at=MONDAY + timedelta(days=9)) == 0


def test_an_issue_becomes_a_draft_once(raised: Raise, he: User, lin: User, wang: User, planner: User) -> None:  # noqa: F811
    issue = assign_issue(
        issue=raised(),
        lead=the("区规划自然资源局"),
        supports=[the("区财政局")],
        due_on=date(2026, 11, 20),
        by=lin,
        at=MONDAY,
    )
    first = prefilled(issue, at=MONDAY)
    assert "区规划自然资源局牵头，区财政局配合" in first["handled"]
    values = {**first, "next_steps": "继续协调。"}
    known = values.pop("known_at")
    matter = draft_matter(values=values, known_at=known, issue=issue, by=he, at=MONDAY)
    assert issue.steps.filter(act=IssueAct.ESCALATE).count() == 1
    with pytest.raises(Refusal, match="请在原报告上办理"):
        draft_matter(values=values, known_at=known, issue=issue, by=lin, at=MONDAY)
    assert not MajorMatter.objects.visible_to(wang).exists()
    MajorMatter.objects.filter(pk=matter.pk).update(state=MatterState.WITHDRAWN)
    assert draft_matter(values=values, known_at=known, issue=issue, by=he, at=MONDAY).pk != matter.pk


def test_units_hear_of_it_when_it_went_up(
    raised: Raise,  # noqa: F811
    he: User,
    lin: User,
    leader: User,
    wang: User,
    client: Client,
) -> None:
    """And read what went up, not what was written and struck out before."""
    matter = draft_matter(
        values={**REPORT, "handled": "班组长拒不退款"}, known_at=MONDAY, issue=raised(), by=he, at=MONDAY
    )
    matter = edit_matter(matter=matter, values=REPORT, known_at=MONDAY, by=he, at=MONDAY)
    matter = press(matter=matter, act=MatterAct.SEND, by=he, at=MONDAY)
    matter = press(matter=matter, act=MatterAct.CHECK, by=lin, at=MONDAY)
    issue_matter(matter=sign_matter(matter=matter, by=leader, at=MONDAY), by=lin, at=MONDAY)
    assert MajorMatter.objects.visible_to(wang).get() == matter
    assert Message.objects.filter(to=wang, kind="matter").exists()
    for reader, reads in ((wang, False), (lin, True)):
        client.force_login(reader)
        page = client.get(reverse("matter_detail", args=[matter.pk])).text
        assert ("编号上报" in page, "班组长拒不退款" in page) == (True, reads)


def test_only_the_office_drafts_and_nothing_of_tomorrow(wang: User, he: User) -> None:
    with pytest.raises(NotAllowed):
        drafted(wang)
    with pytest.raises(Refusal) as refused:
        draft_matter(values={**REPORT, "title": ""}, known_at=MONDAY + timedelta(days=1), by=he, at=MONDAY)
    assert len(refused.value.sentences) == 2
    with pytest.raises(Refusal, match="核对年份"):
        draft_matter(values=REPORT, known_at=MONDAY.replace(year=2006), by=he, at=MONDAY)

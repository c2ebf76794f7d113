"""印发: whole or not at all; numbers without gaps; frozen for good."""

from dataclasses import replace
from datetime import date

import pytest

from dispatch import issuing
from dispatch.bulletins import AlreadyIssued, StaleDraft, draft_bulletin, ensure_draft, save_narrative
from dispatch.correcting import correct_figures
from dispatch.issuing import NumberTaken, issue_bulletin, next_number, render_again
from dispatch.models import Bulletin, BulletinAct, BulletinState, NarrativeEdit
from dispatch.moving import make_move
from documents import kept_files
from projects.models import Period
from units.models import AuditEntry
from units.refusals import NotAllowed, Refusal, WrongState


def quiet(percent, step):
    """No progress to show."""


@pytest.fixture
def draft(closed, lin, at):
    return draft_bulletin(period=closed.period, by=lin, at=at)


@pytest.fixture
def signed(draft, sign):
    return sign(draft)


@pytest.fixture
def issue(signed, lin, at):
    return lambda **changes: issue_bulletin(**{"bulletin": signed, "by": lin, "at": at, "progress": quiet} | changes)


@pytest.fixture
def printer(monkeypatch):
    """A printer that is quick and can be told to fail; the real one has its own tests."""
    printed = []
    monkeypatch.setattr(issuing, "render_pdf", lambda html: printed.append(html) or html.encode())
    return printed


def test_a_draft_suggests_its_wording_and_is_made_once(draft, closed, lin, at):
    assert "投资进度滞后" in draft.problems
    assert draft_bulletin(period=closed.period, by=lin, at=at) == draft
    assert NarrativeEdit.objects.count() == 1


def test_an_issued_report_has_number_signer_files_and_trail(issue, printer, lin):
    bulletin = issue()
    assert bulletin.state == BulletinState.ISSUED
    assert bulletin.document_number == "渡以工代赈办文〔2026〕1号"
    assert (bulletin.signer, bulletin.issued_by) == ("杜位彬", lin)
    assert bulletin.document_number in bulletin.html
    assert kept_files.read(bulletin.pdf_path) == bulletin.html.encode()
    assert bulletin.pdf_path == f"bulletins/{bulletin.pdf_sha256[:2]}/{bulletin.pdf_sha256}.pdf"
    assert kept_files.read(bulletin.xlsx_path)[:2] == b"PK"
    assert AuditEntry.objects.get(act="报告：印发").detail["changes"]["PDF"] == ["", bulletin.pdf_sha256]


def test_issuing_again_changes_nothing(issue, printer):
    first, second = issue(), issue()
    assert (first.number, second.number, len(printer)) == (1, 1, 1)
    assert AuditEntry.objects.filter(act="报告：印发").count() == 1


@pytest.mark.parametrize("step", ["render_pdf", "annex_workbook", "make_move"])
def test_a_crash_on_the_way_leaves_it_signed_and_takes_no_number(issue, printer, monkeypatch, step):
    def crash(*args, **kwargs):
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(issuing, step, crash)
        with pytest.raises(MemoryError):
            issue()
    left = Bulletin.objects.get()
    assert (left.state, left.number, left.html, left.pdf_sha256) == (BulletinState.SIGNED, None, "", "")
    assert next_number(2026) == 1
    assert issue().number == 1


def test_a_number_taken_meanwhile_is_left_to_the_other_and_the_next_one_printed(issue, printer, monkeypatch):
    numbers = iter([7, 8, 8, 8])
    monkeypatch.setattr(issuing, "next_number", lambda year: next(numbers))
    assert issue().number == 8
    assert ["〔2026〕7号" in html for html in printer] == [True, False]


def test_the_database_itself_refuses_the_same_number_twice(issue, printer, closed, monkeypatch, lin, at):
    """Two issues that both saw the same last number: the constraint lets one through, the other prints anew."""
    first = issue()
    september = Period.objects.create(month=date(2026, 9, 1), due_on=date(2026, 10, 9), closed_at=at, closed_by=lin)
    words = {"problems": "无", "next_steps": "无", "created_at": at, "created_by": lin, "signer": "杜位彬"}
    second = Bulletin.objects.create(period=september, revision=closed, state=BulletinState.SIGNED, **words)
    printed = issuing._print(second, at, quiet)
    monkeypatch.setattr(issuing, "next_number", lambda year: first.number)
    with pytest.raises(NumberTaken):
        issuing._settle(second, replace(printed, number=first.number), by=lin, at=at)
    assert Bulletin.objects.get(pk=second.pk).state == BulletinState.SIGNED


def test_a_report_handed_back_while_it_is_printed_is_not_issued(issue, signed, monkeypatch, lin, at):
    def meddle(html):
        make_move(bulletin=signed, act=BulletinAct.HAND_BACK, by=lin, at=at, reason="数字有误")
        return b"%PDF"

    monkeypatch.setattr(issuing, "render_pdf", meddle)
    with pytest.raises(WrongState, match="现在是“草稿”"):
        issue()
    left = Bulletin.objects.get()
    assert (left.state, left.signer, left.signed_on) == (BulletinState.DRAFT, "", None)


def test_only_a_signed_report_is_issued(draft, sign, lin, at, printer):
    for to in ("", "send", "check"):
        if to == "check":
            make_move(bulletin=draft, act=BulletinAct.TAKE_BACK, by=lin, at=at)
        if to:
            sign(draft, to=to)
        with pytest.raises(WrongState, match="只有已签发的报告可以印发"):
            issue_bulletin(bulletin=draft, by=lin, at=at, progress=quiet)
    assert printer == []


def test_a_suggested_wording_is_nobodys(closed, at):
    made = ensure_draft(period=closed.period, at=at)
    assert (made.created_by, made.edits.get().edited_by) == (None, None)
    assert list(made.based_on.all()) == [closed]


def test_an_issued_report_is_not_reworded(issue, printer, draft, lin, at):
    bulletin = issue()
    with pytest.raises(AlreadyIssued):
        save_narrative(bulletin=bulletin, problems="改", next_steps="改", version=0, by=lin, at=at)


def test_two_people_do_not_overwrite_each_other(draft, lin, at):
    save_narrative(bulletin=draft, problems="甲的", next_steps="甲的", version=0, by=lin, at=at)
    with pytest.raises(StaleDraft, match="林岚"):
        save_narrative(bulletin=draft, problems="乙的", next_steps="乙的", version=0, by=lin, at=at)
    assert Bulletin.objects.get().problems == "甲的"
    assert [edit.problems for edit in draft.edits.all()][0] == "甲的"


def test_empty_wording_is_refused_all_at_once(draft, lin, at):
    with pytest.raises(Refusal) as refused:
        save_narrative(bulletin=draft, problems=" ", next_steps="\n", version=0, by=lin, at=at)
    assert len(refused.value.sentences) == 2


def test_only_the_office_drafts_and_only_its_administrator_issues(draft, sign, engage, leader, at):
    clerk = engage("clerk", "office_clerk", "区发展改革委")
    save_narrative(bulletin=draft, problems="经办改", next_steps="经办改", version=0, by=clerk, at=at)
    with pytest.raises(NotAllowed):
        save_narrative(bulletin=draft, problems="改", next_steps="改", version=1, by=leader, at=at)
    signed = sign(draft)
    for stranger in (clerk, leader):
        with pytest.raises(NotAllowed):
            issue_bulletin(bulletin=signed, by=stranger, at=at, progress=quiet)


def test_an_issued_report_keeps_its_numbers_through_a_correction(issue, printer, closed, lin, at):
    bulletin = issue()
    code = closed.figures.get(project_name="道路").project_code
    correct_figures(period=closed.period, project_code=code, values={"workers_year": 99}, reason="错", by=lin, at=at)
    bulletin.refresh_from_db()
    assert bulletin.revision == closed
    assert "99人" not in bulletin.html


def test_a_draft_cannot_be_printed_as_issued(draft):
    with pytest.raises(Refusal, match="还没有印发"):
        render_again(draft)


def test_files_of_equal_content_are_one_file():
    first, second = kept_files.keep(b"same", "t", ".bin"), kept_files.keep(b"same", "t", ".bin")
    assert first == second
    assert kept_files.read(first.path) == b"same"

"""综合研判: drafted once, asked, answered, assembled with frozen figures, checked by another hand, issued."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assignments.models import IssuedPaper, NoteAct, NoteAsk, NoteState, SituationNote, Topic
from assignments.situation.answering import give, give_back
from assignments.situation.asking import add_ask, ask_units, change_ask, remind_asked, remove_ask
from assignments.situation.assembling import TO_WRITE, assemble, edit_note, send
from assignments.situation.drafting import draft_due, draft_note
from assignments.situation.figures import FigureTable, thaw
from assignments.situation.filters import standing_of
from assignments.situation.issuing import issue_note
from assignments.situation.moves import FLOW
from assignments.situation.paper import compose
from assignments.situation.spans import read_span
from assignments.situation.waiting import waiting_for
from documents.papers import Annex, Figure, Table
from projects.calendar import moved
from tests.assignments.situation.conftest import AT, LATER, ON_SITE, TEXT, fresh
from tests.projects.uploads import upload
from units.models import Message, Unit, User
from units.moving import StalePaper
from units.refusals import NotAllowed, Refusal, WrongState

ON = AT.date()


def test_the_quarter_is_drafted_once_with_the_usual_asks(reference: None, lin: User) -> None:
    assert draft_due(at=AT) is not None
    assert [draft_due(at=AT), draft_due(at=AT + timedelta(days=60))] == [None, None]
    note = SituationNote.objects.get()
    assert (note.label, note.as_of, note.created_by) == ("2026-Q3", date(2026, 9, 30), None)
    told = set(note.asks.values_list("unit__name", "topic", "due_on"))
    due = moved(ON, 5)
    assert told == {
        ("区人力社保局", "labor", due), ("区应急局", "disaster", due),
        ("区卫生健康委", "epidemic", due), ("区农业农村委", "farming", due),
    }  # fmt: skip
    assert Message.objects.filter(to=lin, kind="situation").count() == 1


def test_a_withdrawn_quarter_is_not_begun_again_by_itself(note: SituationNote, clerk: User) -> None:
    FLOW.make(note, NoteAct.WITHDRAW, by=clerk, at=AT, reason="并入年度研判")
    assert draft_due(at=AT) is None
    assert draft_note(span=read_span("2026-Q3"), by=clerk, at=AT).state == NoteState.DRAFT


@pytest.mark.parametrize("label", ["2026-Q5", "2026-13", "1999-Q1", "2026", ""])
def test_a_label_that_names_no_span_is_refused(label: str) -> None:
    with pytest.raises(Refusal, match="写法不对"):
        read_span(label)


def test_one_note_a_span_within_the_span_by_the_office(note: SituationNote, clerk: User, chen_filer: User) -> None:
    with pytest.raises(WrongState, match="已经起草，现在是“拟订”"):
        draft_note(span=read_span("2026-Q3"), by=clerk, at=AT)
    with pytest.raises(Refusal, match="应在2026年9月之内"):
        draft_note(span=read_span("2026-09"), by=clerk, at=AT, as_of=date(2026, 10, 1))
    with pytest.raises(NotAllowed, match="由领导小组办公室"):
        draft_note(span=read_span("2026-09"), by=chen_filer, at=AT)


def test_asks_stay_the_offices_until_they_are_sent(note: SituationNote, clerk: User, chen_filer: User) -> None:
    assert not SituationNote.objects.visible_to(chen_filer).exists()
    note.asks.update(due_on=ON - timedelta(days=1))
    with pytest.raises(Refusal) as refused:
        ask_units(note=note, by=clerk, at=AT)
    assert len(refused.value.sentences) == 4
    note.asks.all().delete()
    with pytest.raises(Refusal, match="还没有单位"):
        ask_units(note=note, by=clerk, at=AT)


def test_a_unit_sees_and_hears_of_its_own_ask_alone(ask: NoteAsk, chen_filer: User, wang: User) -> None:
    assert list(NoteAsk.objects.visible_to(chen_filer)) == [ask]
    assert not SituationNote.objects.visible_to(wang).exists()
    assert not NoteAsk.objects.visible_to(wang).exists()
    assert [line.note for line in waiting_for(chen_filer, on=ON)] == [f"最早{ask.due_on.month}月{ask.due_on.day}日到期"]


def test_the_list_is_kept_while_asking(ask: NoteAsk, clerk: User, wang: User) -> None:
    unit = Unit.objects.get(name="建胜镇")
    mine = add_ask(note=fresh(ask.note), unit=unit, topic=Topic.OTHER, due_on=ON, by=clerk, at=AT)
    assert Message.objects.filter(to=wang).count() == 1
    with pytest.raises(Refusal, match="已经在征集名单上"):
        add_ask(note=fresh(ask.note), unit=unit, topic=Topic.OTHER, due_on=ON, by=clerk, at=AT)
    with pytest.raises(Refusal, match="已过"):
        change_ask(ask=mine, request="", due_on=ON - timedelta(days=1), by=clerk, at=AT)
    assert change_ask(ask=mine, request="用工情况", due_on=ON, by=clerk, at=AT).request == "用工情况"
    assert Message.objects.filter(to=wang).count() == 2
    remove_ask(ask=mine, by=clerk, at=AT)
    assert not NoteAsk.objects.filter(unit=unit).exists()
    with pytest.raises(NotAllowed):
        add_ask(note=fresh(ask.note), unit=unit, topic=Topic.OTHER, due_on=ON, by=wang, at=AT)


def test_units_are_reminded_the_day_before_and_once_after(ask: NoteAsk, chen_filer: User) -> None:
    days = [ask.due_on + timedelta(days=add) for add in (-2, -1, 0, 1, 2, 9)]
    told = [remind_asked(at=AT.replace(month=day.month, day=day.day)) for day in days for _ in range(2)]
    assert told == [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    give(ask=ask, text=TEXT, by=chen_filer, at=AT)
    assert remind_asked(at=LATER + timedelta(days=99)) == 0


def test_an_answer_is_changed_until_the_note_is_assembled(ask: NoteAsk, chen_filer: User, clerk: User) -> None:
    with pytest.raises(Refusal, match="应写5到4000个字") as refused:
        give(ask=ask, text="无", by=chen_filer, at=AT, files=[upload("坏.pdf", b"MZ")])
    assert len(refused.value.sentences) == 2
    give(ask=ask, text=TEXT, by=chen_filer, at=AT, files=[upload()])
    late = give(ask=ask, text=f"{TEXT}补充。", by=chen_filer, at=LATER)
    assert (late.given_at, late.text[-3:], standing_of(late, on=LATER.date())[0]) == (AT, "补充。", "已报送")
    assemble(note=fresh(ask.note), by=clerk, at=LATER)
    with pytest.raises(WrongState, match="现在是“汇稿中”"):
        give(ask=late, text=TEXT, by=chen_filer, at=LATER)
    with pytest.raises(WrongState):
        remove_ask(ask=late, by=clerk, at=LATER)


def test_what_is_not_asked_any_more_is_not_given(ask: NoteAsk, chen_filer: User, clerk: User) -> None:
    other = NoteAsk.objects.create(
        note=ask.note, unit=ask.unit, topic=Topic.OTHER, due_on=ask.due_on, asked_at=ask.asked_at
    )
    remove_ask(ask=NoteAsk.objects.get(pk=other.pk), by=clerk, at=AT)
    with pytest.raises(WrongState, match="不再征集"):
        give(ask=other, text=TEXT, by=chen_filer, at=AT)
    assert fresh(ask.note).steps.filter(act=NoteAct.GIVE).count() == 0


def test_only_the_unit_asked_answers(ask: NoteAsk, wang: User, clerk: User) -> None:
    for stranger in (wang, clerk):
        with pytest.raises(NotAllowed):
            give(ask=ask, text=TEXT, by=stranger, at=AT)


def test_what_was_given_goes_back_with_a_reason_and_comes_late(ask: NoteAsk, chen_filer: User, clerk: User) -> None:
    with pytest.raises(WrongState, match="还没有报送"):
        give_back(ask=ask, reason="请补充数字", by=clerk, at=AT)
    give(ask=ask, text=TEXT, by=chen_filer, at=AT)
    with pytest.raises(Refusal, match="请写明原因"):
        give_back(ask=ask, reason=" ", by=clerk, at=AT)
    back = give_back(ask=ask, reason="请补充数字", by=clerk, at=AT)
    assert (back.text, back.given_at, standing_of(back, on=ON)[0]) == (TEXT, None, "退回待补充")
    assert Message.objects.filter(to=chen_filer, title__contains="请补充数字").exists()
    again = give(ask=back, text=TEXT, by=chen_filer, at=LATER)
    assert standing_of(again, on=LATER.date()) == (f"迟报{(LATER.date() - ask.due_on).days}天", "warn")


def test_figures_are_frozen_when_the_note_is_assembled(
    ask: NoteAsk, chen_filer: User, clerk: User, told: list[FigureTable]
) -> None:
    with pytest.raises(Refusal, match="还没有单位报送"):
        assemble(note=ask.note, by=clerk, at=LATER)
    give(ask=ask, text=TEXT, by=chen_filer, at=AT)
    made = assemble(note=fresh(ask.note), by=clerk, at=LATER)
    told.clear()
    assert thaw(fresh(made).figures) == [ON_SITE]
    assert ON_SITE.printed[0] == ("建胜镇", "3", "14", "1200.50")
    lines = made.body.splitlines()
    assert lines[1:] == [
        "一、劳动力供求和就业", "全区还缺3人，可安排14人。", "二、农业农村", f"区农业农村委反映：{TEXT}",
        "三、研判意见和建议", TO_WRITE,
    ]  # fmt: skip


def test_a_day_still_to_come_has_no_figures(clerk: User, ask: NoteAsk, chen_filer: User) -> None:
    give(ask=ask, text=TEXT, by=chen_filer, at=AT)
    SituationNote.objects.update(as_of=LATER.date() + timedelta(days=1))
    with pytest.raises(Refusal, match="还没有到"):
        assemble(note=fresh(ask.note), by=clerk, at=LATER)


def test_asked_anew_the_edited_text_is_kept(ask: NoteAsk, chen_filer: User, clerk: User) -> None:
    give(ask=ask, text=TEXT, by=chen_filer, at=AT)
    made = assemble(note=fresh(ask.note), by=clerk, at=LATER)
    edited = edit_note(note=made, by=clerk, at=LATER, body="一、改过\n内容。")
    with pytest.raises(Refusal):
        FLOW.make(edited, NoteAct.REOPEN, by=clerk, at=LATER)
    again = FLOW.make(edited, NoteAct.REOPEN, by=clerk, at=LATER, reason="区应急局补报")
    assert assemble(note=again, by=clerk, at=LATER).body == "一、改过\n内容。"


def test_the_offices_own_view_is_written_before_it_is_sent(ask: NoteAsk, chen_filer: User, clerk: User) -> None:
    give(ask=ask, text=TEXT, by=chen_filer, at=AT)
    made = assemble(note=fresh(ask.note), by=clerk, at=LATER)
    with pytest.raises(Refusal, match="还没有写"):
        send(note=made, by=clerk, at=LATER)
    with pytest.raises(Refusal) as refused:
        edit_note(note=made, by=clerk, at=LATER, title="", body="长" * 20001)
    assert len(refused.value.sentences) == 2
    with pytest.raises(StalePaper):
        edit_note(note=made, by=clerk, at=LATER, body="新的正文", version=made.version - 1)


def test_who_wrote_it_does_not_check_it(checking: SituationNote, clerk: User, lin: User, leader: User) -> None:
    for who in (clerk, leader):
        with pytest.raises(NotAllowed, match="办公室管理员"):
            issue_note(note=checking, by=who, at=LATER)
    back = FLOW.make(checking, NoteAct.HAND_BACK, by=lin, at=LATER, reason="改标题")
    sent = send(note=edit_note(note=back, by=lin, at=LATER, title="改过的标题"), by=clerk, at=LATER)
    with pytest.raises(NotAllowed, match="另一位"):
        issue_note(note=sent, by=lin, at=LATER)


def test_an_issued_note_is_numbered_frozen_and_read(
    checking: SituationNote, lin: User, leader: User, wang: User, chen_filer: User
) -> None:
    assert not SituationNote.objects.visible_to(leader).exists()
    issued = issue_note(note=checking, by=lin, at=LATER, version=checking.version)
    assert (issued.state, str(issued.paper and issued.paper.document_number)) == (
        NoteState.ISSUED,
        "渡以工代赈办研〔2026〕1号",
    )
    for reader in (leader, wang):
        assert SituationNote.objects.visible_to(reader).get() == issued
        assert Message.objects.filter(to=reader, title__contains="已印发").count() == 1
    with pytest.raises(WrongState):
        FLOW.make(issued, NoteAct.WITHDRAW, by=lin, at=LATER, reason="不印了")


def test_a_note_moved_meanwhile_takes_no_number(checking: SituationNote, lin: User) -> None:
    FLOW.make(checking, NoteAct.HAND_BACK, by=lin, at=LATER, reason="再改改")
    with pytest.raises(WrongState):
        issue_note(note=checking, by=lin, at=LATER, version=checking.version)
    assert not IssuedPaper.objects.exists()


def test_the_paper_carries_text_chart_and_tables(checking: SituationNote) -> None:
    paper = compose(checking, "渡以工代赈办研〔2026〕1号", LATER.date())
    assert [block.caption for block in paper.body if isinstance(block, Figure)] == ["图1　各镇街劳动力供求"]
    annex: Annex = paper.annexes[0]
    table = annex.blocks[0]
    assert isinstance(table, Table)
    assert (table.caption, table.rows[1], table.total) == (
        "表1　各镇街劳动力供求",
        ("八桥镇", "0", "—", "0.00"),
        ("合计", "3", "14", "1200.50"),
    )
    assert "摸底调查" in table.note

"""办文: who sends, checks, signs and hands back; who hears of it; corrections, editions and readers."""

from datetime import date, timedelta

import pytest

from dispatch import issuing
from dispatch.bulletins import ensure_draft, has_unread_figures, save_narrative
from dispatch.correcting import correct_figures
from dispatch.distributing import remind_unopened
from dispatch.editions import draft_edition
from dispatch.hastening import bring_to_issue
from dispatch.issuing import issue_bulletin
from dispatch.models import Bulletin, BulletinAct, BulletinKind, BulletinState, FigureRevision
from dispatch.moving import StaleReport, make_move
from dispatch.periods import read_span
from dispatch.renewing import renew_reports
from dispatch.rounds import draft_missing_reports
from dispatch.signing import register_signature, sign_bulletin
from dispatch.spans import overtaken, unreported
from projects.models import Period
from units.models import Message
from units.refusals import NotAllowed, Refusal, WrongState


@pytest.fixture
def draft(closed, lin, at):
    made = ensure_draft(period=closed.period, at=at)
    return save_narrative(bulletin=made, problems="无", next_steps="无", version=0, by=lin, at=at)


@pytest.fixture
def issue(lin, at, monkeypatch):
    monkeypatch.setattr(issuing, "render_pdf", lambda html: html.encode())
    return lambda report: issue_bulletin(bulletin=report, by=lin, at=at, progress=lambda percent, step: None)


def titles(user):
    return list(Message.objects.filter(to=user).order_by("pk").values_list("title", flat=True))


def test_the_writer_does_not_check_and_each_next_person_is_told(draft, sign, lin, leader, at):
    sign(draft, to="send")
    with pytest.raises(NotAllowed, match="拟稿与核稿不得为同一人"):
        make_move(bulletin=draft, act=BulletinAct.CHECK, by=lin, at=at)
    assert titles(lin) == [f"{draft}待核稿"]
    make_move(bulletin=draft, act=BulletinAct.TAKE_BACK, by=lin, at=at)
    sign(draft)
    assert titles(leader) == [f"{draft}待签发"]
    assert titles(lin)[-1] == f"{draft}已签发"
    assert [step.act for step in draft.steps.all()] == ["send", "take_back", "send", "check", "sign"]


def test_a_report_handed_back_goes_to_its_last_writer_with_the_reason(draft, sign, lin, leader, at):
    sign(draft, to="check")
    with pytest.raises(Refusal, match="写明原因"):
        make_move(bulletin=draft, act=BulletinAct.HAND_BACK, by=leader, at=at, reason=" ")
    back = make_move(bulletin=draft, act=BulletinAct.HAND_BACK, by=leader, at=at, reason="第二段措辞不当")
    assert back.state == BulletinState.DRAFT
    word = Message.objects.filter(to=lin).latest("pk")
    assert (word.title, "第二段措辞不当" in word.body) == (f"{draft}被退回修改", True)


def test_a_leader_signs_here_and_the_office_registers_the_paper_within_its_days(draft, sign, lin, leader, at):
    sign(draft, to="check")
    with pytest.raises(NotAllowed, match="只有区领导"):
        sign_bulletin(bulletin=draft, by=lin, at=at)
    for day, said in ((at + timedelta(days=1), "不能晚于今天"), (at - timedelta(days=1), "不能早于核稿")):
        with pytest.raises(Refusal, match=said) as refused:
            register_signature(bulletin=draft, signer=" ", signed_on=day.date(), by=lin, at=at)
        assert "请填写签发人姓名。" in refused.value.sentences
    with pytest.raises(StaleReport):
        sign_bulletin(bulletin=draft, by=leader, at=at, version=0)
    signed = sign_bulletin(bulletin=draft, by=leader, at=at)
    assert (signed.signer, signed.signed_on) == (leader.name, at.date())


def test_corrected_figures_bring_a_report_under_way_back_and_mark_its_wording(draft, sign, closed, lin, at):
    signed = sign(draft)
    code = closed.figures.get(project_name="道路").project_code
    later = at + timedelta(minutes=1)
    revision = correct_figures(
        period=closed.period, project_code=code, values={"workers_year": 15}, reason="漏报3人", by=lin, at=later
    )
    signed.refresh_from_db()
    assert (signed.state, signed.revision, signed.signer) == (BulletinState.DRAFT, revision, "")
    assert list(signed.based_on.all()) == [revision]
    assert signed.steps.last().act == BulletinAct.RENEW
    assert "漏报3人" in signed.steps.last().reason
    assert signed.problems == "无"
    assert f"{draft}数字已换，请核对" in titles(lin)
    assert has_unread_figures(signed)
    at = later + timedelta(minutes=1)
    save_narrative(bulletin=signed, problems="已核", next_steps="无", version=signed.version, by=lin, at=at)
    assert not has_unread_figures(signed)


def test_wording_is_not_changed_on_the_way(draft, sign, lin, at):
    sent = sign(draft, to="send")
    with pytest.raises(WrongState, match="先撤回或退回修改"):
        save_narrative(bulletin=sent, problems="改", next_steps="改", version=sent.version, by=lin, at=at)


def test_a_task_needs_its_unit_and_its_day(draft, lin, at):
    tasks = [
        {"problem": "赶工", "unit": "区农业农村委", "due": "2026-12-05"},
        {"problem": "", "unit": "无", "due": "x"},
    ]
    words = {"problems": "无", "next_steps": "无", "by": lin, "at": at}
    with pytest.raises(Refusal) as refused:
        save_narrative(bulletin=draft, tasks=tasks, version=draft.version, **words)
    assert len(refused.value.sentences) == 3
    assert all("第2项" in said for said in refused.value.sentences)
    saved = save_narrative(bulletin=draft, tasks=tasks[:1], practices="好", version=draft.version, **words)
    assert (saved.tasks, saved.practices) == (tasks[:1], "好")
    assert saved.edits.first().tasks == tasks[:1]


def test_an_issued_report_goes_to_those_it_is_for_and_is_urged_once_a_day(draft, sign, issue, lin, leader, wang, at):
    issued = issue(sign(draft))
    assert {reader.user.username for reader in issued.readers.all()} == {"lin", "he", "gao", "leader"}
    assert f"{draft}已印发" in titles(leader)
    assert titles(wang) == []
    assert remind_unopened(bulletin=issued, by=lin, at=at) == 4
    with pytest.raises(Refusal, match="每天催一次"):
        remind_unopened(bulletin=issued, by=lin, at=at)
    with pytest.raises(NotAllowed):
        remind_unopened(bulletin=issued, by=leader, at=at)


def test_a_notice_has_no_signer_on_its_head_and_goes_to_the_member_units(
    closed, sign, issue, lin, leader, wang, chen_reviewer, sysadmin, at
):
    notice = Bulletin.objects.create(
        period=closed.period, revision=closed, kind=BulletinKind.QUARTER_NOTICE, problems="无", next_steps="无",
        created_at=at,
    )  # fmt: skip
    issued = issue(sign(notice))
    assert "签发人" not in issued.html
    assert {reader.user.username for reader in issued.readers.all()} == {"leader", "wang", "chen_reviewer"}
    assert f"{notice}已印发" in titles(wang)


def test_an_issued_report_is_replaced_only_by_a_later_edition(draft, sign, issue, lin, leader, engage, at):
    with pytest.raises(WrongState, match="还没有印发"):
        draft_edition(bulletin=draft, reason="数字有误", by=lin, at=at)
    first = issue(sign(draft))
    with pytest.raises(Refusal, match="写明原因"):
        draft_edition(bulletin=first, reason="", by=lin, at=at)
    with pytest.raises(NotAllowed):
        draft_edition(bulletin=first, reason="数字有误", by=leader, at=at)
    second = draft_edition(bulletin=first, reason="投资数有误", by=lin, at=at)
    assert (second.edition, second.replaces, second.problems) == (2, first, first.problems)
    assert ensure_draft(period=first.period, at=at) == second
    with pytest.raises(WrongState, match="已经起草"):
        draft_edition(bulletin=first, reason="又错", by=lin, at=at)
    assert f"{first}已被替代" not in titles(leader)
    first.readers.exclude(user=leader).delete()
    gone = engage("old", "unit_filer", "建胜镇")
    first.readers.create(user=gone, unit=gone.grants.get().unit, sent_at=at)
    again = issue(sign(second))
    assert again.number == first.number + 1
    assert f"本文替代{first.document_number}" in again.html
    assert "投资数有误" in again.html
    assert titles(gone) == [f"{first}已被替代"]
    with pytest.raises(WrongState, match=f"已由{again.document_number}替代"):
        draft_edition(bulletin=first, reason="又错", by=lin, at=at)


def test_every_kept_file_is_named_by_its_content(draft, sign, issue):
    issued = issue(sign(draft))
    for kind in ("pdf", "xlsx", "docx"):
        digest = getattr(issued, f"{kind}_sha256")
        assert getattr(issued, f"{kind}_path") == f"bulletins/{digest[:2]}/{digest}.{kind}"


def test_a_correction_of_an_earlier_month_renews_the_reports_that_stand_on_it(closed, lin, at):
    report = Bulletin.objects.create(
        period=closed.period, revision=closed, kind=BulletinKind.QUARTER_NOTICE, problems="无", next_steps="无",
        created_at=at,
    )  # fmt: skip
    september = Period.objects.create(month=date(2026, 9, 1), due_on=date(2026, 10, 9), closed_at=at, closed_by=lin)
    earlier = FigureRevision.objects.create(period=september, number=0, reason="关账定稿", frozen_at=at, frozen_by=lin)
    report.based_on.set([earlier, closed])
    later = FigureRevision.objects.create(period=september, number=1, reason="漏报", frozen_at=at, frozen_by=lin)
    assert overtaken(report) == [later]
    renew_reports(earlier, later, at)
    report.refresh_from_db()
    assert (report.revision, set(report.based_on.all())) == (closed, {later, closed})
    assert overtaken(report) == []


def test_each_kind_is_drafted_once_its_months_are_all_closed(closed, reference, lin, at):
    """With November and December closed too the quarter comes; half and year wait for their months."""
    for month in (11, 12):
        days = {"month": date(2026, month, 1), "due_on": date(2026, month, 9)}
        period = Period.objects.create(**days, closed_at=at, closed_by=lin)
        FigureRevision.objects.create(period=period, number=0, reason="关账定稿", frozen_at=at, frozen_by=lin)
    waiting = {one.kind: one.missing for one in unreported() if one.missing}
    assert set(waiting) == {BulletinKind.HALF_REPORT, BulletinKind.YEAR_REPORT}
    assert waiting[BulletinKind.HALF_REPORT] == (date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1))
    for _ in range(2):
        draft_missing_reports(at=at)
    drafted = sorted(Bulletin.objects.values_list("kind", "period__month__month"))
    assert drafted == [("month", 10), ("month", 11), ("month", 12), ("quarter", 12)]
    with pytest.raises(Refusal, match="2026年7月、2026年8月、2026年9月还没有关账"):
        ensure_draft(period=Period.objects.get(month=date(2026, 12, 1)), kind=BulletinKind.HALF_REPORT, at=at)


@pytest.mark.parametrize(
    ("written", "kind", "found"),
    [
        ("2026-10", None, (10, "month")),
        ("2026Q3", None, (9, "quarter")),
        ("2026h1", None, (6, "half")),
        ("2026", None, (12, "year")),
        ("2026-09", "quarter", (9, "quarter")),
    ],
)
def test_a_span_is_read_as_people_write_it(written, kind, found):
    last, made = read_span(written, BulletinKind(kind) if kind else None)
    assert (last.month, made.value) == found


@pytest.mark.parametrize(
    ("written", "kind", "said"),
    [
        ("2026-13", None, "写法不对"),
        ("2026Q5", None, "写法不对"),
        ("2026-10", "quarter", "不是季度通报的末月"),
        ("2026Q3", "half", "与 --kind half 不符"),
    ],
)
def test_a_span_that_cannot_be_is_refused(written, kind, said):
    with pytest.raises(Refusal, match=said):
        read_span(written, BulletinKind(kind) if kind else None)


def test_the_whole_way_is_made_in_one_name_only_where_it_may(closed, draft, lin, at):
    with pytest.raises(NotAllowed, match="拟稿与核稿不得为同一人"):
        bring_to_issue(bulletin=draft, by=lin, at=at)
    draft.refresh_from_db()
    assert (draft.state, draft.steps.count()) == (BulletinState.DRAFT, 0)


def test_a_machines_draft_is_brought_to_its_issue_in_one_name(closed, lin, at):
    ready = bring_to_issue(bulletin=ensure_draft(period=closed.period, at=at), by=lin, at=at)
    assert (ready.state, ready.signer) == (BulletinState.SIGNED, "杜位彬")
    assert bring_to_issue(bulletin=ready, by=lin, at=at) == ready

"""监管检查 and 整改: who records, who answers, who closes, and what it does to the project."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from documents.papers import TITLE_ROOM, compose_html, render_pdf
from documents.papers.line_breaking import balanced_lines, text_width
from projects.inspections import rectifying
from projects.inspections.moves import MOVES
from projects.inspections.notice import rectification_notice
from projects.inspections.overdue import overdue_for
from projects.inspections.permissions import available_moves
from projects.inspections.recording import Finding, record_inspection
from projects.inspections.samples import draw_sample
from projects.models import (
    Condition,
    Inspection,
    InspectionForm,
    Rectification,
    SiteVisit,
    Stage,
    StageStep,
)
from tests.projects.samples import AT
from units.models import AuditEntry, Unit
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.django_db
DUE = date(2026, 11, 20)
SIGNED = {"at": AT}


def found(**changed):
    values = {"finding": "公示栏未张贴工资表", "demand": "补贴并留存影像", "responsible_name": "某公司", "due_on": DUE}
    return Finding(**{**values, **changed})


def patrol(project, by, **changed):
    values = {
        "project": project, "form": InspectionForm.PATROL, "visit": SiteVisit.BUILDING, "unit": project.township,
        "inspectors": "王溪、李某", "inspected_on": date(2026, 11, 2), "summary": "现场查看公示和考勤。",
        "is_clean": False, "findings": [found()], "sample": None, "by": by, "at": AT,
    }  # fmt: skip
    return record_inspection(**{**values, **changed})


def clean(project, by, form, unit_name, **changed):
    unit = Unit.objects.get(name=unit_name)
    return patrol(project, by, form=form, unit=unit, is_clean=True, findings=[], **changed)


@pytest.fixture
def asked(road, wang):
    return patrol(road, wang).rectifications.get()


MAY_RECORD = {
    (InspectionForm.SELF, "区农业农村委"): {"chen_filer"},
    (InspectionForm.PATROL, "建胜镇"): {"wang"},
}


@pytest.mark.parametrize("who", ["chen_filer", "chen_reviewer", "wang", "zhao", "lin", "leader", "auditor"])
@pytest.mark.parametrize(("form", "unit"), MAY_RECORD)
def test_each_form_is_recorded_by_its_own_people(form, unit, who, road, request):
    by = request.getfixturevalue(who)
    if who in MAY_RECORD[form, unit]:
        assert clean(road, by, form, unit).is_clean
    else:
        with pytest.raises(NotAllowed):
            clean(road, by, form, unit)
    assert Inspection.objects.count() == (who in MAY_RECORD[form, unit])


def test_a_sampled_inspection_needs_the_office_and_a_sample_that_names_the_project(make_project, road, lin, chen_filer):
    other = make_project(2)
    sample = draw_sample(
        title="抽查", drawn_on=date(2026, 11, 2), share=Decimal(50), seed="1", stages=[Stage.CONSTRUCTION],
        by=lin, at=AT,
    )  # fmt: skip
    chosen = sample.drawn.get().project
    missed = road if chosen == other else other
    assert clean(chosen, lin, InspectionForm.SAMPLE, "区发展改革委", sample=sample).sample == sample
    for project, given, word in ((missed, sample, "不在抽查名单"), (chosen, None, "须选定抽查名单")):
        with pytest.raises(Refusal, match=word):
            clean(project, lin, InspectionForm.SAMPLE, "区发展改革委", sample=given)
    with pytest.raises(NotAllowed):
        clean(chosen, chen_filer, InspectionForm.SAMPLE, "区农业农村委", sample=sample)
    with pytest.raises(Refusal, match="只有区级抽查"):
        clean(chosen, chen_filer, InspectionForm.SELF, "区农业农村委", sample=sample)


def test_clean_and_findings_exclude_each_other_and_all_lacks_are_said_at_once(road, wang):
    with pytest.raises(Refusal, match="就不能再列问题"):
        patrol(road, wang, is_clean=True)
    with pytest.raises(Refusal) as refused:
        patrol(road, wang, inspectors="", summary="", inspected_on=date(2026, 11, 9),
               findings=[found(finding="", due_on=date(2026, 11, 1))])  # fmt: skip
    said = "".join(refused.value.sentences)
    for word in ("检查人", "检查情况", "检查日期不能晚于今天", "第1项问题“存在问题”", "第1项问题“整改期限”"):
        assert word in said
    with pytest.raises(Refusal, match="至少列一项问题"):
        patrol(road, wang, findings=[])
    assert not Inspection.objects.exists()


def test_numbers_run_on_within_the_year_and_begin_anew(road, wang):
    patrol(road, wang, findings=[found(), found()])
    patrol(road, wang)
    patrol(road, wang, at=AT + timedelta(days=100), findings=[found(due_on=date(2027, 3, 1))])
    labels = [one.label for one in Rectification.objects.order_by("year", "number")]
    assert labels == ["〔2026〕1号", "〔2026〕2号", "〔2026〕3号", "〔2027〕1号"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_numbers_given_at_the_same_moment_have_no_gap(make_project, wang):
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: python -m tests.servers postgres pytest -m postgres")
    projects = [make_project(number) for number in range(1, 7)]

    def act(project):
        try:
            patrol(project, wang, findings=[found(), found()])
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(act, projects))
    assert sorted(Rectification.objects.values_list("number", flat=True)) == list(range(1, 13))


ANSWERERS = {"chen_filer", "chen_reviewer", "wang"}
INSPECTORS = {"wang", "lin"}
PEOPLE = ["chen_filer", "chen_reviewer", "wang", "zhao", "lin", "leader", "sysadmin", "auditor"]
ACTS = {
    "answer": (rectifying.answer_rectification, {"answer": "已补贴"}, ANSWERERS, {"open", "sent_back"}, "answered"),
    "send_back": (rectifying.send_back, {"verdict": "影像不清"}, INSPECTORS, {"answered"}, "sent_back"),
    "close": (rectifying.close, {}, INSPECTORS, {"answered"}, "closed"),
    "extend": (rectifying.extend, {"due_on": date(2026, 12, 1), "reason": "连日降雨"}, INSPECTORS,
               {"open", "sent_back"}, None),
}  # fmt: skip


def bring_to(asked, state, by):
    signed = {"closed_at": AT, "closed_by": by} if state == "closed" else {}
    Rectification.objects.filter(pk=asked.pk).update(state=state, **signed)
    asked.refresh_from_db()


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", ACTS)
def test_each_move_is_made_by_its_own_people(name, who, asked, request):
    act, values, people, sources, target = ACTS[name]
    by = request.getfixturevalue(who)
    bring_to(asked, sorted(sources)[0], by)
    before = asked.state
    assert (name in {move.name for move in available_moves(asked, by)}) == (who in people)
    if who not in people:
        with pytest.raises(NotAllowed):
            act(rectification=asked, by=by, at=AT, **values)
        return
    act(rectification=asked, by=by, at=AT, **values)
    assert asked.state == (target or before)
    assert asked.trail.last().act == name
    assert AuditEntry.objects.filter(act=MOVES[asked.trail.last().act].label).exists()


@pytest.mark.parametrize("state", ["open", "answered", "sent_back", "closed"])
@pytest.mark.parametrize("name", ACTS)
def test_each_move_is_made_from_its_own_states(name, state, asked, wang):
    act, values, _, sources, _ = ACTS[name]
    bring_to(asked, state, wang)
    if state in sources:
        act(rectification=asked, by=wang, at=AT, **values)
    else:
        with pytest.raises(WrongState):
            act(rectification=asked, by=wang, at=AT, **values)


def test_who_answered_neither_closes_nor_sends_back(asked, wang, lin):
    rectifying.answer_rectification(rectification=asked, answer="已补贴", by=wang, **SIGNED)
    for act, values in ((rectifying.close, {}), (rectifying.send_back, {"verdict": "不清"})):
        with pytest.raises(NotAllowed, match="同一人"):
            act(rectification=asked, by=wang, at=AT, **values)
    rectifying.close(rectification=asked, verdict="到位", by=lin, **SIGNED)
    assert (asked.closed_by, asked.verdict) == (lin, "到位")


def test_words_are_asked_for_and_an_extension_is_later(asked, lin, wang):
    with pytest.raises(Refusal, match="请写明整改情况"):
        rectifying.answer_rectification(rectification=asked, answer=" ", by=wang, at=AT)
    with pytest.raises(Refusal) as refused:
        rectifying.extend(rectification=asked, due_on=DUE, reason="", by=lin, at=AT)
    assert len(refused.value.sentences) == 2


def test_a_stale_page_changes_nothing(asked, wang, chen_filer):
    stale = Rectification.objects.get(pk=asked.pk)
    rectifying.answer_rectification(rectification=asked, answer="已补贴", by=wang, at=AT)
    with pytest.raises(rectifying.StaleRectification):
        rectifying.answer_rectification(rectification=stale, answer="另一份", by=chen_filer, at=AT)
    assert Rectification.objects.get().answer == "已补贴"


def test_a_holding_finding_stops_the_project_until_the_last_is_closed(road, wang, lin):
    held = list(patrol(road, wang, findings=[found(holds_project=True), found(holds_project=True), found()])
                .rectifications.order_by("number"))  # fmt: skip
    road.refresh_from_db()
    assert (road.condition, road.condition_since) == (Condition.RECTIFYING, date(2026, 11, 3))
    assert "〔2026〕1号" in road.condition_reason
    for one, condition in zip(held[:2], (Condition.RECTIFYING, Condition.NORMAL), strict=True):
        rectifying.answer_rectification(rectification=one, answer="已改", by=wang, at=AT)
        rectifying.close(rectification=one, by=lin, at=AT)
        road.refresh_from_db()
        assert road.condition == condition
    assert list(StageStep.objects.values_list("act", flat=True)) == ["rectify", "release"]


def test_a_paused_project_is_not_held_twice(road, wang):
    road.condition, road.condition_reason, road.condition_since = Condition.PAUSED, "停工", date(2026, 10, 1)
    road.save()
    with pytest.raises(Refusal, match="本就不能流转"):
        patrol(road, wang, findings=[found(holds_project=True)])


def test_overdue_findings_are_shown_to_those_who_must_act_and_to_leaders(asked, chen_filer, wang, lin, zhao, leader):
    late = DUE + timedelta(days=1)
    for user in (chen_filer, wang, lin, leader):
        assert list(overdue_for(user, late)) == [asked]
        assert not overdue_for(user, DUE).exists()
    assert not overdue_for(zhao, late).exists()
    bring_to(asked, "closed", lin)
    assert not overdue_for(lin, late).exists()


def test_the_notice_says_what_to_mend_by_when_and_prints(asked):
    paper = rectification_notice(asked)
    html = compose_html(paper)
    for words in ("公示栏未张贴工资表", "补贴并留存影像", "2026年11月20日", "整改〔2026〕1号", "某公司"):
        assert words in html
    assert render_pdf(html).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("惠丰居小区改造", ["关于限期整改惠丰居小区改造有关问题的通知"]),
        (
            "智能制造产业园标准厂房项目（一期）",
            ["关于限期整改", "智能制造产业园标准厂房项目（一期）", "有关问题的通知"],
        ),
    ],
)
def test_the_title_of_the_notice_stays_within_the_page(asked, name, lines):
    asked.project.name = name
    paper = rectification_notice(asked)
    assert balanced_lines(paper.title, room=TITLE_ROOM, unbroken=paper.unbroken) == lines


def test_the_longest_name_of_a_project_fits_the_title_of_the_notice(asked):
    asked.project.name = "跳磴镇石盘村至蜂窝坝村沿线基础设施提升与环境综合整治工程（二标段）"
    paper = rectification_notice(asked)
    assert all(text_width(line) <= TITLE_ROOM for line in balanced_lines(paper.title, room=TITLE_ROOM))

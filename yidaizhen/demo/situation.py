"""综合研判: last quarter's note issued, this quarter's being asked; one unit has answered, one was sent back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from assignments.models import NoteAsk, SituationNote, Topic
from assignments.situation.answering import give, give_back
from assignments.situation.asking import ask_units, change_ask
from assignments.situation.assembling import TO_WRITE, assemble, edit_note, send
from assignments.situation.drafting import draft_note
from assignments.situation.issuing import issue_note
from assignments.situation.spans import read_span
from units.models import Role, User
from yidaizhen.demo.telling import moment, november, once, the
from yidaizhen.demo_accounts import DemoPerson, ensure_demo_accounts

LAST, NOW = "2026-Q3", "2026-Q4"
WRITERS = (
    DemoPerson("fang", "方苒", Role.UNIT_FILER, "区人力社保局"),
    DemoPerson("jiang", "江晏", Role.UNIT_FILER, "区应急局"),
    DemoPerson("tang", "唐稔", Role.UNIT_FILER, "区卫生健康委"),
)
SAID = {
    Topic.LABOR: "第三季度全区城乡劳动力就业总体平稳，零工和建筑用工活跃；"
    "返乡回流人员以建筑、运输为主，钢筋、架子等工种持证人员不足。\n"
    "建议四季度在建胜镇、跳磴镇各办一期砌筑和钢筋工培训，劳务公司提前对接春节后用工。",
    Topic.DISASTER: "本期未发生较大自然灾害。7月短时强降雨造成跳磴镇两处田间道路边坡滑塌，已处置，无人员伤亡；"
    "修复工程可以组织当地群众参与。",
    Topic.EPIDEMIC: "本期无重大传染病疫情，对项目用工和群众外出务工没有影响。",
    Topic.FARMING: "秋收顺利，农村低收入人口务工意愿较高；四季度高标准农田、产业道路项目预计用工增加，以普工为主。",
}
VIEW = (
    "（一）用工总量有富余，结构性不足要提前培训。请区人力社保局会同有关镇街按工种缺口安排培训，优先脱贫人口、农村低收入人口参加。\n"
    "（二）小型修复工程优先以工代赈。请区应急局、区农业农村委提出可以实施的任务，纳入下一批清单。\n"
    "（三）用工信息要早发布。业主单位提前一个月发布用工需求，镇街组织推荐，减少临时用工。"
)


def notes() -> Iterator[str]:
    yield from once("综合研判", told=SituationNote.objects.filter(label=LAST).exists(), act=_notes)


def _notes() -> str:
    ensure_demo_accounts(WRITERS, at=moment(date(2026, 10, 1), 8))
    issued = _issued()
    _asked()
    number = issued.paper.document_number if issued.paper else ""
    return f"第三季度研判已印发（{number}），第四季度正在征集：1项已报送，1项退回补充，其余待报送。"


def _issued() -> SituationNote:
    """Drafted by the round, written by the clerk, checked and issued by the director."""
    note = draft_note(span=read_span(LAST), by=None, at=moment(date(2026, 10, 1), 8))
    _due(note, date(2026, 10, 15), at=moment(date(2026, 10, 8), 9))
    note = ask_units(note=_again(note), by=the("he"), at=moment(date(2026, 10, 8), 10))
    for day, ask in enumerate(note.asks.select_related("note", "unit"), start=13):  # the last one a day late
        give(ask=ask, text=SAID[Topic(ask.topic)], by=_writer(ask), at=moment(date(2026, 10, day), 10))
    note = assemble(note=_again(note), by=the("he"), at=november(10, 9))
    note = edit_note(note=note, by=the("he"), at=november(10, 15), body=note.body.replace(TO_WRITE, VIEW))
    note = send(note=note, by=the("he"), at=november(11, 9))
    return issue_note(note=note, by=the("lin"), at=november(12, 10))


def _asked() -> None:
    note = draft_note(span=read_span(NOW), by=the("he"), at=november(16, 9))
    _due(note, date(2026, 12, 4), at=november(16, 9))
    note = ask_units(note=_again(note), by=the("he"), at=november(16, 10))
    first, second = (note.asks.select_related("note", "unit").get(topic=one) for one in (Topic.LABOR, Topic.DISASTER))
    give(ask=first, text=SAID[Topic.LABOR].replace("第三季度", "第四季度至今"), by=_writer(first), at=november(18, 9))
    second = give(
        ask=second, text="本期未发生较大自然灾害，没有需要上报的情况。", by=_writer(second), at=november(18, 15)
    )
    give_back(ask=second, reason="请补充冬春救助对象的务工需求", by=the("he"), at=november(19, 9))


def _due(note: SituationNote, day: date, *, at: datetime) -> None:
    for ask in note.asks.select_related("note", "unit"):
        change_ask(ask=ask, request=ask.request, due_on=day, by=the("he"), at=at)


def _again(note: SituationNote) -> SituationNote:
    return SituationNote.objects.get(pk=note.pk)


def _writer(ask: NoteAsk) -> User:
    """The filer of the unit asked."""
    return User.objects.get(grants__unit=ask.unit, grants__role=Role.UNIT_FILER)

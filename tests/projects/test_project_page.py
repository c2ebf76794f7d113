"""项目页: the line of stages, proofs, supervision, connections, lists and origin, for each who reads it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import (
    Approval,
    Change,
    Condition,
    Connection,
    Contract,
    Inspection,
    ListVersion,
    NominationState,
    Project,
    ProjectKind,
    RectificationState,
    Settlement,
    Stage,
    StageAct,
    VersionRow,
)
from projects.stages.actions import move_stage
from projects.stages.line import Place, line_of
from projects.stages.missing import Missing
from projects.views.places import lack_of
from tests.projects.pages import buttons, page, section, set_stage
from tests.projects.proofs import ask_rectification, give, give_everything, void
from tests.projects.samples import AT

pytestmark = pytest.mark.django_db


def test_the_line_tells_what_is_passed_by_whom_what_is_now_and_what_is_ahead(road, wang, chen_reviewer, lin) -> None:
    set_stage(road, Stage.PREPARATION)
    give_everything(road, wang)
    move_stage(project=road, act=StageAct.CONTRACT, reason="", by=chen_reviewer, at=AT)
    move_stage(project=road, act=StageAct.BUILD, reason="", by=chen_reviewer, at=AT + timedelta(days=2))
    line = line_of(road.stage, road.stage_steps.all())
    assert [stop.place for stop in line] == [*[Place.PASSED] * 3, Place.PRESENT, *[Place.AHEAD] * 4]
    assert [bool(stop.entered) for stop in line] == [False, False, True, True, *[False] * 4]
    assert [stop.is_unrecorded for stop in line] == [True, True, *[False] * 6]
    assert line[2].entered.by == chen_reviewer


def test_a_stage_stepped_back_from_is_ahead_again(road, wang, chen_reviewer, lin) -> None:
    set_stage(road, Stage.CONTRACTED)
    give_everything(road, wang)
    move_stage(project=road, act=StageAct.BUILD, reason="", by=chen_reviewer, at=AT)
    move_stage(project=road, act=StageAct.STEP_BACK, reason="误点", by=lin, at=AT)
    contracted, construction = line_of(road.stage, road.stage_steps.all())[2:4]
    assert (contracted.place, contracted.entered.act) == (Place.PRESENT, StageAct.STEP_BACK)
    assert (construction.place, construction.entered) == (Place.AHEAD, None)


def test_the_page_shows_the_line_in_words(client, road, wang, chen_reviewer, lin) -> None:
    set_stage(road, Stage.CONTRACTED)
    give_everything(road, wang)
    move_stage(project=road, act=StageAct.BUILD, reason="", by=chen_reviewer, at=AT)
    client.force_login(lin)
    shown = page(client, "project_detail", road.pk)
    said = section(shown, "stages")
    assert "招标合同已办登记时已过此环节建设现在" + f"{AT:%Y-%m-%d}" + "陈岭" in said
    assert "完工未到" in said
    assert shown.count('aria-current="step"') == 1


def test_everything_missing_is_told_with_the_page_that_mends_it(client, road, lin) -> None:
    set_stage(road, Stage.CONTRACTED)
    client.force_login(lin)
    shown = page(client, "project_detail", road.pk)
    assert "还缺3项" in section(shown, "stages")
    for kind in ("contract", "demand", "entry"):
        assert reverse("proof_new", args=[road.pk, kind]) in shown.split('class="lacks"')[1].split("</ul>")[0]
    assert buttons(shown) == {"step_back", "pause"}


@pytest.mark.parametrize(
    ("stage", "place", "query"),
    [(Stage.PLANNING, "annual_list", ""), (Stage.CONSTRUCTION, "rectification_list", "?project={}")],
)
def test_lacks_that_are_no_proofs_lead_to_their_own_pages(client, road, wang, lin, stage, place, query) -> None:
    set_stage(road, stage)
    road.entries.update(left_on=AT.date(), leave_reason="停建", leave_at=AT, leave_by=lin)
    ask_rectification(road, wang)
    client.force_login(lin)
    lacks = page(client, "project_detail", road.pk).split('class="lacks"')[1].split("</ul>")[0]
    assert f'href="{reverse(place)}{query.format(road.pk)}"' in lacks


def test_the_way_to_unpaid_lines_leads_to_the_projects_rolls(road, wang) -> None:
    lack = lack_of(Missing("unpaid_lines", "还有2行没有支付。", "rolls"), road, wang)
    assert (lack.url, lack.label) == (f"{reverse('roll_list')}?project={road.pk}", "看本项目发放表")
    assert lack_of(Missing("no_reason", "请写明原因。", "reason"), road, wang).url == ""


def test_projects_outside_the_scope_are_not_found_and_administrators_are_turned_away(
    client, road, zhao, sysadmin
) -> None:
    address = reverse("project_move", args=[road.pk])
    for user, status in ((zhao, 404), (sysadmin, 403)):
        client.force_login(user)
        assert client.post(address, {"act": "pause"}).status_code == status
        assert client.get(reverse("project_detail", args=[road.pk])).status_code == status
    assert client.get(address).status_code == 405


def test_proofs_stand_by_kind_with_the_voided_ones_struck(client, road, wang, lin) -> None:
    wrong = give(Approval, road, wang, document_number="错1号")
    give(Approval, road, wang, document_number="对1号")
    void(wrong, lin)
    client.force_login(lin)
    shown = page(client, "project_detail", road.pk)
    assert "已作废1份" in section(shown, "proofs")
    assert re.search(r"<s>[^<]*错1号", shown)
    assert not re.search(r"<s>[^<]*对1号", shown)
    assert "登记有误" in section(shown, "proofs")
    assert reverse("proof_detail", args=[wrong.pk]) in shown


def test_who_may_not_record_proofs_has_no_link_to_record_them(client, road, leader, lin) -> None:
    new = reverse("proof_new", args=[road.pk, "contract"])
    told = "所缺的佐证由行业主管部门的填报人或审核人、业主单位录入人、领导小组办公室登记"
    client.force_login(leader)
    shown = page(client, "project_detail", road.pk)
    assert new not in shown
    assert told in section(shown, "stages")
    client.force_login(lin)
    shown = page(client, "project_detail", road.pk)
    assert new in shown
    assert told not in section(shown, "stages")


def test_a_step_names_the_proofs_it_rested_on(client, road, wang, chen_reviewer) -> None:
    proof = give(Settlement, road, wang)
    move_stage(project=road, act=StageAct.COMPLETE, reason="", by=chen_reviewer, at=AT)
    client.force_login(chen_reviewer)
    shown = page(client, "project_detail", road.pk)
    assert "建设→完工" in section(shown, "trail")
    assert "依据：报酬结清" in section(shown, "trail")
    assert reverse("proof_detail", args=[proof.pk]) in shown.split('id="trail"')[1]


def test_inspections_and_rectifications_show_their_states(client, road, wang, lin, zhao) -> None:
    client.force_login(wang)
    assert "还没有检查" in page(client, "project_detail", road.pk)
    ask_rectification(road, wang)
    shown = page(client, "project_detail", road.pk)
    said = section(shown, "supervision")
    assert "镇街巡查" in said
    assert "〔2026〕7号待整改已超期未公示" in said
    assert reverse("inspection_new", args=[road.pk]) in shown
    ask = Inspection._default_manager.get()
    void(ask, lin)
    assert "已作废：登记有误" in section(page(client, "project_detail", road.pk), "supervision")


def test_a_settled_rectification_is_not_overdue(client, road, wang) -> None:
    asked = ask_rectification(road, wang)
    asked.state, asked.closed_at, asked.closed_by = RectificationState.CLOSED, AT, wang
    asked.save()
    client.force_login(wang)
    said = section(page(client, "project_detail", road.pk), "supervision")
    assert "已销号" in said
    assert "已超期" not in said


def test_connections_are_seen_from_both_sides_and_opened_within_the_scope(
    client, road, make_project, wang, lin
) -> None:
    other = lin.grants.first().unit
    special = make_project(2, kind=ProjectKind.SPECIAL, township=other)
    client.force_login(wang)
    assert "没有登记与它衔接配套的专项投资项目" in page(client, "project_detail", road.pk)
    Connection.objects.create(special=special, key=road, purpose="配套管网", linked_at=AT, linked_by=lin)
    shown = page(client, "project_detail", road.pk)
    assert "配套的专项：道路硬化工程02配套管网" in section(shown, "ties")
    assert reverse("project_detail", args=[special.pk]) not in shown
    client.force_login(lin)
    assert reverse("project_detail", args=[special.pk]) in page(client, "project_detail", road.pk)
    assert "配套于：道路硬化工程01" in section(page(client, "project_detail", special.pk), "ties")


def test_the_page_tells_where_the_project_came_from(client, road, nominate, lin) -> None:
    client.force_login(lin)
    assert "没有申报记录" in section(page(client, "project_detail", road.pk), "origin")
    version = ListVersion.objects.create(
        project_list=road.entries.get().project_list, number=1, title="清单", basis="渡发改〔2026〕3号",
        published_on=AT.date(), published_at=AT, published_by=lin, digest="0",
    )  # fmt: skip
    VersionRow.objects.create(version=version, project=road, serial=1, change=Change.ADDED, values={})
    nominate(project=road, state=NominationState.LISTED, listed_in=version)
    said = section(page(client, "project_detail", road.pk), "origin")
    assert "区农业农村委在2026年度第1次申报中申报，列入2026年度清单第1版" in said
    assert "2026年度清单第1版：增加依据渡发改〔2026〕3号" in said


def test_an_entry_that_leaves_says_so(client, road, lin, wang) -> None:
    client.force_login(lin)
    shown = page(client, "project_detail", road.pk)
    assert "2026年清单：提出调出" in shown
    road.entries.update(leave_reason="停建", leave_at=AT, leave_by=lin)
    shown = page(client, "project_detail", road.pk)
    assert "提出调出：停建" in section(shown, "lists")
    assert "2026年清单：撤销调出" in shown
    road.entries.update(left_on=AT.date())
    shown = page(client, "project_detail", road.pk)
    assert "调出：停建" in section(shown, "lists")
    assert "2026年清单：" not in shown
    client.force_login(wang)
    assert "提出调出" not in page(client, "project_detail", road.pk)


def test_the_page_costs_the_same_however_long_the_project_has_lived(
    client, make_project, road, wang, lin, chen_reviewer
) -> None:
    client.force_login(lin)
    address = reverse("project_detail", args=[road.pk])
    live(road, wang, lin, make_project, 2)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    live(road, wang, lin, make_project, 12)
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200
    assert len(many) == len(few)


def live(road, wang, lin, make_project, number) -> None:
    """Proofs, steps with proofs, inspections, findings and connections."""
    begin = Connection.objects.count() + 100 + number * 10
    for place in range(number):
        give_everything(road, wang)
        void(give(Contract, road, wang), lin)
        move_stage(project=road, act=StageAct.STEP_BACK, reason="误", by=lin, at=AT)
        move_stage(project=road, act=StageAct.BUILD, reason="", by=lin, at=AT)
        special = make_project(begin + place, kind=ProjectKind.SPECIAL)
        Connection.objects.create(special=special, key=road, purpose="配套", linked_at=AT, linked_by=lin)


def test_the_list_shows_the_condition_and_filters_by_it(client, make_project, lin) -> None:
    make_project(1)
    paused, removed = make_project(2), make_project(3)
    for project, condition in ((paused, Condition.PAUSED), (removed, Condition.REMOVED)):
        explained = {"condition": condition, "condition_reason": "停", "condition_since": AT}
        Project.objects.filter(pk=project.pk).update(**explained)
    removed.entries.update(left_on=AT.date(), leave_reason="停", leave_at=AT, leave_by=lin)
    client.force_login(lin)
    shown = page(client, "project_list")
    assert shown.count('<span class="pill pill-warn">') == 1
    for condition, number in (("normal", 1), ("paused", 2), ("removed", 3)):
        found = page(client, "project_list", condition=condition)
        names = [f"道路硬化工程{one:02d}" for one in (1, 2, 3) if f"道路硬化工程{one:02d}</a>" in found]
        assert names == [f"道路硬化工程{number:02d}"]
    assert "没有符合条件的项目" in page(client, "project_list", condition="rectifying")

"""下一环节 on the project page: the buttons of each person, what a refusal says, and two people at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from projects.models import (
    Condition,
    Project,
    Settlement,
    Stage,
    StageAct,
    StageStep,
)
from projects.stages.actions import StaleProject, move_stage
from projects.stages.forms import standing_of
from projects.stages.moves import FORWARD
from tests.projects.pages import buttons, page, section, set_stage
from tests.projects.proofs import give, give_everything
from tests.projects.samples import AT
from units.refusals import Refusal

pytestmark = pytest.mark.django_db


def press(client: Client, project: Project, act: str, reason: str = "", version: str | None = None):
    sent = {"act": act, "reason": reason, "version": standing_of(project) if version is None else version}
    return client.post(reverse("project_move", args=[project.pk]), sent)


def test_a_ready_move_is_made_by_its_button(client, road, wang, chen_reviewer) -> None:
    give(Settlement, road, wang)
    client.force_login(chen_reviewer)
    assert buttons(page(client, "project_detail", road.pk)) == {"complete"}
    answer = press(client, road, "complete")
    assert answer.status_code == 302
    road.refresh_from_db()
    assert (road.stage, road.stage_steps.get().by) == (Stage.COMPLETED, chen_reviewer)
    told = page(client, "project_detail", road.pk)
    assert "已办理“确认完工”：“道路硬化工程01”现在是“完工”环节。" in told


@pytest.mark.parametrize("who", ["chen_filer", "wang", "leader"])
def test_others_read_who_may_and_have_no_button(client, road, wang, who, request) -> None:
    give(Settlement, road, wang)
    client.force_login(request.getfixturevalue(who))
    shown = page(client, "project_detail", road.pk)
    assert buttons(shown) == set()
    assert "由行业主管部门的审核人或领导小组办公室办理" in section(shown, "stages")
    answer = press(client, road, "complete")
    assert answer.status_code == 422
    assert "由行业主管部门的审核人或领导小组办公室办理" in answer.content.decode()
    assert not StageStep.objects.exists()


def test_who_recorded_the_proof_reads_that_another_has_to_move(client, road, lin, wei) -> None:
    give(Settlement, road, lin)
    client.force_login(lin)
    shown = page(client, "project_detail", road.pk)
    assert "登记与确认不得为同一人" in shown
    assert "complete" not in buttons(shown)
    client.force_login(wei)
    assert "complete" in buttons(page(client, "project_detail", road.pk))


def test_a_refused_move_shows_the_page_with_every_lack_and_its_link(client, road, chen_reviewer) -> None:
    set_stage(road, Stage.CONTRACTED)
    client.force_login(chen_reviewer)
    answer = press(client, road, "build")
    told = answer.content.decode().split('role="alert"')[1].split("</ul>")[0]
    assert answer.status_code == 422
    for kind in ("contract", "demand", "entry"):
        assert reverse("proof_new", args=[road.pk, kind]) in told
    assert not StageStep.objects.exists()


@pytest.mark.parametrize(
    ("act", "condition", "stage", "told"),
    [
        ("step_back", "normal", Stage.CONTRACTED, "招标合同"),
        ("pause", "paused", Stage.CONSTRUCTION, "暂停"),
    ],
)
def test_the_office_steps_back_and_pauses_with_a_reason(client, road, lin, act, condition, stage, told) -> None:
    client.force_login(lin)
    assert "退回到“招标合同”环节？" in page(client, "project_detail", road.pk)
    refused = press(client, road, act, "  ")
    assert refused.status_code == 422
    assert "请写明" in refused.content.decode()
    assert press(client, road, act, "征地未完成").status_code == 302
    road.refresh_from_db()
    assert (road.condition, road.stage) == (condition, stage)
    shown = page(client, "project_detail", road.pk)
    assert told in section(shown, "stages")
    assert "征地未完成" in section(shown, "trail")


def test_a_reason_too_long_comes_back_as_typed(client, road, lin) -> None:
    client.force_login(lin)
    answer = press(client, road, "pause", "停" * 201)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "请压缩到200字以内" in shown
    assert "停" * 201 in shown
    assert '<details class="confirm" open>' in shown


def test_a_paused_project_says_why_since_when_and_is_resumed(client, road, wang, lin, wei) -> None:
    give(Settlement, road, wang)
    client.force_login(lin)
    press(client, road, "pause", "征地未完成")
    road.refresh_from_db()
    shown = page(client, "project_detail", road.pk)
    assert buttons(shown) == {"resume"}
    assert "征地未完成" in section(shown, "stages")
    assert "起）" in section(shown, "stages")
    refused = press(client, road, "complete")
    assert refused.status_code == 422
    assert "请先由办公室恢复项目" in refused.content.decode()
    assert press(client, road, "resume", "征地已完成").status_code == 302
    road.refresh_from_db()
    assert road.condition == Condition.NORMAL


@pytest.mark.parametrize("condition", [Condition.RECTIFYING, Condition.REMOVED])
def test_a_project_out_of_its_way_says_the_way_back(client, road, lin, condition) -> None:
    Project.objects.filter(pk=road.pk).update(condition=condition, condition_reason="未公示", condition_since=AT)
    client.force_login(lin)
    shown = page(client, "project_detail", road.pk)
    assert f"项目现为“{condition.label}”，不能确认完工" in section(shown, "stages")
    assert "未公示" in section(shown, "stages")
    assert "complete" not in buttons(shown)


def test_a_page_gone_stale_is_refused_and_shows_where_the_project_stands(client, road, wang, lin, wei) -> None:
    seen = standing_of(road)
    move_stage(project=road, act=StageAct.PAUSE, reason="停", by=wei, at=AT)
    move_stage(project=road, act=StageAct.RESUME, reason="续", by=wei, at=AT)
    move_stage(project=road, act=StageAct.STEP_BACK, reason="误点", by=wei, at=AT)
    client.force_login(lin)
    answer = press(client, road, "step_back", "误点开工", version=seen)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "刚被别人办理过，您的办理没有保存" in shown
    assert "您填写的原因：误点开工" in shown
    assert f'name="version" value="{standing_of(road)}"' in shown
    assert StageStep.objects.count() == 3


@pytest.mark.parametrize(("act", "version"), [("fly", None), ("", None), ("pause", ""), ("pause", "x.y")])
def test_a_form_that_no_page_sent_is_refused(client, road, lin, act, version) -> None:
    client.force_login(lin)
    assert press(client, road, act, "原因", version=version).status_code == 422
    assert not StageStep.objects.exists()


def test_what_follows_from_other_work_is_not_pressed(client, road, lin) -> None:
    client.force_login(lin)
    answer = press(client, road, "rectify", "原因")
    assert answer.status_code == 422
    assert "不单独办理" in answer.content.decode()


def test_an_archived_project_is_read_only(client, road, lin) -> None:
    set_stage(road, Stage.ARCHIVED)
    client.force_login(lin)
    shown = page(client, "project_detail", road.pk)
    assert "项目已归档，只能查看" in shown
    assert buttons(shown) == set()
    assert "/proofs/new" not in section(shown, "proofs")


def test_a_project_goes_from_planning_to_the_archive_by_the_buttons_alone(
    client, road, wang, chen_reviewer, lin
) -> None:
    set_stage(road, Stage.PLANNING)
    give_everything(road, wang)
    for act in FORWARD:
        client.force_login(lin if act is StageAct.ARCHIVE else chen_reviewer)
        assert act.value in buttons(page(client, "project_detail", road.pk))
        assert press(client, road, act.value).status_code == 302
        road.refresh_from_db()
    said = section(page(client, "project_detail", road.pk), "stages")
    assert road.stage == Stage.ARCHIVED
    assert said.count("已办") == 7
    assert "归档现在" in said
    assert "未到" not in said


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_move_at_once_one_succeeds(road, wang, lin, wei, chen_reviewer) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: python -m tests.servers postgres pytest -m postgres")
    give(Settlement, road, wang)
    start = Barrier(3)

    def act(user):
        project = Project.objects.get(pk=road.pk)
        start.wait(10)
        try:
            return move_stage(project=project, act=StageAct.COMPLETE, reason="", by=user, at=AT)
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        results = list(pool.map(act, (lin, wei, chen_reviewer)))
    refused = [result for result in results if isinstance(result, Refusal)]
    assert [type(one) for one in refused] == [StaleProject, StaleProject]
    assert all("刚被别人办理过" in one.sentences[0] for one in refused)
    assert StageStep.objects.get().stage == Stage.COMPLETED

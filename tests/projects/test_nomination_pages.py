"""The page of one nomination: what it shows, each of its buttons, and what they refuse."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import (
    Collection,
    GuidanceItem,
    Nomination,
    NominationAct,
    NominationSource,
    NominationState,
    WorkItem,
)
from tests.cast import Engage
from tests.projects.conftest import MakeProject
from tests.projects.nominating import Nominate
from tests.projects.nomination_pages import CODE, press, said, state_of
from tests.projects.pages import page
from tests.projects.samples import AT
from units.models import Role, Sector, User

pytestmark = pytest.mark.django_db
DRAFT, REVIEWING, SUBMITTED, RETURNED, ADMITTED, DECLINED, LISTED = NominationState


class TestOneNomination:
    def test_it_shows_every_field_the_parts_with_their_sum_and_the_chosen_items(
        self, client: Client, nominate: Nominate, lin: User
    ) -> None:
        nomination = nominate(51, works_fen=250_000_000, other_fen=40_000_000, remark="分两期")
        item = GuidanceItem.objects.create(
            year=2026, sector=Sector.objects.get(name="农业农村"), task="渠道衬砌", work_item="石料搬运", trades="普工"
        )
        WorkItem.objects.create(nomination=nomination, guidance=item)
        client.force_login(lin)
        shown = page(client, "nomination_detail", nomination.pk)
        for text in ("渠道清淤衬砌", "2026-03", "300.00", "250.00", "渠道衬砌：石料搬运", "普工", "分两期", "农推"):
            assert text in shown
        assert "合计290.00万元，与总投资300.00万元不符" in shown

    def test_parts_that_add_up_are_said_to(self, client: Client, nominate: Nominate, lin: User) -> None:
        nomination = nominate(51, works_fen=250_000_000, other_fen=50_000_000)
        client.force_login(lin)
        assert "与总投资一致" in page(client, "nomination_detail", nomination.pk)

    def test_it_goes_from_draft_to_admission_by_its_buttons(
        self, client: Client, nominate: Nominate, running: Collection, chen_filer: User, chen_reviewer: User, lin: User
    ) -> None:
        nomination = nominate(51, code=CODE, state=DRAFT)
        for user, act, state in (
            (chen_filer, "send", REVIEWING),
            (chen_filer, "withdraw", DRAFT),
            (chen_filer, "send", REVIEWING),
            (chen_reviewer, "submit", SUBMITTED),
            (lin, "admit", ADMITTED),
            (lin, "reopen", SUBMITTED),
        ):
            client.force_login(user)
            nomination.refresh_from_db()
            assert f'value="{act}"' in page(client, "nomination_detail", nomination.pk)
            assert press(client, nomination, act).status_code == 302
            assert state_of(nomination) == state
        shown = page(client, "nomination_detail", nomination.pk)
        assert "撤销审核意见" in shown
        assert shown.index("<strong>林岚</strong>") < shown.index("<strong>陈岭</strong>")

    def test_the_office_returns_by_field_and_the_unit_reads_why(
        self, client: Client, nominate: Nominate, running: Collection, lin: User, chen_filer: User
    ) -> None:
        nomination = nominate(51, state=SUBMITTED)
        client.force_login(lin)
        press(client, nomination, "return", content="请写明长度", site="请写到村")
        assert state_of(nomination) == RETURNED
        client.force_login(chen_filer)
        shown = page(client, "nomination_detail", nomination.pk)
        assert "退回：请写明长度（林岚" in shown
        assert "建设地点（镇街）：请写到村" in shown  # in the trail

    def test_the_reviewer_hands_back_to_the_filer(
        self, client: Client, nominate: Nominate, running: Collection, chen_reviewer: User
    ) -> None:
        nomination = nominate(51, state=REVIEWING)
        client.force_login(chen_reviewer)
        press(client, nomination, "hand_back", plan_fen="请核对")
        assert state_of(nomination) == RETURNED
        assert nomination.returns.get().reason == "请核对"

    def test_a_return_without_any_reason_is_refused(
        self, client: Client, nominate: Nominate, running: Collection, lin: User
    ) -> None:
        nomination = nominate(51, state=SUBMITTED)
        client.force_login(lin)
        answer = press(client, nomination, "return")
        assert answer.status_code == 422
        assert "请至少选一个栏目并写明退回原因" in said(answer)
        assert state_of(nomination) == SUBMITTED

    def test_a_reason_too_long_stops_the_return_and_all_reasons_are_kept(
        self, client: Client, nominate: Nominate, running: Collection, lin: User
    ) -> None:
        nomination = nominate(51, state=SUBMITTED)
        client.force_login(lin)
        answer = press(client, nomination, "return", content="长" * 201, site="请写到村")
        assert answer.status_code == 422
        assert 'value="请写到村"' in said(answer)
        assert "长" * 201 in said(answer)
        assert state_of(nomination) == SUBMITTED

    def test_a_decline_needs_its_reason_which_the_unit_reads(
        self, client: Client, nominate: Nominate, lin: User, chen_filer: User
    ) -> None:
        nomination = nominate(51, state=SUBMITTED)
        client.force_login(lin)
        answer = press(client, nomination, "decline", reason=" ")
        assert (answer.status_code, state_of(nomination)) == (422, SUBMITTED)
        assert press(client, nomination, "decline", reason="不属于重点工程").status_code == 302
        client.force_login(chen_filer)
        assert "办公室审核意见：不属于重点工程（林岚" in page(client, "nomination_detail", nomination.pk)

    def test_a_refused_decline_keeps_the_reason_typed(
        self, client: Client, nominate: Nominate, lin: User, wei: User
    ) -> None:
        nomination = nominate(51, state=SUBMITTED)
        client.force_login(lin)
        answer = press(client, nomination, "decline", reason="原" * 201)
        assert answer.status_code == 422
        assert "原" * 201 + "</textarea>" in said(answer)

    def test_a_draft_is_deleted_by_its_filer_alone(
        self, client: Client, nominate: Nominate, running: Collection, chen_filer: User, chen_reviewer: User
    ) -> None:
        nomination = nominate(51, state=DRAFT)
        client.force_login(chen_reviewer)
        assert press(client, nomination, "discard").status_code == 422
        client.force_login(chen_filer)
        answer = press(client, nomination, "discard")
        assert answer.url == reverse("nomination_list")
        assert not Nomination.objects.exists()

    def test_an_incomplete_draft_lists_all_it_lacks_and_is_not_sent(
        self, client: Client, nominate: Nominate, running: Collection, chen_filer: User
    ) -> None:
        nomination = nominate(51, code="", content="", state=DRAFT)
        client.force_login(chen_filer)
        assert "还有 2 处要补齐或更正" in page(client, "nomination_detail", nomination.pk)
        answer = press(client, nomination, "send")
        assert answer.status_code == 422
        assert "“项目代码”还没有填" in said(answer)
        assert state_of(nomination) == DRAFT

    def test_a_page_seen_before_another_change_is_refused(self, client: Client, nominate: Nominate, lin: User) -> None:
        nomination = nominate(51, code=CODE, state=SUBMITTED)
        Nomination.objects.update(version=5)
        client.force_login(lin)
        answer = press(client, nomination, "admit")
        assert answer.status_code == 422
        assert "刚被别人改过" in said(answer)

    def test_an_unknown_button_does_nothing(self, client: Client, nominate: Nominate, lin: User) -> None:
        nomination = nominate(51, state=SUBMITTED)
        client.force_login(lin)
        answer = press(client, nomination, "list")
        assert (answer.status_code, state_of(nomination)) == (422, SUBMITTED)
        assert "请用页面上的按钮" in said(answer)

    def test_the_one_who_proxied_finds_no_button_to_decide(
        self, client: Client, nominate: Nominate, running: Collection, lin: User, wei: User
    ) -> None:
        nomination = nominate(51, code=CODE, state=SUBMITTED, source=NominationSource.OFFICE)
        nomination.steps.create(act=NominationAct.PROXY, state=SUBMITTED, at=AT, by=lin)
        client.force_login(lin)
        assert 'value="admit"' not in page(client, "nomination_detail", nomination.pk)
        client.force_login(wei)
        assert 'value="admit"' in page(client, "nomination_detail", nomination.pk)

    def test_an_ended_collection_leaves_the_decision_alone(
        self, client: Client, nominate: Nominate, lin: User, chen_filer: User
    ) -> None:
        drafted, submitted = nominate(51, state=DRAFT), nominate(52, state=SUBMITTED)
        Collection.objects.update(closed_at=AT, closed_by=lin)
        client.force_login(chen_filer)
        assert 'value="send"' not in page(client, "nomination_detail", drafted.pk)
        client.force_login(lin)
        shown = page(client, "nomination_detail", submitted.pk)
        assert 'value="admit"' in shown
        assert 'value="return"' not in shown

    def test_a_filer_of_another_department_moves_nothing(
        self, client: Client, nominate: Nominate, engage: Engage
    ) -> None:
        nomination = nominate(51, state=DRAFT)
        client.force_login(engage("qian", Role.UNIT_FILER, "区交通局"))
        assert press(client, nomination, "send").status_code == 404

    def test_a_registered_code_under_another_name_is_pointed_out(
        self, client: Client, nominate: Nominate, make_project: MakeProject, lin: User
    ) -> None:
        project = make_project(7, name="滨河步道工程")
        nomination = nominate(51, code=project.code, name="灌渠整治", project=project, state=SUBMITTED)
        client.force_login(lin)
        shown = page(client, "nomination_detail", nomination.pk)
        assert "这个项目代码已登记为" in shown
        assert reverse("project_detail", args=[project.pk]) in shown
        Nomination.objects.update(name=project.name)
        assert "这个项目代码已登记为" not in page(client, "nomination_detail", nomination.pk)

    def test_the_trail_says_what_changed_in_words(self, client: Client, nominate: Nominate, lin: User) -> None:
        nomination = nominate(51, state=SUBMITTED)
        changes = {
            "total_fen": [None, 300_000_000], "kind": ["", "rural"], "planned_workers": [10, 20],
            "items": [[], ["渠道衬砌：石料搬运"]],
        }  # fmt: skip
        nomination.steps.create(act=NominationAct.SAVE, state=DRAFT, at=AT, by=lin, changes=changes)
        client.force_login(lin)
        shown = page(client, "nomination_detail", nomination.pk)
        assert "总投资：— → 300.00万元" in shown
        assert "类型：— → 农推" in shown
        assert "计划吸纳务工人数（人）：10 → 20" in shown
        assert "从目录选择的用工环节：— → 渠道衬砌：石料搬运" in shown

    def test_a_long_trail_costs_the_same(self, client: Client, nominate: Nominate, lin: User) -> None:
        nomination = nominate(51, state=SUBMITTED)
        client.force_login(lin)

        def cost() -> int:
            with CaptureQueriesContext(connection) as made:
                page(client, "nomination_detail", nomination.pk)
            return len(made)

        nomination.steps.create(act=NominationAct.SAVE, state=DRAFT, at=AT, by=lin)
        cost()
        few = cost()
        for _ in range(20):
            nomination.steps.create(act=NominationAct.SAVE, state=DRAFT, at=AT, by=lin)
        assert cost() == few

"""The pages of 佐证: recorded, read, voided, recorded anew; their files added, handed out, removed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import (
    Approval,
    Attachment,
    Contract,
    Project,
    Proof,
    Settlement,
    Stage,
)
from projects.proofs.files import attach_files
from projects.proofs.kinds import KINDS
from projects.proofs.recording import record_proof
from tests.projects import proofs
from tests.projects.pages import page
from tests.projects.proofs import ask_rectification, give, give_acceptance, rest, void
from tests.projects.samples import AT
from tests.projects.uploads import PDF, PROGRAM, another, on_disk, upload
from units.models import AuditEntry, User

pytestmark = pytest.mark.django_db

CONTRACT = {
    "section": "全部工程", "client": "某公司", "contractor": "某建筑公司", "credit_code": "11500104009286420B",
    "amount_fen": "1,234.56", "signed_on": "2026-03-01", "tendered": "on", "tender_clause": "招标条款",
    "clause": "合同条款", "officer": "李工", "officer_phone": "13800001234",
}  # fmt: skip


def send(client: Client, project: Project, kind: str, /, **typed: Any) -> Any:
    return client.post(reverse("proof_new", args=[project.pk, kind]), typed)


class TestRecordingPage:
    @pytest.mark.parametrize("kind", list(KINDS))
    def test_each_kind_has_a_form_that_saves_nothing_when_it_is_opened(
        self, client: Client, road: Project, chen_filer: User, kind: str
    ) -> None:
        client.force_login(chen_filer)
        shown = page(client, "proof_new", road.pk, kind)
        assert f"登记{KINDS[kind].label}：道路硬化工程01" in shown
        assert 'enctype="multipart/form-data"' in shown
        assert not Proof.objects.exists()

    def test_a_contract_with_two_files_is_recorded(self, client: Client, road: Project, chen_filer: User) -> None:
        client.force_login(chen_filer)
        files = [upload("合同.pdf"), upload("招标文件.pdf", another(2))]
        answer = send(client, road, "contract", **CONTRACT, attachments=files)
        contract = Contract._default_manager.get()
        assert answer.url == reverse("proof_detail", args=[contract.pk])
        assert (contract.amount_fen, contract.officer_phone_masked) == (1_234_560_000, "138****1234")
        assert [one.name for one in contract.files.all()] == ["合同.pdf", "招标文件.pdf"]

    def test_a_contract_without_clause_comes_back_with_everything_typed(
        self, client: Client, road: Project, chen_filer: User
    ) -> None:
        client.force_login(chen_filer)
        before = on_disk()
        answer = send(client, road, "contract", **{**CONTRACT, "clause": ""}, attachments=[upload()])
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "合同没有以工代赈专门条款，请补签条款后再登记，并照录条款原文。" in shown
        assert 'value="1,234.56"' in shown
        assert "请重新选择附件" in shown
        assert not Proof.objects.exists()
        assert on_disk() == before

    def test_what_cannot_be_read_and_what_does_not_fit_are_said_together(
        self, client: Client, road: Project, chen_filer: User
    ) -> None:
        client.force_login(chen_filer)
        typed = {**CONTRACT, "amount_fen": "很多", "credit_code": "11500104009286420A", "signed_on": "三月"}
        answer = send(client, road, "contract", **typed, attachments=[upload("假.pdf", PROGRAM)])
        shown = answer.content.decode()
        assert answer.status_code == 422
        for sentence in ("请填数字，单位万元", "末位校验码不对", "日期写成 2026-11-23", "“假.pdf”不是可用的格式"):
            assert sentence in shown
        assert "还没有填" not in shown
        assert not Proof.objects.exists()

    @pytest.mark.parametrize(("name", "content"), [("合同.pdf", PROGRAM), ("合同.exe", PDF), ("合同.pdf", b"")])
    def test_a_fake_file_keeps_the_record_out_too(
        self, client: Client, road: Project, chen_filer: User, name: str, content: bytes
    ) -> None:
        client.force_login(chen_filer)
        before = on_disk()
        answer = send(client, road, "contract", **CONTRACT, attachments=[upload("好.pdf"), upload(name, content)])
        assert answer.status_code == 422
        assert "请重新选择附件" in answer.content.decode()
        assert not Proof.objects.exists()
        assert on_disk() == before

    def test_a_future_date_is_refused_at_its_field(self, client: Client, road: Project, chen_filer: User) -> None:
        client.force_login(chen_filer)
        answer = send(client, road, "contract", **{**CONTRACT, "signed_on": "2999-01-01"})
        assert answer.status_code == 422
        assert "不能晚于今天" in answer.content.decode()

    def test_an_acceptance_begins_with_plan_and_outcome_and_asks_why_they_differ(
        self, client: Client, road: Project, chen_filer: User
    ) -> None:
        give(Settlement, road, chen_filer, workers=10, paid_fen=140_000_000)
        client.force_login(chen_filer)
        shown = page(client, "proof_new", road.pk, "acceptance")
        assert 'name="workers_planned" value="12"' in shown
        assert 'name="workers_actual" value="10"' in shown
        assert 'name="remuneration_planned" value="142.80"' in shown
        typed = {
            "accepted_on": "2026-03-01", "authority": "区农业农村委", "document_number": "验1号",
            "workers_filed": "on", "workers_planned": "12", "workers_actual": "10", "remuneration_planned": "142.8",
            "remuneration_actual": "140", "remuneration_explanation": "工期缩短", "training_actual": "0",
        }  # fmt: skip
        answer = send(client, road, "acceptance", **typed)
        assert answer.status_code == 422
        assert answer.content.decode().count("计划与实际不一致（没有计划的也算），请写明原因。") == 4  # 人数、培训
        done = send(client, road, "acceptance", **typed, workers_explanation="机械化", training_explanation="未办班")
        accepted = Proof.objects.get(proof_kind="acceptance")
        assert done.url == reverse("proof_detail", args=[accepted.pk])
        shown = page(client, "proof_detail", accepted.pk)
        assert "140.00" in shown
        assert "工期缩短" in shown

    def test_a_voided_proof_is_recorded_anew_with_its_content_but_not_its_phone(
        self, client: Client, road: Project, chen_filer: User
    ) -> None:
        client.force_login(chen_filer)
        send(client, road, "contract", **CONTRACT)
        old = Contract._default_manager.get()
        address = reverse("proof_void", args=[old.pk]) + "?anew=1"
        answer = client.post(address, {"reason": "金额抄错"})
        assert answer.url == reverse("proof_new", args=[road.pk, "contract"]) + f"?from={old.pk}"
        shown = client.get(answer.url).content.decode()
        assert "金额抄错" in shown
        assert 'value="1234.56"' in shown
        assert "13800001234" not in shown

    def test_only_a_voided_proof_of_this_project_and_kind_is_brought_along(
        self, client: Client, road: Project, lin: User, approval: Approval
    ) -> None:
        client.force_login(lin)
        address = reverse("proof_new", args=[road.pk, "approval"])
        assert client.get(address, {"from": approval.pk}).status_code == 404
        void(approval, lin)
        assert client.get(address, {"from": approval.pk}).status_code == 200
        other = reverse("proof_new", args=[road.pk, "handover"])
        assert client.get(other, {"from": approval.pk}).status_code == 404
        assert client.get(address, {"from": "x"}).status_code == 200

    @pytest.mark.parametrize(
        ("who", "kind", "status"),
        [
            ("lin", "contract", 200), ("chen_filer", "contract", 200), ("chen_reviewer", "contract", 200),
            ("wang", "demand", 200), ("wang", "contract", 403), ("leader", "contract", 403),
            ("zhao", "demand", 404), ("sysadmin", "demand", 403), ("lin", "inspection", 404),
        ],
    )  # fmt: skip
    def test_each_role_meets_its_own_answer(
        self, client: Client, request: pytest.FixtureRequest, road: Project, who: str, kind: str, status: int
    ) -> None:
        client.force_login(request.getfixturevalue(who))
        answer = client.get(reverse("proof_new", args=[road.pk, kind]))
        assert answer.status_code == status
        posted = {"demand": 422, "contract": 302}[kind] if status == 200 else status
        assert send(client, road, kind, **CONTRACT).status_code == posted

    def test_a_refused_person_reads_who_may(self, client: Client, road: Project, wang: User) -> None:
        client.force_login(wang)
        answer = client.get(reverse("proof_new", args=[road.pk, "contract"]))
        assert "行业主管部门的填报人或审核人、业主单位录入人、领导小组办公室" in answer.content.decode()

    def test_an_archived_project_says_so(self, client: Client, road: Project, lin: User) -> None:
        Project.objects.update(stage=Stage.ARCHIVED)
        client.force_login(lin)
        answer = client.get(reverse("proof_new", args=[road.pk, "contract"]))
        assert answer.status_code == 403
        assert "已归档" in answer.content.decode()


class TestReadingPage:
    @pytest.mark.parametrize("model", list(proofs.KINDS))
    def test_each_kind_is_read_with_its_fields(
        self, client: Client, road: Project, lin: User, wang: User, model: type[Proof]
    ) -> None:
        proof = give(model, road, lin)
        client.force_login(wang)
        shown = page(client, "proof_detail", proof.pk)
        for name in KINDS[proof.proof_kind].fields:
            assert KINDS[proof.proof_kind].title(name) in shown
        assert "还没有附件。" in shown
        assert "还没有环节以此为据。" in shown

    def test_a_proof_that_is_not_enough_says_what_is_lacking(self, client: Client, road: Project, lin: User) -> None:
        client.force_login(lin)
        Project.objects.update(stage=Stage.PREPARATION)
        proof = give(Approval, road, lin, lists_pay=False)
        assert "办理“转入招标合同”前：可研、初设批复中没有一份" in page(client, "proof_detail", proof.pk)
        enough = give(Approval, road, lin)
        assert "批复还不够" not in page(client, "proof_detail", enough.pk)

    def test_a_stage_already_passed_asks_for_nothing_more(self, client: Client, road: Project, lin: User) -> None:
        client.force_login(lin)
        proof = give(Approval, road, lin, lists_pay=False)
        assert "批复还不够" not in page(client, "proof_detail", proof.pk)

    def test_a_proof_under_a_passed_stage_shows_it_and_offers_no_voiding(
        self, client: Client, approval: Approval, lin: User
    ) -> None:
        rest(approval, lin)
        client.force_login(lin)
        shown = page(client, "proof_detail", approval.pk)
        assert "转入招标合同" in shown
        assert "仍以此为据" in shown
        assert reverse("proof_void", args=[approval.pk]) not in shown

    def test_a_leader_reads_without_any_button(self, client: Client, approval: Approval, leader: User) -> None:
        client.force_login(leader)
        shown = page(client, "proof_detail", approval.pk)
        assert reverse("proof_void", args=[approval.pk]) not in shown
        assert reverse("attachment_add", args=[approval.pk]) not in shown

    def test_another_township_finds_nothing(self, client: Client, approval: Approval, zhao: User) -> None:
        client.force_login(zhao)
        for name in ("proof_detail", "attachment_add"):
            assert client.get(reverse(name, args=[approval.pk])).status_code == 404
        assert client.post(reverse("proof_void", args=[approval.pk]), {"reason": "x"}).status_code == 404

    def test_a_rectification_is_read_on_a_page_of_its_own(self, client: Client, road: Project, lin: User) -> None:
        client.force_login(lin)
        proof = ask_rectification(road, lin)
        assert client.get(reverse("proof_detail", args=[proof.pk])).status_code == 302
        assert client.post(reverse("proof_void", args=[proof.pk]), {"reason": "x"}).status_code == 404

    def test_many_files_and_steps_cost_the_same(self, client: Client, road: Project, lin: User) -> None:
        proof = give_acceptance(road, lin)
        client.force_login(lin)

        def cost() -> int:
            with CaptureQueriesContext(connection) as made:
                page(client, "proof_detail", proof.pk)
            return len(made)

        def grow(first: int, last: int) -> None:
            for number in range(first, last + 1):
                (file,) = attach_files(target=proof, files=[upload(f"{number}.pdf", another(number))], by=lin, at=AT)
                rest(proof, lin)
                if number % 2:
                    Attachment.objects.filter(pk=file.pk).update(removed_at=AT, removed_by=lin)

        grow(1, 2)
        cost()
        few = cost()
        grow(3, 20)
        assert cost() == few


class TestVoidingPage:
    def test_a_reason_voids_it_and_the_page_says_so(self, client: Client, approval: Approval, chen_filer: User) -> None:
        client.force_login(chen_filer)
        answer = client.post(reverse("proof_void", args=[approval.pk]), {"reason": "文号抄错"}, follow=True)
        shown = answer.content.decode()
        assert "已作废" in shown
        assert "文号抄错" in shown
        assert "重新登记" in shown

    @pytest.mark.parametrize("anew", ["", "?anew=1"])
    def test_without_a_reason_nothing_is_voided(
        self, client: Client, approval: Approval, chen_filer: User, anew: str
    ) -> None:
        client.force_login(chen_filer)
        answer = client.post(reverse("proof_void", args=[approval.pk]) + anew, {"reason": " "})
        assert answer.status_code == 422
        assert "请写明作废原因。" in answer.content.decode()
        assert Proof.objects.in_force().exists()

    def test_what_was_typed_is_kept_when_it_is_refused(self, client: Client, approval: Approval, lin: User) -> None:
        client.force_login(lin)
        answer = client.post(reverse("proof_void", args=[approval.pk]), {"reason": "长" * 201})
        assert answer.status_code == 422
        assert "长" * 201 in answer.content.decode()

    def test_under_a_passed_stage_it_says_to_step_back_first(
        self, client: Client, approval: Approval, lin: User
    ) -> None:
        rest(approval, lin)
        client.force_login(lin)
        answer = client.post(reverse("proof_void", args=[approval.pk]), {"reason": "写错"})
        assert answer.status_code == 422
        assert "请先由办公室把项目退回到办理前的环节" in answer.content.decode()
        assert Proof.objects.in_force().exists()

    def test_the_township_may_not(self, client: Client, approval: Approval, wang: User) -> None:
        client.force_login(wang)
        assert client.post(reverse("proof_void", args=[approval.pk]), {"reason": "写错"}).status_code == 403


class TestPhonePage:
    @pytest.fixture
    def contract(self, road: Project, lin: User) -> Proof:
        values = {**proofs.KINDS[Contract][1], "officer": "李工", "officer_phone": "13800001234"}
        return record_proof(project=road, kind="contract", values=values, by=lin, at=AT)

    def test_it_is_shown_once_for_a_reason(self, client: Client, contract: Proof, chen_filer: User) -> None:
        client.force_login(chen_filer)
        assert "138****1234" in page(client, "proof_detail", contract.pk)
        assert "13800001234" not in page(client, "proof_phone", contract.pk)
        answer = client.post(reverse("proof_phone", args=[contract.pk]), {"reason": "核对投诉联系人"})
        assert "13800001234" in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
        assert AuditEntry.objects.filter(act="查看完整号码", by=chen_filer).count() == 1

    @pytest.mark.parametrize("reason", ["", "看"])
    def test_without_a_reason_it_is_refused(
        self, client: Client, contract: Proof, chen_filer: User, reason: str
    ) -> None:
        client.force_login(chen_filer)
        answer = client.post(reverse("proof_phone", args=[contract.pk]), {"reason": reason})
        assert answer.status_code == 422
        assert "请写明查看原因" in answer.content.decode()

    def test_a_leader_is_refused(self, client: Client, contract: Proof, leader: User) -> None:
        client.force_login(leader)
        assert "查看完整电话" not in page(client, "proof_detail", contract.pk)
        assert client.get(reverse("proof_phone", args=[contract.pk])).status_code == 403

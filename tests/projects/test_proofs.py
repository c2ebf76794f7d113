"""佐证: recorded whole or not at all, every fault at its field; voided with a reason; read with the phone masked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from projects.models import (
    Acceptance,
    Approval,
    Attachment,
    Condition,
    Contract,
    DemandNotice,
    MeasureKey,
    Project,
    Proof,
    ProofKind,
    Settlement,
    Stage,
)
from projects.proofs.faults import Misfit
from projects.proofs.kinds import KINDS
from projects.proofs.measures import Measure, known_measures
from projects.proofs.reading import open_phone
from projects.proofs.recording import record_proof, void_proof
from tests.cast import Engage
from tests.projects import proofs
from tests.projects.conftest import MakeProject
from tests.projects.proofs import ask_rectification, give, rest, void
from tests.projects.samples import AT
from tests.projects.uploads import PROGRAM, on_disk, upload
from units.models import AuditEntry, Role, Unit, UnitKind, User
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.django_db

TODAY = AT.date()
SAMPLES: dict[str, dict[str, Any]] = {kind.value: values for kind, values in proofs.KINDS.values()}
AS_PLANNED = {key: Measure(5, 5) for key in MeasureKey}


def enter(project: Project, by: User, kind: str = "approval", **changed: Any) -> Proof:
    """Record one proof, complete unless a keyword says otherwise."""
    options = {name: changed.pop(name) for name in ("files", "measures") if name in changed}
    if kind == "acceptance":
        options.setdefault("measures", AS_PLANNED)
    return record_proof(project=project, kind=kind, values={**SAMPLES[kind], **changed}, **options, by=by, at=AT)


def faults(project: Project, by: User, kind: str, **changed: Any) -> dict[str, list[str]]:
    """What is refused, by field; nothing is saved and no file is left."""
    before = on_disk()
    with pytest.raises(Misfit) as refused:
        enter(project, by, kind, **changed)
    assert not Proof.objects.exists()
    assert not Attachment.objects.exists()
    assert on_disk() == before
    return refused.value.faults


class TestRecording:
    @pytest.mark.parametrize("kind", list(KINDS))
    def test_each_kind_is_recorded_with_a_file_and_an_audit_entry(
        self, road: Project, chen_filer: User, kind: str
    ) -> None:
        proof = enter(road, chen_filer, kind, files=[upload()])
        assert (proof.proof_kind, proof.recorded_by, proof.recorded_at) == (kind, chen_filer, AT)
        assert proof.files.in_force().count() == 1
        assert AuditEntry.objects.filter(act=f"登记{ProofKind(kind).label}", by=chen_filer).count() == 1

    def test_everything_missing_is_said_at_once_each_at_its_field(self, road: Project, lin: User) -> None:
        said = {name: None if name.endswith("_on") or name == "amount_fen" else "" for name in SAMPLES["contract"]}
        found = faults(road, lin, "contract", **said, section="", files=[upload("假.pdf", PROGRAM)])
        assert {"client", "contractor", "credit_code", "amount_fen", "signed_on", "clause", "attachments"} <= set(found)
        assert found["client"] == ["还没有填，请填写。"]

    def test_a_contract_without_clause_is_refused_in_one_sentence(self, road: Project, lin: User) -> None:
        assert faults(road, lin, "contract", clause="  ") == {
            "clause": ["合同没有以工代赈专门条款，请补签条款后再登记，并照录条款原文。"]
        }

    def test_a_contract_with_a_fake_pdf_leaves_nothing(self, road: Project, lin: User) -> None:
        found = faults(road, lin, "contract", files=[upload("好.pdf"), upload("合同.pdf", PROGRAM)])
        assert list(found) == ["attachments"]
        assert "“合同.pdf”不是可用的格式" in found["attachments"][0]

    @pytest.mark.parametrize(
        ("kind", "changed", "field", "says"),
        [
            ("contract", {"credit_code": "11500104009286420A"}, "credit_code", "末位校验码不对"),
            ("contract", {"credit_code": "123"}, "credit_code", "应为18位"),
            ("contract", {"tender_clause": ""}, "tender_clause", "照录招标文件的以工代赈条款"),
            ("contract", {"amount_fen": 0}, "amount_fen", "应大于0"),
            ("contract", {"amount_fen": -1}, "amount_fen", "不能为负数"),
            ("contract", {"officer": "李工", "officer_phone": "12345"}, "officer_phone", "1开头的11位数字"),
            ("contract", {"officer_phone": "13800001234"}, "officer", "请同时填写劳资专管员姓名"),
            ("contract", {"signed_on": TODAY + timedelta(days=1)}, "signed_on", "不能晚于今天（2026年11月3日）"),
            ("approval", {"issued_on": date(206, 3, 1)}, "issued_on", "年份可能写错"),
            ("approval", {"clause": ""}, "clause", "照录批复里的条款原文"),
            ("approval", {"step": "other"}, "step", "从所列的选项中选择"),
            ("approval", {"overrun_note": "长" * 201}, "overrun_note", "有201字，请压缩到200字以内"),
            ("demand", {"headcount": 0}, "headcount", "应大于0"),
            ("demand", {"ends_on": date(2026, 2, 1)}, "ends_on", "不能早于开始日期"),
            ("demand", {"skills": ""}, "skills", "还没有填"),
            ("entry", {"registered_count": 0}, "registered_count", "先实名登记后进场"),
            ("settlement", {"open_objections": -1}, "open_objections", "不能为负数"),
            ("handover", {"keeper": ""}, "keeper", "还没有填"),
        ],
    )
    def test_what_does_not_fit_is_said_at_its_field(
        self, road: Project, lin: User, kind: str, changed: dict[str, Any], field: str, says: str
    ) -> None:
        found = faults(road, lin, kind, **changed)
        assert list(found) == [field]
        assert says in found[field][0]

    def test_demand_may_lie_ahead_but_not_its_publication(self, road: Project, lin: User) -> None:
        later = TODAY + timedelta(days=30)
        assert enter(road, lin, "demand", starts_on=later, ends_on=later).pk
        with pytest.raises(Misfit, match="“公布日期”：不能晚于今天"):
            enter(road, lin, "demand", published_on=later, posts="瓦工")

    def test_the_officers_phone_is_sealed_and_masked(self, road: Project, lin: User) -> None:
        enter(road, lin, "contract", officer="李工", officer_phone="138 0000 1234")
        kept = Contract._default_manager.get()
        assert kept.officer_phone_masked == "138****1234"
        assert "13800001234" not in kept.officer_phone_sealed
        assert not any("13800001234" in str(entry.detail) + entry.subject for entry in AuditEntry.objects.all())

    def test_a_credit_code_typed_small_or_wide_is_understood(self, road: Project, lin: User) -> None:
        enter(road, lin, "contract", credit_code="１１５００１０４００９２８６４２０b")
        assert Contract._default_manager.get().credit_code == "11500104009286420B"

    def test_the_same_record_twice_is_refused(self, road: Project, lin: User) -> None:
        enter(road, lin)
        with pytest.raises(Misfit, match="已经登记过"):
            enter(road, lin)
        assert Proof.objects.count() == 1

    def test_an_unknown_field_is_a_mistake_of_the_caller(self, road: Project, lin: User) -> None:
        with pytest.raises(ValueError, match="voided_at"):
            enter(road, lin, voided_at=AT)


class TestAcceptance:
    def test_the_three_measures_are_kept(self, road: Project, lin: User) -> None:
        proof = enter(road, lin, "acceptance", measures={**AS_PLANNED, MeasureKey.TRAINING: Measure(9, 5, "停办一期")})
        kept = {one.key: (one.planned, one.actual, one.explanation) for one in Acceptance.objects.get().measures.all()}  # type: ignore[attr-defined]
        assert proof.proof_kind == "acceptance"
        assert kept == {"workers": (5, 5, ""), "remuneration": (5, 5, ""), "training": (9, 5, "停办一期")}

    def test_each_deviation_asks_for_its_explanation_and_each_outcome_is_asked_for(
        self, road: Project, lin: User
    ) -> None:
        measures = {MeasureKey.WORKERS: Measure(12, 10), MeasureKey.TRAINING: Measure(None, 3)}
        found = faults(road, lin, "acceptance", measures=measures)
        assert set(found) == {"workers_explanation", "training_explanation", "remuneration_actual"}

    def test_the_plan_comes_from_the_list_and_the_outcome_from_the_settlement(self, road: Project, lin: User) -> None:
        give(Settlement, road, lin, workers=11, paid_fen=140_000_000)
        known = known_measures(road, on=TODAY)
        assert known[MeasureKey.WORKERS] == Measure(12, 11)
        assert known[MeasureKey.REMUNERATION] == Measure(142_800_000, 140_000_000)
        assert known[MeasureKey.TRAINING] == Measure(None, None)

    def test_without_settlement_and_filings_the_outcome_is_left_open(self, road: Project) -> None:
        assert known_measures(road, on=TODAY)[MeasureKey.WORKERS] == Measure(12, None)


class TestWho:
    @pytest.mark.parametrize("who", ["lin", "wei", "chen_filer", "chen_reviewer"])
    def test_the_office_and_the_department_record(
        self, request: pytest.FixtureRequest, road: Project, who: str
    ) -> None:
        assert enter(road, request.getfixturevalue(who)).pk

    def test_the_owners_clerk_records(self, make_project: MakeProject, engage: Engage) -> None:
        owner = Unit.objects.create(code="Y1", name="某业主公司", kind=UnitKind.OWNER)
        clerk = engage("clerk", Role.OWNER_CLERK, "某业主公司")
        assert enter(make_project(7, owner=owner), clerk).pk

    def test_the_township_records_demand_and_nothing_else(self, road: Project, wang: User) -> None:
        assert enter(road, wang, "demand").pk
        with pytest.raises(NotAllowed, match="由行业主管部门的填报人或审核人、业主单位录入人、领导小组办公室办理"):
            enter(road, wang, "contract")

    @pytest.mark.parametrize("who", ["zhao", "leader", "sysadmin", "auditor"])
    def test_nobody_else_records(self, request: pytest.FixtureRequest, road: Project, who: str) -> None:
        with pytest.raises(NotAllowed):
            enter(road, request.getfixturevalue(who), "demand")
        assert not Proof.objects.exists()

    def test_another_departments_project_is_refused(
        self, make_project: MakeProject, chen_filer: User, reference: None
    ) -> None:
        elsewhere = make_project(8, department=Unit.objects.get(name="区交通局"))
        with pytest.raises(NotAllowed, match="道路硬化工程08"):
            enter(elsewhere, chen_filer, "contract")
        assert not Proof.objects.exists()

    @pytest.mark.parametrize(
        ("changed", "says"),
        [
            ({"stage": Stage.ARCHIVED}, "已归档"),
            ({"condition": Condition.REMOVED, "condition_reason": "停建", "condition_since": TODAY}, "已调出清单"),
        ],
    )
    def test_a_closed_project_takes_no_record_and_keeps_what_it_has(
        self, road: Project, lin: User, changed: dict[str, Any], says: str
    ) -> None:
        kept = enter(road, lin)
        Project.objects.filter(pk=road.pk).update(**changed)
        with pytest.raises(WrongState, match=says):
            enter(road, lin, "demand")
        with pytest.raises(WrongState, match=says):
            void_proof(proof=kept, reason="写错", by=lin, at=AT)


class TestVoiding:
    def test_a_voided_proof_stays_with_its_reason(self, road: Project, chen_filer: User, lin: User) -> None:
        proof = void_proof(proof=enter(road, chen_filer), reason=" 文号抄错 ", by=lin, at=AT)
        assert (proof.is_void, proof.voided_by, proof.void_reason) == (True, lin, "文号抄错")
        assert not Proof.objects.in_force().exists()
        assert AuditEntry.objects.filter(act="作废批复", by=lin).count() == 1

    def test_the_same_may_be_recorded_anew(self, road: Project, lin: User) -> None:
        void_proof(proof=enter(road, lin), reason="附件传错", by=lin, at=AT)
        assert enter(road, lin).pk

    @pytest.mark.parametrize(("reason", "says"), [("  ", "请写明作废原因"), ("长" * 201, "有201字")])
    def test_a_reason_is_asked_for(self, road: Project, lin: User, reason: str, says: str) -> None:
        proof = enter(road, lin)
        with pytest.raises(Refusal, match=says):
            void_proof(proof=proof, reason=reason, by=lin, at=AT)
        assert Proof.objects.in_force().exists()

    def test_voiding_twice_is_refused(self, road: Project, lin: User) -> None:
        proof = enter(road, lin)
        void(proof, lin)
        with pytest.raises(WrongState, match="已经作废"):
            void_proof(proof=proof, reason="写错", by=lin, at=AT)

    def test_a_proof_on_which_a_passed_stage_rests_is_not_voided(self, road: Project, lin: User) -> None:
        proof = enter(road, lin)
        rest(proof, lin)
        with pytest.raises(WrongState, match="“转入招标合同”依据了这份佐证.*退回"):
            void_proof(proof=proof, reason="写错", by=lin, at=AT)
        assert Proof.objects.in_force().exists()

    def test_after_stepping_back_it_may_be_voided(self, road: Project, lin: User) -> None:
        proof = enter(road, lin)
        rest(proof, lin)
        Project.objects.filter(pk=road.pk).update(stage=Stage.PREPARATION)
        assert void_proof(proof=proof, reason="写错", by=lin, at=AT).is_void

    def test_somebody_elses_proof_is_not_voided(self, road: Project, lin: User, wang: User) -> None:
        with pytest.raises(NotAllowed):
            void_proof(proof=enter(road, lin), reason="写错", by=wang, at=AT)

    def test_a_rectification_is_voided_elsewhere(self, road: Project, lin: User) -> None:
        with pytest.raises(Refusal, match="在它自己的页面作废"):
            void_proof(proof=ask_rectification(road, lin), reason="写错", by=lin, at=AT)


class TestPhone:
    @pytest.fixture
    def contract(self, road: Project, lin: User) -> Contract:
        enter(road, lin, "contract", officer="李工", officer_phone="13800001234")
        kept: Contract = Contract._default_manager.get()
        return kept

    def test_the_full_number_is_shown_for_a_reason_and_told_to_the_trail(self, contract: Contract, lin: User) -> None:
        assert open_phone(contract=contract, reason="核对投诉联系人", by=lin, at=AT) == "13800001234"
        entry = AuditEntry.objects.get(act="查看完整号码", by=lin)
        assert entry.detail["reason"] == "核对投诉联系人"
        assert "13800001234" not in entry.subject

    @pytest.mark.parametrize("reason", ["", "看看", "长" * 201])
    def test_without_a_real_reason_it_stays_closed(self, contract: Contract, lin: User, reason: str) -> None:
        with pytest.raises(Refusal, match="请写明查看原因"):
            open_phone(contract=contract, reason=reason, by=lin, at=AT)
        assert not AuditEntry.objects.filter(act="查看完整号码").exists()

    @pytest.mark.parametrize("who", ["wang", "leader", "auditor"])
    def test_others_do_not_open_it(self, request: pytest.FixtureRequest, contract: Contract, who: str) -> None:
        with pytest.raises(NotAllowed):
            open_phone(contract=contract, reason="核对投诉联系人", by=request.getfixturevalue(who), at=AT)

    def test_a_contract_without_a_phone_says_so(self, road: Project, lin: User) -> None:
        with pytest.raises(Refusal, match="没有登记劳资专管员电话"):
            open_phone(contract=give(Contract, road, lin), reason="核对投诉联系人", by=lin, at=AT)


def test_the_fixture_kinds_are_the_houses_kinds() -> None:
    assert {kind.kind.value: kind.model for kind in KINDS.values()} == {
        kind.value: model for model, (kind, _) in proofs.KINDS.items()
    }
    assert KINDS["demand"].model is DemandNotice
    assert KINDS["approval"].model is Approval

"""Four projects on their way: one moves on by its approval, one is under way, two still lack something; one pauses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from projects.models import ApprovalStep, PayChannel, ProofKind, StageAct
from projects.proofs.recording import record_proof
from projects.stages.actions import move_stage
from yidaizhen.demo.papers import paper
from yidaizhen.demo.telling import november, once, project, the

FIELDS = "2309-500104-04-01-297321"  # 跳磴镇高标准农田建设项目
ROAD = "2410-500104-04-01-392139"  # 建胜镇产业道路硬化工程
DITCH = "2511-500104-04-01-692474"  # 八桥镇排洪沟整治工程
PARK = "2301-500104-04-01-370695"  # 春晖路街道口袋公园建设
HILLS = "2305-500104-04-01-081791"  # 中梁山环境综合治理与绿色产业融合发展项目
CLAUSE = "承包人应优先吸纳当地农村群众、脱贫人口务工，劳务报酬单列支付，足额发到本人，不得以任何名义克扣。"
APPROVED = "项目实施中应采取以工代赈方式，吸纳当地群众务工不少于12人，发放劳务报酬不低于规定比例。"
TENDERED = "投标人应承诺按以工代赈要求组织当地群众务工，并在报价中单列劳务报酬。"


def proofs() -> Iterator[str]:
    told = project(FIELDS).proofs.filter(proof_kind=ProofKind.APPROVAL).exists()
    yield from once("批复、合同等佐证", told=told, act=_proofs)


def _proofs() -> str:
    _road_is_built()
    _fields_move_on()
    _ditch_and_park_lack()
    reason = "汛后边坡监测数据异常，暂停施工，待专家评估"
    move_stage(project=project(HILLS), act=StageAct.PAUSE, reason=reason, by=the("lin"), at=november(17, 11))
    return (
        "跳磴镇高标准农田凭批复转入招标合同；建胜镇产业道路佐证齐到进场；排洪沟、口袋公园缺批复要件；中梁山项目暂停。"
    )


def _give(code: str, kind: ProofKind, values: dict[str, Any], *, by: str, at: datetime, name: str, says: str) -> None:
    """Record one proof with the paper it rests on."""
    held, first = project(code), min(value for value in values.values() if isinstance(value, date))
    number = values.get("document_number", "")
    attached = paper(name, title=f"{held.name}\n{kind.label}", number=number, dated=first, says=says)
    record_proof(project=held, kind=kind, values=values, files=[attached], by=the(by), at=at)


def _approval(number: str, day: date, wan: int, *, step: ApprovalStep, clause: str = "") -> dict[str, Any]:
    return {
        "step": step, "document_number": number, "issued_on": day, "authority": "区发展改革委",
        "amount_fen": wan * 1_000_000, "asks_relief": bool(clause), "clause": clause, "lists_pay": bool(clause),
        "overrun_note": "",
    }  # fmt: skip


def _contract(client: str, contractor: str, code: str, wan: int, signed_on: date) -> dict[str, Any]:
    return {
        "section": "全部工程", "client": client, "contractor": contractor, "credit_code": code,
        "amount_fen": wan * 1_000_000, "signed_on": signed_on, "tendered": True, "tender_clause": TENDERED,
        "clause": CLAUSE, "account_bank": "某银行大渡口支行", "officer": "劳资员（演示）", "officer_phone": "",
    }  # fmt: skip


def _road_is_built() -> None:
    """Everything up to the entry of the workers; what is next is to settle their pay."""
    approval = _approval("渡发改〔2026〕12号", date(2026, 1, 9), 420, step=ApprovalStep.FEASIBILITY, clause=APPROVED)
    _give(ROAD, ProofKind.APPROVAL, approval, by="chen", at=november(14, 9), name="可研批复", says=APPROVED)
    built_by = ("建胜镇人民政府", "中建某局第三建设有限公司", "91500104MA60000X1D")
    contract = _contract(*built_by, 386, date(2026, 2, 5))
    _give(ROAD, ProofKind.CONTRACT, contract, by="chen", at=november(14, 10), name="施工合同", says=CLAUSE)
    demand = {
        "posts": "普工、混凝土工", "headcount": 40, "starts_on": date(2026, 3, 1), "ends_on": date(2026, 11, 30),
        "skills": "无", "published_on": date(2026, 2, 10), "published_at_place": "建胜镇公示栏、民胜村公示栏",
    }  # fmt: skip
    said = "公布岗位、人数、时间和技能要求，请有意务工的群众到村委会报名。"
    _give(ROAD, ProofKind.DEMAND, demand, by="wang", at=november(14, 11), name="用工需求公告", says=said)
    entry = {
        "registered_count": 38, "registered_on": date(2026, 2, 25), "channel": PayChannel.ONE_CARD,
        "bank": "某银行大渡口支行", "ready_on": date(2026, 2, 27),
    }  # fmt: skip
    said = "务工人员已实名登记38人，一卡通发放通道已开通。"
    _give(ROAD, ProofKind.ENTRY, entry, by="wang", at=november(14, 14), name="进场准备", says=said)


def _fields_move_on() -> None:
    """The filer records the approval, the reviewer moves the project; the contract is there, demand and entry lack."""
    approval = _approval("渡发改〔2026〕15号", date(2026, 1, 20), 612, step=ApprovalStep.FEASIBILITY, clause=APPROVED)
    _give(FIELDS, ProofKind.APPROVAL, approval, by="chen", at=november(16, 9), name="可研批复", says=APPROVED)
    move_stage(project=project(FIELDS), act=StageAct.CONTRACT, reason="", by=the("xu"), at=november(16, 15))
    built_by = ("跳磴镇人民政府", "重庆某建设工程有限公司", "91500104MA60000X2G")
    contract = _contract(*built_by, 574, date(2026, 11, 12))
    _give(FIELDS, ProofKind.CONTRACT, contract, by="chen", at=november(17, 9), name="施工合同", says=CLAUSE)


def _ditch_and_park_lack() -> None:
    """A proposal alone carries nobody on, and an approval that does not ask for work relief does not either."""
    proposal = _approval("渡发改〔2025〕96号", date(2025, 11, 18), 368, step=ApprovalStep.PROPOSAL)
    said = "原则同意项目建议书，请抓紧编制可行性研究报告。"
    _give(DITCH, ProofKind.APPROVAL, proposal, by="chen", at=november(16, 10), name="项目建议书批复", says=said)
    bare = _approval("渡发改〔2026〕33号", date(2026, 3, 16), 980, step=ApprovalStep.FEASIBILITY)
    said = "原则同意项目可行性研究报告。"
    _give(PARK, ProofKind.APPROVAL, bare, by="lin", at=november(16, 11), name="可研批复", says=said)

"""The seven kinds of proof a stage rests on as data: their fields in order, what helps to fill them, what is asked.

Rules behind them: R5 (用工需求四要素), R6 (批复写入要求、报酬单列), R7 (条款), R8 (实名登记、发放通道), R13 (超估算).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models

from projects.models import (
    Acceptance,
    Approval,
    Contract,
    DemandNotice,
    EntryReadiness,
    Handover,
    Proof,
    ProofKind,
    Settlement,
)

NO_CLAUSE = "合同没有以工代赈专门条款，请补签条款后再登记，并照录条款原文。"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of proof.

    Attributes:
        fields: names of what a person fills in, in order; `officer_phone` is sealed when it is kept.
        hint: what the record is for and what it must show, one or two sentences.
        helps: help text by field, where the model's own is not enough.
        asked: the sentence for a field left empty, where “还没有填” is not enough.
        ahead: dates that may lie ahead.
        at_field: at which field the sentence of a constraint is shown, by the constraint's name.
    """

    kind: ProofKind
    model: type[Proof]
    fields: tuple[str, ...]
    hint: str
    helps: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
    ahead: frozenset[str] = frozenset()
    at_field: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return str(self.kind.label)

    def column(self, name: str) -> models.Field:  # type: ignore[type-arg]  # any field of the model
        found = self.model._meta.get_field(name)
        if not isinstance(found, models.Field):
            raise TypeError(f"{name} is not a column")
        return found

    def title(self, name: str) -> str:
        """The field's label, money with its unit."""
        if name == PHONE:
            return "劳资专管员电话"
        unit = "（万元）" if name.endswith("_fen") else ""
        return f"{self.column(name).verbose_name}{unit}"


PHONE = "officer_phone"

KINDS: dict[str, Kind] = {
    one.kind.value: one
    for one in (
        Kind(
            ProofKind.APPROVAL, Approval,
            ("step", "document_number", "issued_on", "authority", "amount_fen", "asks_relief", "clause", "lists_pay",
             "overrun_note"),
            "项目建议书、可研、初设的批复各登记一份。可研、初设中至少一份写入以工代赈要求并单列劳务报酬，项目才能转入招标合同。",
            helps={
                "document_number": "照批复上的文号，例如 渡发改〔2026〕12号",
                "amount_fen": "项目建议书、可研填估算，初设填概算",
                "asks_relief": "批复写明吸纳当地群众务工、发放劳务报酬的要求",
                "overrun_note": "初设概算超过可研估算10%的，应重新报批可研；已处理的写明处理结果",
            },
            at_field={"approval_clause_quoted": "clause", "approval_amount_fen_min": "amount_fen"},
        ),
        Kind(
            ProofKind.CONTRACT, Contract,
            ("section", "client", "contractor", "credit_code", "amount_fen", "signed_on", "tendered", "tender_clause",
             "clause", "account_bank", "officer", PHONE),
            "每个标段登记一份。招标文件和施工合同都要有以工代赈专门条款；没有条款的合同先补签，再登记。",
            helps={
                "section": "不分标段的写“全部工程”",
                "credit_code": "18位，照承包人营业执照",
                "tendered": "直接委托、没有招标的不勾",
                "tender_clause": "经过招标的必填，照录招标文件里吸纳务工、发放报酬的条款",
                "account_bank": "由施工总承包单位开立，工资由此代发到本人",
                PHONE: "11位手机号。加密保存，页面只显示前三后四位；查看完整号码须写明原因并记入审计日志",
            },
            asked={"clause": NO_CLAUSE},
            at_field={"contract_has_clause": "clause", "contract_amount_fen_min": "amount_fen"},
        ),
        Kind(
            ProofKind.DEMAND, DemandNotice,
            ("posts", "headcount", "starts_on", "ends_on", "skills", "published_on", "published_at_place"),
            "开工前在镇街、村（社区）公布岗位、数量、时间、技能要求四项；公布照片作为附件上传。",
            helps={
                "posts": "例如 普工、钢筋工、绿化养护",
                "published_at_place": "例如 建胜镇公示栏、回龙桥社区公示栏、区就业服务网",
            },
            ahead=frozenset({"starts_on", "ends_on"}),
            at_field={"demand_notice_headcount": "headcount", "demand_notice_ends_on_after_starts_on": "ends_on"},
        ),
        Kind(
            ProofKind.ENTRY, EntryReadiness,
            ("registered_count", "registered_on", "channel", "bank", "ready_on"),
            "务工人员先实名登记后进场；发放通道（一卡通或农民工工资专用账户）备好后登记。名册扫描件作为附件上传。",
            helps={
                "channel": "专项项目一般走一卡通；由施工总承包单位代发的走农民工工资专用账户",
                "bank": "一卡通填代发银行，专用账户填开户银行",
            },
            at_field={"entry_readiness_has_people": "registered_count"},
        ),
        Kind(
            ProofKind.SETTLEMENT, Settlement,
            ("settled_on", "workers", "paid_fen", "open_objections", "statement"),
            "劳务报酬全部发到本人、没有未办结的异议，项目才能确认完工。",
            helps={
                "workers": "领取报酬的人数，同一人只计一次",
                "paid_fen": "开工以来累计发到务工人员手中的报酬",
                "open_objections": "没有填 0；还有未办结的，项目不能确认完工",
                "statement": "写明发放、公示、核对和异议处理的情况",
            },
            at_field={
                "settlement_workers_min": "workers", "settlement_paid_fen_min": "paid_fen",
                "settlement_open_objections_min": "open_objections",
            },
        ),
        Kind(
            ProofKind.ACCEPTANCE, Acceptance,
            ("accepted_on", "authority", "document_number", "workers_filed", "pay_filed", "training_filed",
             "notice_filed"),
            "四类档案齐全，计划与实际不一致的写明偏差说明，项目才能通过验收。",
            helps={
                "workers_filed": "实名登记、进退场记录",
                "pay_filed": "发放表、本人签字或代发凭证，长期保存",
                "training_filed": "培训名单、学时、签到",
                "notice_filed": "发放公示满7天的照片和公示表",
            },
        ),
        Kind(
            ProofKind.HANDOVER, Handover,
            ("handed_on", "keeper", "duties", "document_number"),
            "验收后移交管护单位，写明谁来管护、管护什么。",
            helps={"duties": "例如 路面保洁、边沟清淤、绿化养护", "document_number": "没有文号则不填"},
        ),
    )
}  # fmt: skip

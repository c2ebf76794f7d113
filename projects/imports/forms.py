"""The three workbooks as data (§3 of the rules; official column names verbatim)."""

from documents.workbooks import Column, Form, Kind
from projects.models import Look, Nature, ProjectKind, Stage

TEXT, WAN, COUNT = Kind.TEXT, Kind.MONEY_WAN, Kind.INTEGER


def _labels(choices: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(str(label) for _, label in choices)


LIST = Form(
    key="list",
    title="重点工程项目清单",
    unit="万元",
    columns=(
        Column(key="serial", heading="序号", kind=Kind.ORDINAL),
        Column(key="name", heading="项目名称", required=True, width=34),
        Column(key="code", heading="项目代码", kind=Kind.PROJECT_CODE, required=True, width=26),
        Column(key="sector", heading="领域", required=True),
        Column(key="kind", heading="类型", required=True, choices=_labels(ProjectKind.choices)),
        Column(key="nature", heading="建设性质", required=True, choices=_labels(Nature.choices)),
        Column(key="site", heading="建设地点（镇街）", required=True),
        Column(key="content", heading="主要建设内容及规模", required=True, width=28),
        Column(key="total_fen", heading="总投资（万元）", kind=WAN, required=True),
        Column(
            key="funding_text", heading="资金构成", expected=True, width=28, note="如“中央预算内资金320；区级配套100”"
        ),
        Column(key="plan_fen", heading="年度计划投资（万元）", kind=WAN, required=True),
        Column(key="years", heading="起止年限", kind=Kind.MONTH_RANGE, required=True),
        Column(key="stage", heading="阶段", required=True, choices=_labels(Stage.choices)),
        Column(key="work_items", heading="可实施以工代赈的建设任务和用工环节", required=True, width=34),
        Column(key="planned_workers", heading="计划吸纳务工人数（人）", kind=COUNT, required=True),
        Column(key="planned_priority_workers", heading="其中重点群体（人）", kind=COUNT, expected=True),
        Column(key="planned_remuneration_fen", heading="计划发放劳务报酬（万元）", kind=WAN, required=True),
        Column(key="planned_training", heading="计划培训（人次）", kind=COUNT, expected=True),
        Column(key="owner_name", heading="业主单位", required=True, width=22),
        Column(key="contractor_name", heading="施工单位", expected=True, width=22),
        Column(key="department", heading="行业主管部门", required=True),
        Column(key="township", heading="责任镇街", required=True),
        Column(key="remark", heading="备注"),
    ),
)

EXPLANATION = Column(
    key="explanation", heading="情况说明", synonyms=("累计数减少原因",), note="累计数比以前减少时写明原因"
)

LEDGER = Form(
    key="ledger",
    title="进展情况月报表",
    columns=(
        Column(key="serial", heading="序号", kind=Kind.ORDINAL),
        Column(key="name", heading="项目名称", required=True, width=34),
        Column(key="code", heading="项目代码", kind=Kind.PROJECT_CODE, width=26),
        Column(key="year_task", heading="年度建设任务"),
        Column(key="plan_fen", heading="年度计划投资（万元）", kind=WAN),
        Column(key="invested_before_fen", heading="本月前已完成投资（万元）", kind=WAN, expected=True),
        Column(key="invested_new_fen", heading="本月新增完成投资（万元）", kind=WAN, expected=True),
        Column(key="invested_rate", heading="投资完成率（%）", kind=Kind.PERCENT, derived=True),
        Column(key="allocated_before_fen", heading="本月前已拨付资金（万元）", kind=WAN, expected=True),
        Column(key="allocated_new_fen", heading="本月新增拨付资金（万元）", kind=WAN, expected=True),
        Column(key="allocated_rate", heading="资金拨付率（%）", kind=Kind.PERCENT, derived=True),
        Column(key="look", heading="形象进度", expected=True, choices=_labels(Look.choices)),
        Column(key="preparation", heading="前期工作程度"),
        Column(key="not_started_reason", heading="未开工主要原因"),
        Column(key="planned_start", heading="拟开工日期"),
        Column(key="measures", heading="主要措施"),
        Column(key="workers_on_day", heading="报告期当日吸纳就业人数（人）", kind=COUNT, expected=True),
        Column(key="workers_year", heading="本年累计已吸纳就业人数（人）", kind=COUNT, expected=True),
        Column(key="rural_workers_year", heading="其中农村劳动力（人）", kind=COUNT, expected=True),
        Column(key="remuneration_year_fen", heading="本年累计已发放劳动报酬（万元）", kind=WAN, expected=True),
        EXPLANATION,
    ),
)

MONEY_GROUP, LOOK_GROUP = "项目投资情况", "项目形象进度"
PAID_GROUP, POLICY_GROUP = "资金支付进度", "政策落实情况"
LOOK_COLUMNS = {f"look_{look.value}": look for look in Look}

OFFICIAL = Form(
    key="official",
    title="以工代赈项目进展情况调度表",
    unit="万元、人、个",
    columns=(
        Column(key="serial", heading="序号", kind=Kind.ORDINAL),
        Column(key="district", heading="市县"),
        Column(key="name", heading="项目名称", required=True, width=34),
        Column(key="code", heading="项目代码", kind=Kind.PROJECT_CODE, width=26),
        Column(key="fund", heading="资金类型"),
        Column(key="relief_issued_fen", heading="下达的以工代赈资金额度（万元）", kind=WAN, expected=True),
        Column(key="total_fen", heading="项目总投资（万元）", kind=WAN, group=MONEY_GROUP),
        Column(
            key="relief_used_fen", heading="其中：实际用于实施以工代赈项目的资金（万元）", kind=WAN, group=MONEY_GROUP
        ),
        Column(key="relief_pooled_fen", heading="其中：整合资金（万元）", kind=WAN, group=MONEY_GROUP),
        *[
            Column(key=key, heading=str(look.label), kind=Kind.TICK, group=LOOK_GROUP, expected=True)
            for key, look in LOOK_COLUMNS.items()
        ],
        Column(key="relief_paid_fen", heading="已支付资金总额（万元）", kind=WAN, group=PAID_GROUP, expected=True),
        Column(
            key="relief_paid_provincial_fen", heading="其中：已支付省级财政金额（万元）", kind=WAN, group=PAID_GROUP
        ),
        Column(
            key="relief_remuneration_fen", heading="已发放劳务报酬（万元）", kind=WAN, group=POLICY_GROUP, expected=True
        ),
        Column(
            key="relief_rural_workers", heading="已吸纳农村群众务工（人数）", kind=COUNT, group=POLICY_GROUP,
            expected=True,
        ),
        Column(key="relief_posts", heading="已设置公益性岗位（个数）", kind=COUNT, group=POLICY_GROUP, expected=True),
        Column(
            key="relief_trained", heading="已组织劳动力技能培训（人数）", kind=COUNT, group=POLICY_GROUP, expected=True
        ),
        Column(key="results", heading="主要建设内容及成果"),
        Column(key="remark", heading="备注"),
        EXPLANATION,
    ),
)  # fmt: skip

"""CHECKS: everything §10 asks for, as data. The page of rules, the run and the filters read this table alone.

What a document does not set is the office's own (◇办公室自定): `AlertRule` rows change grade, threshold and whether
a check runs at all, from a day on; the values here hold until there is one.
"""

from __future__ import annotations

from decimal import Decimal

from labor.alerts import filing_checks, pay_checks, people_checks, project_checks, rate_checks
from labor.alerts.findings import OWN, Check
from labor.models.alert import Severity

RED, YELLOW, HINT = Severity.RED, Severity.YELLOW, Severity.HINT
STATE_724 = "国务院令第724号（保障农民工工资支付条例）"
PUBLISHED = "发放公示不少于7天，参照城口、巫溪等区县做法"

CHECKS: dict[str, Check] = {
    check.code: check
    for check in (
        Check(
            code="filing_missing", label="未报月报", severity=YELLOW, find=filing_checks.missing,
            meaning="过了报送截止日，应报项目还没有由本单位审核报送（宽限{limit}）",
            sentence="{month}月报应于{due}前报送，现在是“{state}”，已逾期{days}天，请{unit}办理。",
            threshold=Decimal(0), unit="天", most=60, page="filing",
        ),
        Check(
            code="filing_late", label="迟报月报", severity=HINT, find=filing_checks.late,
            meaning="已经报送，但晚于截止日（宽限{limit}）",
            sentence="{month}月报于{sent}报送，晚于截止日{due}，迟了{days}天。",
            threshold=Decimal(0), unit="天", most=60, page="filing",
        ),
        Check(
            code="investment_lag", label="投资进度滞后", severity=YELLOW, find=filing_checks.lagging,
            meaning="最近一次月报的投资完成率低于序时进度{limit}及以上",
            sentence="到{month}累计完成投资{done}万元，占年度计划{plan}万元的{rate}，比序时进度{pace}低{lag}个百分点"
            "（提示线{threshold}个百分点）。",
            threshold=Decimal(10), unit="个百分点", least=1, most=100, page="filing",
        ),
        Check(
            code="not_started", label="应开工未开工", severity=YELLOW, find=project_checks.not_started,
            meaning="计划开工月份已过，最近的形象进度或环节仍在前期（宽限{limit}）",
            sentence="计划{starts}开工，过期{days}天仍未开工，环节为“{stage}”；填报的未开工原因：{reason}。",
            threshold=Decimal(0), unit="天", most=365, page="project",
        ),
        Check(
            code="cumulative_fell", label="累计值下降", severity=YELLOW, find=filing_checks.fallen,
            meaning="月报的累计数比以前已报的少",
            sentence="{month}月报：{falls}。{note}。", page="filing",
        ),
        Check(
            code="below_floor", label="报酬占比低于下限", severity=RED, find=project_checks.below_floor,
            meaning="离计划完工不足{limit}或已经完工，已发放的劳务报酬不到下限",
            sentence="{when}，已发放劳务报酬{paid}万元，占{base_name}{base}万元的{share}，下限{required}万元，还差{short}万元。",
            threshold=Decimal(90), unit="天", most=730, page="rolls",
            basis="渝发改规范〔2023〕10号、渝发改规范〔2021〕2号；提前天数为办公室自定",
        ),
        Check(
            code="low_day_rate", label="日工资低于最低标准", severity=RED, find=rate_checks.low_rates,
            meaning="发放表上的日工资低于当月适用的最低小时工资乘以{limit}",
            sentence="{people}人日工资低于最低标准{least}元（{hour}元/时×{hours}小时），最低的{rate}元：{who}。",
            threshold=Decimal(8), unit="小时", least=1, most=12, page="roll",
            basis="重庆市最低工资标准（按起用日期）；每日小时数为办公室自定",
        ),
        Check(
            code="high_day_rate", label="日工资偏高", severity=HINT, find=rate_checks.high_rates,
            meaning="发放表上的日工资高于提示线{limit}；编制、导入时的提示另按“工资标准”里的日工资提示上限",
            sentence="{people}人日工资高于提示线{most}元，最高的{rate}元：{who}。",
            threshold=Decimal(800), unit="元", least=100, most=10000, page="roll",
        ),
        Check(
            code="two_projects", label="同日在两个项目计酬", severity=RED, find=people_checks.overlapping,
            meaning="同一身份证号同月在两个以上项目的发放表上，工日合计多于当月天数（容许多出{limit}）",
            sentence="{who}{month}在{places}个项目的发放表上，本项目{own}工日，各项目合计超过当月{days}天；"
            "同一天不能在两个项目各计一个工日，请核对各项目考勤。",
            threshold=Decimal(0), unit="工日", most=31, page="overlap",
        ),
        Check(
            code="shared_card", label="同一卡号多人", severity=RED, find=pay_checks.shared_cards,
            meaning="同一张银行卡上发放的人数超过{limit}",
            sentence="尾号{tail}的银行卡发放给{people}个人：{who}{others}；工资应发到本人卡上，请逐人核对。",
            threshold=Decimal(1), unit="人", least=1, most=10, page="rolls", basis=f"{STATE_724}第31条",
        ),
        Check(
            code="other_name", label="户名与姓名不符", severity=RED, find=pay_checks.other_names,
            meaning="银行回执的户名与发放表上的姓名不一样",
            sentence="{who}的工资{yuan}元（尾号{tail}，{state}），银行回执的户名是{stated}，请核对收款人是否本人。",
            page="payments", basis=f"{STATE_724}第31条",
        ),
        Check(
            code="unsigned_paid", label="未签字先支付", severity=RED, find=pay_checks.unsigned,
            meaning="在本系统办理支付的，有人没有登记本人签字就已发放",
            sentence="{people}人没有登记本人签字，已发放{yuan}元：{who}。",
            page="roll", basis=f"{STATE_724}第15条",
        ),
        Check(
            code="unposted_paid", label="未公示先支付", severity=RED, find=pay_checks.unposted,
            meaning="在本系统办理支付的，公示没有期满就交了银行",
            sentence="{sent}已交银行支付，而{told}。", page="notice", basis=PUBLISHED,
        ),
        Check(
            code="recorded_unposted", label="线下已发、无公示记录", severity=HINT, find=pay_checks.recorded_unposted,
            meaning="线下发放后补录的，没有公示记录可查",
            sentence="这张补录的发放表已发放{people}人，系统里没有公示记录，请补存公示影像或说明。",
            page="roll", basis=PUBLISHED,
        ),
        Check(
            code="pay_overdue", label="工资逾期未发", severity=RED, find=pay_checks.overdue,
            meaning="超过发放期限还有工资没有发放；期限在“及时足额”里设定",
            sentence="{sentence}", page="roll", basis=f"{STATE_724}第24条",
        ),
        Check(
            code="pay_interval", label="发放间隔超过31天", severity=YELLOW, find=pay_checks.intervals,
            meaning="还有工资没有发放，而距上次发放已超过31天",
            sentence="{sentence}", page="rolls", basis=f"{STATE_724}第24条",
        ),
        Check(
            code="leaver_unsettled", label="退场未结清", severity=RED, find=pay_checks.leavers,
            meaning="退场后超过规定天数还没有结清；天数在“及时足额”里设定",
            sentence="{sentence}", page="roster", basis=OWN,
        ),
        Check(
            code="unregistered", label="未登记先考勤", severity=RED, find=people_checks.unregistered,
            meaning="考勤或发放表上的人，当时不在项目花名册上",
            sentence="{month}{where}上有{people}人当时不在花名册：{who}；应先实名登记后进场。",
            page="roster", basis=f"{STATE_724}第28条",
        ),
        Check(
            code="underage", label="未满法定年龄", severity=RED, find=people_checks.underage,
            meaning="花名册或发放表上有未满{limit}的人，法律禁止用工",
            sentence="{where}上有人只有{age}周岁，未满{least}周岁，法律禁止用工，请立即核实并停止用工。",
            threshold=Decimal(16), unit="周岁", least=16, most=18, page="roster",
            basis="《劳动法》第15条、《禁止使用童工规定》",
        ),
        Check(
            code="elderly", label="年龄偏大", severity=HINT, find=people_checks.elderly,
            meaning="在场的人里有超过{limit}的，请留意身体状况和意外保险",
            sentence="在场{people}人超过{most}周岁，最大{oldest}周岁：{who}；请核实身体状况和意外保险。",
            threshold=Decimal(60), unit="周岁", least=50, most=80, page="roster",
        ),
        Check(
            code="fewer_heads", label="填报人数少于出勤人数", severity=YELLOW, find=filing_checks.fewer_heads,
            meaning="月报的本年累计吸纳人数，比考勤台账同期出勤的去重人数少（容许少报{limit}）",
            sentence="{month}月报本年累计吸纳{stated}人，考勤台账1月至当月出勤去重{heads}人，少报{less}人。",
            threshold=Decimal(0), unit="人", most=100, page="filing",
        ),
        Check(
            code="silent_approval", label="批复未写入要求却进入建设", severity=YELLOW,
            find=project_checks.silent_approvals,
            meaning="项目已进入建设，没有一份批复写入吸纳当地群众务工的要求",
            sentence="项目已在“{stage}”环节，{told}以工代赈要求，请补充批复或说明。",
            page="project", basis="大渡口府办发〔2022〕86号",
        ),
        Check(
            code="pay_outlier", label="人均报酬离群", severity=HINT, find=rate_checks.outliers,
            meaning="项目当月人均实发偏离当月各项目中位数{limit}稳健离差（绝对离差中位数的1.4826倍）以上",
            sentence="{month}实发{fen}元÷{heads}人＝人均{each}元，{side}当月{projects}个项目的中位数{middle}元，"
            "偏离{times}倍离差。",
            threshold=Decimal(5), unit="倍", least=2, most=50, page="roll",
        ),
    )
}  # fmt: skip

CODES = [(code, check.label) for code, check in CHECKS.items()]

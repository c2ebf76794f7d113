"""The rules of the system (R1–R18) as data: what each asks, what is known of it, and the page where it works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from units.models import Role
from units.scope import Scope


class Evidence(Enum):
    """How well a rule is known: its mark, what that means, and the tone of its pill."""

    READ = ("✔", "读到原文", "good")
    SEEN = ("▲", "只见网页片段或转述", "warn")
    INFERRED = ("◇", "办公室自定", "info")
    MISSING = ("✘", "没有找到依据", "neutral")

    @property
    def mark(self) -> str:
        return self.value[0]

    @property
    def words(self) -> str:
        return self.value[1]

    @property
    def tone(self) -> str:
        return self.value[2]

    @property
    def needs_citation(self) -> bool:
        """What is called a rule of others must say whose; what the office set itself stands on nothing else."""
        return self in (Evidence.READ, Evidence.SEEN)


OFFICE = (Role.OFFICE_ADMIN, Role.OFFICE_CLERK)


@dataclass(frozen=True)
class Rule:
    """One rule. `page` is the URL name where it works ("" where the system only records), `place` says how.

    `readers`: the roles the page opens for; none named = everybody.
    """

    number: str
    text: str
    evidence: Evidence
    page: str
    place: str
    readers: tuple[Role, ...] = ()

    def opens_for(self, scope: Scope) -> bool:
        """Whether the page behind the rule opens for a person with this scope."""
        return not self.readers or scope.has(*self.readers)


READ, SEEN, INFERRED, MISSING = Evidence.READ, Evidence.SEEN, Evidence.INFERRED, Evidence.MISSING

RULES: tuple[Rule, ...] = (
    Rule(
        "R1", "项目分重点工程、农业农村中小型、以工代赈专项三类", SEEN,
        "project_list", "项目类型按此三类登记和筛选",
    ),
    Rule("R2", "适用领域共七个", SEEN, "project_list", "项目领域按此登记，主管部门可配"),
    Rule(
        "R3", "劳务报酬下限随资金类型换基数：中央预算内30%（2025年7月起新批次40%）、衔接资金20%、"
        "农业农村中小型10%；重点工程不设下限", SEEN, "money_list", "按下达资金核算应达报酬，低于下限的提示和预警",
    ),
    Rule(
        "R4", "能用人工不用机械只要求专项项目，重点工程不校验、不计分", READ,
        "project_list", "转段不问机械替代，考核、案例也不问",
    ),
    Rule("R5", "用工需求写明岗位、数量、时间、技能要求四项", SEEN, "demand_list", "四项缺一不能提交"),
    Rule("R6", "批复写入吸纳务工要求，报酬单列", READ, "project_list", "缺这项佐证的项目不能转段"),
    Rule("R7", "招标文件和施工合同有以工代赈专门条款", SEEN, "project_list", "缺这项佐证的项目不能转段"),
    Rule(
        "R8", "先实名登记、后进场；名册和台账由本人签字，打卡到本人", READ,
        "roster_list", "未登记的不能记考勤、不能入发放表",
    ),
    Rule("R9", "报酬发放公示不少于7天，公示期内不得支付", SEEN, "notice_list", "公示未满不能送审和支付"),
    Rule("R10", "报酬和人工费至少每月支付一次", READ, "clock_list", "临期和逾期逐项目列出"),
    Rule(
        "R11", "工资和用工台账保存不少于3年，报酬发放档案长期保存", READ,
        "retention_list", "台账禁止删除，按年复核", OFFICE,
    ),
    Rule("R12", "工资专用账户在完工无拖欠公示30日后销户", READ, "", "系统只登记账户，销户由业主单位办理"),
    Rule("R13", "概算超过可研估算10%的，提示重新报批", READ, "project_list", "登记概算时提示并要求说明"),
    Rule("R14", "日工资不低于最低工资标准折算数", SEEN, "wage_standard_list", "标准按生效日登记，发放表逐行核对"),
    Rule(
        "R15", "月填报次月5日截止，按季通报，半年和年度报区政府", INFERRED,
        "calendar_year", "日期由办公室在日程规则里设定",
    ),
    Rule("R16", "数据锁定后不得直接修改，更正保留原值并签署", READ, "period_list", "关账后只能走更正，原值保留"),
    Rule(
        "R17", "考核打分由办公室按年度设定，参照公开的绩效目标", INFERRED, "scheme_list", "指标、权重按年度配置",
        (*OFFICE, Role.DISTRICT_LEADER, Role.UNIT_FILER, Role.UNIT_REVIEWER),
    ),
    Rule("R18", "日志留存不少于6个月，口令、锁定、闲置退出和三员分设", READ, "my_account", "登录和授权按此执行"),
)  # fmt: skip
BY_NUMBER: Mapping[str, Rule] = {rule.number: rule for rule in RULES}
CHOICES = [(rule.number, f"{rule.number} {rule.text}"[:60]) for rule in RULES]

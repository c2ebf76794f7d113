"""In which pages of the system each duty of the notice is done, by its number; the pages are named by their URL names.

Floors above this one stand here by name alone: `reverse` finds them, nothing is imported.
"""

from __future__ import annotations

from collections.abc import Sequence

Place = tuple[str, str]  # what the page is called, its URL name

LIST, GUIDANCE, NOMINATION = ("年度清单", "annual_list"), ("指导目录", "guidance_list"), ("项目申报", "nomination_list")
STAGES, CHECKS, FILING = ("项目", "project_list"), ("检查整改", "inspection_list"), ("进度填报", "filing_list")
REPORTS, PERIODS = ("调度报告", "bulletin_list"), ("调度期", "period_list")
MONEY, FINANCE = ("资金与衔接", "connection_list"), ("金融与社会力量", "financing_list")
SURVEY, DEMAND, ROSTER = ("摸底调查", "survey_list"), ("用工需求", "demand_list"), ("花名册", "roster_list")
TRAINING, COMPANY, PAY = ("培训", "training_list"), ("劳务公司和公岗", "company_list"), ("发放表", "roll_list")
TASKS, MANDATES, MATRIX = ("任务台账", "assignment_list"), ("交办事项", "mandate_list"), ("任务矩阵", "matrix_page")
MEETINGS, DECISIONS, NOTES = ("会议", "meeting_list"), ("议定事项", "decision_list"), ("综合研判", "note_list")
ISSUES, MATTERS, PRESSED = ("新情况新问题", "issue_list"), ("重大事项", "matter_list"), ("督办", "supervision_list")
POLICIES, TALKS, SCHEMES = ("政策", "policy_list"), ("政策宣讲", "talk_list"), ("考核方案", "scheme_list")
SHEETS, CASES, INCENTIVES = ("评分表", "sheet_list"), ("典型案例", "case_list"), ("督查激励和约谈", "incentive_list")
UNITS, SITUATION, STANDING = ("单位", "unit_list"), ("供求研判", "situation_page"), ("成效一览", "standing_list")

SECTOR = {0: (NOMINATION, LIST), 1: (STAGES, CHECKS), 2: (CHECKS, FILING, STANDING)}
PLACES: dict[int, Sequence[Place]] = {
    1: (NOTES, SITUATION, POLICIES, ISSUES),
    2: (GUIDANCE, NOMINATION, LIST),
    3: (STAGES, CHECKS, TASKS, PRESSED),
    4: (SCHEMES, SHEETS),
    5: (MONEY, FINANCE),
    6: (PERIODS, REPORTS, ISSUES, MATTERS),
    7: (MANDATES,),
    8: (LIST, MATRIX),
    9: (CHECKS, REPORTS, PRESSED),
    10: (SHEETS, CASES, INCENTIVES),
    11: (STAGES,),
    12: (MONEY,),
    **{13 + step: places for step, places in SECTOR.items()},
    16: (MONEY,),
    17: (MONEY,),
    18: (SURVEY, DEMAND),
    19: (COMPANY,),
    20: (TRAINING, PAY),
    **{21 + step: places for step, places in SECTOR.items()},
    24: (FINANCE,),
    25: (FINANCE,),
    26: (TALKS, SURVEY, DEMAND),
    27: (ROSTER, TRAINING),
    28: (PAY,),
    29: (DECISIONS, UNITS),
    30: (TASKS, MATRIX),
    31: (MEETINGS, DECISIONS),
}


def places_of(number: int) -> Sequence[Place]:
    """Where a duty is done; the list of tasks for one that has no page of its own."""
    return PLACES.get(number, (TASKS,))

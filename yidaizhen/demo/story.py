"""Demo data: the story of one month and one list, told through the same actions people use.

Each chapter may be told again. All names and figures are invented (演示数据).
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from yidaizhen.demo import (
    asking,
    hiring,
    issues,
    lists,
    meeting,
    money,
    month,
    next_year,
    paying,
    pressing,
    scoresheets,
    scoring,
    site,
    situation,
    spreading,
    stages,
    supervision,
    tasks,
)
from yidaizhen.demo.telling import Chapter

WORTH_SEEING = (  # who signs in, what is there
    "lin    首页红灯：逾期整改；预警、及时足额；已归档的补发表；年度清单：两个版本和变化；申报：审核2件",
    "chen   退回的申报、待回复的整改；跳磴镇高标准农田：转入招标合同，还缺什么",
    "wang   逾期的整改待回复；建胜镇产业道路：佐证、资金、花名册、考勤；摸底还没有报送",
    "sun    建胜镇待审核的申报",
    "ma     沪汉社区文兴街老旧小区改造：花名册、考勤；补发表公示中，有1条异议待答复",
    "zhao   八桥镇摸底已报送；推荐的人等待用工方答复",
    "he     待审核的申报、待核验的整改（由办公室另一人办理）",
)


def chapters(now: datetime) -> list[Chapter]:
    """The story in order; `now` opens the month and the collection that are due next.

    What changes projects comes after the closing: the month's figures are those of its filings alone.
    """
    return [
        Chapter("基础数据和账号", month.people),
        Chapter("年度清单", month.year_list),
        Chapter("清单第1版", lists.first_version),
        Chapter("增补申报", lists.supplement),
        Chapter("应报和催报", month.reminders),
        Chapter("月报和调度表", month.progress),
        Chapter("单位填报", month.unit_files),
        Chapter("去年的摸底调查", asking.last_year),
        *site.CHAPTERS,
        Chapter("发放表", month.rolls),
        Chapter("有错的发放表", month.faulty_roll),
        Chapter("关账", month.close),
        Chapter("指导目录", next_year.catalog),
        Chapter("环节和佐证", stages.proofs),
        Chapter("资金", money.fundings),
        Chapter("衔接、金融和社会力量", money.beside),
        Chapter("监管检查", supervision.inspections),
        Chapter("今年的摸底调查", partial(asking.this_year, now)),
        Chapter("用工需求", hiring.demands),
        Chapter("用工对接", hiring.placements),
        Chapter("清单第2版", lists.second_version),
        Chapter("明年申报", partial(next_year.collection, now)),
        Chapter("本月", partial(month.this_month, now)),
        Chapter("本月考勤", site.this_month),
        *paying.CHAPTERS,
        Chapter("预警", partial(paying.alerts, now)),
        Chapter("任务分工和交办事项", tasks.tasks),
        *meeting.CHAPTERS,
        Chapter("督办", pressing.supervisions),
        *issues.CHAPTERS,
        Chapter("综合研判", situation.notes),
        Chapter("政策宣讲、典型案例和激励", spreading.talks_and_cases),
        Chapter("考核方案", scoring.scheme_in_force),
        Chapter("考核评分", scoresheets.sheets),
        Chapter("明年考核方案", scoring.next_scheme),
    ]

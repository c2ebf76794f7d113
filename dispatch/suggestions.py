"""Suggested wording of a report, from the figures alone by plain templates; people rewrite it before the issue.

A report goes upward, to the district government: it says what the office will urge (督促…), and asks nobody (请…).
A 通报 goes to the member units and demands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dispatch.figures import FigureBook, Scope
from dispatch.findings import Finding, findings
from dispatch.models import DOWNWARD, BulletinKind
from dispatch.notes import month_word, names_of
from dispatch.ranking import PROGRESS, TIMELINESS, places
from dispatch.report.content import NUMERALS
from projects.calendar import next_working_day
from projects.models import Period, Round, RoundKind

Task = dict[str, str]
MOST_TASKS = 30  # more is a register, not a report; all projects stand in 附件2
BEST = 3
DUE_DAY = 5  # ◇ R15, for a month whose round is not in the calendar yet


@dataclass(frozen=True)
class Words:
    """What is suggested for the parts of a report that people write."""

    practices: str
    problems: str
    tasks: list[Task]
    next_steps: str


def suggested(book: FigureBook, kind: BulletinKind) -> Words:
    """The wording the figures suggest, one numbered paragraph a line.

    `tasks` name the problem, the unit responsible and the day (ISO) by which it is due: the next filing's last day.
    """
    found = findings(book)
    whole = f"从{month_word(book)}数字看，未发现进度滞后、应报未报、应开工未开工和报酬占比不足等问题。"
    downward = kind in DOWNWARD
    standing = STANDING[kind if book.month < 12 or kind in WITHIN_YEAR else BulletinKind.YEAR_REPORT]
    remedies = [(one.remedy_title, one.demand if downward else one.remedy) for one in found]
    return Words(
        practices=_numbered(practices(book)),
        problems=_numbered([(one.title, one.shown) for one in found]) or whole,
        tasks=tasks(found, next_due(book.period)),
        next_steps=_numbered([*remedies, standing]),
    )


FILE_ON_TIME = "各行业主管部门按时报送下月进展，由本单位审核人审核后报办公室；劳务报酬按月足额发放并报发放表。"
WITHIN_YEAR = (BulletinKind.MONTH_REPORT, BulletinKind.QUARTER_NOTICE)
STANDING = {  # what is to be done whatever the figures; the second half's report ends the year as the year's does
    BulletinKind.MONTH_REPORT: ("做好下月调度", f"督促{FILE_ON_TIME}"),
    BulletinKind.QUARTER_NOTICE: (
        "按时报送进展",
        f"请{FILE_ON_TIME}问题清单所列事项按时限办结，办理情况随下月填报一并说明。",
    ),
    BulletinKind.HALF_REPORT: (
        "抓好下半年任务落实",
        "对照年度目标倒排未完成的投资、吸纳就业和劳务报酬发放任务，逐月调度，按季通报。",
    ),
    BulletinKind.YEAR_REPORT: (
        "谋划下一年工作",
        "做好下一年度清单申报和前期工作，核实本年未结清的劳务报酬，按规定保存发放档案。",
    ),
}


def _numbered(items: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"（{NUMERALS[index]}）{title}。{text}" for index, (title, text) in enumerate(items))


def tasks(found: Sequence[Finding], due: date) -> list[Task]:
    """问题清单: each unit's part of each finding, the gravest first."""
    owed = [(problem, unit) for one in found for unit, problem in one.owed.items()]
    return [{"problem": problem, "unit": unit, "due": due.isoformat()} for problem, unit in owed[:MOST_TASKS]]


def next_due(period: Period) -> date:
    """The last day of the next month's filing: as the calendar has it, else by the rule of R15."""
    kept = Round.objects.filter(kind=RoundKind.MONTH, last__gt=period.month).order_by("last").first()
    if kept is not None:
        return kept.due_on
    after = period.month.month + 2
    return next_working_day(date(period.month.year + (after - 1) // 12, (after - 1) % 12 + 1, DUE_DAY))


def practices(book: FigureBook) -> list[tuple[str, str]]:
    """典型做法 the figures point to: who is ahead, who files on time, whose pay has rows behind it."""
    return [*_ahead(book), *_punctual(book), *_backed(book)]


def _ahead(book: FigureBook) -> list[tuple[str, str]]:
    given = places(book.units, PROGRESS)
    best = [unit for unit in book.units if 0 < (given[unit.key].number or 0) <= BEST and _is_ahead(unit)][:BEST]
    said = "；".join(
        f"{unit.name}投资完成率{unit.value('completion_rate').text}，{unit.value('lead').text}，"
        f"在各行业主管部门中排{given[unit.key].text}"
        for unit in sorted(best, key=lambda unit: (given[unit.key].number or 0, unit.key))
    )
    return [("投资进度领先", f"{said}。")] if said else []


def _is_ahead(unit: Scope) -> bool:
    exact = unit.value("lead").exact
    return exact is not None and exact >= 0


def _punctual(book: FigureBook) -> list[tuple[str, str]]:
    whole = [unit for unit in book.units if unit.value(TIMELINESS).exact == 100]
    if not whole:
        return []
    times = sum(unit.value("owed_times").numerator or 0 for unit in whole)
    names = names_of((unit.name for unit in whole), noun="个单位")
    return [("按时报送", f"{names}应报{times}项次，全部由单位按时报送。")]


def _backed(book: FigureBook) -> list[tuple[str, str]]:
    best = [unit for unit in book.units if (unit.value("backed_pay_share").exact or 0) > 0]
    best = sorted(best, key=lambda unit: (-(unit.value("backed_pay_share").exact or 0), unit.key))[:1]
    return [
        (
            "报酬数据可追溯到人",
            f"{unit.name}本年累计已发放劳动报酬{unit.value('remuneration_year_fen').said}中，"
            f"有发放表明细的占{unit.value('backed_pay_share').text}，比重最高。",
        )
        for unit in best
    ]

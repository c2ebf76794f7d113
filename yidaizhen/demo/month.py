"""The demo month from the list to its closing, and the month that is due next.

The workbooks of `fixtures/demo/` go through untouched. Names and figures of people are invented (演示数据).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from dispatch.closing import close_period, gaps
from dispatch.reminders.reminding import remind
from documents.formats import chinese_date
from labor.imports import import_wage_roll
from labor.models import WageRoll
from projects.expected import settle_expected
from projects.filings import accept, return_fields, save_filing, send_to_review, submit
from projects.imports import import_progress, import_projects
from projects.models import ExpectedFiling, FilingAct, FilingStep, Period, ProgressFiling, Project, ProjectList
from projects.periods import open_period
from units.models import Unit, UnitKind
from units.refusals import Refusal
from units.registry import register_unit
from yidaizhen.demo.telling import MONTH, moment, required, sent, the
from yidaizhen.demo_accounts import PEOPLE, ensure_demo_accounts
from yidaizhen.reference import load_all_reference

OWNER = "区住房建设中心"
REVIEWED_PROJECT = "2410-500104-04-01-392139"  # 建胜镇产业道路硬化工程: its unit files, reviews and corrects
LIST, LEDGER, OFFICIAL = "清单-2026年.xlsx", "月报-2026年10月.xlsx", "调度表-2026年10月.xlsx"
FAULTY, FAULTY_PROJECT = "发放表-有错-2026年10月.xlsx", "2608-500104-04-01-940839"
ROLLS = {  # workbook → (project, who brings it in)
    "发放表-沪汉社区文兴街老旧小区改造-2026年10月.xlsx": ("2406-500104-04-01-022933", "ma"),
    "发放表-建胜镇产业道路硬化工程-2026年10月.xlsx": ("2410-500104-04-01-392139", "wang"),
    "发放表-春晖路街道口袋公园建设-2026年10月.xlsx": ("2301-500104-04-01-370695", "lin"),
}
WAIVER = "演示数据没有这个项目当月的填报。"


OPENED_AT = moment(date(2026, 10, 8), 9)
SETTLED_AT = moment(date(2026, 10, 26), 9)
REMINDED_AT = moment(date(2026, 11, 2), 9)
FILED_AT = moment(date(2026, 11, 3), 10)
PAID_AT = moment(date(2026, 11, 12), 10)
CLOSED_AT = moment(date(2026, 11, 13), 16)


def people() -> Iterator[str]:
    loaded = load_all_reference(by=None, at=OPENED_AT)
    yield f"基础数据新增 {loaded.created} 行、更新 {loaded.updated} 行。"
    office = [person for person in PEOPLE if person.unit != OWNER]
    made = ensure_demo_accounts(tuple(office), at=OPENED_AT)
    if Unit.objects.named(OWNER) is None:
        register_unit(name=OWNER, kind=UnitKind.OWNER, by=the("lin"), at=OPENED_AT)
    made += ensure_demo_accounts(PEOPLE, at=OPENED_AT)
    yield f"演示账号新建 {made} 个，共 {len(PEOPLE)} 个。"


def year_list() -> Iterator[str]:
    if ProjectList.objects.filter(year=MONTH.year).exists():
        yield f"{MONTH.year}年度清单已在系统里，没有重复导入。"
        return
    yield required(import_projects(**sent(LIST), year=MONTH.year, by=the("lin"), at=OPENED_AT))
    open_period(month=MONTH, by=the("lin"), at=OPENED_AT)


def reminders() -> Iterator[str]:
    """Who owes October is settled when its filing opens; three working days before the due day they are reminded."""
    period = Period.objects.get(month=MONTH)
    settle_expected(period=period, at=SETTLED_AT)
    owed = ExpectedFiling.objects.owed().filter(period=period).count()
    told = remind(on=REMINDED_AT.date(), at=REMINDED_AT) if period.is_open else []
    yield f"{period}应报 {owed} 个项目，催报 {len(told)} 个单位。"


def progress() -> Iterator[str]:
    filings = ProgressFiling.objects.filter(period__month=MONTH)
    for name, told in ((LEDGER, "invested_before_fen"), (OFFICIAL, "relief_issued_fen")):
        if filings.filter(**{f"{told}__isnull": False}).exists():
            yield f"“{name}”已导入过，没有重复导入。"
        else:
            yield required(import_progress(**sent(name), month=MONTH, by=the("lin"), at=FILED_AT))


def unit_files() -> Iterator[str]:
    """The way of one filing: returned by the office, corrected, reviewed in the unit, submitted, accepted."""
    filing = ProgressFiling.objects.select_related("project", "period").get(
        project__code=REVIEWED_PROJECT, period__month=MONTH
    )
    if FilingStep.objects.filter(filing=filing, act=FilingAct.SUBMIT).exists():
        yield f"“{filing.project}”已走过单位填报、审核、报送、通过的流程。"
        return
    with transaction.atomic():
        _correct(filing)
    yield f"“{filing.project}”：办公室退回一栏，区农业农村委填报人更正、审核人报送，办公室通过。"


def _correct(filing: ProgressFiling) -> None:
    lin, chen, xu = the("lin"), the("chen"), the("xu")
    reasons = {"workers_on_day": "请与10月发放表核对当日在岗人数后重报。"}
    return_fields(filing=filing, reasons=reasons, by=lin, at=FILED_AT)
    answer = {"explanation": "已与10月发放表核对，报告期当日人数无误。"}
    save_filing(filing=filing, values=answer, by=chen, at=moment(date(2026, 11, 4), 9))
    send_to_review(filing=filing, by=chen, at=moment(date(2026, 11, 4), 10))
    submit(filing=filing, by=xu, at=moment(date(2026, 11, 4), 15))
    accept(filing=filing, by=lin, at=moment(date(2026, 11, 5), 9))


def rolls() -> Iterator[str]:
    period = Period.objects.get(month=MONTH)
    for name, (code, username) in ROLLS.items():
        project = Project.objects.get(code=code)
        if WageRoll.objects.in_force().filter(project=project, period=period).exists():
            yield f"“{name}”已导入过，没有重复导入。"
        else:
            yield required(import_wage_roll(**sent(name), project=project, period=period, by=the(username), at=PAID_AT))


def faulty_roll() -> Iterator[str]:
    """The faulty workbook is refused whole, each mistake at its cell."""
    period, project = Period.objects.get(month=MONTH), Project.objects.get(code=FAULTY_PROJECT)
    if not period.is_open:
        yield f"{period}已关账，不再演示有错的发放表。"
        return
    outcome = import_wage_roll(**sent(FAULTY), project=project, period=period, by=the("lin"), at=PAID_AT)
    if outcome.ok:
        raise Refusal(f"“{FAULTY}”应当被退回，却导入了。")
    yield f"“{FAULTY}”被退回：{len(outcome.errors)} 处错误一次列出，什么也没有保存。例如："
    yield from (f"  {problem}" for problem in outcome.errors[:3])


def close() -> Iterator[str]:
    period = Period.objects.get(month=MONTH)
    if not period.is_open:
        yield f"{period}已关账。"
        return
    missing = gaps(period)
    close_period(period=period, waive_all=WAIVER if missing else None, by=the("lin"), at=CLOSED_AT)
    yield f"{period}已关账，豁免缺项 {len(missing)} 处。"


def this_month(now: datetime) -> Iterator[str]:
    """So that the first page has something due."""
    after = max(now, CLOSED_AT)
    period = open_period(month=after.astimezone(ZoneInfo(settings.TIME_ZONE)).date(), by=None, at=after)
    yield f"{period}已开启，报送截止{chinese_date(period.due_on)}。"

"""催报单 as an official paper: plain words from a template, the projects in a table, one page for the usual few."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone

from dispatch.models import FilingReminder, ReminderLetter
from dispatch.paper import DEMO_REMARK
from documents.papers import Column, OfficialPaper, Paragraph, Table, chinese_date, compose_letter_form
from labor.notices.contacts import contacts_on
from projects.calendar import working_days_until
from units.office import issuing_office

UNBROKEN = ("以工代赈", "重点工程", "领导小组", "大渡口区", "进度", "催报单")


def compose_letter(letter: ReminderLetter) -> str:
    """The letter as HTML: what is frozen when it is printed."""
    return compose_letter_form(letter_paper(letter))


def letter_paper(letter: ReminderLetter) -> OfficialPaper:
    """What the letter says: which projects, since when due, how often reminded, by when to answer, whom to call."""
    office, day = issuing_office(), timezone.localdate(letter.issued_at)
    return OfficialPaper(
        masthead=office.red_head,
        number=f"{letter}",
        title=f"关于补报{letter.period.label}项目进度的催报单",
        addressee=letter.unit.name,
        body=(
            Paragraph(_matter(letter, day)),
            _projects(letter),
            Paragraph(_asked(letter)),
        ),
        signature=office.issuer,
        dated=day,
        remark=_remark(day),
        unbroken=(*UNBROKEN, letter.period.label),
    )


def _matter(letter: ReminderLetter, day: date) -> str:
    due = min(date.fromisoformat(project["due"]) for project in letter.projects)
    late, times = working_days_until(due, day), _times(letter)
    reminded = f"，其间已催报{times}次" if times else ""
    return (
        f"按照定期调度要求，你单位{letter.period.label}项目进度应于{chinese_date(due)}前报送。截至{chinese_date(day)}，"
        f"尚有{len(letter.projects)}个项目没有报送，最长已逾期{late}个工作日{reminded}。"
    )


def _times(letter: ReminderLetter) -> int:
    """How often (次) people of the unit were reminded of the month until the letter went out."""
    given = FilingReminder.objects.filter(period=letter.period_id, unit=letter.unit_id, people__gt=0)
    return given.filter(reminded_at__lte=letter.issued_at).count()


def _projects(letter: ReminderLetter) -> Table:
    rows = tuple(
        (str(number), project["name"], project["code"], project["due"], project["state"])
        for number, project in enumerate(letter.projects, start=1)
    )
    columns = (
        Column("序号", 0.75),
        Column("项目名称", 3.6, "left"),
        Column("项目代码", 3.4),
        Column("应报日期", 1.6),
        Column("目前状态", 1.6),
    )
    return Table(columns=columns, rows=rows)


def _asked(letter: ReminderLetter) -> str:
    return (
        f"请于{chinese_date(letter.answer_by)}前完成补报；没有进展的报零报告，确有困难的书面说明原因。收到后请审核人在系统内"
        "签收；逾期未补报的，列入当月调度报告未报名单。"
    )


def _remark(day: date) -> str:
    """附注: whom to call, and that the data are no real ones."""
    held = contacts_on(day)
    called = f"联系电话：{held.office_phone}" if held and held.office_phone else ""
    return "；".join(said for said in (called, DEMO_REMARK if settings.DEMO_MODE else "") if said)

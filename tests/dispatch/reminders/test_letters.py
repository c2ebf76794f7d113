"""催报单: one for a unit and month, numbered without gaps, printed once, signed for, closed by what is filed."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from dispatch import rounds, running
from dispatch.models import FilingReminder, JobRun, ReminderLetter
from dispatch.reminders import reminder_jobs
from dispatch.reminders.letter_list import standing_of
from dispatch.reminders.letter_paper import compose_letter, letter_paper
from dispatch.reminders.letters import PRINT, close_answered, issue_letter, next_number, sign_for
from dispatch.reminders.reminder_jobs import do_print, render_again
from projects.models import FilingState, Period, PeriodClosed
from tests.dispatch.reminders.conftest import inbox, moment, reminded
from units.models import Role, Unit
from units.refusals import NotAllowed, Refusal, WrongState

DAYS = ["2026-11-02", "2026-11-04", "2026-11-05", "2026-11-06", "2026-11-09", "2026-11-10"]


@pytest.fixture
def letter(road: Any, pipe: Any) -> ReminderLetter:
    for day in DAYS:
        reminded(day)
    return ReminderLetter.objects.get()


@pytest.fixture
def printed(letter: ReminderLetter, monkeypatch: pytest.MonkeyPatch) -> ReminderLetter:
    monkeypatch.setattr(reminder_jobs, "render_pdf", lambda html: html.encode())
    running.run(JobRun.objects.get(kind=PRINT).pk, lambda: moment("2026-11-12"))
    letter.refresh_from_db()
    return letter


def test_the_last_step_brings_one_letter_and_its_reviewer_the_page_of_it(letter: ReminderLetter) -> None:
    assert (f"{letter}", letter.answer_by.isoformat(), letter.issued_by) == ("催报单〔2026〕1号", "2026-11-13", None)
    assert [project["name"] for project in letter.projects] == ["道路", "管网"]
    told = inbox("chen_reviewer")[-1]
    assert told.url == reverse("letter_detail", args=[letter.pk])
    assert "催报单〔2026〕1号，请单位审核人签收，并于2026年11月13日前补报" in told.body
    reminded("2026-11-13")
    assert ReminderLetter.objects.count() == 1


def test_the_letter_says_what_is_owed_since_when_and_how_often_reminded(letter: ReminderLetter) -> None:
    paper = letter_paper(letter)
    words = "".join(getattr(block, "text", "") for block in paper.body)
    assert (paper.number, paper.addressee, paper.title) == (
        "催报单〔2026〕1号",
        "区农业农村委",
        "关于补报2026年10月项目进度的催报单",
    )
    assert "应于2026年11月5日前报送" in words
    assert "尚有2个项目没有报送，最长已逾期3个工作日，其间已催报6次" in words
    assert "请于2026年11月13日前完成补报" in words


def test_letters_of_a_year_are_numbered_without_gaps(road: Any, plan: Any, october: Period) -> None:
    for name in ("区交通局", "区教委", "区水利局", "区城市管理局"):
        if Unit.objects.filter(name=name).exists():
            plan(f"{name}项目", department=name)
    reminded("2026-11-12")
    numbers = sorted(ReminderLetter.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == 4
    assert (next_number(2026), next_number(2027)) == (5, 1)


def test_a_letter_is_printed_once_and_again_is_the_same_to_the_byte(letter: ReminderLetter) -> None:
    job = JobRun.objects.get(kind=PRINT)
    done = do_print(job, lambda percent, step: None, moment("2026-11-12"))
    letter.refresh_from_db()
    first = (letter.html, letter.pdf_path, letter.pdf_sha256)
    FilingReminder.objects.all().delete()  # what is frozen does not follow the tables
    assert do_print(job, lambda percent, step: None, moment("2026-11-13")) == done
    letter.refresh_from_db()
    assert (letter.html, letter.pdf_path, letter.pdf_sha256) == first
    assert reminder_jobs.keep(render_again(letter), "letters", ".pdf").sha256 == letter.pdf_sha256


def test_the_units_reviewer_signs_for_it_once(
    printed: ReminderLetter, chen_reviewer: Any, chen_filer: Any, lin: Any, zhao: Any
) -> None:
    at = moment("2026-11-13")
    for somebody in (chen_filer, lin, zhao):
        with pytest.raises(NotAllowed, match="由所催单位的审核人签收"):
            sign_for(letter=printed, by=somebody, at=at)
    signed = sign_for(letter=printed, by=chen_reviewer, at=at)
    assert standing_of(signed) == ("已签收，待补报", "info")
    with pytest.raises(WrongState, match="已由陈岭于2026-11-13 08:30签收"):
        sign_for(letter=printed, by=chen_reviewer, at=at)


def test_a_letter_not_printed_yet_is_not_signed_for(letter: ReminderLetter, chen_reviewer: Any) -> None:
    with pytest.raises(WrongState, match="正在排印"):
        sign_for(letter=letter, by=chen_reviewer, at=moment("2026-11-13"))


def test_it_closes_by_itself_when_everything_is_filed(
    printed: ReminderLetter, road: Any, pipe: Any, file: Any, october: Period, lin: Any
) -> None:
    at = moment("2026-11-16")
    file(road, state=FilingState.SUBMITTED)
    filing = file(pipe, state=FilingState.RETURNED)
    assert close_answered(at=at) == []
    filing.state = FilingState.SUBMITTED
    filing.save()
    assert close_answered(at=at) == [printed.pk]
    assert close_answered(at=moment("2026-11-17")) == []
    printed.refresh_from_db()
    assert (printed.answered_at, standing_of(printed)[0]) == (at, "已补齐")
    assert "办结催报单" in dict(rounds.TURNS)


def test_a_month_closed_meanwhile_leaves_it_unanswered(printed: ReminderLetter, lin: Any, at: Any) -> None:
    Period.objects.update(closed_at=at, closed_by=lin)
    assert close_answered(at=at) == []
    printed.refresh_from_db()
    assert standing_of(ReminderLetter.objects.select_related("period").get()) == ("关账时未补齐", "bad")


def test_the_office_issues_one_by_hand_when_it_is_overdue(
    road: Any, pipe: Any, plan: Any, file: Any, october: Period, lin: Any, chen_filer: Any, chen_reviewer: Any
) -> None:
    unit, other = road.department, Unit.objects.get(name="区交通局")

    def issue(by: Any, day: str, of: Unit = unit) -> ReminderLetter:
        return issue_letter(period=october, unit=of, by=by, at=moment(day))

    with pytest.raises(NotAllowed, match="由领导小组办公室出具"):
        issue(chen_filer, "2026-11-06")
    with pytest.raises(Refusal, match="还没有逾期"):
        issue(lin, "2026-11-05")
    with pytest.raises(Refusal, match="没有欠报的项目"):
        issue(lin, "2026-11-06", other)
    made = issue(lin, "2026-11-06")
    assert (made.number, made.issued_by) == (1, lin)
    assert inbox("chen_reviewer")[0].title == "请签收2026年10月的催报单〔2026〕1号"
    with pytest.raises(Refusal, match="已有催报单〔2026〕1号，每个单位一个月只出一份"):
        issue(lin, "2026-11-09")
    assert reminded("2026-11-12")[0].letter is None  # it has its letter
    Period.objects.update(closed_at=moment("2026-11-12"), closed_by=lin)
    with pytest.raises(PeriodClosed):
        issue(lin, "2026-11-13")


def test_the_paper_has_no_character_of_a_letter_that_is_not_its_units(letter: ReminderLetter, engage: Any) -> None:
    engage("other", Role.UNIT_REVIEWER, "区交通局")
    html = compose_letter(letter)
    assert "道路" in html
    assert "区交通局" not in html

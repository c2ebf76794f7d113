"""催报: the ladder of steps on working days, whom each step tells, and that nobody is told twice or wrongly."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dispatch import rounds, running
from dispatch.models import FilingReminder, JobRun, JobState, ReminderLetter, ReminderStep
from dispatch.reminders.reference import load_reminder_steps
from dispatch.reminders.reminder_jobs import REMIND, remind_daily
from projects.calendar import moved, working_days_until
from projects.models import ExpectedFiling, FilingAct, FilingState, FilingStep, LockException, Period, ProgressFiling
from tests.dispatch.reminders.conftest import inbox, moment, reminded, told
from units.models import AuditEntry, Channel, Message, Outgoing, Role, RoleGrant, Unit

OCTOBER_DUE = date(2026, 11, 5)


@pytest.mark.django_db
def test_steps_fall_on_working_days_around_the_national_day() -> None:
    due = date(2026, 10, 8)  # the first working day after the holidays
    days = {offset: moved(due, offset) for offset in (-3, -1, 0, 1, 2, 3)}
    assert days == {
        -3: date(2026, 9, 28),
        -1: date(2026, 9, 30),
        0: due,
        1: date(2026, 10, 9),
        2: date(2026, 10, 10),  # a Saturday worked in exchange
        3: date(2026, 10, 12),
    }
    assert moved(date(2026, 10, 5), 0) == due  # a due day that is off moves on
    assert working_days_until(date(2026, 9, 28), due) == 3
    assert working_days_until(date(2026, 10, 12), due) == -3


def test_the_whole_ladder_of_a_month_nobody_files(road: Any, pipe: Any, lin: Any) -> None:
    assert reminded("2026-10-30") == []
    filers, everybody = {"chen_filer", "ma"}, {"chen_filer", "ma", "chen_reviewer"}
    ladder = {
        "2026-11-02": ("还有3个工作日截止", filers),
        "2026-11-04": ("还有1个工作日截止", filers),
        "2026-11-05": ("今天截止", everybody),
        "2026-11-06": ("已逾期1个工作日", everybody),
        "2026-11-09": ("已逾期2个工作日", {"chen_reviewer"}),
        "2026-11-10": ("已逾期3个工作日", {"chen_reviewer"}),
    }
    for day, (standing, people) in ladder.items():
        assert len(reminded(day)) == 1
        assert reminded(day) == []  # twice is once
        titles = told(day)
        assert set(titles) == people
        assert all(standing in title for title in titles.values())
    day_off = ["2026-11-03", "2026-11-07", "2026-11-08", "2026-11-11", "2026-11-12"]
    assert [reminded(day) for day in day_off] == [[]] * 5
    assert list(FilingReminder.objects.order_by("offset").values_list("offset", flat=True)) == [-3, -1, 0, 1, 2, 3]
    assert AuditEntry.objects.filter(act="催报").count() == 6


def test_a_digest_names_the_persons_own_projects_the_day_and_the_page_that_helps(road: Any, pipe: Any) -> None:
    reminded("2026-11-04")
    filer, clerk = inbox("chen_filer")[0], inbox("ma")[0]
    assert "道路（未填报）；管网（未填报）。" in filer.body
    assert "2026年11月5日（星期四）" in filer.body
    assert filer.url == f"{reverse('filing_list')}?period=2026-10"
    assert "1个项目" in clerk.title
    assert "管网" not in clerk.body  # the clerk hears of the owner's project alone
    assert (filer.wants_mail, filer.tone) == (True, "info")


def test_many_projects_are_named_up_to_eight(road: Any, plan: Any) -> None:
    for number in range(11):
        plan(f"片区{number:02}")
    reminded("2026-11-02")
    body = inbox("chen_filer")[0].body
    assert body.count("（未填报）") == 8
    assert "等12个项目" in body


@pytest.mark.parametrize("state", [FilingState.SUBMITTED, FilingState.ACCEPTED])
def test_who_has_filed_hears_nothing(road: Any, pipe: Any, file: Any, state: str) -> None:
    file(road, state=state)
    file(pipe, state=FilingState.ACCEPTED, is_nil=True)
    assert reminded("2026-11-12") == []
    assert not Message.objects.exists()
    assert not ReminderLetter.objects.exists()


def test_who_owes_nothing_hears_nothing(road: Any, pipe: Any, october: Period, lin: Any, at: Any) -> None:
    common = {"period": october, "unit": road.department, "unit_name": "区农业农村委", "stage": "construction"}
    ExpectedFiling.objects.create(
        project=road, is_owed=True, settled_at=at, waived_at=at, waived_by=lin, waived_reason="停工", **common
    )
    ExpectedFiling.objects.create(project=pipe, is_owed=False, why_not="已归档", settled_at=at, **common)
    Period.objects.update(expected_at=at)
    assert reminded("2026-11-06") == []


def test_what_waits_for_the_reviewer_reminds_the_reviewer_alone(road: Any, file: Any) -> None:
    file(road, state=FilingState.REVIEWING)
    reminded("2026-11-02")  # a step for filers
    assert told("2026-11-02") == {"chen_reviewer": "2026年10月进度填报还有3个工作日截止，1个项目待审核报送"}


def test_a_returned_filing_is_to_be_mended_and_has_two_working_days(road: Any, file: Any, lin: Any) -> None:
    filing = file(road, state=FilingState.RETURNED)
    acted = {"act": FilingAct.RETURN, "state": FilingState.RETURNED, "by": lin, "at": moment("2026-11-09")}
    FilingStep.objects.create(filing=filing, **acted)
    reminded("2026-11-11")  # two working days after the return
    assert told("2026-11-11")["chen_filer"] == "2026年10月进度填报今天截止，1个项目退回待改"
    assert inbox("chen_filer")[0].url == reverse("filing_detail", args=[filing.pk])
    assert reminded("2026-11-12")[0].letter is None  # the month's fifth day, but this filing's first


def test_after_three_days_of_silence_only_the_latest_step_is_told(road: Any) -> None:
    reminded("2026-11-02")
    reminded("2026-11-06")  # T−1 and T passed while nothing ran
    assert [one.title for one in inbox("chen_filer")] == [
        "2026年10月进度填报还有3个工作日截止，1个项目没有报送",
        "2026年10月进度填报已逾期1个工作日，1个项目没有报送",
    ]
    assert set(FilingReminder.objects.values_list("offset", flat=True)) == {-3, 1}


def test_an_extended_unit_counts_from_its_last_day_and_is_left_alone_before(
    road: Any, october: Period, lin: Any
) -> None:
    LockException.objects.create(
        period=october, unit=road.department, reason="系统故障", granted_by=lin,
        granted_at=moment("2026-11-02"), expires_at=moment("2026-11-16") + timedelta(hours=8),
    )  # fmt: skip
    silent = ["2026-11-02", "2026-11-05", "2026-11-06", "2026-11-12", "2026-11-13"]
    assert [reminded(day) for day in silent] == [[]] * 5
    reminded("2026-11-16")
    reminded("2026-11-17")
    assert "今天截止" in told("2026-11-16")["chen_filer"]
    assert "已逾期1个工作日" in told("2026-11-17")["chen_filer"]


def test_an_empty_post_is_stood_in_for_and_a_unit_without_anybody_is_the_offices(
    road: Any, plan: Any, lin: Any, chen_filer: Any
) -> None:
    RoleGrant.objects.filter(user=chen_filer).update(ends_on=date(2026, 10, 31))
    plan("桥梁", department="区交通局")
    done = {one.nudge.unit_name: one for one in reminded("2026-11-02")}
    assert set(told("2026-11-02")) == {"chen_reviewer", "ma", "lin"}
    assert "1个单位催不到人" in told("2026-11-02")["lin"]
    assert "区交通局" in inbox("lin")[0].body
    assert not done["区交通局"].nudge.is_reachable
    assert FilingReminder.objects.get(unit=Unit.objects.get(name="区交通局")).people == 0


def test_the_tick_queues_the_days_reminding_once_from_half_past_eight(road: Any) -> None:
    early, due = moment("2026-11-04") - timedelta(minutes=1), moment("2026-11-04")
    remind_daily(at=early)
    remind_daily(at=moment("2026-11-07"))  # a Saturday
    assert not JobRun.objects.exists()
    for _ in range(2):
        remind_daily(at=due)
    job = JobRun.objects.get(kind=REMIND)
    running.run(job.pk, lambda: due)
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DONE, {"units": 1, "people": 2, "letters": 0})
    remind_daily(at=due + timedelta(hours=3))
    assert JobRun.objects.filter(kind=REMIND).count() == 1


def test_a_worker_that_comes_days_late_tells_the_latest_step_alone(road: Any) -> None:
    days = ["2026-11-02", "2026-11-04", "2026-11-05"]
    for day in days:
        remind_daily(at=moment(day))
    for job in JobRun.objects.filter(kind=REMIND).order_by("pk"):
        running.run(job.pk, lambda: moment("2026-11-06"))
    assert [one.title for one in inbox("chen_filer")] == ["2026年10月进度填报已逾期1个工作日，1个项目没有报送"]


def test_after_the_lock_day_the_way_out_is_told(road: Any) -> None:
    Period.objects.update(locks_on=date(2026, 11, 9))
    reminded("2026-11-06")
    reminded("2026-11-10")
    assert "锁定" not in inbox("chen_reviewer")[0].body
    assert "请先联系办公室个别放开，再补报" in inbox("chen_reviewer")[1].body


def test_the_turn_costs_one_question_when_it_is_done(road: Any, django_assert_num_queries: Any) -> None:
    remind_daily(at=moment("2026-11-04"))
    with django_assert_num_queries(1):
        remind_daily(at=moment("2026-11-04") + timedelta(minutes=1))
    assert "催报" in dict(rounds.TURNS)


def test_reminding_asks_the_same_for_two_units_and_for_ten(
    road: Any, plan: Any, engage: Any, django_assert_max_num_queries: Any
) -> None:
    with CaptureQueriesContext(connection) as one:
        reminded("2026-11-02")
    for unit in Unit.objects.exclude(kind__in=["township", "owner"]).exclude(pk=road.department_id)[:9]:
        plan(f"{unit}项目", department=unit.name)
        engage(f"filer{unit.pk}", Role.UNIT_FILER, unit.name)
    with django_assert_max_num_queries(len(one)):
        assert len(reminded("2026-11-04")) == 10
    assert len(told("2026-11-04")) == 11


def test_the_work_chat_gets_one_line_a_step_for_all_units(road: Any, plan: Any, settings: Any) -> None:
    settings.WEBHOOK_URL = "http://127.0.0.1:1/"
    plan("桥梁", department="区交通局")
    for day in ("2026-11-05", "2026-11-06", "2026-11-06"):
        reminded(day)
    line = Outgoing.objects.get(channel=Channel.WEBHOOK)
    assert line.subject == "2026年10月进度填报已逾期1个工作日"
    assert "还有2个单位、2个项目没有报送：" in line.body
    assert "区交通局（1个）" in line.body


def test_the_first_steps_are_loaded_once_and_left_as_the_office_set_them(steps: None, at: Any) -> None:
    assert load_reminder_steps(by=None, at=at).created == 0
    ReminderStep.objects.filter(offset=-3).delete()
    assert load_reminder_steps(by=None, at=at).created == 0
    assert ReminderStep.objects.count() == 5


def test_the_command_tells_who_is_reminded_and_again_nobody(road: Any, lin: Any, zhao: Any) -> None:
    def said(*more: str) -> dict[str, Any]:
        out = StringIO()
        call_command("remind", "--on", "2026-11-05", "--json", *more, stdout=out)
        return dict(json.loads(out.getvalue()))

    dry = said("--dry-run")
    assert not FilingReminder.objects.exists()
    real = said("--by", "lin")
    assert {key: value for key, value in real.items() if key != "dry_run"} == {
        key: value for key, value in dry.items() if key != "dry_run"
    }
    row = real["reminded"][0]
    assert (row["unit"], row["step"], row["people"]) == ("区农业农村委", "T", ["chen_filer", "chen_reviewer", "ma"])
    assert row["channels"] == ["站内消息", "邮件"]
    assert said("--by", "lin")["reminded"] == []
    for wrong in (["--on", "2026-11-5x"], ["--on", "2026-11-05", "--by", "zhao"]):
        with pytest.raises(Exception, match="写法不对|没有这项权限"):
            call_command("remind", *wrong, stdout=StringIO())


def test_a_closed_month_reminds_nobody(road: Any, october: Period, lin: Any, at: Any) -> None:
    Period.objects.update(closed_at=at, closed_by=lin)
    assert reminded("2026-11-12") == []
    assert not ProgressFiling.objects.exists()

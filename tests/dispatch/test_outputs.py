"""应有产出: what the calendar wants, what is missing, who is told, and that a dead scheduler hides nothing."""

import json
from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dispatch import alarms, alert_jobs, jobs, rounds
from dispatch.closing import close_period
from dispatch.models import Bulletin, FilingReminder, Heartbeat, JobRun, JobState, OutputAlarm
from dispatch.outputs import expected_outputs, missing_outputs
from dispatch.pulse import SCHEDULER
from dispatch.reminders.reference import load_reminder_steps
from projects.models import Period, Round, RoundKind
from projects.periods import open_period
from projects.rounds import plan_year
from projects.rounds_reference import load_round_rules
from units.models import Message

CHINA = ZoneInfo("Asia/Shanghai")


def local(year, month, day, hour=9, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=CHINA)


def keys(outputs):
    return [one.key for one in outputs]


def missing(at):
    return {one.key for one in missing_outputs(at)}


@pytest.fixture
def planned(reference, at):
    """A calendar of two years with days of our own, whatever the rules say."""
    Round.objects.all().delete()
    for year in (2026, 2027):
        for number in range(1, 13):
            month = date(year, number, 1)
            after = date(year + number // 12, number % 12 + 1, 1)
            days = {"opens_on": month.replace(day=25), "due_on": after.replace(day=5)}
            days |= {"review_on": after.replace(day=8), "issue_on": after.replace(day=10)}
            for kind, span in ((RoundKind.MONTH, 1), (RoundKind.QUARTER, 3), (RoundKind.HALF, 6), (RoundKind.YEAR, 12)):
                if number % span == 0:
                    first = month.replace(month=number - span + 1)
                    Round.objects.create(kind=kind, first=first, last=month, set_at=at, **days)


@pytest.fixture(autouse=True)
def no_bell(monkeypatch):
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)


def checked(day):
    """As if the day's check had been made."""
    at = datetime.combine(day, datetime.min.time(), CHINA).replace(hour=6, minute=5)
    fields = {"queued_at": at, "started_at": at, "ended_at": at, "state": JobState.DONE}
    return JobRun.objects.create(kind=alert_jobs.CHECK, key=day.isoformat(), title="预警检查", **fields)


def test_an_installation_that_did_not_begin_owes_nothing(planned):
    assert expected_outputs(local(2026, 11, 12)) == []


def test_it_owes_nothing_from_before_its_first_month(planned, october):
    wanted = keys(expected_outputs(local(2027, 2, 1, 23)))
    assert "bulletin:quarter:2026-12" in wanted
    assert not {"bulletin:half:2026-12", "bulletin:year:2026-12", "period:2026-09"} & set(wanted)


def test_a_month_is_opened_settled_closed_drafted_and_issued_each_by_its_time(planned, closed, at):
    Period.objects.update(opens_on=date(2026, 10, 25), expected_at=None)
    Period.objects.update(closed_at=None, closed_by=None)
    assert "bulletin:month:2026-10" not in keys(expected_outputs(local(2026, 11, 10, 23)))
    later = local(2026, 11, 11, 0, 30)
    checked(later.date())
    Period.objects.create(month=date(2026, 11, 1), due_on=date(2026, 12, 5))
    assert missing(later) == {"expected:2026-10", "close:2026-10", "bulletin:month:2026-10"}
    october = Period.objects.get(month=date(2026, 10, 1))
    october.closed_at, october.closed_by, october.expected_at = later, closed.frozen_by, later
    october.save()
    assert missing(later + timedelta(minutes=59)) == {"bulletin:month:2026-10"}
    assert missing(later + timedelta(minutes=60)) == {"bulletin:month:2026-10", "draft:month:2026-10"}
    Bulletin.objects.create(
        period=october, revision=closed, problems="无", next_steps="无", created_at=later + timedelta(minutes=1)
    )
    assert missing(later + timedelta(minutes=60)) == {"bulletin:month:2026-10"}
    [issue] = missing_outputs(later + timedelta(minutes=60))
    assert issue.url == "/bulletins/"
    assert "签发" in issue.todo


def test_a_day_that_is_moved_on_by_the_office_is_waited_for(planned, october):
    late = local(2026, 11, 11)
    assert "bulletin:month:2026-10" in missing(late)
    Round.objects.filter(kind="month", last=date(2026, 10, 1)).update(issue_on=date(2026, 11, 20))
    assert "bulletin:month:2026-10" not in missing(late)


def test_a_round_nobody_planned_has_the_days_of_the_rule(reference, october):
    load_round_rules(by=None, at=local(2026, 1, 4))
    unplanned = keys(expected_outputs(local(2026, 12, 31)))
    plan_year(year=2026, by=None, at=local(2026, 12, 31))
    assert unplanned == keys(expected_outputs(local(2026, 12, 31)))
    assert "bulletin:month:2026-10" in unplanned


def test_the_reminder_of_a_step_is_missing_while_somebody_owes_and_was_not_reminded(planned, plan, october, at):
    load_reminder_steps(by=None, at=at)
    road = plan("道路")
    Period.objects.update(expected_at=at, due_on=date(2026, 11, 5))
    road.expected.create(
        period=october, unit=road.department, unit_name="区农业农村委", stage="s", is_owed=True, settled_at=at
    )
    late = local(2026, 11, 6, 13)
    [reminder] = [one for one in expected_outputs(late) if one.family == "remind"]
    assert (reminder.key, reminder.made) == ("remind:2026-10:+1", False)
    given = {"period": october, "unit": road.department, "audience": "filers", "people": 1, "reminded_at": late}
    FilingReminder.objects.create(offset=1, **given)
    assert reminder.key not in missing(late)


def test_nobody_is_missed_to_be_reminded_who_owes_nothing(planned, october, at):
    Period.objects.update(expected_at=at, due_on=date(2026, 11, 5))
    assert not any(key.startswith("remind") for key in missing(local(2026, 11, 6, 13)))


def test_the_check_of_the_day_is_missing_when_it_failed(planned, october):
    at = local(2026, 11, 12, 8)
    assert "alerts:2026-11-12" in missing(at)
    job = checked(at.date())
    assert "alerts:2026-11-12" not in missing(at)
    JobRun.objects.filter(pk=job.pk).update(state=JobState.FAILED)
    assert "alerts:2026-11-12" in missing(at)


def test_a_year_asks_no_more_than_a_month(planned, october, lin):
    def asked(at):
        with CaptureQueriesContext(connection) as queries:
            expected_outputs(at)
        return len(queries)

    first = asked(local(2026, 11, 12))
    for number in (11, 12):
        open_period(month=date(2026, number, 1), by=None, at=local(2026, 12, 31))
    for number in range(1, 11):
        open_period(month=date(2027, number, 1), by=None, at=local(2027, 12, 1))
    assert asked(local(2027, 12, 1)) <= first + 1 <= 13


@pytest.fixture
def late(planned, october, lin, sysadmin, chen_filer):
    """The report of October was to be issued by 10 November and is not."""
    return local(2026, 11, 12)


def test_an_alarm_is_raised_once_told_once_and_settled_when_the_thing_came(late, lin, sysadmin, chen_filer):
    alarms.look(at=late)
    alarms.look(at=late + timedelta(minutes=1))
    alarm = OutputAlarm.objects.get(key="bulletin:month:2026-10")
    assert (alarm.raised_at, alarm.told_at, alarm.settled_at) == (late, late, None)
    told = Message.objects.filter(title__contains="印发2026年10月")
    assert {message.to for message in told} == {lin, sysadmin}
    assert all(message.wants_mail and message.tone == "bad" for message in told)
    Round.objects.filter(kind="month", last=date(2026, 10, 1)).update(issue_on=date(2026, 11, 20))
    alarms.look(at=late + timedelta(minutes=2))
    alarm.refresh_from_db()
    assert alarm.settled_at == late + timedelta(minutes=2)


def test_what_is_missing_again_after_a_moved_day_is_told_again_in_the_same_alarm(late):
    alarms.look(at=late)
    Round.objects.filter(kind="month", last=date(2026, 10, 1)).update(issue_on=date(2026, 11, 20))
    alarms.look(at=late)
    again = local(2026, 11, 21, 8)
    alarms.look(at=again)
    alarm = OutputAlarm.objects.get(key="bulletin:month:2026-10")
    assert (alarm.raised_at, alarm.settled_at, alarm.due_at) == (again, None, local(2026, 11, 21, 0))
    assert Message.objects.filter(title__contains="印发2026年10月").count() == 4


def test_yesterdays_check_that_never_came_is_settled_by_todays(late):
    alarms.look(at=late)
    checked(date(2026, 11, 13))
    alarms.look(at=local(2026, 11, 13, 8))
    assert OutputAlarm.objects.get(key="alerts:2026-11-12").settled_at == local(2026, 11, 13, 8)


def test_what_the_tick_makes_itself_raises_no_alarm(planned, october, lin, at):
    """Beat stood still over the first of the month: the round catches up first and looks then."""
    rounds.tick(at=local(2026, 12, 3))
    assert Period.objects.filter(month=date(2026, 12, 1)).exists()
    assert not OutputAlarm.objects.filter(key="period:2026-12").exists()


def run(*args):
    out = StringIO()
    call_command("missing_outputs", *args, stdout=out)
    return out.getvalue()


def test_the_command_answers_by_its_exit_code(late):
    with pytest.raises(CommandError) as refused:
        run("--at", "2026-11-12T09:00", "--json")
    assert refused.value.returncode == 1
    assert "都有了" in run("--at", "2026-10-01T00:30")
    with pytest.raises(CommandError, match="写法不对"):
        run("--at", "昨天")


def test_the_command_tells_each_missing_thing_in_data(late, capsys):
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("missing_outputs", "--at", "2026-11-12T09:00", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert said["ok"] is False
    assert {"key", "label", "due_at", "who", "todo"} == set(said["missing"][0])


@pytest.fixture
def now(late, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    return late


@pytest.mark.parametrize(("who", "status"), [("lin", 200), ("sysadmin", 200), ("leader", 200), ("chen_filer", 403)])
def test_the_page_of_outputs_is_for_who_reads_everything_and_who_runs_the_system(request, client, now, who, status):
    client.force_login(request.getfixturevalue(who))
    answer = client.get("/outputs/")
    assert answer.status_code == status
    if status == 200:
        assert "印发2026年10月月度调度报告" in answer.content.decode()


def test_the_page_tells_what_is_there_and_the_alarms_of_the_past(client, now, lin):
    alarms.look(at=now)
    client.force_login(lin)
    page = client.get("/outputs/?state=made").content.decode()
    assert "开启2026年10月调度期" in page
    assert "未补齐" in page
    assert client.get("/outputs/?state=junk&page=99").status_code == 200


@pytest.mark.parametrize("who", ["lin", "sysadmin"])
def test_the_home_page_says_that_the_scheduler_stands_still_and_what_is_missing(request, client, now, who):
    Heartbeat.objects.create(name=SCHEDULER, at=now - timedelta(days=3, hours=1))
    client.force_login(request.getfixturevalue(who))
    page = client.get("/").content.decode()
    assert "定时任务已停 <strong>73</strong> 小时" in page
    assert "应有未有的产出" in page


def test_the_home_page_of_a_unit_speaks_of_its_own_work_alone(client, now, chen_filer):
    Heartbeat.objects.create(name=SCHEDULER, at=now - timedelta(days=3))
    client.force_login(chen_filer)
    assert "定时任务已停" not in client.get("/").content.decode()


def test_closing_a_month_late_is_seen_as_late(planned, plan, october, lin):
    plan("道路")
    close_period(period=october, waive_all="催报", by=lin, at=local(2026, 11, 12))
    [closing] = [one for one in expected_outputs(local(2026, 11, 12, 12)) if one.key == "close:2026-10"]
    assert closing.made
    assert closing.came_late

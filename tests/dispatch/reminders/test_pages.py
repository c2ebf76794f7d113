"""Pages of reminding: who sees what, what is refused keeps what was typed, a long ledger asks what a short one asks."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from dispatch import running
from dispatch.models import JobRun, ReminderLetter, ReminderStep
from dispatch.reminders import reminder_jobs
from dispatch.reminders.letters import PRINT
from dispatch.reminders.steps import steps_on
from labor.parameters import parameters_on
from projects.models import ExpectedFiling
from tests.dispatch.reminders.conftest import moment, reminded
from units.models import AuditEntry, Unit

TODAY = date(2026, 11, 13)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(moment("2026-11-13"), tick=False):
        yield


@pytest.fixture
def letter(road: Any, pipe: Any, monkeypatch: pytest.MonkeyPatch) -> ReminderLetter:
    monkeypatch.setattr(reminder_jobs, "render_pdf", lambda html: b"%PDF-1.7")
    for day in ("2026-11-02", "2026-11-06", "2026-11-12"):
        reminded(day)
    running.run(JobRun.objects.get(kind=PRINT).pk, lambda: moment("2026-11-12"))
    return ReminderLetter.objects.get()


EVERYBODY = ["lin", "leader", "chen_filer", "chen_reviewer", "zhao", "sysadmin"]
OPEN = {
    "reminder_list": [200, 200, 200, 200, 200, 403],
    "reminder_steps": [200, 200, 200, 200, 200, 403],
    "letter_list": [200, 200, 200, 200, 200, 403],
    "letter_issue": [200, 403, 403, 403, 403, 403],
    "letter_detail": [200, 200, 200, 200, 404, 403],
}
POSTED = {
    "reminder_export": [200, 200, 200, 200, 200, 403],
    "reminder_steps": [422, 403, 403, 403, 403, 403],
    "letter_pdf": [200, 200, 200, 200, 404, 403],
    "letter_issue": [422, 403, 403, 403, 403, 403],
    "letter_sign_for": [422, 422, 422, 302, 404, 403],
}


def address(name: str, letter: ReminderLetter) -> str:
    return reverse(name, args=[letter.pk] if name in ("letter_detail", "letter_pdf", "letter_sign_for") else [])


def test_each_page_is_open_to_those_it_is_for(letter: ReminderLetter, request: Any, client: Any) -> None:
    for name in (*OPEN, *POSTED):
        if name in OPEN:
            client.logout()
            assert client.get(address(name, letter)).status_code == 302
    for place, person in enumerate(EVERYBODY):
        client.force_login(request.getfixturevalue(person))
        got = {name: client.get(address(name, letter)).status_code for name in OPEN}
        assert got == {name: statuses[place] for name, statuses in OPEN.items()}, person
        sent = {name: client.post(address(name, letter)).status_code for name in POSTED}
        assert sent == {name: statuses[place] for name, statuses in POSTED.items()}, person


def test_zhao_sees_nothing_of_another_units_reminders(letter: ReminderLetter, zhao: Any, client: Any) -> None:
    client.force_login(zhao)
    ledger = client.get(reverse("reminder_list"), {"period": "2026-10"})
    assert ledger.context["ledger"].rows == ()
    assert "没有要催的单位" in ledger.content.decode()
    assert list(client.get(reverse("letter_list")).context["page"]) == []


def test_the_ledger_tells_each_step_of_each_unit(letter: ReminderLetter, plan: Any, lin: Any, client: Any) -> None:
    plan("桥梁", department="区交通局")
    client.force_login(lin)
    answer = client.get(reverse("reminder_list"), {"period": "2026-10"})
    page, ledger = answer.content.decode(), answer.context["ledger"]
    rows = {row.unit_name: row for row in ledger.rows}
    assert [column.name for column in ledger.columns] == ["T−3", "T−1", "T", "T+1", "T+2", "T+3"]
    said = [cell.said for cell in rows["区农业农村委"].cells]
    assert said == ["11-02已催", "未催", "未催", "11-06已催", "未催", "11-12已催"]
    assert {cell.said for cell in rows["区交通局"].cells} == {"11-13待催"}
    assert rows["区交通局"].may_letter
    assert (ledger.units_owing, ledger.projects_owing, ledger.reminded) == (2, 3, 3)
    assert reverse("letter_issue") in page
    narrowed = client.get(reverse("reminder_list"), {"period": "2026-10", "q": "交通", "standing": "owes"})
    assert [row.unit_name for row in narrowed.context["ledger"].rows] == ["区交通局"]
    cleared = client.get(reverse("reminder_list"), {"period": "2026-10", "standing": "cleared"})
    assert "没有符合条件的单位" in cleared.content.decode()
    assert client.get(reverse("reminder_list"), {"period": "1999-01"}).status_code == 404


def test_the_ledger_goes_out_as_a_workbook_with_a_trace(letter: ReminderLetter, lin: Any, client: Any) -> None:
    client.force_login(lin)
    answer = client.post(f"{reverse('reminder_export')}?period=2026-10&q=农业")
    cells = [cell.value for row in load_workbook(io.BytesIO(answer.content)).active.rows for cell in row]
    assert {"区农业农村委", "11-12已催（2个项目，发给1人）", "催报单〔2026〕1号，待签收"} <= set(cells)
    entry = AuditEntry.objects.get(act="导出催报台账")
    assert (entry.rows, entry.subject) == (1, "2026年10月催报台账（单位＝农业）")


def test_a_ledger_of_twenty_units_asks_what_one_of_two_asks(
    letter: ReminderLetter, plan: Any, lin: Any, client: Any
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("reminder_list"), {"period": "2026-10"})
            client.get(reverse("letter_list"))
        return len(queries)

    client.force_login(lin)
    few = asked()
    for unit in Unit.objects.exclude(kind__in=["township", "owner"])[:12]:
        plan(f"{unit}项目", department=unit.name)
    reminded("2026-11-13")
    assert ReminderLetter.objects.count() > 10
    assert asked() == few


def test_the_pdf_is_the_kept_file_and_taking_it_is_noted(letter: ReminderLetter, chen_filer: Any, client: Any) -> None:
    client.force_login(chen_filer)
    assert client.get(reverse("letter_pdf", args=[letter.pk])).status_code == 405
    answer = client.post(reverse("letter_pdf", args=[letter.pk]))
    assert answer.content == b"%PDF-1.7"
    assert AuditEntry.objects.get(act="下载催报单").subject == "催报单〔2026〕1号 区农业农村委"
    ReminderLetter.objects.update(pdf_path="")
    unprinted = client.post(reverse("letter_pdf", args=[letter.pk]))
    assert (unprinted.status_code, "正在排印" in unprinted.content.decode()) == (422, True)


def test_a_letter_is_signed_for_on_its_page_and_shows_how_each_project_stands(
    letter: ReminderLetter, road: Any, file: Any, chen_reviewer: Any, client: Any
) -> None:
    file(road, state="submitted")
    client.force_login(chen_reviewer)
    client.post(reverse("letter_sign_for", args=[letter.pk]))
    page = client.get(reverse("letter_detail", args=[letter.pk]))
    assert [project["is_done"] for project in page.context["projects"]] == [True, False]
    assert "已签收，待补报" in page.content.decode()
    again = client.post(reverse("letter_sign_for", args=[letter.pk]))
    assert (again.status_code, "不需要再签" in again.content.decode()) == (422, True)


def test_a_letter_refused_keeps_what_was_chosen(letter: ReminderLetter, lin: Any, plan: Any, client: Any) -> None:
    client.force_login(lin)
    unit, bridge = letter.unit, plan("桥梁", department="区交通局")
    refused = client.post(reverse("letter_issue"), {"period": "2026-10-01", "unit": unit.pk})
    assert refused.status_code == 422
    assert "每个单位一个月只出一份" in refused.content.decode()
    assert f'<option value="{unit.pk}" selected' in refused.content.decode()
    made = client.post(reverse("letter_issue"), {"period": "2026-10-01", "unit": bridge.department_id})
    assert made.url == reverse("letter_detail", args=[ReminderLetter.objects.order_by("pk").last().pk])


def said(*rows: tuple[Any, ...], starts_on: str = "2026-11-16") -> dict[str, Any]:
    fields: dict[str, Any] = {"starts_on": starts_on}
    for number, (offset, audience, *ways) in enumerate(rows):
        fields |= {f"offset_{number}": offset, f"audience_{number}": audience} | {
            f"{way}_{number}": "on" for way in ways
        }
    return fields


def test_new_steps_hold_from_their_day_on_and_the_old_ones_stay(steps: None, lin: Any, client: Any) -> None:
    client.force_login(lin)
    answer = client.post(reverse("reminder_steps"), said((0, "both"), (2, "reviewers", "by_mail", "with_letter")))
    assert answer.status_code == 302
    before, after = steps_on(date(2026, 11, 15)), steps_on(date(2026, 11, 16))
    assert before is not None
    assert after is not None
    assert (len(before.steps), [step.name for step in after.steps]) == (6, ["T", "T+2"])
    page = client.get(reverse("reminder_steps")).content.decode()
    assert "未起用" in page
    assert "截止日后第2个工作日催审核人（站内消息、邮件、催报单）" in page
    assert AuditEntry.objects.get(act="设定催报步骤").rows == 2


def test_steps_that_cannot_hold_are_refused_all_at_once(steps: None, lin: Any, client: Any) -> None:
    client.force_login(lin)
    wrong = said((-2, "both", "with_letter"), (3, "both"), (3, "filers"), (99, "both"), starts_on="2026-11-12")
    answer = client.post(reverse("reminder_steps"), wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    for sentence in ("已经过去", "同一个工作日只设一步", "应在-15至20之间，填的是99", "催报单只在截止日以后出"):
        assert sentence in page
    assert 'value="99"' in page
    assert client.post(reverse("reminder_steps"), said()).status_code == 422
    assert "请填整数" in client.post(reverse("reminder_steps"), said(("x", "both"))).content.decode()
    assert ReminderStep.objects.count() == 6
    same = [(step.offset, step.audience, *_ways(step)) for step in ReminderStep.objects.order_by("offset")]
    assert "没有改动" in client.post(reverse("reminder_steps"), said(*same)).content.decode()


def _ways(step: ReminderStep) -> list[str]:
    return [way for way in ("by_mail", "by_chat", "with_letter") if getattr(step, way)]


def test_todays_steps_stay_once_somebody_was_reminded_by_them(road: Any, lin: Any, client: Any) -> None:
    reminded("2026-11-13")
    client.force_login(lin)
    answer = client.post(reverse("reminder_steps"), said((0, "both"), starts_on="2026-11-13"))
    assert "今天已按原来的步骤催报，请从明天起用" in answer.content.decode()


def test_the_settings_stand_among_the_parameters(steps: None, lin: Any, client: Any) -> None:
    one = next(one for one in parameters_on(TODAY) if one.label == "催报步骤")
    assert "截止日当天催填报人和审核人（站内消息、邮件）" in one.in_force
    client.force_login(lin)
    assert "催报步骤" in client.get(reverse("parameter_list")).content.decode()


def test_pages_of_a_house_without_months_say_so(steps: None, lin: Any, client: Any) -> None:
    client.force_login(lin)
    assert "还没有调度期" in client.get(reverse("reminder_list")).content.decode()
    assert "没有催报单" in client.get(reverse("letter_list")).content.decode()
    assert client.post(reverse("reminder_export")).status_code == 404
    assert not ExpectedFiling.objects.exists()

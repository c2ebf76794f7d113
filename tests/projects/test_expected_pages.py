"""Pages of 应报 and 个别放开: who sees and does what, what was typed stays, the same few questions for many rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.expected import settle_expected
from projects.filings import file_for_unit, start_filing
from projects.models import ExpectedFiling, LockException, OwingRule, Period, ProgressFiling, Project, Stage
from tests.projects.conftest import MakeProject
from tests.projects.figures import complete
from tests.projects.samples import AT
from units.models import User
from yidaizhen.home.desk import desk

pytestmark = pytest.mark.django_db
LIST = reverse("expected_list") + "?period=2026-10"


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def to(name: str, *arguments: object) -> str:
    return reverse(name, args=arguments)


def test_the_list_filters_by_unit_and_state_and_the_unit_sees_its_own(
    client: Client, october: Period, make_project: MakeProject, lin: User, chen_filer: User, zhao: User
) -> None:
    make_project(1)
    make_project(2, stage=Stage.ARCHIVED)
    client.force_login(lin)
    shown = client.get(LIST).content.decode()
    assert "按现行清单测算" in shown
    assert "项目处于归档阶段，按应报规则不列入" in shown
    assert "道路硬化工程02" not in client.get(f"{LIST}&state=missing").content.decode()
    client.force_login(chen_filer)
    assert "道路硬化工程01" in client.get(LIST).content.decode()
    client.force_login(zhao)
    assert "没有符合条件的项目" in client.get(LIST).content.decode()


def test_the_list_asks_the_same_for_two_projects_and_for_twenty(
    client: Client, october: Period, make_project: MakeProject, chen_filer: User
) -> None:
    client.force_login(chen_filer)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
        return len(asked)

    [make_project(number) for number in (1, 2)]
    two = questions()
    [make_project(number) for number in range(3, 21)]
    assert questions() == two


def test_the_workbook_has_the_lines_asked_for_and_every_unit(
    client: Client, october: Period, make_project: MakeProject, lin: User
) -> None:
    make_project(1)
    make_project(2, stage=Stage.ARCHIVED)
    client.force_login(lin)
    answer = client.post(reverse("expected_export") + "?period=2026-10&state=missing")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    cells = [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert "道路硬化工程01" in cells
    assert "道路硬化工程02" not in cells
    assert len(book.sheetnames) == 2


def test_the_office_settles_adds_and_lets_off_and_what_was_typed_stays(
    client: Client, october: Period, make_project: MakeProject, lin: User
) -> None:
    road = make_project(1)
    client.force_login(lin)
    client.post(to("expected_settle", "2026-10"))
    assert ExpectedFiling.objects.count() == 1
    late = make_project(2)
    assert "清单有变动：1个项目未列入应报" in client.get(LIST).content.decode()
    refused = client.post(to("expected_add", "2026-10"), {"reason": "清单第二版"})
    assert (refused.status_code, "清单第二版" in refused.content.decode()) == (422, True)
    said = {"project": late.pk, "reason": "清单第二版"}
    assert client.post(to("expected_add", "2026-10"), said).status_code == 302
    waive = to("expected_waive", "2026-10", road.pk)
    refused = client.post(waive, {"reason": "停" * 201})
    assert (refused.status_code, "停" * 201 in refused.content.decode()) == (422, True)
    assert client.post(waive, {"reason": "汛期停工"}).status_code == 302
    shown = client.get(LIST).content.decode()
    assert "免报：汛期停工" in shown
    assert "应报（补列：清单第二版）" in shown
    client.post(to("expected_unwaive", "2026-10", road.pk))
    assert ExpectedFiling.objects.owed().count() == 2


@pytest.mark.parametrize("page", ["expected_settle", "expected_add", "expected_waive", "expected_unwaive"])
def test_a_unit_changes_nothing_of_what_is_owed(
    client: Client, october: Period, road: Project, chen_filer: User, page: str
) -> None:
    settle_expected(period=october, at=AT)
    client.force_login(chen_filer)
    key = [road.pk] if "waive" in page else []
    assert client.post(to(page, "2026-10", *key), {"reason": "停工"}).status_code == 403
    assert not ExpectedFiling.objects.filter(waived_at__isnull=False).exists()


def test_one_click_files_a_nil_return_and_says_what_is_lacking_otherwise(
    client: Client,
    september: Period,
    october: Period,
    make_project: MakeProject,
    lin: User,
    chen_filer: User,
    zhao: User,
) -> None:
    road, bare = make_project(1), make_project(2)
    first = start_filing(project=road, period=september, by=lin, at=AT)
    file_for_unit(filing=first, values=complete(), by=lin, at=AT)
    client.force_login(chen_filer)
    answer = client.post(to("expected_nil", "2026-10", road.pk), {"next": "home"})
    assert answer["Location"] == reverse("home")
    assert ProgressFiling.objects.get(period=october).state == "reviewing"
    answer = client.post(to("expected_nil", "2026-10", bare.pk), follow=True)
    assert "零报告还缺" in answer.content.decode()
    assert not ProgressFiling.objects.filter(project=bare).exists()
    client.force_login(zhao)
    assert client.post(to("expected_nil", "2026-10", bare.pk)).status_code == 404


def test_nobody_is_reminded_of_what_is_not_owed(
    client: Client, october: Period, make_project: MakeProject, chen_filer: User
) -> None:
    make_project(1)
    make_project(2, stage=Stage.ARCHIVED)
    waiting = desk(chen_filer, AT.date()).to_file.rows
    assert [(row.project.name, bool(row.nil_url)) for row in waiting] == [("道路硬化工程01", True)]
    client.force_login(chen_filer)
    shown = client.get(reverse("filing_list") + "?period=2026-10&state=none").content.decode()
    assert "道路硬化工程02" not in shown
    shown = client.get(reverse("filing_list") + "?period=2026-10&state=exempt").content.decode()
    assert "道路硬化工程02" in shown


def test_nobody_is_reminded_before_the_month_opens_and_a_locked_one_offers_no_button(
    october: Period, road: Project, chen_filer: User
) -> None:
    day = AT.date()
    Period.objects.filter(pk=october.pk).update(opens_on=day + timedelta(days=1), due_on=day + timedelta(days=5))
    assert desk(chen_filer, day).is_clear
    Period.objects.filter(pk=october.pk).update(
        opens_on=None, due_on=day - timedelta(days=1), locks_on=day - timedelta(days=1)
    )
    [row] = desk(chen_filer, day).to_file.rows
    assert (row.is_locked, row.nil_url) == (True, "")


def test_a_locked_month_says_why_on_every_page_that_cannot_be_written(
    client: Client, october: Period, road: Project, chen_filer: User
) -> None:
    filing = start_filing(project=road, period=october, by=chen_filer, at=AT)
    yesterday = AT.date() - timedelta(days=1)
    Period.objects.filter(pk=october.pk).update(due_on=yesterday, locks_on=yesterday)
    client.force_login(chen_filer)
    for address in (LIST, reverse("filing_list") + "?period=2026-10", to("filing_detail", filing.pk)):
        assert "填报已于2026年11月2日锁定" in client.get(address).content.decode(), address
    assert client.get(to("filing_edit", filing.pk)).status_code == 302
    refused = client.post(to("filing_edit", filing.pk), {"act": "save", "version": filing.version, "remark": "补"})
    assert (refused.status_code, "锁定" in refused.content.decode()) == (422, True)


def test_an_exception_is_granted_extended_and_ended_on_its_pages(
    client: Client, october: Period, road: Project, lin: User, wei: User, chen_filer: User
) -> None:
    yesterday = AT.date() - timedelta(days=1)
    Period.objects.filter(pk=october.pk).update(due_on=yesterday, locks_on=yesterday)
    client.force_login(wei)
    assert client.get(to("exception_new")).status_code == 403
    client.force_login(lin)
    assert 'value="2026-11-06"' in client.get(to("exception_new") + "?period=2026-10").content.decode()
    said = {"period": october.pk, "unit": road.department_id, "last_day": "2026-11-06", "reason": ""}
    refused = client.post(to("exception_new"), {**said, "unit": ""})
    assert "请选择单位" in refused.content.decode()
    assert (refused.status_code, "请写明放开原因" in refused.content.decode()) == (422, True)
    assert client.post(to("exception_new"), {**said, "reason": "网络故障"}).status_code == 302
    held = LockException.objects.get()
    client.force_login(chen_filer)
    assert "已放开至2026年11月6日" in client.get(reverse("filing_list") + "?period=2026-10").content.decode()
    assert "网络故障" in client.get(to("exception_list")).content.decode()
    assert client.post(to("exception_end", held.pk)).status_code == 403
    client.force_login(lin)
    assert client.post(to("exception_extend", held.pk), {"last_day": "2026-10-01"}).status_code == 422
    assert client.post(to("exception_extend", held.pk), {"last_day": "2026-11-09"}).status_code == 302
    client.post(to("exception_end", held.pk))
    held.refresh_from_db()
    assert held.ended_by == lin


def test_the_rule_is_set_and_withdrawn_by_the_office(client: Client, lin: User, chen_filer: User) -> None:
    client.force_login(chen_filer)
    assert "谋划、前期" in client.get(to("expected_rules")).content.decode()
    assert client.post(to("expected_rules"), {}).status_code == 403
    client.force_login(lin)
    refused = client.post(to("expected_rules"), {"month": "2026-10", "basis": "会议纪要"})
    assert (refused.status_code, "会议纪要" in refused.content.decode()) == (422, True)
    said = {"stages": ["construction"], "resting": ["paused"], "month": "2026-12", "basis": "会议纪要"}
    assert client.post(to("expected_rules"), said).status_code == 302
    assert client.post(to("expected_rule_withdraw", OwingRule.objects.get().pk)).status_code == 302
    assert not OwingRule.objects.exists()


def test_the_command_says_whether_it_is_kept(october: Period, make_project: MakeProject) -> None:
    make_project(1)
    make_project(2, stage=Stage.ARCHIVED)

    def told() -> dict[str, object]:
        out = StringIO()
        call_command("expected", "2026-10", "--json", stdout=out)
        found: dict[str, object] = json.loads(out.getvalue())
        return found

    live = told()
    assert (live["settled"], len(live["rows"])) == (False, 2)  # type: ignore[arg-type]
    assert live["totals"]["expected"] == live["totals"]["missing"] == live["totals"]["not_owed"] == 1  # type: ignore[index]
    settle_expected(period=october, at=AT)
    assert told() == {**live, "settled": True, "settled_at": str(Period.objects.get().expected_at)}

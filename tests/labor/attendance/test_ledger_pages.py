from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labor.models import AttendanceSheet
from projects.models import Period, Project
from tests.labor.attendance.conftest import Engagements, Keep, day
from tests.labor.attendance.pages import LONG_NUMBER, Pages, plain
from tests.labor.conftest import AT, Import, Register, saved_roll
from units.models import AuditEntry, User

pytestmark = pytest.mark.usefixtures("october")
OCTOBER = {"month": "2026-10"}


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def listed(client: Client, user: User, name: str = "attendance_list", **query: str) -> str:
    client.force_login(user)
    answer = client.get(reverse(name), OCTOBER | query)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert not LONG_NUMBER.search(text)
    return text


def test_the_ledger_counts_people_once_and_work_in_all(
    client: Client, lin: User, road: Project, estate: Project, join: Engagements, keep: Keep
) -> None:
    keep(road, {join(road, 1): {day(5): 50, day(6): 100}, join(road, 2): {day(6): 100}})
    keep(estate, {join(estate, 1): {day(5): 50}})
    text = plain(listed(client, lin).split("<tbody>")[1])
    assert "第1版22" in text  # two on the roster, two with days
    assert "合计（2个项目）223" in text  # two heads in all, though one is in both; 3 工日
    only = plain(listed(client, lin, q=estate.name).split("<tbody>")[1])
    assert "合计（1个项目）110.5" in only


def test_each_state_is_told_and_can_be_asked_for(
    client: Client, lin: User, road: Project, estate: Project, park: Project, village: Project, join: Engagements,
    keep: Keep, bring_in: Import,
) -> None:  # fmt: skip
    keep(road, {join(road, 400): {day(1): 100}})
    saved_roll(bring_in(road))
    keep(estate, {join(estate, 1): {day(2): 100}})
    saved_roll(bring_in(park))
    join(village, 3)
    wanted = {"locked": road, "open": estate, "late": park, "none": village}
    for standing, project in wanted.items():
        text = listed(client, lin, standing=standing).split("<tbody>")[1]
        names = {each.name for each in wanted.values() if each.name in text}
        assert names == {project.name}
    assert all(word in listed(client, lin) for word in ("已锁定", "登记中", "补登（发放表先于考勤）", "未登记"))


def test_one_sees_the_months_of_ones_own_projects(
    client: Client, wang: User, zhao: User, sysadmin: User, road: Project, estate: Project, join: Engagements
) -> None:
    join(road, 1), join(estate, 2)
    text = listed(client, wang)
    assert road.name in text
    assert estate.name not in text
    assert "这个月还没有要登记考勤的项目" in listed(client, zhao)
    assert "没有符合条件的项目" in listed(client, zhao, q="路")
    client.force_login(sysadmin)
    assert client.get(reverse("attendance_list")).status_code == 403
    assert client.get(reverse("attendance_conflicts")).status_code == 403


def test_the_ledger_costs_the_same_for_2_projects_and_20(
    client: Client, lin: User, register: Register, join: Engagements, keep: Keep
) -> None:
    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            project = register(f"2410-500104-04-01-{number:06d}", f"工程{number}", "区农业农村委", "建胜镇")
            keep(project, {join(project, number): {day(5): 100}})

    grow(1, 3)
    listed(client, lin)
    with CaptureQueriesContext(connection) as few:
        listed(client, lin)
    grow(3, 21)
    with CaptureQueriesContext(connection) as many:
        listed(client, lin)
    assert len(many) == len(few)


@pytest.fixture
def shared(road: Project, estate: Project, join: Engagements, keep: Keep) -> None:
    """The same person in two projects on halves of one day."""
    keep(road, {join(road, 1): {day(5): 50}})
    keep(estate, {join(estate, 1): {day(5): 50}})


@pytest.mark.usefixtures("shared")
def test_shared_days_name_both_projects_and_link_ones_own_alone(
    client: Client, wang: User, zhao: User, road: Project, estate: Project
) -> None:
    text = listed(client, wang, "attendance_conflicts")
    assert road.name in text
    assert estate.name in text
    assert Pages(client, wang, road).address() in text
    assert Pages(client, wang, estate).address() not in text
    assert "同日两地各半天" in text
    assert "没有要核对的人" in listed(client, zhao, "attendance_conflicts")


def test_shared_days_cost_the_same_for_2_people_and_20(
    client: Client, wang: User, road: Project, estate: Project, join: Engagements, keep: Keep
) -> None:
    def grow(first: int, last: int) -> None:
        for project in (road, estate):
            keep(project, {join(project, order): {day(5): 50} for order in range(first, last)})

    grow(1, 3)
    listed(client, wang, "attendance_conflicts")
    with CaptureQueriesContext(connection) as few:
        listed(client, wang, "attendance_conflicts")
    grow(3, 21)
    with CaptureQueriesContext(connection) as many:
        text = listed(client, wang, "attendance_conflicts")
    assert "要核对的人20人" in plain(text)
    assert len(many) == len(few)


@pytest.mark.usefixtures("shared")
def test_shared_days_are_filtered_by_kind_and_words(client: Client, lin: User, estate: Project) -> None:
    name = "attendance_conflicts"
    assert "没有符合条件的情况" in listed(client, lin, name, kind="rolls")
    assert "没有符合条件的情况" in listed(client, lin, name, q="别的工程")
    assert "没有符合条件的情况" in listed(client, lin, name, kind="odd")
    assert "<tbody>" in listed(client, lin, name, kind="halves", q=estate.name)


@pytest.mark.usefixtures("shared")
def test_shared_days_are_taken_out_with_a_reason(client: Client, lin: User) -> None:
    client.force_login(lin)
    address = f"{reverse('attendance_conflicts_export')}?month=2026-10"
    refused = client.post(address, {"reason": "看"})
    assert refused.status_code == 422
    assert "请写明用途" in refused.content.decode()
    taken = client.post(address, {"reason": "与项目单位核对"})
    assert taken.status_code == 200
    entry = AuditEntry.objects.get(act="导出考勤核对清单")
    assert (entry.rows, entry.detail["reason"]) == (1, "与项目单位核对")


@pytest.fixture
def late(client: Client, lin: User, road: Project, join: Engagements, keep: Keep, bring_in: Import) -> Pages:
    """A sheet first opened after its roll came in."""
    saved_roll(bring_in(road))
    keep(road, {join(road, 400): {day(1): 100}})
    return Pages(client, lin, road)


def test_a_sheet_after_its_roll_is_late_until_it_is_locked_to_it(late: Pages) -> None:
    text = late.shown()
    assert "补登（发放表先于考勤）" in text
    assert "考勤共1工日" in plain(text)
    assert late.post("lock", version="1").status_code == 302
    sheet = AttendanceSheet.objects.get()
    assert (sheet.locked_at, sheet.roll.project, sheet.version) == (AT, late.project, 2)
    assert "已锁定" in late.shown()
    assert AuditEntry.objects.filter(act="锁定考勤台账").count() == 1
    again = late.post("lock", version="2")
    assert again.status_code == 422
    assert "不能再改" in again.content.decode()


def test_a_sheet_saved_meanwhile_is_not_locked(late: Pages) -> None:
    answer = late.post("lock", version="0")
    assert answer.status_code == 422
    assert "没有锁定" in answer.content.decode()
    assert AttendanceSheet.objects.get().locked_at is None


def test_nothing_is_locked_without_days_or_without_a_roll(
    client: Client, lin: User, chen_reviewer: User, road: Project, estate: Project, join: Engagements, keep: Keep,
    bring_in: Import,
) -> None:  # fmt: skip
    keep(estate, {join(estate, 1): {day(1): 100}})
    without_roll = Pages(client, lin, estate).post("lock", version="1")
    assert "没有有效的发放表" in without_roll.content.decode()
    saved_roll(bring_in(road))
    without_days = Pages(client, lin, road).post("lock", version="0")
    assert "请先补登考勤" in without_days.content.decode()
    assert Pages(client, chen_reviewer, road).post("lock", version="0").status_code == 422
    assert not AttendanceSheet.objects.filter(locked_at__isnull=False).exists()


def test_a_month_never_opened_is_not_locked(client: Client, lin: User, road: Project) -> None:
    Period.objects.all().delete()
    answer = Pages(client, lin, road).post("lock", version="0")
    assert answer.status_code == 422

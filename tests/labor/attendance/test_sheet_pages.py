from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from labor.models import Attendance, AttendanceSheet, Engagement
from projects.models import Period, Project
from tests.cast import Engage
from tests.labor.attendance.conftest import Engagements, Keep, day
from tests.labor.attendance.pages import Pages, plain, value_of
from tests.labor.conftest import AT, Import
from units.models import Role, User

pytestmark = pytest.mark.usefixtures("october")


@pytest.fixture(autouse=True)
def now() -> object:
    """The tests' day: 12 November 2026."""
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def office(client: Client, lin: User, road: Project) -> Pages:
    return Pages(client, lin, road)


def test_the_grid_is_typed_saved_and_shown_again(office: Pages, join: Engagements) -> None:
    first, second = join(office.project, 1), join(office.project, 2)
    answer = office.save({(first, 1): "1", (first, 2): "半", (second, 3): " √ ", (second, 4): "0"})
    assert answer.status_code == 302
    assert Attendance.objects.count() == 3
    text = office.shown()
    assert [value_of(text, first, number) for number in (1, 2, 3)] == ["√", "0.5", ""]
    assert value_of(text, second, 3) == "√"
    assert 'name="version" value="1"' in text
    assert "第1版，林岚" in plain(text)
    assert "登记中" in text


def test_days_outside_the_stay_and_days_to_come_take_no_typing(
    office: Pages, client: Client, join: Engagements
) -> None:
    stay = join(office.project, 1, entered_on=day(5), left_on=day(20), leave_reason="期满")
    text = office.shown()
    assert [value_of(text, stay, number) for number in (4, 5, 20, 21)] == [None, "", "", None]
    current = join(office.project, 2)
    text = client.get(office.address(month="2026-11")).content.decode()
    assert value_of(text, current, 12) == ""
    assert value_of(text, current, 13) is None
    assert 'title="还没有到"' in text


def test_a_day_kept_outside_the_stay_can_be_taken_back_and_stays_open_when_refused(
    office: Pages, join: Engagements, keep: Keep
) -> None:
    stay = join(office.project, 1)
    keep(office.project, {stay: {day(1): 100}})
    Engagement.objects.filter(pk=stay.pk).update(entered_on=day(5))
    assert value_of(office.shown(), stay, 1) == "√"
    refused = office.save({(stay, 1): "", (stay, 6): "？"}, version=1).content.decode()
    assert value_of(refused, stay, 1) == ""
    assert office.save({(stay, 1): "", (stay, 6): "√"}, version=1).status_code == 302
    assert list(Attendance.objects.values_list("day", flat=True)) == [day(6)]


def test_every_fault_stands_at_its_cell_and_nothing_typed_is_lost(
    office: Pages, estate: Project, join: Engagements, keep: Keep
) -> None:
    here = join(office.project, 1)
    keep(estate, {join(estate, 1): {day(5): 100}})
    answer = office.save({(here, 5): "√", (here, 6): "？？", (here, 7): "1"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert not Attendance.objects.filter(engagement=here).exists()
    assert [value_of(text, here, number) for number in (5, 6, 7)] == ["√", "？？", "1"]
    for number in (5, 6):
        assert f'href="#c{here.pk}-{number}"' in text
        assert f'id="c{here.pk}-{number}" aria-invalid="true" aria-describedby="e-c{here.pk}-{number}"' in text
    assert all(name in plain(text) for name in (office.project.name, estate.name, "看不懂", "共2处"))
    assert f'name="c{here.pk}-7" value="1" aria-labelledby="p{here.pk} d7" data-kept=""' in text


def test_a_project_one_may_not_see_is_told_by_its_name_alone(
    client: Client, wang: User, road: Project, estate: Project, join: Engagements, keep: Keep
) -> None:
    here = join(road, 1)
    keep(estate, {join(estate, 1): {day(5): 50}})
    text = plain(Pages(client, wang, road).save({(here, 5): "√"}).content.decode())
    assert f"已在“{estate.name}”出勤，不能再在" in text


def test_a_stale_version_shows_both_and_a_second_save_takes_ones_own(
    office: Pages, join: Engagements, keep: Keep
) -> None:
    stay = join(office.project, 1)
    keep(office.project, {stay: {day(1): 50, day(3): 100}})
    answer = office.save({(stay, 1): "√", (stay, 2): "√"}, version=0)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "林岚于14:05保存了第1版" in plain(text)
    assert 'title="现在已保存的是：0.5"' in text
    assert [value_of(text, stay, number) for number in (1, 2, 3)] == ["√", "√", "√"]
    assert 'name="version" value="1"' in text
    assert office.save({(stay, 1): "√", (stay, 2): "√"}, version=1).status_code == 302
    assert sorted(Attendance.objects.values_list("day", flat=True)) == [day(1), day(2), day(3)]


def test_a_team_and_its_page_stay_chosen_after_saving(office: Pages, join: Engagements) -> None:
    mine, other = join(office.project, 1), join(office.project, 2, team="二班")
    text = office.shown(team="一班")
    assert value_of(text, mine, 1) == ""
    assert value_of(text, other, 1) is None
    answer = office.save({(mine, 1): "√"}, team="一班")
    assert answer.url.endswith("?team=%E4%B8%80%E7%8F%AD")


def test_a_locked_sheet_and_a_reader_have_no_inputs(
    client: Client, leader: User, lin: User, road: Project, join: Engagements, keep: Keep, bring_in: Import
) -> None:
    stay = join(road, 400)
    keep(road, {stay: {day(1): 100}})
    text = Pages(client, leader, road).shown()
    assert value_of(text, stay, 1) is None
    assert "您的岗位不经办" in text
    bring_in(road)
    office = Pages(client, lin, road)
    text = office.shown()
    assert "已锁定" in text
    assert "随发放表锁定，不能再改" in text
    assert value_of(text, stay, 2) is None
    answer = office.save({(stay, 2): "√"}, version=2)
    assert answer.status_code == 422
    assert Attendance.objects.count() == 1


def test_who_may_not_keep_it_is_refused_and_what_is_out_of_sight_is_not_found(
    client: Client, chen_reviewer: User, zhao: User, sysadmin: User, road: Project, join: Engagements
) -> None:
    stay = join(road, 1)
    answer = Pages(client, chen_reviewer, road).save({(stay, 1): "√"})
    assert answer.status_code == 422
    assert "不能登记考勤" in plain(answer.content.decode())
    assert Pages(client, zhao, road).get().status_code == 404
    assert Pages(client, zhao, road).save({(stay, 1): "√"}).status_code == 404
    assert Pages(client, sysadmin, road).get().status_code == 403
    assert not AttendanceSheet.objects.exists()


def test_the_owners_clerk_keeps_the_register(client: Client, engage: Engage, road: Project, join: Engagements) -> None:
    clerk = engage("lu", Role.OWNER_CLERK, road.township.name)
    Project.objects.filter(pk=road.pk).update(owner=road.township)
    assert Pages(client, clerk, road).save({(join(road, 1), 1): "√"}).status_code == 302


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "1999-10", "2026-12", "abc"])
def test_a_month_that_is_none_or_lies_ahead_is_not_found(office: Pages, client: Client, month: str) -> None:
    assert client.get(office.address(month=month)).status_code == 404


@pytest.mark.parametrize("cells", [{"c999999-1": "√"}, {"c0-1": "√"}])
def test_a_cell_of_nobody_is_refused(office: Pages, client: Client, join: Engagements, cells: dict[str, str]) -> None:
    join(office.project, 1)
    answer = client.post(office.address(), {"version": "0", **cells})
    assert answer.status_code == 422
    assert "名册刚才有变化" in plain(answer.content.decode())


def test_a_day_the_month_has_not_is_refused(office: Pages, client: Client, join: Engagements) -> None:
    stay = join(office.project, 1)
    answer = client.post(office.address(), {"version": "0", f"c{stay.pk}-32": "√", "cx-1": "√"})
    assert answer.status_code == 422
    assert "没有32日" in plain(answer.content.decode())


def test_a_closed_month_is_read_alone(office: Pages, october: Period, lin: User, join: Engagements) -> None:
    stay = join(office.project, 1)
    Period.objects.filter(pk=october.pk).update(closed_at=AT, closed_by=lin)
    text = office.shown()
    assert "已关账，考勤不能再改" in text
    assert value_of(text, stay, 1) is None
    answer = office.save({(stay, 1): "√"})
    assert answer.status_code == 422
    assert not AttendanceSheet.objects.exists()


def test_without_anybody_on_the_roster_the_page_says_what_to_do(office: Pages) -> None:
    text = office.shown()
    assert "先实名登记、后进场、再考勤" in text
    assert "<table" not in text


def test_a_crowd_is_shown_by_pages_and_costs_the_same(office: Pages, join: Engagements) -> None:
    join(office.project, 1), join(office.project, 2)
    office.get()
    with CaptureQueriesContext(connection) as few:
        office.get()
    for order in range(3, 90):
        join(office.project, order)
    with CaptureQueriesContext(connection) as many:
        text = office.shown(page="2")
    assert len(many) == len(few)
    assert text.count('scope="row"') == 10  # nine people of the second page, and the sums
    assert "第2/2页" in plain(text)


def test_eighty_people_of_a_whole_month_can_be_sent_without_scripts(office: Pages, join: Engagements) -> None:
    stays = [join(office.project, order) for order in range(1, 81)]
    marks = {(stay, number): "√" if number == 1 else "" for stay in stays for number in range(1, 32)}
    assert office.save(marks).status_code == 302
    assert set(Attendance.objects.values_list("day", flat=True)) == {date(2026, 10, 1)}
    assert Attendance.objects.count() == 80

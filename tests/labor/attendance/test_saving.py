from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labor.attendance import saving
from labor.attendance.grid import read_grid
from labor.attendance.planning import Plan
from labor.attendance.sheets import sheet_of
from labor.models import Attendance, AttendanceSheet
from projects.models import Period, PeriodClosed, Project
from tests.cast import Engage
from tests.labor.attendance.conftest import Engagements, Keep, day
from tests.labor.conftest import AT
from units.models import AuditEntry, Role, Unit, User
from units.refusals import NotAllowed, Refusal, WrongState


def test_a_month_is_kept_and_read_back_as_a_grid(road: Project, october: Period, join: Engagements, keep: Keep) -> None:
    first, second = join(road, 1), join(road, 2, team="二班", entered_on=day(10))
    sheet = keep(road, {first: {day(1): 100, day(2): 50}, second: {day(12): 100}})
    grid = read_grid(sheet_of(road, october))
    assert sheet.version == 1
    assert grid.teams == ["一班", "二班"]
    assert [line.centidays for line in grid.lines] == [150, 100]
    assert grid.centidays == 250
    assert [cell.mark for cell in grid.lines[0].cells[:3]] == ["√", "0.5", ""]
    assert not grid.lines[1].cells[8].is_on_site
    assert grid.lines[1].cells[9].is_on_site
    assert grid.by_day[:2] == [100, 50]
    assert [line.engagement for line in read_grid(sheet, "二班").lines] == [second]


def test_an_unopened_sheet_reads_as_an_empty_grid(road: Project, october: Period, join: Engagements) -> None:
    join(road)
    grid = read_grid(sheet_of(road, october))
    assert grid.sheet.pk is None
    assert grid.centidays == 0
    assert len(grid.lines) == 1
    assert len(grid.days) == 31


def test_a_day_is_corrected_and_taken_back_and_the_trail_says_what_it_was(
    road: Project, join: Engagements, keep: Keep
) -> None:
    stay = join(road)
    keep(road, {stay: {day(1): 100, day(2): 100}})
    sheet = keep(road, {stay: {day(1): 50, day(2): 0}}, version=1)
    assert [kept.centidays for kept in Attendance.objects.all()] == [50]
    assert sheet.version == 2
    entry = AuditEntry.objects.filter(act="登记考勤").latest("number")
    assert entry.detail["corrected"] == [[stay.pk, "2026-10-01", 100, 50], [stay.pk, "2026-10-02", 100, 0]]


def test_saving_the_same_again_changes_nothing(road: Project, join: Engagements, keep: Keep) -> None:
    stay = join(road)
    keep(road, {stay: {day(1): 50}})
    assert keep(road, {stay: {day(1): 50}}).version == 1


def test_every_fault_is_told_at_once_and_nothing_is_kept(
    road: Project, estate: Project, join: Engagements, keep: Keep, lin: User
) -> None:
    late, gone = join(road, 1, entered_on=day(5)), join(road, 2, left_on=day(3), leave_reason="期满")
    void = join(road, 3, voided_at=AT, voided_by=lin, void_reason="重复")
    stranger, good = join(estate, 4), join(road, 5)
    days = {
        late: {day(4): 100},
        gone: {day(4): 50},
        void: {day(4): 100},
        stranger: {day(4): 100},
        good: {day(1): 100, day(2): 75, day(3).replace(month=11, day=20): 100, day(4).replace(month=9): 0},
    }
    with pytest.raises(Refusal) as refused:
        keep(road, days)
    said = list(refused.value.sentences)
    wanted = ["才进场", "已于10月3日退场", "“张", "“张", "应为一天", "不在2026年10月内", "不在2026年10月内"]
    assert len(said) == 7
    assert not Attendance.objects.exists()
    assert not AttendanceSheet.objects.exists()
    for phrase in wanted:
        assert any(phrase in sentence for sentence in said), (phrase, said)
    assert sum("先实名登记" in sentence for sentence in said) == 2


def test_a_day_to_come_is_refused(road: Project, join: Engagements, keep: Keep) -> None:
    stay = join(road)
    with pytest.raises(Refusal, match="还没有到"):
        keep(road, {stay: {day(13): 100}}, at=AT.replace(month=10, day=12))


def test_the_other_project_is_named_with_the_person_and_the_day(
    road: Project, estate: Project, join: Engagements, keep: Keep, wang: User
) -> None:
    here, there = join(road), join(estate)
    keep(estate, {there: {day(5): 50}})
    with pytest.raises(Refusal) as refused:
        keep(road, {here: {day(5): 100}}, by=wang)
    (said,) = refused.value.sentences
    assert here.worker.id_masked in said
    assert "10月5日" in said
    assert road.name in said
    assert estate.name in said
    assert "0.5工日" not in said  # of a project not theirs the name alone
    with pytest.raises(Refusal, match=r"0\.5工日"):
        keep(road, {here: {day(5): 100}})


def test_two_half_days_share_a_date_and_the_free_half_is_taken(
    road: Project, estate: Project, park: Project, join: Engagements, keep: Keep
) -> None:
    keep(road, {join(road): {day(5): 50}})
    keep(estate, {join(estate): {day(5): 50}})
    assert list(Attendance.objects.order_by("pk").values_list("morning", "afternoon")) == [(True, False), (False, True)]
    with pytest.raises(Refusal) as refused:
        keep(park, {join(park): {day(5): 50}})
    assert road.name in refused.value.sentences[0]
    assert estate.name in refused.value.sentences[0]


def test_the_database_has_the_last_word_in_the_same_sentence(
    road: Project, estate: Project, join: Engagements, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(estate, {join(estate): {day(5): 100}})
    stay, real, asked = join(road), saving.plan_days, []

    def blind_at_first(**given: Any) -> Plan:
        asked.append(given)
        if len(asked) > 1:
            return real(**given)
        with monkeypatch.context() as patch:
            patch.setattr("labor.attendance.planning.held_days", lambda *_: [])
            return real(**given)

    monkeypatch.setattr(saving, "plan_days", blind_at_first)
    with pytest.raises(Refusal, match="已在“沪汉社区文兴街老旧小区改造”出勤"):
        keep(road, {stay: {day(5): 100}})
    assert len(asked) == 2
    assert Attendance.objects.count() == 1


def test_a_closed_month_a_locked_sheet_and_an_old_version_take_nothing(
    road: Project, october: Period, join: Engagements, keep: Keep, lin: User
) -> None:
    stay = join(road)
    keep(road, {stay: {day(1): 100}})
    with pytest.raises(WrongState, match="已被别人保存"):
        keep(road, {stay: {day(2): 100}}, version=0)
    AttendanceSheet.objects.update(locked_at=AT, locked_by=lin)
    with pytest.raises(WrongState, match="随发放表锁定"):
        keep(road, {stay: {day(2): 100}})
    Period.objects.update(closed_at=AT, closed_by=lin)
    with pytest.raises(PeriodClosed):
        keep(road, {stay: {day(2): 100}})
    assert Attendance.objects.count() == 1


def test_those_who_handle_the_project_keep_it_and_others_do_not(
    road: Project, join: Engagements, keep: Keep, engage: Engage, zhao: User, wang: User, chen_filer: User, leader: User
) -> None:
    owner = engage("owner", Role.OWNER_CLERK, "区体育局")
    road.owner = Unit.objects.get(name="区体育局")
    road.save()
    stay = join(road)
    for number, user in enumerate((wang, chen_filer, owner), start=1):
        keep(road, {stay: {day(number): 100}}, by=user)
    for user in (zhao, leader):
        with pytest.raises(NotAllowed, match="不经办"):
            keep(road, {stay: {day(9): 100}}, by=user)
    assert Attendance.objects.count() == 3


def test_queries_are_as_many_for_two_people_as_for_twenty(road: Project, join: Engagements, keep: Keep) -> None:
    stays = [join(road, order) for order in range(1, 23)]

    def queries(people: list[Any]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            keep(road, {stay: {day(each): 100 for each in range(1, 21)} for stay in people})
        return len(captured)

    keep(road, {stays[0]: {day(25): 100}})
    assert queries(stays[:2]) == queries(stays[2:])

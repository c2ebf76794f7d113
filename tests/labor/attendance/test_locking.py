from __future__ import annotations

import pytest

from labor.attendance.locking import lock_sheet
from labor.attendance.sheets import why_locked
from labor.models import AttendanceSheet, RollKind, WageRoll
from labor.rolls import void_roll
from projects.models import Project
from tests.labor.attendance.conftest import Engagements, Keep, day
from tests.labor.conftest import AT, Import, saved_roll
from units.models import AuditEntry, User
from units.refusals import WrongState


def test_a_roll_locks_its_sheet_and_voiding_it_opens_the_sheet_again(
    road: Project, estate: Project, join: Engagements, keep: Keep, bring_in: Import, lin: User
) -> None:
    stay = join(road, 400)
    keep(road, {stay: {day(1): 100}})
    keep(estate, {join(estate, 401): {day(1): 100}})
    roll = saved_roll(bring_in(road))
    sheet = AttendanceSheet.objects.get(project=road)
    assert (sheet.roll, sheet.locked_by, sheet.locked_at, sheet.version) == (roll, lin, AT, 2)
    assert AttendanceSheet.objects.get(project=estate).locked_at is None
    with pytest.raises(WrongState, match="先作废该月发放表"):
        keep(road, {stay: {day(2): 100}})
    void_roll(roll=roll, reason="金额填错，更正后重导", by=lin, at=AT)
    assert keep(road, {stay: {day(2): 100}}).version == 4
    acts = AuditEntry.objects.order_by("number").values_list("act", flat=True)
    assert [act for act in acts if act.endswith(("锁定考勤台账", "解锁考勤台账"))] == [
        "锁定考勤台账",
        "解锁考勤台账",
    ]


def test_the_way_to_a_correction_depends_on_whether_the_month_is_closed(
    road: Project, join: Engagements, keep: Keep, bring_in: Import, lin: User
) -> None:
    keep(road, {join(road, 400): {day(1): 100}})
    saved_roll(bring_in(road))
    sheet = AttendanceSheet.objects.select_related("period").get()
    assert "先作废该月发放表" in why_locked(sheet)
    sheet.period.closed_at, sheet.period.closed_by = AT, lin
    assert "已关账，请联系办公室" in why_locked(sheet)


def test_a_supplement_or_a_month_without_attendance_locks_nothing(
    road: Project, join: Engagements, keep: Keep, bring_in: Import, lin: User
) -> None:
    roll = saved_roll(bring_in(road))
    assert not AuditEntry.objects.filter(act="锁定考勤台账").exists()
    keep(road, {join(road, 400): {day(1): 100}})
    WageRoll.objects.filter(pk=roll.pk).update(kind=RollKind.SUPPLEMENT, corrects=roll.pk)
    roll.refresh_from_db()
    assert not lock_sheet(roll=roll, by=lin, at=AT)
    assert AttendanceSheet.objects.get().locked_at is None

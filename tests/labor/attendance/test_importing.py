from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from documents.workbooks import annotate
from labor.attendance.form import roster_sheet
from labor.attendance.importing import import_attendance
from labor.models import Attendance, AttendanceSheet, Engagement
from projects.models import Period, Project
from projects.outcome import ImportOutcome
from tests.labor.attendance.books import book_bytes, changed
from tests.labor.attendance.conftest import FIRST, Engagements, Keep, day
from tests.labor.conftest import AT
from tests.labor.sheets import id_number
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState

Bring = Callable[..., ImportOutcome]
LETTERS = [get_column_letter(number) for number in range(5, 36)]


@pytest.fixture
def bring(road: Project, october: Period, lin: User) -> Bring:
    def run(content: bytes, **changes: object) -> ImportOutcome:
        given = {"name": "考勤.xlsx", "project": road, "period": october, "by": lin, "at": AT} | changes
        return import_attendance(file=content, **given)

    return run


def found(outcome: ImportOutcome) -> dict[str, str]:
    """Cell → kind of every error."""
    return {problem.cell: problem.kind for problem in outcome.errors}


def test_a_sheet_as_offices_send_it_comes_in(road: Project, bring: Bring, join: Engagements) -> None:
    first, second = join(road, 1), join(road, 2)
    lines = [
        (first.name, id_number(order=1), {1: "√", 2: "半", 3: "休", 4: "１", 5: 0.5, 8: 1}, 4),
        (second.name, "", {1: "全", 2: "×", 9: "◐"}, None),
    ]
    outcome = bring(book_bytes(lines, total_line=5.5))
    assert outcome.is_saved, outcome.lines()
    assert (outcome.created, outcome.facts["people"], outcome.facts["workdays"]) == (2, 2, "5.5")
    kept = {(each.engagement_id, each.day.day): each.centidays for each in Attendance.objects.all()}
    assert kept == {
        (first.pk, 1): 100, (first.pk, 2): 50, (first.pk, 4): 100, (first.pk, 5): 50, (first.pk, 8): 100,
        (second.pk, 1): 100, (second.pk, 9): 50,
    }  # fmt: skip
    again = bring(book_bytes(lines, total_line=5.5))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_days_without_a_column_and_people_without_a_row_stay(
    road: Project, bring: Bring, join: Engagements, keep: Keep
) -> None:
    first, second = join(road, 1), join(road, 2)
    keep(road, {first: {day(3): 100, day(5): 100}, second: {day(5): 50}})
    weekdays = [each for each in range(1, 32) if each not in (3, 4, 10, 11, 17, 18, 24, 25, 31)]
    outcome = bring(book_bytes([(first.name, "", {6: "√"}, 1)], days=weekdays))
    assert outcome.updated == 1, outcome.lines()
    assert {(each.engagement_id, each.day.day) for each in Attendance.objects.all()} == {
        (first.pk, 3), (first.pk, 6), (second.pk, 5),
    }  # fmt: skip
    assert any(second.name in note and "保持不变" in note for note in outcome.notes)


def test_every_error_stands_at_its_cell_and_a_dry_run_saves_nothing(
    road: Project, estate: Project, bring: Bring, join: Engagements, keep: Keep
) -> None:
    busy, late, gone = join(road, 1), join(road, 2, entered_on=day(5)), join(road, 3, left_on=day(6), leave_reason="满")
    keep(estate, {join(estate, 1): {day(7): 100}})
    lines = [
        (busy.name, "", {1: "？", 7: "√"}, 1),
        (late.name, "", {4: 1, 5: 1}, 3),
        (gone.name, id_number(order=9), {7: 1}, None),
        (gone.name, "", {7: 1}, None),
        ("李无名", "", {1: 1}, None),
        ("王路人", "", {}, None),
        (busy.name, "", {2: 1}, None),
        ("", "", {2: 1}, None),
    ]
    outcome = bring(book_bytes(lines, total_line=99), dry_run=True)
    assert found(outcome) == {
        "E5": "mark_unknown", "K5": "elsewhere", "H6": "before_entry", "AJ6": "total_mismatch",
        "C7": "not_on_roster", "K8": "after_exit", "B9": "not_on_roster", "B11": "duplicate_person",
        "B12": "name_missing",
    }  # fmt: skip
    said = next(problem.message for problem in outcome.errors if problem.cell == "K5")
    assert road.name in said
    assert estate.name in said
    assert not AttendanceSheet.objects.filter(project=road).exists()
    assert not re.search(r"[0-9]{12,}", json.dumps(outcome.as_dict(), ensure_ascii=False).replace(road.code, ""))
    assert any("王路人" in note for note in outcome.notes)


def test_namesakes_are_told_apart(road: Project, bring: Bring, join: Engagements) -> None:
    one, other = join(road, 1, name="陈静"), join(road, 2, name="陈静")
    assert found(bring(book_bytes([("陈静", "", {1: 1}, None)]))) == {"C5": "namesakes"}
    assert found(bring(book_bytes([("陈静", "0000", {1: 1}, None)]))) == {"C5": "identity_differs"}
    tails = [id_number(order=1)[-4:], id_number(order=2)]
    assert bring(book_bytes([("陈静", tails[0], {1: 1}, None), ("陈静", tails[1], {2: 1}, None)])).is_saved
    assert list(Attendance.objects.order_by("day").values_list("engagement", flat=True)) == [one.pk, other.pk]
    other.team = "二班"
    other.save()
    assert bring(book_bytes([("陈静", "", {1: 1}, None)])).unchanged == 1  # the sheet is 一班's


def test_two_stays_of_a_month_take_their_own_days(road: Project, bring: Bring, join: Engagements) -> None:
    before = join(road, 1, left_on=day(5), leave_reason="回家")
    after = join(road, 1, entered_on=day(10))
    assert bring(book_bytes([(before.name, "", {5: 1, 10: 1}, 2)])).is_saved
    assert list(Attendance.objects.order_by("day").values_list("engagement", flat=True)) == [before.pk, after.pk]
    assert found(bring(book_bytes([(before.name, "", {7: 1}, None)]))) == {"K5": "after_exit"}


def test_who_left_before_the_month_is_told_so(road: Project, bring: Bring, join: Engagements) -> None:
    stay = join(road, 1, left_on=FIRST, leave_reason="期满")
    (problem,) = bring(book_bytes([(stay.name, "", {7: 1}, None)])).errors
    assert (problem.cell, problem.kind) == ("K5", "after_exit")
    assert "9月1日退场" in problem.message


def test_a_sheet_kept_as_text_loses_nobody(road: Project, bring: Bring, join: Engagements) -> None:
    """Number, marks and sum written as text look like day headings printed again."""
    stays = [join(road, order) for order in range(1, 4)]
    content = book_bytes(
        [(stay.name, "", {1: "1", 2: "1"}, "2") for stay in stays], days=[str(n) for n in range(1, 32)]
    )
    outcome = bring(changed(content, {"A5": "11", "A6": "12", "A7": "13"}))
    assert (outcome.created, outcome.facts["workdays"]) == (3, "6"), outcome.lines()


def test_queries_are_as_many_for_two_rows_as_for_twenty(road: Project, bring: Bring, join: Engagements) -> None:
    stays = [join(road, order) for order in range(1, 24)]

    def queries(people: list[Engagement]) -> int:
        content = book_bytes([(stay.name, "", {1: 1, 2: 0.5}, None) for stay in people])
        with CaptureQueriesContext(connection) as captured:
            assert bring(content).is_saved
        return len(captured)

    queries(stays[:1])
    assert queries(stays[1:3]) == queries(stays[3:])


def test_another_project_another_month_a_day_the_month_lacks(road: Project, bring: Bring, join: Engagements) -> None:
    stay = join(road)
    good = [(stay.name, "", {1: 1}, 1)]
    assert set(found(bring(book_bytes(good, under="项目代码：2406-500104-04-01-022933"))).values()) == {
        "project_mismatch"
    }
    assert found(bring(book_bytes(good, title="2026年9月考勤表"))) == {"A1": "period_mismatch"}
    september = Period.objects.create(month=day(1).replace(month=9), due_on=day(8))
    outcome = bring(book_bytes([(stay.name, "", {31: 1}, None)], title="2026年9月考勤表"), period=september)
    assert found(outcome) == {"AI5": "no_such_day"}
    with pytest.raises(Refusal, match="没有认出"):
        bring(changed(book_bytes(good), {"A3": "甲", "B3": "乙"}))
    nameless = bring(changed(book_bytes(good), dict.fromkeys((f"{letters}3" for letters in LETTERS), "")))
    assert "columns_missing" in found(nameless).values()


def test_a_total_line_is_held_against_the_rows(road: Project, bring: Bring, join: Engagements) -> None:
    stay = join(road)
    assert found(bring(book_bytes([(stay.name, "", {1: 1, 2: 0.5}, 1.5)], total_line=2))) == {"AJ6": "total_mismatch"}


def test_the_template_is_filled_and_comes_back_faulty_annotated_and_right(
    road: Project, october: Period, bring: Bring, join: Engagements, lin: User, zhao: User
) -> None:
    join(road, 1)
    join(road, 2, name="陈静")
    join(road, 3, name="陈静")
    content = roster_sheet(project=road, period=october, by=lin, at=AT)
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    head = next(row for row in page.iter_rows(max_row=6) if row[1].value == "姓名")
    first, five = head[0].row + 1, head[8].column_letter
    assert head[8].value == "5"
    filled = changed(content, {f"{five}{first}": "√", f"{five}{first + 1}": "好", f"{five}{first + 2}": 0.5})
    faulty = bring(filled)
    assert found(faulty) == {f"{five}{first + 1}": "mark_unknown"}
    noted = annotate(filled, faulty.problems)
    assert "看不懂" in load_workbook(io.BytesIO(noted)).worksheets[0][f"{five}{first + 1}"].comment.text
    outcome = bring(changed(noted, {f"{five}{first + 1}": "√"}))
    assert outcome.is_saved, outcome.lines()
    assert sorted(each.centidays for each in Attendance.objects.all()) == [50, 100, 100]
    with pytest.raises(NotAllowed):
        roster_sheet(project=road, period=october, by=zhao, at=AT)


def test_a_locked_sheet_is_told_before_the_file_is_read(
    road: Project, bring: Bring, join: Engagements, keep: Keep, lin: User
) -> None:
    keep(road, {join(road): {day(1): 100}})
    AttendanceSheet.objects.update(locked_at=AT, locked_by=lin)
    with pytest.raises(WrongState, match="锁定"):
        bring(b"")


def run(path: Path, *flags: str, month: str = "2026-10") -> tuple[int, dict[str, object]]:
    out = io.StringIO()
    code = "2410-500104-04-01-392139"
    with time_machine.travel(AT, tick=False):
        try:
            call_command(
                "import_attendance", str(path), "--project", code, "--month", month, "--by", "lin", "--json", *flags,
                stdout=out,
            )  # fmt: skip
        except CommandError as refused:
            return refused.returncode, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_the_command_answers_in_data(road: Project, join: Engagements, tmp_path: Path) -> None:
    path = tmp_path / "考勤.xlsx"
    path.write_bytes(book_bytes([(join(road).name, "", {1: "√"}, 1)]))
    code, said = run(path, "--dry-run")
    assert (code, said["saved"], Attendance.objects.count()) == (0, False, 0)
    assert run(path)[1]["workdays"] == "1"
    path.write_bytes(book_bytes([("李无名", "", {1: "√"}, 1)]))
    code, said = run(path)
    assert (code, said["ok"]) == (1, False)
    assert said["errors"][0]["cell"] == "B5"
    assert "还没有开始" in run(path, month="2026-12")[1]["errors"][0]["message"]


def test_the_sheet_as_downloaded_changes_nothing_and_a_blank_that_takes_days_back_is_told(
    road: Project, october: Period, bring: Bring, join: Engagements, keep: Keep, lin: User
) -> None:
    """A sheet without the days kept so far would take them all back when one new day is ticked."""
    first = join(road, 1)
    keep(road, {first: {day(5): 100, day(6): 50}})
    content = roster_sheet(project=road, period=october, by=lin, at=AT)
    same = bring(content)
    assert (same.unchanged, same.created, same.updated) == (1, 0, 0), same.lines()
    assert not any("取消出勤" in note for note in same.notes)
    told = bring(book_bytes([(first.name, "", {6: "√"}, 1)])).notes
    assert any("有1人共1天，按表取消出勤" in note for note in told)
    assert [(each.day.day, each.centidays) for each in Attendance.objects.all()] == [(6, 100)]

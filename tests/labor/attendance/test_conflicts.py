from __future__ import annotations

from datetime import date

import pytest

from documents.formats import mask_id
from documents.workbooks.reading import position
from labor.attendance.conflicts import ConflictKind, conflicts
from labor.attendance.importing import import_attendance
from labor.models import Attendance, AttendanceSheet, Engagement, Trade, Worker
from projects.models import Period, Project
from projects.outcome import ImportOutcome
from tests.labor.attendance.books import FIRST_ROW, book_bytes
from tests.labor.attendance.conftest import FIRST, Engagements, Keep, day
from tests.labor.conftest import AT, Import
from tests.labor.sheets import id_number, line, roll_bytes
from units.models import User
from units.secrecy import blind_index, seal

KNOWN = 1_000  # conflicts, and as many near-misses


def test_halves_of_one_day_in_two_projects_are_listed(
    road: Project, estate: Project, october: Period, join: Engagements, keep: Keep, wang: User, zhao: User
) -> None:
    both, days = join(road, 1), {day(5): 50, day(6): 100}
    keep(road, {both: days, join(road, 2): {day(5): 50}})
    keep(estate, {join(estate, 1): {day(5): 50, day(7): 100}, join(estate, 2): {day(6): 50}})
    (found,) = conflicts(october)
    assert (found.kind, found.worker, found.day) == (ConflictKind.HALVES, both.worker, day(5))
    assert set(found.projects) == {road, estate}
    assert all(text in found.sentence for text in ("10月5日", road.name, estate.name, both.worker.id_masked))
    assert conflicts(october, visible_to=wang) == [found]
    assert conflicts(october, visible_to=zhao) == []


def test_rolls_of_two_projects_conflict_until_attendance_shows_their_days(
    road: Project, estate: Project, october: Period, bring_in: Import, join: Engagements, keep: Keep
) -> None:
    mine = {"days": 2, "gross": 420, "net": 420}
    bring_in(road, roll_bytes([line(1, **mine)]))
    bring_in(
        estate,
        roll_bytes([line(1, **mine)], title="沪汉社区文兴街老旧小区改造2026年10月", code=f"项目代码：{estate.code}"),
    )
    (found,) = conflicts(october)
    assert (found.kind, found.day, set(found.projects)) == (ConflictKind.ROLLS, None, {road, estate})
    keep_unlocked = {road: (day(1), day(2)), estate: (day(3), day(4))}
    for project, days in keep_unlocked.items():
        keep(project, {join(project, 1): dict.fromkeys(days, 100)})
    assert conflicts(october) == []


def people(trade: Trade, road: Project, estate: Project, lin: User) -> tuple[list[Engagement], dict[int, Engagement]]:
    """2,000 people on the road's roster; the estate has them too, but for every third near-miss a namesake."""
    workers: dict[int, Worker] = {}
    sealed = seal("0")
    for order in range(KNOWN * 3):
        number = id_number(f"19{60 + order // 600:02d}0{1 + order // 100 % 6}0{1 + order % 9}", order % 998 + 1)
        name = f"人{order if order < KNOWN * 2 else order - KNOWN}"  # the last thousand are namesakes
        masked = mask_id(number)
        workers[order] = Worker(
            name=name, id_sealed=sealed, id_index=blind_index(number), id_masked=masked, id_tail=masked[-3:], sex="M",
            born_on=date(1960, 1, 1),
        )  # fmt: skip
    Worker.objects.bulk_create(workers.values())
    here = [stay(trade, road, workers[order], lin) for order in range(KNOWN * 2)]
    there = {
        order: stay(trade, estate, workers[order + KNOWN if is_namesake(order) else order], lin)
        for order in range(KNOWN * 2)
    }
    Engagement.objects.bulk_create([*here, *there.values()])
    return here, there


def is_namesake(order: int) -> bool:
    return order >= KNOWN and order % 3 == 0


def stay(trade: Trade, project: Project, worker: Worker, lin: User) -> Engagement:
    return Engagement(
        project=project, worker=worker, name=worker.name, address="建胜镇", trade=trade, team="一班",
        employer="某公司", relation="service", entered_on=FIRST, waiver_reason="原有岗位", registered_at=AT,
        registered_by=lin,
    )  # fmt: skip


@pytest.mark.scale
def test_a_thousand_conflicts_are_all_found_at_import_and_a_thousand_near_misses_are_not(
    road: Project, estate: Project, october: Period, trade: Trade, lin: User
) -> None:
    here, there = people(trade, road, estate, lin)
    sheet = AttendanceSheet.objects.create(project=estate, period=october, opened_at=AT, opened_by=lin)
    kept, lines, expected = [], [], {}
    for order, mine in enumerate(here):
        number = order % 28 + 1
        known, kind = order < KNOWN, order % 3
        # Conflicts: whole and whole, half and whole, whole and half. Near-misses: a namesake, another day, two halves.
        work, other = [(1, 100), (0.5, 100), (1, 50)][kind] if known else [(1, 100), (1, 100), (0.5, 50)][kind]
        that = number if known or kind != 1 else number + 1
        theirs = there[order]
        kept.append(
            Attendance(
                sheet=sheet,
                engagement=theirs,
                worker=theirs.worker,
                day=day(that),
                morning=other == 100 or bool(order % 2),
                afternoon=other == 100 or not order % 2,
            )  # fmt: skip
        )
        lines.append((mine.name, "", {number: work}, work))
        if known:
            expected[mine.name] = number
    Attendance.objects.bulk_create(kept)
    outcome = bring(road, october, lin, lines)
    assert {problem.kind for problem in outcome.errors} == {"elsewhere"}
    found = {lines[position(problem.cell)[0] - FIRST_ROW][0]: problem for problem in outcome.errors}
    assert len(outcome.errors) == len(found) == KNOWN
    assert found.keys() == expected.keys()
    for name, problem in found.items():
        assert problem.heading == str(expected[name])
        assert all(text in problem.message for text in (f"“{name}”", road.name, estate.name, f"10月{expected[name]}日"))
    assert bring(road, october, lin, lines[KNOWN:]).is_saved
    shared = conflicts(october)
    halves = {mine.worker_id for order, mine in enumerate(here) if order >= KNOWN and order % 3 == 2}
    assert {each.worker.pk for each in shared} == halves


Line = tuple[str, str, dict[int, float], float]


def bring(road: Project, october: Period, lin: User, lines: list[Line]) -> ImportOutcome:
    return import_attendance(file=book_bytes(lines), name="考勤.xlsx", project=road, period=october, by=lin, at=AT)

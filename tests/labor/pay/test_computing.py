"""What a month's attendance, rates, hours and pieces come to, person by person."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from labor.models import AttendanceSheet, Engagement, Measure, WorkQuantity
from labor.pay.basis import LONGEST, basis_text
from labor.pay.computing import ExpectedLine, expected_lines, lacks_of
from projects.models import Period, Project
from tests.labor.attendance.conftest import Engagements, Keep, day
from tests.labor.conftest import AT
from units.models import User

RATE = 210_00


def piece(sheet: AttendanceSheet, stay: Engagement, by: User, **changed: object) -> WorkQuantity:
    given = {"measure": Measure.HOUR, "item": "夜间看护", "quantity_centi": 1250, "rate_fen": 30_00}
    return WorkQuantity.objects.create(sheet=sheet, engagement=stay, recorded_at=AT, recorded_by=by, **given | changed)


def only(lines: list[ExpectedLine]) -> ExpectedLine:
    (line,) = lines
    return line


def test_days_at_the_agreed_rate_and_hours_at_theirs_make_the_gross(
    road: Project, october: Period, join: Engagements, keep: Keep, lin: User
) -> None:
    stay = join(road, day_rate_fen=RATE)
    sheet = keep(road, {stay: {day(5): 100, day(6): 50}})
    piece(sheet, stay, lin)
    piece(sheet, stay, lin, item="记错的", voided_at=AT, voided_by=lin)
    line = only(expected_lines(road, october))
    assert (line.centidays, line.rate_fen, line.piece_fen, line.gross_fen) == (150, RATE, 375_00, 690_00)
    assert line.pay_basis == "1.5工日×210.00元＝315.00元；夜间看护12.5小时×30.00元＝375.00元"
    assert not line.lacks


def test_two_stays_at_one_rate_are_summed_and_at_two_rates_are_told_term_by_term(
    road: Project, october: Period, join: Engagements, keep: Keep
) -> None:
    first = join(road, day_rate_fen=RATE, left_on=day(9), leave_reason="回家")
    again = join(road, day_rate_fen=RATE, entered_on=day(12), phone_masked="139****0002")
    keep(road, {first: {day(5): 100}, again: {day(12): 100, day(13): 50}})
    line = only(expected_lines(road, october))
    assert (line.centidays, line.rate_fen, line.piece_fen, line.pay_basis) == (250, RATE, 0, "")
    assert line.phone_masked == "139****0002"
    Engagement.objects.filter(pk=again.pk).update(day_rate_fen=220_00)
    line = only(expected_lines(road, october))
    assert (line.centidays, line.rate_fen, line.piece_fen, line.gross_fen) == (250, 0, 540_00, 540_00)
    assert line.pay_basis == "1工日×210.00元＝210.00元；1.5工日×220.00元＝330.00元"


def test_days_without_a_rate_or_a_quantity_are_a_lack_that_names_the_person(
    road: Project, october: Period, join: Engagements, keep: Keep, lin: User
) -> None:
    stays = [join(road, order) for order in (1, 2)]
    sheet = keep(road, {stay: {day(5): 100} for stay in stays})
    piece(sheet, stays[1], lin)
    (sentence,) = lacks_of(expected_lines(road, october))
    assert f"“{stays[0].name}”" in sentence
    assert "补填约定日工资" in sentence


def test_the_questions_are_as_many_for_two_people_as_for_twenty(
    road: Project, october: Period, join: Engagements, keep: Keep
) -> None:
    keep(road, {join(road, order, day_rate_fen=RATE): {day(5): 100} for order in range(1, 21)})
    with CaptureQueriesContext(connection) as asked:
        assert len(expected_lines(road, october)) == 20
    assert len(asked) == 3


def test_a_long_account_of_terms_says_how_many_and_their_sum() -> None:
    said = basis_text([f"第{number}项10件×1.00元＝10.00元" for number in range(30)], 300_00)
    assert len(said) <= LONGEST
    assert said.endswith("等共30项，合计300.00元，明细见计时计件登记")

"""The arithmetic of a line, for any day and rate: exact, rounded half up once, the same in Python and database."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from labor.arithmetic import gross_fen, least_day_fen, net_fen

DAYS = st.integers(0, 3_100)
FEN = st.integers(0, 100_000_000)


@given(DAYS, FEN)
def test_gross_is_days_times_rate_rounded_half_up(centidays: int, rate: int) -> None:
    exact = Decimal(centidays) / 100 * Decimal(rate)
    assert gross_fen(centidays, rate) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@given(DAYS, FEN)
def test_gross_is_what_the_constraint_of_the_database_works_out(centidays: int, rate: int) -> None:
    gross = gross_fen(centidays, rate)
    assert -50 <= centidays * rate - 100 * gross < 50


@given(FEN, FEN)
def test_net_and_deduction_make_gross(gross: int, deduction: int) -> None:
    assert net_fen(gross, deduction) + deduction == gross


def test_the_least_day_is_eight_hours() -> None:
    assert least_day_fen(2_100) == 16_800

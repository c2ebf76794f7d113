"""The arithmetic of §4: sum first, divide next, round last."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from dispatch.aggregates import backed, is_lagging, paired, rounding_gap, total
from documents.formats import completion, points, ratio, rounded
from projects.pace import lead

stated = st.none() | st.integers(min_value=0, max_value=10**13)
pairs = st.lists(st.tuples(stated, stated), max_size=20)


@given(st.lists(stated, max_size=30), st.randoms())
def test_a_total_does_not_depend_on_order_and_ignores_what_nobody_stated(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    assert total(values) == total(shuffled) == total([*values, None])
    assert (total(values) is None) == all(value is None for value in values)


@given(pairs)
def test_a_ratio_of_several_rows_divides_their_sums(rows):
    above, below = paired(rows)
    based = [(a, b) for a, b in rows if b is not None]
    assert below == (sum(b for _, b in based) if based else None)
    assert (above or 0) == sum(a or 0 for a, _ in based)


@given(pairs, st.integers(min_value=0, max_value=10**13))
def test_a_row_without_a_base_changes_no_ratio(rows, amount):
    assert paired([*rows, (amount, None)]) == paired(rows)


@given(st.integers(1, 10**10), st.integers(1, 10**10), st.integers(0, 10**10), st.integers(1, 10**10))
def test_a_total_lies_between_its_parts_and_is_no_average(a, b, c, d):
    whole = ratio(*paired([(a, b), (c, d)]))
    assert min(Fraction(a, b), Fraction(c, d)) <= whole <= max(Fraction(a, b), Fraction(c, d))
    assert whole == Fraction(a + c, b + d)


def test_the_average_of_rates_is_not_the_rate_of_the_sums():
    assert completion(*paired([(100, 100), (0, 900)])) == "10.0%"


def test_the_lead_is_in_percentage_points_of_the_year():
    """1–11 月 98.8% → 超 7.1; 136 of 171 is 79.5%."""
    assert points(lead(988, 1000, 11)) == "超7.1个百分点"
    assert completion(136, 171) == "79.5%"
    assert points(lead(10, 12, 10)) == "与序时持平"


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.integers(1, 12))
def test_the_lead_is_rounded_once_from_the_exact_difference(done, planned, month):
    exact = Fraction(done * 100, planned) - Fraction(month * 100, 12)
    assert lead(done, planned, month) == exact
    if rounded(exact, 1):
        assert str(abs(rounded(exact, 1))) in points(exact)


def test_without_a_base_there_is_no_lead_and_nobody_lags():
    assert lead(5, None, 10) is None
    assert lead(5, 0, 10) is None
    assert lead(None, 5, 10) is None
    assert not is_lagging(None, 100, 12)


def test_lagging_begins_at_exactly_ten_points():
    assert is_lagging(40, 100, 6)
    assert not is_lagging(40_001, 100_000, 6)


@given(stated, stated)
def test_what_rows_stand_behind_is_never_more_than_was_stated(declared, rows):
    part = backed(declared, rows)
    assert part is None if declared is None else 0 <= part <= declared


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=12))
def test_the_rounding_gap_is_what_the_printed_parts_lack(parts):
    gap = rounding_gap(parts, sum(parts), unit=1_000_000, places=2)
    printed = [rounded(Fraction(part, 1_000_000), 2) for part in parts]
    assert sum(printed, Decimal(0)) + gap == rounded(Fraction(sum(parts), 1_000_000), 2)
    assert abs(gap) <= Decimal("0.01") * len(parts)

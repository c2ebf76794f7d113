from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from documents import formats


@pytest.mark.parametrize(
    ("fen", "text"),
    [(123_456_789, "123.46"), (12_345_000_000, "12345.00"), (5_000, "0.01"), (4_999, "0.00"), (0, "0.00")],
)
def test_wan_rounds_half_up_at_the_second_decimal_and_carries_no_separators(fen: int, text: str) -> None:
    assert formats.wan(fen) == text


def test_a_negative_figure_rounds_away_from_zero_and_zero_has_no_sign() -> None:
    assert formats.wan(-5_000) == "-0.01"
    assert formats.wan(-4_999) == "0.00"


def test_yuan_shows_every_fen() -> None:
    assert formats.yuan(123_450) == "1234.50"


@pytest.mark.parametrize(
    "written",
    [
        formats.wan(None),
        formats.yuan(None),
        formats.days(None),
        formats.count(None),
        formats.points(None),
        formats.percent(None, 5),
        formats.percent(5, None),
        formats.percent(5, 0),
        formats.completion(0, 0),
        formats.month_label(None),
        formats.chinese_date(None),
        formats.mask_phone(""),
        formats.mask_id(None),
    ],
)
def test_a_missing_figure_or_base_is_a_dash(written: str) -> None:
    assert written == "—"


def test_a_ratio_is_divided_exactly_and_rounded_once() -> None:
    assert formats.percent(136, 171, places=1) == "79.5%"
    assert formats.percent(446, 1000) == "44.60%"
    assert formats.percent(1, 3, places=1) == "33.3%"
    assert formats.percent(20_005, 1_000_000) == "2.00%"
    assert formats.percent(20_050, 1_000_000) == "2.01%"
    assert formats.completion(107, 100) == "107.0%"


def test_points_say_lead_lag_or_even() -> None:
    ahead = Fraction(988, 10) - Fraction(11, 12) * 100
    assert formats.points(ahead) == "超7.1个百分点"
    assert formats.points(Decimal("-3")) == "欠3.0个百分点"
    assert formats.points(Decimal("0.04")) == "与序时持平"
    assert formats.points(Decimal("-0.05")) == "欠0.1个百分点"


def test_days_come_without_idle_zeros() -> None:
    assert [formats.days(value) for value in (2150, 2000, 2133, 5, 0, 10000)] == [
        "21.5",
        "20",
        "21.33",
        "0.05",
        "0",
        "100",
    ]


def test_money_that_would_lose_a_part_of_a_fen_is_refused_with_a_sentence() -> None:
    assert formats.fen_from_yuan(Decimal("3764.5")) == 376_450
    assert formats.fen_from_wan(Decimal("22764.42")) == 22_764_420_000
    with pytest.raises(ValueError, match="两位小数"):
        formats.fen_from_yuan(Decimal("0.005"))
    with pytest.raises(ValueError, match="六位小数"):
        formats.fen_from_wan(Decimal("0.0000001"))
    with pytest.raises(ValueError, match="数字"):
        formats.fen_from_yuan(Decimal("NaN"))
    with pytest.raises(ValueError, match="两位小数"):
        formats.hundredths(Decimal("1.005"))


@given(st.integers(-(10**15), 10**15))
def test_yuan_reads_back_as_the_same_fen(fen: int) -> None:
    assert formats.fen_from_yuan(Decimal(formats.yuan(fen))) == fen
    assert formats.fen_from_yuan(formats.yuan_from_fen(fen)) == fen
    assert formats.fen_from_wan(formats.wan_from_fen(fen)) == fen


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**9), max_value=10**9), st.integers(0, 4)
)
def test_rounding_is_round_half_up(value: Decimal, places: int) -> None:
    assert formats.rounded(value, places) == value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def test_personal_numbers_show_only_what_a_public_notice_may_show() -> None:
    assert formats.mask_phone("13812341234") == "138****1234"
    assert formats.mask_id("500104199001011239") == "50*************239"
    assert formats.mask_card("6217009655495685107") == "***************5107"
    assert formats.mask_card("5107") == "****"
    assert formats.mask_id("12345") == "*****"


def test_dates_are_written_as_official_documents_write_them() -> None:
    assert formats.month_label(date(2026, 10, 31)) == "2026年10月"
    assert formats.chinese_date(date(2026, 11, 5)) == "2026年11月5日"


def test_every_format_is_a_filter_of_every_template() -> None:
    template = Template(
        "{{ fen|wan }} {{ fen|yuan }} {{ part|percent:whole }} {{ part|completion:whole }} {{ lead|points }} "
        "{{ hundredths|days }} {{ none|count }} {{ day|month_label }} {{ day|chinese_date }} {{ phone|mask_phone }}"
    )
    context = Context(
        {
            "fen": 100_000_000, "part": 1, "whole": 8, "lead": Decimal("-1.5"), "hundredths": 50, "none": None,
            "day": date(2026, 1, 2), "phone": "13812341234",
        }
    )  # fmt: skip
    assert template.render(context) == (
        "100.00 1000000.00 12.50% 12.5% 欠1.5个百分点 0.5 — 2026年1月 2026年1月2日 138****1234"
    )


def test_a_stored_moment_is_told_by_the_local_day() -> None:
    late = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    assert Template("{{ late|chinese_date }}").render(Context({"late": late})) == "2026年11月24日"

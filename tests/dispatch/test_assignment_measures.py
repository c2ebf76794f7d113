"""量化指标 from frozen figures: a department its field, a township its territory, everybody else the district."""

import pytest

from assignments.measures import find, said
from dispatch.assignment_measures import OFFERED, read
from dispatch.definitions import ALL_DEFINITIONS
from dispatch.models import FigureRevision
from units.models import Unit

pytestmark = pytest.mark.usefixtures("reference")


@pytest.mark.parametrize(
    ("key", "unit", "value", "scope"),
    [
        ("completion_rate", "区农业农村委", 9_000, "区农业农村委"),
        ("completion_rate", "区住房城乡建设委", 3_000, "区住房城乡建设委"),
        ("completion_rate", "区发展改革委", 6_000, "全区"),
        ("workers_year", "区人力社保局", 18, "全区"),
        ("workers_year", "建胜镇", 18, "建胜镇"),
        ("remuneration_year_fen", "区农业农村委", 24_000_000, "区农业农村委"),
        ("on_time_rate", "区发展改革委", 0, "全区"),
    ],
)
def test_a_measure_is_read_for_whom_it_concerns(
    key: str, unit: str, value: int, scope: str, closed: FigureRevision
) -> None:
    reading = read(key, Unit.objects.get(name=unit), 2026)
    assert reading is not None
    assert (reading.value, reading.as_of) == (value, f"{scope}，2026年10月定稿")


@pytest.mark.usefixtures("closed")
def test_nothing_is_read_where_nothing_is_frozen() -> None:
    assert read("workers_year", Unit.objects.get(name="八桥镇"), 2026) is None
    assert read("workers_year", Unit.objects.get(name="建胜镇"), 2025) is None


def test_every_measure_is_offered_at_start_and_said_in_its_unit() -> None:
    assert all(find(key) is not None for key in OFFERED)
    assert {ALL_DEFINITIONS[key].unit for key in OFFERED} == {"%", "万元", "人"}
    assert said("completion_rate", 9_000) == "90.00%"
    assert said("invested_fen", 8_282_714) == "8.28万元"
    assert said("没有的", 3) == "3"

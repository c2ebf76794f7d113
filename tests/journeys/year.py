"""The people of the year's journey; nothing else is there when it begins (see `settle`)."""

from django.utils import timezone

from tests.journeys.people import hire
from units.models import Role

YEAR = timezone.localdate().year
CAST = [
    ("chen", "陈禾", Role.UNIT_FILER, "区农业农村委"),
    ("xu", "徐岭", Role.UNIT_REVIEWER, "区农业农村委"),
    ("wang", "王峰", Role.UNIT_FILER, "建胜镇"),
    ("qian", "钱塘", Role.UNIT_REVIEWER, "建胜镇"),
    ("zhao", "赵原", Role.UNIT_FILER, "八桥镇"),
    ("leader", "区领导", Role.DISTRICT_LEADER, "区政府办公室"),
]


def settle() -> None:
    """Accounts alone: the catalog came with the house, all else is done in the browser."""
    hire(CAST)

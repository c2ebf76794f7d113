from tests.labor.attendance.conftest import join, keep, trade

__all__ = ["join", "keep", "trade"]

from tests.labor.attendance.conftest import join, keep, trade
from tests.labor.paying import roll_in

__all__ = ["join", "keep", "roll_in", "trade"]

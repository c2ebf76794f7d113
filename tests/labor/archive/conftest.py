from tests.labor.paying import roll_in
from tests.labor.payments.sent import form

__all__ = ["form", "roll_in"]

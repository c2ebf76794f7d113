from tests.labor.paying import roll_in
from tests.labor.payments.sent import form, own_guards

__all__ = ["form", "own_guards", "roll_in"]

from tests.labor.paying import roll_in

__all__ = ["roll_in"]

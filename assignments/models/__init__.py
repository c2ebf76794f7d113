from assignments.models.duty import Duty

__all__ = ["Duty"]

from labor.models.roll import RollKind, WageLine, WageRoll
from labor.models.standard import WageStandard
from labor.models.worker import Worker

__all__ = ["RollKind", "WageLine", "WageRoll", "WageStandard", "Worker"]

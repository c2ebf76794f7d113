from labor.models.line import WageLine
from labor.models.roll import RollKind, WageRoll
from labor.models.standard import WageStandard
from labor.models.worker import Worker

__all__ = ["RollKind", "WageLine", "WageRoll", "WageStandard", "Worker"]

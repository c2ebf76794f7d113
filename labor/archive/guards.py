"""What 备案 asks for, and the act that archives."""

from labor.archive.filing import archive_roll, lacking_to_file
from labor.models import RollAct
from labor.pay.acts import register_act
from labor.pay.guards import register


def register_all() -> None:
    register(RollAct.FILE, lacking_to_file)
    register_act(RollAct.ARCHIVE, archive_roll)

"""A supplement being signed, with a signed sheet kept, and the addresses of its way."""

from __future__ import annotations

from typing import Any

from labor.models import RollState, WageRoll
from labor.pay.files import add_files
from tests.labor.conftest import AT
from tests.labor.paying import supplement_of
from tests.labor.trainings.conftest import picture
from units.models import User

OF_ROLL = ("roll_move", "roll_signing", "roll_sign", "roll_print", "roll_trail", "roll_file_add")
OF_FILE = ("roll_file_download", "roll_file_remove")


def keys(*, roll: WageRoll, filer: User) -> dict[str, dict[str, Any]]:
    """By page, the arguments of its address; `roll` is the regular one it supplements."""
    roll = supplement_of(roll, by=filer, state=RollState.SIGNING)
    file = add_files(roll=roll, file_kind="signed", files=[picture("签字表.png", 77)], by=filer, at=AT)[0]
    of_roll = {name: {"pk": roll.pk} for name in OF_ROLL}
    return {"roll_bands": {}, **of_roll, **{name: {"pk": file.pk} for name in OF_FILE}}

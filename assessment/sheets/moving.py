"""One move of a sheet: made by the engine and told to the people it concerns, in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from assessment.models import Scoresheet, SheetAct
from assessment.sheets.announcing import announce
from assessment.sheets.moves import FLOW
from units.models import User


@transaction.atomic
def move_sheet(
    *, sheet: Scoresheet, act: SheetAct, by: User | None, at: datetime, reason: str = "", **more: Any
) -> Scoresheet:
    """Make one move (see `Flow.make`) and tell of it.

    Raises:
        NotAllowed, WrongState, StalePaper, Refusal: as the engine says.
    """
    made: Scoresheet = FLOW.make(sheet, act, by=by, at=at, reason=reason, **more)
    announce(made, act, by=by, at=at, reason=reason.strip())
    return made

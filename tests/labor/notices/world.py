"""A roll on its notice with a photo and an objection, a board, and the addresses' arguments."""

from __future__ import annotations

from datetime import date
from typing import Any

from labor.models import RollState
from labor.notices.objections import record_objection
from labor.notices.photos import add_photos
from labor.notices.posting import post_notice
from projects.models import Project
from projects.periods import open_period
from tests.labor.conftest import AT
from tests.labor.paying import make_roll
from tests.labor.trainings.conftest import picture
from units.models import User


def keys(*, project: Project, filer: User, poster: User) -> dict[str, dict[str, Any]]:
    """By page, the arguments of its address: a roll of its own month, prepared by `filer`, hung out by `poster`."""
    period = open_period(month=date(2026, 5, 1), by=None, at=AT)
    roll = make_roll(project, period, by=filer, state=RollState.NOTICE)
    hung = {"places": ["township", "village"], "place_note": "", "starts_on": date(2026, 11, 3)}
    notice = post_notice(roll=roll, **hung, by=poster, at=AT)  # type: ignore[arg-type]
    (photo,) = add_photos(notice=notice, files=[picture("公示栏.png", 40)], by=poster, at=AT)
    said: dict[str, Any] = {"raised_by": "匿名", "received_on": date(2026, 11, 5), "content": "少算一天"}
    objection = record_objection(roll=roll, **said, by=poster, at=AT)
    of_roll, of_notice, of_photo, of_objection = ({"pk": one.pk} for one in (roll, notice, photo, objection))
    of_project = {"pk": project.pk}
    return {
        "notice_list": {},
        "notice_export": {},
        "roll_notice": of_roll,
        "notice_post": of_roll,
        "notice_sheet": of_roll,
        "notice_result": of_roll,
        "objection_add": of_roll,
        "notice_stop": of_notice,
        "notice_photo_add": of_notice,
        "notice_photo_download": of_photo,
        "notice_photo_remove": of_photo,
        "objection_answer": of_objection,
        "objection_withdraw": of_objection,
        "rights_board": of_project,
        "rights_board_edit": of_project,
        "rights_board_print": of_project,
        "rights_contacts": {},
    }

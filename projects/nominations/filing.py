"""What the form of a nomination does with one button: the draft is begun, saved and handed on, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from projects.models import Collection, Nomination, NominationAct
from projects.nominations.actions import nominate_for_unit, save_nomination, send, start_nomination
from units.models import Unit, User
from units.refusals import Refusal

HANDS_ON: dict[NominationAct, Callable[..., Nomination]] = {
    NominationAct.SAVE: save_nomination,
    NominationAct.SEND: send,
    NominationAct.PROXY: nominate_for_unit,
}


@transaction.atomic
def begin_nomination(
    *,
    collection: Collection,
    unit: Unit,
    act: NominationAct,
    values: Mapping[str, Any],
    item_ids: Iterable[int],
    by: User,
    at: datetime,
) -> Nomination:
    """Start a unit's nomination with all that was typed; a refusal leaves not even a bare draft behind.

    Raises:
        NotAllowed, CollectionClosed: see `start_nomination`.
        Incomplete: everything wrong and, unless it is only saved, everything missing.
    """
    name = str(values.get("name", ""))
    nomination = start_nomination(collection=collection, unit=unit, name=name, by=by, at=at)
    return file_nomination(nomination=nomination, act=act, values=values, item_ids=item_ids, by=by, at=at)


@transaction.atomic
def file_nomination(
    *,
    nomination: Nomination,
    act: NominationAct,
    values: Mapping[str, Any],
    item_ids: Iterable[int],
    by: User,
    at: datetime,
    version: int | None = None,
) -> Nomination:
    """保存草稿, 送审 or 代报 with what the form holds; `version` is what the person saw.

    Raises:
        Incomplete: everything wrong and, unless it is only saved, everything missing.
        StaleNomination: somebody saved after `version` was read.
    """
    if act not in HANDS_ON:
        raise Refusal("没有这项办理，请用页面上的按钮。")
    return HANDS_ON[act](
        nomination=nomination, values=values, item_ids=item_ids, by=by, at=at, version=version
    )  # fmt: skip

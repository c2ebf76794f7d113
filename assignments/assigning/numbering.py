"""年内序号: taken one after another; who comes second at the same moment looks again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max

from assignments.models import Assignment
from units.audit import hold_chain
from units.refusals import Refusal

TRIES = 5
Made = TypeVar("Made")


def with_serials(year: int, make: Callable[[int], Made]) -> Made:
    """Run `make(next serial)` in a savepoint; again when somebody else took the number meanwhile.

    Raises:
        Refusal: too many at once.
    """
    hold_chain()  # minutes hold it already when they make their tasks
    for _ in range(TRIES):
        last = Assignment.objects.filter(year=year).aggregate(last=Max("serial"))["last"] or 0
        try:
            with transaction.atomic():
                return make(last + 1)
        except IntegrityError:
            if not _taken(year, last):
                raise
    raise Refusal("同时拟订任务的人太多，没有取到序号，请稍后重试。")


def _taken(year: int, last: int) -> bool:
    return Assignment.objects.filter(year=year, serial__gt=last).exists()


def numbered(rows: Sequence[Assignment], first: int) -> list[Assignment]:
    """The rows with their serials."""
    for serial, row in enumerate(rows, start=first):
        row.serial = serial
    return list(rows)

"""Saving a checked workbook: people, answers, categories and trades, in bulk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max

from labor.bulk import insert_rows
from labor.models import ResponseCategory, SurveyPart, SurveyResponse
from labor.registry import Registered, enroll
from labor.surveys.reading import Line
from labor.surveys.responses import PLAIN, phone_columns
from units.models import User

FIXED = ["survey", "part", "filed_at", "filed_by", "version", "withdraw_reason"]
FIELDS = [*FIXED, "worker", "phone_sealed", "phone_masked", *PLAIN]


def save_lines(
    lines: Sequence[Line],
    part: SurveyPart,
    indexes: Mapping[str, str],
    known: Mapping[str, Registered],
    *,
    by: User,
    at: datetime,
) -> None:
    """Write new answers, registering people not yet known; inside the caller's transaction.

    Raises:
        IntegrityError: another township entered one of the people meanwhile.
    """
    people = enroll({line.number: line.answers.name for line in lines}, indexes, known)
    stamp = connection.ops.adapt_datetimefield_value(at)
    fixed = (part.survey_id, part.pk, stamp, by.pk, 0, "")
    workers = [people[indexes[line.number]] for line in lines]
    last = SurveyResponse.objects.aggregate(last=Max("pk"))["last"] or 0
    insert_rows(
        SurveyResponse, FIELDS, [_row(fixed, worker, line) for worker, line in zip(workers, lines, strict=True)]
    )
    made = dict(SurveyResponse.objects.filter(part=part, pk__gt=last).order_by().values_list("worker_id", "pk"))
    _save_many([made[worker] for worker in workers], lines)


def _row(fixed: tuple[Any, ...], worker: int, line: Line) -> tuple[Any, ...]:
    phone = phone_columns(line.answers.phone or "")
    plain = (getattr(line.answers, name) for name in PLAIN)
    return (*fixed, worker, phone["phone_sealed"], phone["phone_masked"], *plain)


def _save_many(keys: Sequence[int], lines: Sequence[Line]) -> None:
    pairs = list(zip(keys, lines, strict=True))
    categories = [(key, category) for key, line in pairs for category in line.answers.categories]
    insert_rows(ResponseCategory, ["response", "category"], categories)
    for name in ("skills", "wanted"):
        through = SurveyResponse._meta.get_field(name).remote_field.through  # type: ignore[union-attr]
        chosen = [(key, trade.pk) for key, line in pairs for trade in getattr(line.answers, name)]
        insert_rows(through, ["surveyresponse", "trade"], chosen)

"""Bringing a township's 摸底表 workbook in: everything checked at once, the whole sheet saved or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils import timezone

from documents.masking import masked_problems, without_numbers
from documents.workbooks import Reading
from labor.bulk import chunks, collector_paused, sentence_of
from labor.models import SurveyPart, SurveyResponse
from labor.registry import Registered, indexes_of, registered
from labor.surveys.answers import LABELS
from labor.surveys.form import survey_form
from labor.surveys.parts import hold_part
from labor.surveys.people import Held, held_in, name_hint, names_seen, taken_sentence
from labor.surveys.permissions import require_fills_in
from labor.surveys.reading import Line, cell_of, read_lines
from labor.surveys.responses import MANY, PLAIN, changes_of
from labor.surveys.saving import save_lines
from projects.imports.opening import Upload, read_form
from projects.outcome import ImportOutcome, content_of_upload
from units.audit import record
from units.models import User
from units.refusals import Refusal

FILE_NAME_LENGTH = 200


@dataclass(slots=True)
class Met:
    """The people of a workbook: their blind indexes, those registered, and the answers of this survey they have."""

    indexes: dict[str, str]
    known: dict[str, Registered]
    held: dict[int, Held] = field(default_factory=dict)

    def person(self, line: Line) -> Registered | None:
        return self.known.get(self.indexes.get(line.number, ""))

    def answer(self, line: Line) -> Held | None:
        person = self.person(line)
        return self.held.get(person.pk) if person else None


@collector_paused()
def import_survey(
    *, file: Upload, name: str, part: SurveyPart, by: User, at: datetime, dry_run: bool = False
) -> ImportOutcome:
    """Import one township's 摸底表; every error and warning stands at its cell, in one pass.

    A person whose row says just what is stored already counts as unchanged; where it differs the cell is an error,
    for a workbook never writes over what was entered.

    Args:
        file: the workbook (bytes, path or binary file); `name` is what the sender calls it.
        dry_run: check and count, save nothing.

    Returns:
        The outcome; `facts` hold survey, township and people (rows of the sheet).

    Raises:
        NotAllowed: neither the township's filer nor the office.
        WrongState: the survey or the part takes nothing (more).
        Refusal: the file cannot be read as a 摸底表 at all.
    """
    require_fills_in(by, part, "导入")
    content = content_of_upload(file)
    reading = read_form(content, [survey_form()])
    digest = sha256(content).hexdigest()
    try:
        with transaction.atomic():
            return _import(reading, without_numbers(name)[:FILE_NAME_LENGTH], part, digest, by, at, dry_run)
    except IntegrityError as error:
        said = sentence_of(error, SurveyResponse)
        if said is None:
            raise
        raise Refusal(f"导入时有人正在登记：{said}没有保存任何内容，请重新导入一次。") from error


def _import(
    reading: Reading, name: str, part: SurveyPart, digest: str, by: User, at: datetime, dry_run: bool
) -> ImportOutcome:
    held = hold_part(part, by=by, at=at, act="导入")
    lines = read_lines(reading, held, timezone.localdate(at))
    met = _acquaint(lines, held)
    _check_names(lines, met, by)
    fresh = _check_held(lines, met, held)
    errors = masked_problems(reading.errors)
    outcome = ImportOutcome(
        file_name=name,
        title="摸底表",
        errors=errors,
        warnings=masked_problems(reading.warnings),
        notes=reading.notes,
        created=0 if errors else len(fresh),
        unchanged=0 if errors else len(lines) - len(fresh),
        dry_run=dry_run,
        facts={"survey": str(held.survey), "township": held.township.name, "people": len(lines)},
    )
    if outcome.is_saved and fresh:
        save_lines(fresh, held, met.indexes, met.known, by=by, at=at)
        _tell(outcome, held, digest, by=by, at=at)
    return outcome


def _tell(outcome: ImportOutcome, part: SurveyPart, digest: str, *, by: User, at: datetime) -> None:
    detail = {"part": part.pk, "file": outcome.file_name, "sha256": digest, "warnings": len(outcome.warnings)}
    record(act="导入摸底表", subject=str(part), by=by, at=at, rows=outcome.created, detail=detail)


def _acquaint(lines: Iterable[Line], part: SurveyPart) -> Met:
    indexes = indexes_of(line.number for line in lines if line.number)
    met = Met(indexes, registered(indexes.values()))
    met.held = held_in(part.survey, [person.pk for person in met.known.values()])
    return met


def _check_names(lines: Sequence[Line], met: Met, by: User) -> None:
    """A name unlike the registered one is a warning; who may not see the person is not told the name."""
    differing = [
        (line, person)
        for line in lines
        if (person := met.person(line)) and line.answers.name and line.answers.name != person.name
    ]
    seen = names_seen([person.pk for _, person in differing], by)
    for line, person in differing:
        line.row.problem("name", "name_differs", name_hint(seen.get(person.pk)), warning=True)


def _check_held(lines: Sequence[Line], met: Met, part: SurveyPart) -> list[Line]:
    """Report people entered already (elsewhere, or with other answers); return the lines that are new."""
    own = _own_answers([held.pk for held in met.held.values() if held.part_id == part.pk])
    fresh = []
    for line in lines:
        held = met.answer(line)
        if held is None:
            fresh.append(line)
        elif held.pk not in own:
            line.row.problem("id_number", "person_taken", taken_sentence(held, part))
        elif line.row.bad.isdisjoint(line.row.values):
            _compare(line, own[held.pk])
    return fresh


def _own_answers(keys: Sequence[int]) -> dict[int, SurveyResponse]:
    answers = SurveyResponse.objects.prefetch_related("categories", "skills", "wanted").order_by()
    return {one.pk: one for some in chunks(keys) for one in answers.filter(pk__in=some)}


def _compare(line: Line, stored: SurveyResponse) -> None:
    """Columns that the sheet lacks say nothing."""
    columns = (*PLAIN, *MANY, "phone")
    absent = {LABELS[name] for name in columns if not line.row.reading.has(cell_of(name))}
    differing = [label for label in changes_of(stored, line.answers) if label not in absent]
    if differing:
        message = (
            f"这个人在本次摸底里已经登记，表中“{'、'.join(differing)}”与已登记的不同。"
            "导入不改写已有登记，请在系统里修改，或从表中删去这一行。"
        )
        line.row.problem("id_number", "already_entered", message)

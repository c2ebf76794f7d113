"""Upload page of any workbook of this floor: check alone, annotate, or import; errors at their cells, or on to what
was saved.

A page's template shows it by one line:
`{% include "labor/_upload.html" with form=form csrf_token=csrf_token outcome=outcome shown=shown only %}`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from documents.workbooks import UnreadableWorkbook, annotate
from documents.workbooks.problems import CellProblem
from projects.outcome import ImportOutcome
from units.downloads import workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import actor, show_refusal

PROBLEMS_SHOWN = 300
HINTS_TOLD = 5
OUTCOME = "labor/_upload_outcome.html"
Take = Callable[..., ImportOutcome]


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of a checked workbook, as `components/_stat.html` shows it."""

    label: str
    value: Any
    unit: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What is said of a saved workbook, and the address where it is to be seen."""

    sentence: str
    address: str
    lists_hints: bool = False  # the page there lists the hints itself


@dataclass(frozen=True, slots=True)
class Shown:
    """As much of an outcome as a page holds; the annotated workbook holds it all."""

    errors: Sequence[CellProblem] = ()
    warnings: Sequence[CellProblem] = ()
    facts: Sequence[Fact] = ()
    hidden: int = 0


def rows_of(outcome: ImportOutcome) -> list[Fact]:
    """The figures of an import that has no others: rows to be added, rows there already."""
    return [Fact("将新增", outcome.created, "行"), Fact("已有、未变", outcome.unchanged, "行")]


def answer_upload(
    request: HttpRequest,
    form: Form,
    *,
    take: Take,
    page: str,
    saved: Callable[[ImportOutcome], Saved],
    facts: Callable[[ImportOutcome], Sequence[Fact]] = rows_of,
    **context: Any,
) -> HttpResponse:
    """The page, or the annotated original, or on to what was saved; refusals stand above the form (422).

    Args:
        form: bound on POST; its field `file` is the workbook, its other fields go to `take` by their names.
        take: an import: `take(file=, name=, by=, at=, dry_run=, **fields)`; fix what the form does not ask (the
            project, the part) with `functools.partial`.
        page: the template of the whole page; it gets `form`, `outcome`, `shown` and `context`.
        saved: what to say and where to go once everything is saved.
        facts: figures beside “检查通过”.
    """
    outcome = None
    if request.method == "POST" and form.is_valid():
        try:
            if "annotate" in request.POST:
                return _annotated(actor(request), form, take)
            outcome = _take(actor(request), form, take, dry_run="check" in request.POST)
        except Refusal as refusal:
            show_refusal(form, refusal)
        except UnreadableWorkbook as unreadable:
            form.add_error(None, str(unreadable))
    if outcome is not None and outcome.is_saved:
        return _go_on(request, outcome, saved(outcome))
    return _page(request, page, {**context, "form": form, "outcome": outcome, "shown": _shown(outcome, facts)})


def _take(user: User, form: Form, take: Take, *, dry_run: bool) -> ImportOutcome:
    said: dict[str, Any] = dict(form.cleaned_data)
    upload = said.pop("file")
    return take(file=upload.file, name=upload.name, **said, by=user, at=timezone.now(), dry_run=dry_run)


def _annotated(user: User, form: Form, take: Take) -> HttpResponse:
    """The sender's own workbook with a note at every problem; nothing is saved."""
    outcome = _take(user, form, take, dry_run=True)
    upload = form.cleaned_data["file"]
    upload.seek(0)
    placed = [problem for problem in outcome.problems if problem.cell]
    return workbook_response(annotate(upload.read(), placed), f"批注-{upload.name}")


def _go_on(request: HttpRequest, outcome: ImportOutcome, saved: Saved) -> HttpResponse:
    """Say what was saved and what deserves another look, and show it; htmx is told where to go."""
    tell = messages.warning if outcome.warnings and saved.lists_hints else messages.success
    tell(request, "".join([saved.sentence, *(outcome.notes if not saved.lists_hints else ())]))
    if outcome.warnings and not saved.lists_hints:
        messages.warning(request, "".join(_first_hints(outcome)))
    if _is_partial(request):
        return HttpResponse(headers={"HX-Redirect": saved.address})
    return redirect(saved.address)


def _first_hints(outcome: ImportOutcome) -> list[str]:
    """The first hints of a saved workbook, each with its cell."""
    told = [f"{problem.cell}：{problem.message}" for problem in outcome.warnings[:HINTS_TOLD]]
    more = len(outcome.warnings) - len(told)
    return [f"有{len(outcome.warnings)}处提示，请核对：", *told, *([f"另有{more}处。"] if more > 0 else [])]


def _shown(outcome: ImportOutcome | None, facts: Callable[[ImportOutcome], Sequence[Fact]]) -> Shown:
    if outcome is None:
        return Shown()
    hidden = sum(max(0, len(found) - PROBLEMS_SHOWN) for found in (outcome.errors, outcome.warnings))
    return Shown(
        errors=outcome.errors[:PROBLEMS_SHOWN],
        warnings=outcome.warnings[:PROBLEMS_SHOWN],
        facts=facts(outcome) if outcome.ok else (),
        hidden=hidden,
    )


def _page(request: HttpRequest, page: str, context: dict[str, Any]) -> HttpResponse:
    """The page, whole or as the part htmx puts below the form (so that the chosen file stays chosen)."""
    if _is_partial(request):
        return render(request, OUTCOME, context)
    outcome = context["outcome"]
    failed = bool(context["form"].errors) or (outcome is not None and not outcome.ok)
    return render(request, page, context, status=422 if failed else 200)


def _is_partial(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"

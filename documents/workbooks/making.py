"""Making workbooks; the library that writes them is loaded when one is made: most processes only read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from documents.workbooks.sheet import Sheet

if TYPE_CHECKING:
    from documents.workbooks.columns import Form
    from documents.workbooks.opening import Source
    from documents.workbooks.problems import CellProblem


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return the bytes of an .xlsx with the given sheets; text never becomes a formula."""
    from documents.workbooks import writer

    return writer.write_workbook(sheets)


def template(
    form: Form, *, preamble: Sequence[str] = (), title: str = "", rows: Sequence[Mapping[str, Any]] = ()
) -> bytes:
    """Return an .xlsx to fill in, see `templates.template`."""
    from documents.workbooks import templates

    return templates.template(form, preamble=preamble, title=title, rows=rows)


def annotate(source: Source, problems: Iterable[CellProblem]) -> bytes:
    """Return the sender's workbook with a note at each problem, see `annotator.annotate`."""
    from documents.workbooks import annotator

    return annotator.annotate(source, problems)

"""ImportOutcome: what an import found and did, for the page, the command and other tools alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.workbooks.opening import Source, content_of
from documents.workbooks.problems import CellProblem
from units.refusals import Refusal


@dataclass(slots=True, kw_only=True)
class ImportOutcome:
    """The result of reading one workbook.

    Errors block everything: with one error nothing is saved. Warnings are listed and kept. `created`, `updated` and
    `unchanged` count rows (projects, filings or lines); on a dry run they say what would happen. `facts` are further
    figures of this kind of import, ready for JSON; `notes` say what was passed over or converted.
    """

    file_name: str
    title: str
    errors: Sequence[CellProblem] = ()
    warnings: Sequence[CellProblem] = ()
    notes: Sequence[str] = ()
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    dry_run: bool = False
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.errors

    @property
    def is_saved(self) -> bool:
        return self.ok and not self.dry_run

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.unchanged

    @property
    def problems(self) -> list[CellProblem]:
        return [*self.errors, *self.warnings]

    @property
    def summary(self) -> str:
        """One Chinese sentence: what happened."""
        if self.errors:
            return f"{self.title}“{self.file_name}”有{len(self.errors)}处错误，没有保存任何内容。请改正后重新导入。"
        counts = f"新增{self.created}行、更新{self.updated}行、未变{self.unchanged}行"
        if self.dry_run:
            return f"{self.title}“{self.file_name}”检查通过（试读，未保存）：将{counts}。"
        return f"{self.title}“{self.file_name}”已导入：{counts}。"

    def lines(self) -> list[str]:
        """Sentences for a person at a terminal: the summary, then every error and warning at its cell."""
        return [
            self.summary,
            *(f"错误 {problem}" for problem in self.errors),
            *(f"提示 {problem}" for problem in self.warnings),
            *(f"说明 {note}" for note in self.notes),
        ]

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready: `ok`, `saved`, counts, `errors` and `warnings` (sheet, cell, heading, found, message, kind)."""
        return {
            "ok": self.ok,
            "saved": self.is_saved,
            "dry_run": self.dry_run,
            "file": self.file_name,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "errors": [problem.as_dict() for problem in self.errors],
            "warnings": [problem.as_dict() for problem in self.warnings],
            "notes": list(self.notes),
            **self.facts,
        }


def refused_as_dict(refusal: Refusal) -> dict[str, Any]:
    """JSON of an import that was refused before any row was read: the keys of `as_dict`, each sentence an error."""
    place = dict.fromkeys(("sheet", "cell", "heading", "found"), "")
    return {
        "saved": False,
        **dict.fromkeys(("created", "updated", "unchanged"), 0),
        "errors": [{**place, "message": sentence, "kind": "refused"} for sentence in refusal.sentences],
        "warnings": [],
    }


def content_of_upload(file: Source) -> bytes:
    """An upload's bytes, or those of the file a command names.

    Raises:
        Refusal: there is no such file, or it cannot be opened.
    """
    try:
        return content_of(file)
    except FileNotFoundError:
        raise Refusal("找不到这个文件，请核对路径。") from None
    except OSError as error:
        raise Refusal(f"文件打不开（{error.strerror}），请核对路径和权限。") from None

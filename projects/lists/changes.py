"""What a version changed, in words people read: amounts in 万元, the values before and after."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from documents.formats import MISSING, chinese_date, wan
from documents.workbooks import Kind
from projects.imports.forms import LIST
from projects.lists.rows import HEADINGS
from projects.models import Change, ListVersion, VersionRow

CHANGE_HEADINGS = ("序号", "项目名称", "项目代码", "变化", "具体情况")
MONEY = {column.key for column in LIST.columns if column.kind == Kind.MONEY_WAN}


def said_of(version: ListVersion) -> str:
    """Which version it is, since when, and on what document it rests."""
    return f"{version}，{chinese_date(version.published_on)}发布，依据：{version.basis}"


def written(key: str, value: Any) -> str:
    """A frozen value as the list prints it."""
    if value is None or value == "":
        return MISSING
    return wan(value) if key in MONEY else str(value)


def sentence_of(change: str, reason: str, changes: dict[str, list[Any]]) -> str:
    """Why a project was moved out, or what was adjusted, column by column."""
    if change == Change.REMOVED:
        return f"原因：{reason}"
    return "；".join(
        f"{HEADINGS[key]}：{written(key, before)}→{written(key, now)}" for key, (before, now) in changes.items()
    )


def change_rows(rows: Iterable[VersionRow]) -> list[tuple[str, str, str, str, str]]:
    """Every row that is not as it was, as texts under `CHANGE_HEADINGS`."""
    return [
        (
            str(row.serial), row.values["name"], row.values["code"], row.get_change_display(),
            sentence_of(row.change, row.reason, row.changes),
        )
        for row in rows
        if row.change != Change.KEPT
    ]  # fmt: skip

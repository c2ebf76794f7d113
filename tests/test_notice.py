"""`docs/notice.md`: every clause of the founding notice has a page, the data it is kept in and a test that shows it."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from django.apps import apps
from django.urls import get_resolver

from assignments.assigning.places import PLACES

ROOT = Path(__file__).resolve().parent.parent
HEADINGS = ["序", "条款", "要做的事", "页面", "数据", "证明"]
# 大渡口府办发〔2022〕86号, part by part; what stands in `fixtures/duties.json` breaks some of them down further.
CLAUSES = {
    "一",
    *(f"二（{number}）" for number in "一二三四五六七"),
    "三",
    *(f"三（{number}）" for number in "一二三四五六七八"),
    "四",
    "五",
}


class Row(NamedTuple):
    number: str
    clause: str
    text: str
    pages: list[str]
    models: list[str]
    tests: list[str]


@cache
def rows() -> list[Row]:
    lines = (ROOT / "docs" / "notice.md").read_text(encoding="utf-8").splitlines()
    tables = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    heading, _, *body = tables
    assert heading == HEADINGS
    return [Row(*cells[:3], *(re.findall(r"`([^`]+)`", cell) for cell in cells[3:])) for cells in body]


def duties() -> list[dict[str, str]]:
    return json.loads((ROOT / "fixtures" / "duties.json").read_text(encoding="utf-8"))


def test_every_clause_of_the_notice_has_a_row_and_nothing_else_has() -> None:
    assert {row.clause for row in rows()} == CLAUSES
    told = {(row.number, row.clause, row.text) for row in rows() if row.number != "—"}
    assert told == {(str(duty["number"]), duty["clause"], duty["text"]) for duty in duties()}


def test_every_row_names_a_page_its_data_and_a_proof() -> None:
    assert [row.clause for row in rows() if not (row.pages and row.models and row.tests)] == []


def test_the_pages_are_those_the_system_itself_leads_to_from_each_duty() -> None:
    known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert {page for row in rows() for page in row.pages} - known == set()
    led = {str(number): [page for _, page in places] for number, places in PLACES.items()}
    assert {row.number: row.pages for row in rows() if row.number != "—"} == led


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.clause}-{row.number}")
def test_what_a_row_names_is_there(row: Row) -> None:
    for model in row.models:
        apps.get_model(model)
    for test in row.tests:
        file, _, name = test.partition("::")
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), test

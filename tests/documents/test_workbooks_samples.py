"""The workbooks offices really send are read untouched; the faulty one shows every fault at its cell."""

import json
from datetime import date
from decimal import Decimal

import pytest

from documents.workbooks import Reading, read_workbook
from tests.documents.forms import FORMS, SAMPLES

EXPECTED = json.loads((SAMPLES / "expected.json").read_text())
ROLLS = sorted(name for name in EXPECTED if name.endswith(".xlsx"))
FAULTY = SAMPLES / "发放表-有错-2026年10月.xlsx"
# What can be seen in a cell alone; the rest needs the rules of the floors above.
CELL_KINDS = {
    "id_checksum", "id_date", "id_lost_digits", "name_missing", "days_not_a_number", "phone_invalid",
    "amount_missing", "formula_in_text", "card_luhn",
}  # fmt: skip


@pytest.fixture(scope="module")
def faulty() -> Reading:
    return read_workbook(FAULTY, FORMS)


@pytest.mark.parametrize("name", ROLLS)
def test_a_good_roll_reads_without_a_problem_to_its_last_fen(name: str) -> None:
    reading = read_workbook(SAMPLES / name, FORMS)
    assert reading.form.key == "roll"
    assert reading.problems == []
    assert len(reading.rows) == EXPECTED[name]["lines"]
    assert sum(row["net"] for row in reading.rows) == Decimal(EXPECTED[name]["net"]) * 100
    assert reading.stated("项目代码") == EXPECTED[name]["project"]


def test_the_project_list_reads_all_23_columns() -> None:
    reading = read_workbook(SAMPLES / "清单-2026年.xlsx", FORMS)
    assert (reading.form.key, len(reading.places), reading.problems, reading.notes) == ("listed", 23, [], [])
    found = {row["code"]: (row["name"], row["total"], row["plan"]) for row in reading.rows}
    assert found == {
        project["code"]: (project["name"], project["total"] * 1_000_000, project["plan"] * 1_000_000)
        for project in EXPECTED["projects"]
    }
    assert reading.rows[0]["years"] == (date(2024, 3, 1), date(2027, 6, 1))


def test_the_monthly_ledger_reads_all_20_columns_and_derived_ratios_do_not_matter() -> None:
    reading = read_workbook(SAMPLES / "月报-2026年10月.xlsx", FORMS)
    assert (reading.form.key, len(reading.places), len(reading.rows), reading.problems) == ("ledger", 20, 12, [])
    first = reading.rows[0]
    assert (first["done_before"], first["done_now"]) == (22_764_420_000, 2_813_580_000)
    assert (first["present"], first["absorbed"], first["rural"], first["start_on"]) == (112, 160, 80, None)
    assert reading.rows[1]["preparation"] == ""


def test_the_official_sheet_reads_its_three_level_head() -> None:
    reading = read_workbook(SAMPLES / "调度表-2026年10月.xlsx", FORMS)
    assert (reading.form.key, len(reading.places), reading.header_rows) == ("official", 20, (3, 5))
    assert reading.problems == []
    assert [row.number for row in reading.rows] == [6, 7, 8]
    row = reading.rows[0]
    assert [row[key] for key in ("preparing", "building", "built", "in_use")] == [False, True, False, False]
    assert (row["granted"], row["pooled"], row["workers"], row["paid_city"]) == (400_000_000, None, 42, None)


def test_every_fault_a_cell_shows_is_reported_once_at_its_cell(faulty: Reading) -> None:
    expected = json.loads(FAULTY.with_suffix(".expected.json").read_text())
    errors = {(problem["cell"], problem["kind"]) for problem in expected["errors"] if problem["kind"] in CELL_KINDS}
    warnings = {(problem["cell"], problem["kind"]) for problem in expected["warnings"] if problem["kind"] in CELL_KINDS}
    assert [(p.cell, p.kind) for p in faulty.errors] == sorted(errors, key=lambda e: (int(e[0][1:]), e[0]))
    assert [(p.cell, p.kind) for p in faulty.warnings] == sorted(warnings)


def test_sloppy_but_clear_cells_are_accepted(faulty: Reading) -> None:
    rows = {row.number: row for row in faulty.rows}
    assert rows[24]["id"] == "50010420020223280X"
    assert (rows[25]["gross"], rows[25]["net"]) == (420_000, 420_000)
    assert (rows[26]["name"], rows[26]["card"]) == ("韩明建", "6217009654956851074")
    assert rows[27]["id"] == "50010419801101341X"
    assert (rows[28]["days"], rows[28]["rate"]) == (2000, 21_000)


def test_a_problem_says_where_what_and_what_to_do_and_shows_no_full_number(faulty: Reading) -> None:
    by_cell = {problem.cell: problem.as_dict() for problem in faulty.problems}
    assert by_cell["I14"] == {
        "sheet": "发放表", "cell": "I14", "heading": "工作时间（工日）", "found": "二十天",
        "message": "这里应填数字，请改成阿拉伯数字（例如20或21.5），不带文字。", "kind": "days_not_a_number",
    }  # fmt: skip
    assert by_cell["F4"]["found"] == "50*************791"
    assert by_cell["N18"]["found"] == "***************5325"
    assert "500104199308143791" not in str(faulty.problems)


def test_floors_above_add_their_own_problems_and_see_which_cells_are_already_bad(faulty: Reading) -> None:
    reading = read_workbook(FAULTY, FORMS)
    row = next(row for row in reading.rows if row.number == 16)
    assert row.invalid("net")
    assert not row.valid("gross", "net")
    assert row.valid("gross", "days")
    assert (row.cell("gross"), row.found("days")) == ("K16", "20")
    problem = row.problem("gross", "gross_mismatch", "应发不等于工日乘单价，请核对。")
    assert problem in reading.errors
    assert (problem.cell, problem.heading, problem.found) == ("K16", "应发（元）", "4200")
    assert row.invalid("gross")
    row.problem("voucher", "unsigned", "没有签字，请补签。", warning=True)
    assert [p.kind for p in reading.warnings if p.cell == "O16"] == ["unsigned"]
    assert not row.invalid("voucher")

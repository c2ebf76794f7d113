"""Rows of a 摸底表 workbook as answers: words looked up, every problem at its cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from documents.identifiers import age_on, sex
from documents.masking import without_numbers
from documents.workbooks import Reading, Row
from documents.workbooks.problems import BadCell
from labor.models import SurveyPart, Trade
from labor.surveys.answers import Answers, faults_of
from labor.surveys.responses import with_plain_numbers
from labor.surveys.vocabulary import (
    ABILITIES,
    EDUCATIONS,
    EMPLOYMENTS,
    NO_CHOICE,
    WILLINGNESSES,
    category_of,
    days_of,
    parts_of,
)
from labor.trades.finding import TradeIndex
from projects.imports.vocabulary import plain

WORDS: dict[str, Mapping[str, str]] = {
    "education": EDUCATIONS, "ability": ABILITIES, "employment": EMPLOYMENTS, "willingness": WILLINGNESSES,
}  # fmt: skip
T = TypeVar("T")
CELLS = {"available_from": "available", "available_to": "available"}  # fields that share a cell


@dataclass(frozen=True, slots=True)
class Line:
    """One row and what it says."""

    row: Row
    answers: Answers
    number: str


def read_lines(reading: Reading, part: SurveyPart, today: date) -> list[Line]:
    """Turn every row into answers; problems are recorded on the reading."""
    trades = TradeIndex()
    _check_above(reading, part)
    lines = [_line(row, part, trades, today) for row in reading.rows]
    _check_twice(lines)
    return lines


def cell_of(name: str) -> str:
    """The column in which a field of the answers stands."""
    return CELLS.get(name, name)


def _line(row: Row, part: SurveyPart, trades: TradeIndex, today: date) -> Line:
    answers = with_plain_numbers(_answers(row, part, trades))
    number = row["id_number"]
    for fault in faults_of(answers, survey=part.survey, today=today, id_number=number or None):
        if row.valid(cell_of(fault.field)):
            row.problem(cell_of(fault.field), fault.kind, fault.sentence, warning=fault.is_hint)
    _check_township(row, part)
    if number:
        _check_against_number(row, number, row["surveyed_on"] or today)
    return Line(row, answers, number)


def _answers(row: Row, part: SurveyPart, trades: TradeIndex) -> Answers:
    words = {key: _word(row, key, table) for key, table in WORDS.items()}
    first, last = _days(row, part.survey.year)
    texts = {key: row[key] for key in ("name", "village", "certificates", "training_wanted", "surveyor", "remark")}
    return Answers(
        **texts,
        **words,
        surveyed_on=row["surveyed_on"],
        categories=_categories(row),
        skills=_trades(row, "skills", trades),
        wanted=_trades(row, "wanted", trades),
        available_from=first,
        available_to=last,
        phone=row["phone"] if row.reading.has("phone") else None,
    )


def _word(row: Row, key: str, table: Mapping[str, str]) -> str:
    text = row[key]
    if not text:
        return ""
    value = table.get(plain(text))
    if value is None:
        offered = "、".join(row.reading.form.by_key[key].choices)
        row.problem(key, "choice_unknown", f"这里只能填{offered}，请更正。")
    return value or ""


def _named(row: Row, key: str, find: Callable[[str], T | None], sentence: str) -> list[T]:
    """Several things named in a cell; those that are unknown are told at once."""
    found = {text: find(text) for text in parts_of(row[key])}
    unknown = [text for text, value in found.items() if value is None]
    if unknown:
        row.problem(key, f"{key}_unknown", sentence.format(without_numbers("”“".join(unknown))))
    return [value for value in found.values() if value is not None]


def _categories(row: Row) -> list[str]:
    sentence = "不认识类别“{}”，请照空表下拉里的名称或代码填写，几类用“、”隔开。"
    return _named(row, "categories", category_of, sentence) if row["categories"] else []


def _trades(row: Row, key: str, trades: TradeIndex) -> Sequence[Trade]:
    if not row[key] or plain(row[key]) in NO_CHOICE:
        return []
    sentence = "工种表里没有“{}”，请照空表下拉里的工种填写，几个用“、”隔开；表上没有的填“其他工种”。"
    return _named(row, key, trades.named, sentence)


def _days(row: Row, year: int) -> tuple[date | None, date | None]:
    try:
        return days_of(row["available"], year)
    except BadCell as bad:
        row.problem("available", bad.kind, str(bad))
        return None, None


def _check_township(row: Row, part: SurveyPart) -> None:
    """A row of another township is not taken in under this one's name."""
    if row["township"] and plain(row["township"]) not in {plain(name) for name in part.township.names}:
        message = f"这一行写的不是{part.township}，本次导入的是{part.township}的摸底表；请更正或删去这一行。"
        row.problem("township", "township_differs", message)


def _check_above(reading: Reading, part: SurveyPart) -> None:
    stated = reading.stated("镇街")
    if stated and reading.rows and plain(stated) not in {plain(name) for name in part.township.names}:
        message = (
            f"表头写的镇街是“{without_numbers(stated)[:20]}”，本次导入的是{part.township}；请改选镇街，或更正表头。"
        )
        reading.rows[0].problem("township", "township_differs", message)


def _check_against_number(row: Row, number: str, day: date) -> None:
    """Stated sex and age against those the number says: a sign of a number of another person."""
    says = sex(number).value
    if row["sex"] and row["sex"].strip("性") != says:
        row.problem("sex", "sex_differs", f"按身份证号应为{says}，请核对性别和号码。", warning=True)
    age, stated = age_on(number, day), row["age"].removesuffix("岁").removesuffix("周")
    if stated and age is not None and (not stated.isdecimal() or abs(int(stated[:4]) - age) > 1):
        row.problem("age", "age_differs", f"按身份证号，调查时{age}周岁，请核对年龄和号码。", warning=True)


def _check_twice(lines: Sequence[Line]) -> None:
    """A person's second row in one workbook, naming the first."""
    first: dict[str, Row] = {}
    for line in lines:
        if line.number in first:
            earlier = first[line.number]
            message = (
                f"与{earlier.cell('id_number')}（第{earlier.number}行）是同一个身份证号，一人只填一行，"
                "请合并，或更正抄错的号码。"
            )
            line.row.problem("id_number", "duplicate_person", message)
        elif line.number:
            first[line.number] = line.row

"""Import of a 摸底表: all errors at their cells, everything or nothing, one person once, few queries."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.workbooks import read_workbook
from labor.models import LaborSurvey, SurveyPart, SurveyResponse, Trade, Worker
from labor.surveys.actions import finish_part
from labor.surveys.form import survey_form, survey_template
from labor.surveys.importing import import_survey
from projects.outcome import ImportOutcome
from tests.labor.sheets import id_number
from tests.labor.surveys.books import CELL, FIRST_ROW, person, survey_bytes
from tests.labor.surveys.conftest import Enter
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState
from units.secrecy import unseal

Bring = Callable[..., ImportOutcome]


@pytest.fixture
def bring(trades: dict[str, Trade], jiansheng: SurveyPart, wang: User, at: datetime) -> Bring:
    """Import rows into 建胜镇's part as Wang."""

    def run(*rows: dict[str, Any], part: SurveyPart = jiansheng, by: User = wang, **how: Any) -> ImportOutcome:
        book = {key: how.pop(key) for key in ("without", "above") if key in how}
        return import_survey(file=survey_bytes(rows, **book), name="摸底表.xlsx", part=part, by=by, at=at, **how)

    return run


def kinds(outcome: ImportOutcome) -> dict[str, str]:
    return {problem.cell: problem.kind for problem in outcome.errors}


def test_a_good_sheet_is_saved_whole(bring: Bring) -> None:
    outcome = bring(person(1), person(2, available="全年", categories="06返乡农民工、其他", phone=""))
    assert outcome.is_saved, outcome.lines()
    assert (outcome.created, outcome.facts["people"]) == (2, 2)
    first, second = SurveyResponse.objects.order_by("pk")
    assert (first.available_from, first.available_to) == (date(2026, 12, 1), date(2027, 2, 28))
    assert sorted(trade.name for trade in first.skills.all()) == ["普工", "砌筑工"]
    assert first.wanted.count() == 0
    assert sorted(one.category for one in second.categories.all()) == ["06", "99"]
    assert (unseal(first.phone_sealed), first.phone_masked) == ("13900000001", "139****0001")
    assert (second.phone_sealed, second.available_to) == ("", date(2026, 12, 31))
    assert unseal(first.worker.id_sealed) == id_number(order=1)


def test_saved_rows_are_whole_as_the_form_saves_them(bring: Bring, wang: User, at: datetime) -> None:
    bring(person(1))
    response = SurveyResponse.objects.get()
    response.full_clean()
    assert (response.filed_at, response.filed_by, response.version) == (at, wang, 0)
    entry = AuditEntry.objects.get(act="导入摸底表")
    assert entry.rows == 1
    assert id_number(order=1) not in json.dumps(entry.detail, ensure_ascii=False)


def test_all_errors_are_told_at_once_and_nothing_is_saved(bring: Bring) -> None:
    outcome = bring(
        person(1),
        person(2, name="", ability="很好", categories="06；火星人", skills="宇航员、木工", available="随便吧"),
        person(3, id_number="500104198801010011", phone="12345", surveyed_on="2027-01-01"),
        person(4, id_number=id_number("20150101"), township="八桥镇", village="村" * 41),
        person(1),
        person(6, remark="卡号6222021234567890123"),
    )
    row = FIRST_ROW
    assert kinds(outcome) == {
        f"{CELL['name']}{row + 1}": "required",
        f"{CELL['ability']}{row + 1}": "choice_unknown",
        f"{CELL['categories']}{row + 1}": "categories_unknown",
        f"{CELL['skills']}{row + 1}": "skills_unknown",
        f"{CELL['available']}{row + 1}": "days_invalid",
        f"{CELL['id_number']}{row + 2}": "id_checksum",
        f"{CELL['phone']}{row + 2}": "phone_invalid",
        f"{CELL['surveyed_on']}{row + 2}": "date_future",
        f"{CELL['township']}{row + 3}": "township_differs",
        f"{CELL['village']}{row + 3}": "too_long",
        f"{CELL['id_number']}{row + 3}": "underage",
        f"{CELL['id_number']}{row + 4}": "duplicate_person",
        f"{CELL['remark']}{row + 5}": "number_out_of_place",
    }
    said = "".join(outcome.lines())
    assert "没有“宇航员”" in said
    for number in ("500104198801010011", id_number("20150101"), "6222021234567890123"):
        assert number not in said
    assert not SurveyResponse.objects.exists()
    assert not Worker.objects.exists()


def test_a_number_in_a_cell_of_words_is_not_repeated(bring: Bring) -> None:
    number = id_number(order=7)
    outcome = bring(person(1, skills=number, categories=number, available=number), above=f"镇街：{number}")
    assert not outcome.ok
    assert number not in "".join(outcome.lines())


def test_cells_beyond_all_bounds_are_explained(bring: Bring) -> None:
    outcome = bring(person(1, available="9999.12", age="9" * 5000))
    assert outcome.is_saved, outcome.lines()
    assert SurveyResponse.objects.get().available_to == date(9999, 12, 31)


def test_what_deserves_another_look_is_a_warning(bring: Bring) -> None:
    outcome = bring(person(1, id_number=id_number("19500101"), sex="女", age=20, ability="无劳动能力"))
    assert outcome.is_saved
    assert {problem.kind for problem in outcome.warnings} == {
        "over_60", "sex_differs", "age_differs", "ability_against_will",
    }  # fmt: skip


def test_the_same_sheet_again_changes_nothing(bring: Bring) -> None:
    bring(person(1), person(2))
    again = bring(person(1), person(2), person(3))
    assert (again.created, again.unchanged) == (1, 2)
    assert SurveyResponse.objects.count() == 3


def test_a_sheet_does_not_write_over_what_was_entered(bring: Bring) -> None:
    bring(person(1))
    outcome = bring(person(1, willingness="不愿意", skills="木工", phone="13999999999"))
    assert list(kinds(outcome).values()) == ["already_entered"]
    for label in ("务工意愿", "技能", "电话"):
        assert label in outcome.errors[0].message
    assert bring(person(1), without=["remark", "phone", "skills"]).unchanged == 1


def test_a_person_of_another_township_is_refused_with_its_name_alone(
    bring: Bring, enter: Enter, baqiao: SurveyPart, zhao: User
) -> None:
    enter(1)
    outcome = bring(person(1, township="八桥镇", name="赵四"), part=baqiao, by=zhao)
    assert list(kinds(outcome).values()) == ["person_taken"]
    assert "建胜镇" in outcome.errors[0].message
    assert "张兰" not in "".join(outcome.lines())


def test_another_name_in_the_register_is_a_warning(bring: Bring, enter: Enter, jiansheng: SurveyPart) -> None:
    response = enter(1)
    SurveyResponse.objects.filter(pk=response.pk).delete()
    outcome = bring(person(1))
    assert [problem.kind for problem in outcome.warnings] == ["name_differs"]
    assert "张兰" not in outcome.warnings[0].message
    assert SurveyResponse.objects.get().name == "李禾"


def test_a_dry_run_saves_nothing(bring: Bring) -> None:
    outcome = bring(person(1), dry_run=True)
    assert (outcome.ok, outcome.created, SurveyResponse.objects.count()) == (True, 1, 0)
    assert not Worker.objects.exists()


def test_the_line_above_of_another_township_is_an_error(bring: Bring) -> None:
    assert "township_differs" in kinds(bring(person(1), above="镇街：八桥镇")).values()
    assert bring(person(1), above="镇街：建胜镇").is_saved


def test_who_may_import_and_when(
    bring: Bring, jiansheng: SurveyPart, zhao: User, leader: User, lin: User, wang: User, at: datetime
) -> None:
    for who in (zhao, leader):
        with pytest.raises(NotAllowed):
            bring(person(1), by=who)
    assert bring(person(1), by=lin).is_saved
    finish_part(part=jiansheng, by=wang, at=at)
    with pytest.raises(WrongState, match="已经报送"):
        bring(person(2))


def test_what_is_no_workbook_is_refused(jiansheng: SurveyPart, trades: object, wang: User, at: datetime) -> None:
    for file in (b"PK\x03\x04 broken", b"", Path("nowhere.xlsx")):
        with pytest.raises(Refusal):
            import_survey(file=file, name="x.xlsx", part=jiansheng, by=wang, at=at)


def test_the_empty_workbook_comes_back_filled_in(
    jiansheng: SurveyPart, trades: object, wang: User, at: datetime
) -> None:
    from openpyxl import load_workbook

    content = survey_template(jiansheng)
    book = load_workbook(io.BytesIO(content))
    page = book[book.sheetnames[0]]
    reading = read_workbook(content, [survey_form()])
    for key, value in person(1).items():
        page[f"{reading.places[key].letters}{reading.header_rows[1] + 1}"] = value
    stream = io.BytesIO()
    book.save(stream)
    outcome = import_survey(file=stream.getvalue(), name="摸底表.xlsx", part=jiansheng, by=wang, at=at)
    assert outcome.created == 1, outcome.lines()


def test_the_queries_do_not_grow_with_the_rows(bring: Bring) -> None:
    bring(person(99))  # the first import of all opens the audit trail
    counts = []
    for orders in (range(1, 3), range(10, 40)):
        with CaptureQueriesContext(connection) as queries:
            assert bring(*(person(order) for order in orders)).is_saved
        counts.append(len(queries) - sum(one["sql"].startswith("INSERT") for one in queries))
    assert counts[0] == counts[1]


def test_the_command_imports_by_township_code(
    survey: LaborSurvey, trades: object, wang: User, at: datetime, tmp_path: Path
) -> None:
    path = tmp_path / "摸底表.xlsx"
    path.write_bytes(survey_bytes([person(1), person(2)]))
    assert run(path, "500104102", at, "--dry-run")["created"] == 2
    assert not SurveyResponse.objects.exists()
    done = run(path, "25", at)
    assert (done["ok"], done["saved"], done["created"]) == (True, True, 2)
    path.write_bytes(survey_bytes([person(3, name="")]))
    assert run(path, "建胜镇", at)["errors"][0]["cell"] == f"{CELL['name']}{FIRST_ROW}"


def test_the_command_explains_what_it_does_not_know(
    survey: LaborSurvey, trades: object, wang: User, at: datetime, tmp_path: Path
) -> None:
    path = tmp_path / "摸底表.xlsx"
    path.write_bytes(survey_bytes([person(1)]))
    assert "没有镇街“999”" in run(path, "999", at)["refusals"][0]
    assert "没有正在进行的摸底调查" in run(path, "25", at, "--survey", "春季摸底")["refusals"][0]
    assert "找不到这个文件" in run(tmp_path / "另一份.xlsx", "25", at)["refusals"][0]


def run(path: Path, township: str, at: datetime, *flags: str) -> dict[str, Any]:
    out = io.StringIO()
    with time_machine.travel(at, tick=False):
        try:
            call_command(
                "import_survey", str(path), "--township", township, "--by", "wang", "--json", *flags, stdout=out
            )
        except CommandError:
            assert '"ok": false' in out.getvalue()
    said: dict[str, Any] = json.loads(out.getvalue())
    return said

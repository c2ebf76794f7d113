"""The upload page of a township's 摸底表: checked, annotated, imported; refused where it is not theirs or too late."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from labor.models import LaborSurvey, SurveyPart, SurveyResponse, Trade
from labor.surveys.actions import close_survey, finish_part
from tests.labor.sheets import id_number
from tests.labor.surveys.books import CELL, FIRST_ROW, person, survey_bytes
from tests.labor.surveys.conftest import Enter
from tests.labor.surveys.pages import act, look, signed_in, text_of
from units.models import User


@pytest.fixture(autouse=True)
def _now(at: datetime, trades: dict[str, Trade]) -> Iterator[None]:
    with time_machine.travel(at, tick=True):
        yield


def sheet(*rows: dict[str, Any]) -> SimpleUploadedFile:
    return SimpleUploadedFile("摸底表.xlsx", survey_bytes(rows))


def test_checking_alone_counts_the_people_and_saves_nobody(jiansheng: SurveyPart, wang: User) -> None:
    answer = act(wang, "survey_import", jiansheng.pk, file=sheet(person(1), person(2)), check="1")
    assert answer.status_code == 200
    assert [(fact.label, fact.value) for fact in answer.context["shown"].facts][:2] == [
        ("表上人数", 2),
        ("将新登记", 2),
    ]
    assert "还没有保存" in text_of(answer)
    assert not SurveyResponse.objects.exists()


def test_an_import_leads_to_the_people(jiansheng: SurveyPart, wang: User) -> None:
    client = signed_in(wang)
    said = {"file": sheet(person(1), person(2)), "import": "1"}
    answer = client.post(reverse("survey_import", args=[jiansheng.pk]), said, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("part_detail", args=[jiansheng.pk])
    assert "新登记2人" in text_of(answer)
    assert SurveyResponse.objects.count() == 2


def test_by_htmx_the_browser_is_told_where_to_go(jiansheng: SurveyPart, wang: User) -> None:
    said = {"file": sheet(person(1)), "import": "1"}
    answer = signed_in(wang).post(reverse("survey_import", args=[jiansheng.pk]), said, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == reverse("part_detail", args=[jiansheng.pk])


def test_hints_of_a_saved_sheet_are_told_with_their_cells(jiansheng: SurveyPart, wang: User) -> None:
    said = {"file": sheet(person(3, id_number=id_number("19600101", 3), age=66)), "import": "1"}
    answer = signed_in(wang).post(reverse("survey_import", args=[jiansheng.pk]), said, follow=True)
    assert "处提示，请核对" in text_of(answer)
    assert SurveyResponse.objects.count() == 1


def test_errors_stand_at_their_cells_and_nothing_is_saved(jiansheng: SurveyPart, wang: User) -> None:
    rows = [person(1), person(2, willingness="随便", village="")]
    answer = act(wang, "survey_import", jiansheng.pk, file=sheet(*rows), **{"import": "1"})
    body = text_of(answer)
    assert answer.status_code == 422
    assert f"{CELL['willingness']}{FIRST_ROW + 1}" in body
    assert f"{CELL['village']}{FIRST_ROW + 1}" in body
    assert "下载批注原件" in body
    assert id_number(order=2) not in body
    assert not SurveyResponse.objects.exists()


def test_the_annotated_original_carries_a_comment_at_each_wrong_cell(jiansheng: SurveyPart, wang: User) -> None:
    upload = sheet(person(1, willingness="随便"))
    answer = act(wang, "survey_import", jiansheng.pk, file=upload, annotate="1")
    book = load_workbook(io.BytesIO(answer.content))
    comments = {cell.coordinate: cell.comment.text for row in book["摸底表"] for cell in row if cell.comment}
    assert set(comments) == {f"{CELL['willingness']}{FIRST_ROW}"}
    assert not SurveyResponse.objects.exists()


@pytest.mark.parametrize("content", [b"no workbook", b"PK\x03\x04broken"])
def test_a_file_that_is_no_workbook_gets_one_sentence(jiansheng: SurveyPart, wang: User, content: bytes) -> None:
    upload = SimpleUploadedFile("摸底表.xlsx", content)
    answer = act(wang, "survey_import", jiansheng.pk, file=upload, **{"import": "1"})
    assert answer.status_code == 422
    assert 'class="errorlist' in text_of(answer) or "form-errors" in text_of(answer)


def test_without_a_file_the_page_asks_for_one(jiansheng: SurveyPart, wang: User) -> None:
    answer = act(wang, "survey_import", jiansheng.pk, **{"import": "1"})
    assert answer.status_code == 422
    assert "请选择要导入的文件" in text_of(answer)


@pytest.mark.parametrize(("who", "status"), [("leader", 403), ("zhao", 404), ("chen_filer", 404), ("sysadmin", 403)])
def test_others_do_not_import(request: pytest.FixtureRequest, jiansheng: SurveyPart, who: str, status: int) -> None:
    user = request.getfixturevalue(who)
    for name in ("survey_import", "survey_template"):
        assert look(user, name, jiansheng.pk).status_code == status
    assert act(user, "survey_import", jiansheng.pk, file=sheet(person(1)), **{"import": "1"}).status_code == status
    assert not SurveyResponse.objects.exists()


def test_a_closed_or_reported_part_says_why_nothing_is_imported(
    survey: LaborSurvey, jiansheng: SurveyPart, enter: Enter, lin: User, wang: User, at: datetime
) -> None:
    enter(1)
    finish_part(part=jiansheng, by=wang, at=at)
    assert "已经报送" in text_of(look(wang, "survey_import", jiansheng.pk))
    close_survey(survey=survey, by=lin, at=at)
    assert "已经结束" in text_of(look(lin, "survey_import", jiansheng.pk))
    refused = act(lin, "survey_import", jiansheng.pk, file=sheet(person(2)), **{"import": "1"})
    assert refused.status_code == 422
    assert SurveyResponse.objects.count() == 1


def test_the_empty_workbook_names_its_survey_and_township(jiansheng: SurveyPart, wang: User) -> None:
    answer = look(wang, "survey_template", jiansheng.pk)
    page = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    words = [str(cell) for row in page.iter_rows(max_row=6, values_only=True) for cell in row if cell]
    assert any("建胜镇" in word for word in words)
    assert "务工意愿" in words

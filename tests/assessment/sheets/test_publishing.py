"""公布: numbered, frozen, by editions; whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from assessment.models import Publication, Scheme, SchemeState, Score, Scoresheet, SheetAct, SheetState, Verdict
from assessment.publishing.publishing import next_result, preview, publish
from assessment.publishing.rows import rows_of
from assessment.sheets.appealing import Plea, decide, raise_appeal
from assessment.sheets.moving import move_sheet
from assessment.sheets.reviewing import notify, review
from assessment.sheets.settling import settle, settle_all
from assignments.models import IssuedPaper
from assignments.series import load_paper_series
from documents.kept_files import read
from tests.assessment.sheets.conftest import APPEALED, NAMES, OVER, TOLD, all_told, marks, score
from units.models import Message, Unit, User
from units.refusals import NotAllowed, Refusal

JUDGED = {"区农业农村委": 4000, "区交通局": 5000, "建胜镇": 5000, "八桥镇": 5000}


@pytest.fixture
def printed(db: None, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    load_paper_series()
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr("documents.papers.engine.print_pdf", lambda html: b"%PDF-1.7")


@pytest.fixture
def settled(scheme: Scheme, sheets: dict[str, Scoresheet], he: User, lin: User, printed: None) -> Scheme:
    """All four told and settled; the townships are level."""
    all_told(sheets, he, lin, JUDGED)
    settle_all(scheme=scheme, by=lin, at=OVER)
    return scheme


def test_nothing_is_published_before_every_unit_is_settled(
    scheme: Scheme, sheets: dict[str, Scoresheet], lin: User, he: User, printed: None
) -> None:
    with pytest.raises(Refusal, match="还有4个单位没有定分：.*建胜镇（待自评）"):
        publish(scheme=scheme, by=lin, at=OVER)
    with pytest.raises(NotAllowed):
        publish(scheme=scheme, by=he, at=OVER)
    assert not IssuedPaper.objects.exists()


def test_places_are_shared_by_equals_and_each_group_has_its_own(settled: Scheme) -> None:
    found = {row["unit"]: (row["group"], row["place"], row["total_centi"]) for row in rows_of(settled)}
    assert found == {
        "区农业农村委": ("行业主管部门", 2, 7600),
        "区交通局": ("行业主管部门", 1, 8600),
        "建胜镇": ("镇街", 1, 8600),
        "八桥镇": ("镇街", 1, 8600),
    }


def test_a_result_is_numbered_frozen_and_told(settled: Scheme, lin: User, wang: User) -> None:
    made = publish(scheme=settled, by=lin, at=OVER)
    assert (made.edition, made.paper.document_number) == (1, "渡以工代赈办考〔2026〕1号")
    for said in (
        "关于2026年度",
        "第1名区交通局（86分）",
        "各项指标得分",
        "截至2026年10月的调度",
        "申诉期内没有单位申诉",
    ):
        assert said in made.paper.html.replace("<br>", "")
    assert set(Scoresheet.objects.values_list("state", flat=True)) == {SheetState.PUBLISHED}
    settled.refresh_from_db()
    assert settled.state == SchemeState.PUBLISHED
    assert Message.objects.filter(to=wang, title="2026年建胜镇考核评分表已公布").exists()
    book = openpyxl.load_workbook(BytesIO(read(made.xlsx_path)))
    assert book.sheetnames == ["名次", "各项得分"]
    cells = [cell for row in book["各项得分"].iter_rows(values_only=True) for cell in row]
    assert "按时率：9项次÷10项次＝90%；40分×90%÷100%＝36分（用未舍入的比例计算，最后舍入一次）" in cells


def test_a_correction_is_the_next_edition_and_the_first_stays(settled: Scheme, lin: User, he: User) -> None:
    first = publish(scheme=settled, by=lin, at=OVER)
    with pytest.raises(Refusal, match="没有更正"):
        publish(scheme=settled, by=lin, at=OVER)
    wrong = Scoresheet.objects.get(unit__name="八桥镇")
    back = move_sheet(sheet=wrong, act=SheetAct.REVISE, by=lin, at=OVER, reason="材料失实")
    told = notify(sheet=review(sheet=back, marks=marks(back, judged=5500), by=he, at=TOLD), by=lin, at=TOLD)
    settle(sheet=told, by=lin, at=OVER)
    level = Scoresheet.objects.get(unit__name="建胜镇")
    assert level.place == 1  # as published, until the next edition
    with pytest.raises(Refusal, match="请写明更正原因"):
        publish(scheme=settled, by=lin, at=OVER)
    second = publish(scheme=settled, by=lin, at=OVER, reason="八桥镇材料失实")
    assert (second.edition, second.paper.number) == (2, 2)
    assert "渡以工代赈办考〔2026〕1号通报由本通报替代" in second.paper.html.replace("<br>", "")
    kept = {row["unit"]: row["place"] for row in Publication.objects.get(pk=first.pk).rows}
    assert (kept["建胜镇"], {row["unit"]: row["place"] for row in second.rows}["建胜镇"]) == (1, 2)
    level.refresh_from_db()
    assert level.place == 2


def test_a_sheet_that_moves_while_the_paper_is_printed_leaves_nothing(
    settled: Scheme, lin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(html: str) -> bytes:
        Score.objects.filter(indicator__serial=2).update(final_centi=1)
        return b"%PDF-1.7"

    monkeypatch.setattr("documents.papers.engine.print_pdf", meanwhile)
    with pytest.raises(Refusal, match="刚刚有变化"):
        publish(scheme=settled, by=lin, at=OVER)
    assert not IssuedPaper.objects.exists()
    assert not Publication.objects.exists()


def test_what_was_corrected_or_left_out_meanwhile_is_told_before_places_are_given(
    settled: Scheme, lin: User, counted: Callable[..., None], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted(3200, numerator=8)  # corrected after the sheets were settled: told, not taken
    client.force_login(lin)
    page = reverse("publication_new", args=[settled.pk])
    assert "定稿数字在计分后有更正，得分没有自动改：区交通局、区农业农村委" in client.get(page).content.decode()
    units = Unit.objects.filter(name__in=[*NAMES, "跳磴镇"])
    monkeypatch.setattr("assessment.sheets.opening.participants", lambda scheme: list(units))
    early = score(Scoresheet.objects.get(unit__name="建胜镇"), 1)
    early.arithmetic["months"] = [{"month": "2026-09", "revision": 0, "revision_id": 9}]
    early.save(update_fields=["arithmetic"])
    with pytest.raises(Refusal, match="没有评分表：跳磴镇.*月份不同.*建胜镇算到2026-09；.*算到2026-10"):
        publish(scheme=settled, by=lin, at=OVER)
    assert not IssuedPaper.objects.exists()


def test_points_an_appeal_gave_say_so_beside_the_formula_in_the_result_and_as_data(
    told: Scoresheet, sun: User, lin: User
) -> None:
    raised = raise_appeal(score=score(told, 1), plea=Plea("系统停机当日报送", 4000), by=sun, at=APPEALED)
    decide(appeal=raised, verdict=Verdict.UPHELD, points_centi=4000, decision="停机记录属实", by=lin, at=APPEALED)
    row = next(row for row in rows_of(told.scheme) if row["unit"] == "建胜镇")
    assert row["scores"][0]["how"].endswith("＝36分（用未舍入的比例计算，最后舍入一次）；申诉采纳，由36改为40")
    answer = StringIO()
    call_command("score", "2026", json=True, stdout=answer)
    unit = next(unit for unit in json.loads(answer.getvalue())["units"] if unit["name"] == "建胜镇")
    held = unit["scores"][0]["sheet"]
    assert (held["formula_centi"], held["final_centi"], held["standing_centi"]) == (3600, 4000, 4000)
    assert held["appeals"][0]["after_centi"] == 4000
    assert [one["sheet"]["office_centi"] for one in unit["scores"]] == [None, 5000, 0, 0, 0]
    sheet = unit["sheet"]
    assert sheet["total_centi"] == 10000 * sheet["got_centi"] // sheet["applicable_centi"] == 9000
    others = [one["sheet"] for one in json.loads(answer.getvalue())["units"] if one["name"] not in NAMES]
    assert set(others) == {None}  # the key is always there


def test_a_vetoed_unit_is_named_without_a_place(
    scheme: Scheme, sheets: dict[str, Scoresheet], lin: User, he: User, printed: None
) -> None:
    all_told(sheets, he, lin, JUDGED)
    Score.objects.filter(pk=score(sheets["建胜镇"], 5).pk).update(final_centi=100)
    Scoresheet.objects.filter(pk=sheets["建胜镇"].pk).update(vetoed=True)
    row = next(row for row in rows_of(scheme) if row["unit"] == "建胜镇")
    assert (row["vetoed"], row["place"], row["total_centi"]) == (True, None, 8600)
    paper = next_result(scheme).compose("文号", OVER.date())
    assert any("一票否决、不合格的有建胜镇" in getattr(block, "text", "") for block in paper.body)


def test_the_command_publishes_once_and_writes_both_files(settled: Scheme, lin: User, he: User, tmp_path: Path) -> None:
    def run(by: str) -> dict[str, Any]:
        said = StringIO()
        call_command("publish_scores", "2026", by=by, out=str(tmp_path / "out"), json=True, stdout=said)
        answer: dict[str, Any] = json.loads(said.getvalue())
        return answer

    with pytest.raises(Exception, match="JSON"):
        run("he")
    made = run("lin")
    assert (made["edition"], made["number"]) == (1, "渡以工代赈办考〔2026〕1号")
    assert run("lin")["number"] == made["number"]
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".pdf", ".xlsx"]


def test_the_pages_show_it_to_all_and_last_year_beside_it(
    settled: Scheme, lin: User, zhao: User, sysadmin: User, client: Client
) -> None:
    client.force_login(lin)
    page = reverse("publication_new", args=[settled.pk])
    assert "编号印发并公布" in client.get(page).content.decode()
    assert client.get(reverse("publication_preview", args=[settled.pk])).content == b"%PDF-1.7"
    assert client.post(page).status_code == 302
    refused = client.post(page)
    assert (refused.status_code, "没有更正" in refused.content.decode()) == (422, True)
    made = Publication.objects.get()
    past = Scheme.objects.create(year=2025, title="2025年", basis="办公室自定", created_at=OVER)
    rows = [{**row, "total_centi": 8000, "place": 1} for row in made.rows]
    paper = IssuedPaper.objects.get()
    paper.pk, paper.number = None, 9
    paper.save()
    Publication.objects.create(scheme=past, edition=1, rows=rows, paper=paper, published_at=OVER, published_by=lin)
    client.force_login(zhao)
    body = client.get(reverse("publication_detail", args=[made.pk])).content.decode()
    assert all(name in body for name in NAMES)
    assert "＋6" in body
    for name in ("publication_pdf", "publication_xlsx"):
        assert client.get(reverse(name, args=[made.pk])).status_code == 200
    assert client.get(page).status_code == 403
    client.force_login(sysadmin)
    assert client.get(reverse("publication_list")).status_code == 403


def test_the_preview_of_nothing_is_still_a_paper(scheme: Scheme, sheets: dict[str, Scoresheet], printed: None) -> None:
    assert preview(scheme=scheme, on=OVER.date()) == b"%PDF-1.7"
    body = str(next_result(scheme).compose("", OVER.date()).body)
    assert ("评分还没有核定" in body, "没有适用指标" in body) == (True, False)

"""The version's files say what was frozen: sums, changes, the official columns, however long the list."""

from __future__ import annotations

import json
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook
from pypdf import PdfReader

from dispatch.gaps import entries_of
from documents.papers import ANNEX_ROW_LIMIT
from projects.lists import mark_leaving, publish_list
from projects.lists.annex import version_annexes
from projects.lists.export import export_version
from projects.models import ListEntry, ListVersion, Period, Project
from tests.projects.conftest import MakeProject
from tests.projects.samples import AT
from units.models import AuditEntry, User
from units.refusals import NotAllowed

BASIS = "渡以工代赈办〔2026〕3号"


@pytest.fixture
def second(lin: User, make_project: MakeProject) -> ListVersion:
    """Second version: one project kept, one adjusted, one moved out."""
    for number in (1, 2, 3):
        make_project(number)
    publish_list(year=2026, basis=BASIS, by=lin, at=AT)
    ListEntry.objects.filter(serial=2).update(plan_fen=300_000_000)
    mark_leaving(entry=ListEntry.objects.get(serial=3), reason="停建", by=lin, at=AT)
    return publish_list(year=2026, basis=BASIS, by=lin, at=AT)


def test_workbook_and_paper_say_what_was_frozen(lin: User, second: ListVersion):
    Project.objects.update(name="改了名")
    papers = export_version(version=second, by=lin, at=AT)
    book = load_workbook(BytesIO(papers.workbook))
    listed = [[cell.value for cell in row] for row in book["清单"].iter_rows()]
    assert [row[1] for row in listed if row[0] in (1, 2, "1", "2")] == ["道路硬化工程01", "道路硬化工程02"]
    total = next(row for row in listed if row[0] == "合计")
    assert (float(total[8]), float(total[10]), total[14]) == (840, 720, 24)
    changed = [[cell.value for cell in row] for row in book["变动情况"].iter_rows()]
    said = {row[3]: row[4] for row in changed if row[3] in ("调整", "调出")}
    assert said == {"调整": "年度计划投资（万元）：420.00→300.00", "调出": "原因：停建"}
    pages = PdfReader(BytesIO(papers.paper)).pages
    texts = ["".join(page.extract_text().split()) for page in pages]
    assert len(texts) == 2
    assert "附件1" in texts[0]
    assert "720.00" in texts[0]
    assert "改了名" not in texts[0]
    assert "依据：渡以工代赈办〔2026〕3号" in texts[0]
    assert "停建" in texts[1]
    assert AuditEntry.objects.get(act="导出年度清单").rows == 3


def test_the_same_version_gives_the_same_bytes(lin: User, second: ListVersion):
    assert export_version(version=second, by=lin, at=AT) == export_version(version=second, by=lin, at=AT)


def test_a_unit_does_not_take_the_whole_list_away(chen_reviewer: User, second: ListVersion):
    with pytest.raises(NotAllowed, match="办公室"):
        export_version(version=second, by=chen_reviewer, at=AT)


def test_a_list_longer_than_an_annex_is_split_with_the_sums_under_the_last(second: ListVersion):
    row = second.rows.get(serial=1)
    annexes = version_annexes(second, [row] * (ANNEX_ROW_LIMIT + 1))
    assert [annex.title[-5:] for annex in annexes] == ["（1/2）", "（2/2）"]
    tables = [annex.blocks[0] for annex in annexes]
    assert [len(table.rows) for table in tables] == [ANNEX_ROW_LIMIT, 1]
    assert [bool(table.total) for table in tables] == [False, True]


def test_a_month_asks_only_for_projects_that_still_stand_at_its_end(second: ListVersion, october: Period, lin: User):
    assert entries_of(october).count() == 3  # moved out on 3 November
    ListEntry.objects.filter(serial=3).update(left_on=october.last_day)
    assert entries_of(october).count() == 2


def test_the_command_writes_both_files_of_the_version_asked_for(second: ListVersion, tmp_path: Path):
    out = StringIO()
    call_command("export_list", "2026", "--out", str(tmp_path), "--version", "1", "--by", "lin", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert said["number"] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026年度清单第1版.pdf", "2026年度清单第1版.xlsx"]
    with pytest.raises(CommandError, match="第1版、第2版，没有您要的这一版"):
        call_command("export_list", "2026", "--out", str(tmp_path), "--version", "9", "--by", "lin")


def test_the_command_makes_the_folder_and_needs_nobody_at_the_console(second: ListVersion, tmp_path: Path):
    call_command("export_list", "2026", "--out", str(tmp_path / "a" / "b"), stdout=StringIO())
    assert len(list((tmp_path / "a" / "b").iterdir())) == 2
    assert AuditEntry.objects.filter(act="导出年度清单", by=None).count() == 1
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="请换一个可写的位置"):
        call_command("export_list", "2026", "--out", str(tmp_path / "file"))

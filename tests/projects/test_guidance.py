"""The catalog: kept by the office alone, retired rather than deleted, copied to a new year, read from a workbook."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from projects.guidance.importing import import_guidance
from projects.guidance.items import add_item, copy_year, edit_item, restore_item, retire_item
from projects.guidance.reference import load_guidance
from projects.models import GuidanceItem, ListEntry, Project, WorkItem
from projects.models.guidance import OWN_SOURCE
from projects.outcome import ImportOutcome
from tests.projects.books import faults
from tests.projects.samples import AT
from units.models import AuditEntry, Sector, User
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.django_db

HEADINGS = ("领域", "建设任务", "用工环节", "常用工种", "说明", "来源")
ROAD = ("交通", "农村公路养护", "边沟清淤", "普工", "", "")
POND = ("水利", "山坪塘整治", "塘库清淤", "普工", "枯水期组织", "某文件")


def book(*rows: Sequence[str], headings: Sequence[str] = HEADINGS, title: str = "2026年度以工代赈指导目录") -> bytes:
    workbook, stream = Workbook(), io.BytesIO()
    for line in ([title], headings, *rows):
        workbook.worksheets[0].append(list(line))
    workbook.save(stream)
    return stream.getvalue()


def taken(content: bytes, by: User | None, *, year: int = 2026, dry_run: bool = False) -> ImportOutcome:
    return import_guidance(file=content, name="目录.xlsx", year=year, by=by, at=AT, dry_run=dry_run)


def counts(outcome: ImportOutcome) -> tuple[int, int, int]:
    assert outcome.ok, outcome.lines()
    return outcome.created, outcome.updated, outcome.unchanged


@pytest.fixture
def item(lin: User) -> GuidanceItem:
    sector = Sector.objects.get(name="交通")
    return add_item(year=2026, sector=sector, task=" 农村公路养护 ", work_item="边沟清淤", trades="普工", by=lin, at=AT)


def edited(item: GuidanceItem, by: User, **changed: str) -> GuidanceItem:
    values = {name: getattr(item, name) for name in ("sector", "task", "work_item", "trades", "note", "source")}
    return edit_item(item=item, by=by, at=AT, **{**values, **changed})


def test_an_added_entry_is_the_offices_own_and_on_the_trail(item: GuidanceItem) -> None:
    assert (item.task, item.source, item.retired_at) == ("农村公路养护", OWN_SOURCE, None)
    assert AuditEntry.objects.filter(act="新增目录条目", detail__item=item.pk).count() == 1


def test_only_the_office_keeps_the_catalog(item: GuidanceItem, chen_filer: User, leader: User) -> None:
    for who in (chen_filer, leader):
        for act in (retire_item, restore_item):
            with pytest.raises(NotAllowed):
                act(item=item, by=who, at=AT)
        with pytest.raises(NotAllowed):
            edited(item, who, note="x")
        with pytest.raises(NotAllowed):
            add_item(year=2026, sector=item.sector, task="a", work_item="b", by=who, at=AT)
        with pytest.raises(NotAllowed):
            copy_year(source_year=2026, target_year=2027, by=who, at=AT)
        with pytest.raises(NotAllowed):
            taken(book(ROAD), who)
        with pytest.raises(NotAllowed):
            load_guidance(year=2027, by=who, at=AT)
    item.refresh_from_db()
    assert (item.retired_at, item.note, GuidanceItem.objects.count()) == (None, "", 1)


def test_everything_wrong_with_an_entry_is_said_at_once(item: GuidanceItem, lin: User) -> None:
    with pytest.raises(Refusal) as refusal:
        add_item(year=2026, sector=item.sector, task=" ", work_item="长" * 81, by=lin, at=AT)
    assert [sentence[:6] for sentence in refusal.value.sentences] == ["“建设任务”", "“用工环节”"]


def test_the_same_entry_twice_is_refused_and_a_retired_one_is_pointed_to(item: GuidanceItem, lin: User) -> None:
    again = {"year": 2026, "sector": item.sector, "task": item.task, "work_item": item.work_item}
    with pytest.raises(Refusal, match="已有相同的建设任务和用工环节"):
        add_item(**again, by=lin, at=AT)
    retire_item(item=item, by=lin, at=AT)
    with pytest.raises(Refusal, match="请恢复那一条"):
        add_item(**again, by=lin, at=AT)


def test_an_edit_keeps_before_and_after_and_no_change_leaves_no_entry(item: GuidanceItem, lin: User) -> None:
    assert edited(item, lin, task="公路养护", source=" ").task == "公路养护"
    told = AuditEntry.objects.get(act="修改目录条目").detail["changes"]
    assert told == {"task": ["农村公路养护", "公路养护"]}
    item.refresh_from_db()
    edited(item, lin)
    assert AuditEntry.objects.filter(act="修改目录条目").count() == 1


def test_what_was_chosen_keeps_its_task_but_not_its_note(item: GuidanceItem, lin: User, road: Project) -> None:
    WorkItem.objects.create(entry=ListEntry.objects.get(project=road), guidance=item)
    with pytest.raises(Refusal, match="已被申报或清单项目选用1次"):
        edited(item, lin, work_item="路面保洁")
    assert edited(item, lin, note="可分批组织").note == "可分批组织"


def test_retired_and_restored_each_once(item: GuidanceItem, lin: User) -> None:
    assert retire_item(item=item, by=lin, at=AT).retired_by == lin
    assert not GuidanceItem.objects.in_force().exists()
    with pytest.raises(WrongState, match="已经停用"):
        retire_item(item=item, by=lin, at=AT)
    with pytest.raises(WrongState, match="已停用，不能修改"):
        edited(item, lin, note="x")
    assert restore_item(item=item, by=lin, at=AT).retired_at is None
    with pytest.raises(WrongState, match="正在使用"):
        restore_item(item=item, by=lin, at=AT)


def test_the_next_year_is_a_copy_of_what_is_in_force(item: GuidanceItem, lin: User) -> None:
    taken(book(POND), lin)
    retire_item(item=item, by=lin, at=AT)
    assert [copy_year(source_year=2026, target_year=2027, by=lin, at=AT) for _ in range(2)] == [1, 0]
    copied = GuidanceItem.objects.get(year=2027)
    assert (str(copied), copied.note, copied.source) == ("山坪塘整治：塘库清淤", "枯水期组织", "某文件")
    edited(copied, lin, note="另写")
    assert GuidanceItem.objects.get(year=2026, task="山坪塘整治").note == "枯水期组织"


@pytest.mark.parametrize(
    ("source", "target", "said"), [(2026, 2026, "它自己"), (2020, 2027, "没有可用"), (2026, 27, "写法")]
)
def test_a_copy_that_makes_no_sense_is_refused(
    item: GuidanceItem, lin: User, source: int, target: int, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        copy_year(source_year=source, target_year=target, by=lin, at=AT)
    assert GuidanceItem.objects.get() == item


def test_a_workbook_begins_the_catalog_and_again_changes_only_what_changed(lin: User) -> None:
    assert counts(taken(book(ROAD, POND), lin)) == (2, 0, 0)
    assert GuidanceItem.objects.get(sector__name="交通").source == OWN_SOURCE
    assert counts(taken(book(ROAD, POND), lin)) == (0, 0, 2)
    assert counts(taken(book(ROAD, (*POND[:4], "改写", "")), lin)) == (0, 1, 1)
    pond = GuidanceItem.objects.get(sector__name="水利")
    assert (pond.note, pond.source) == ("改写", OWN_SOURCE)


def test_a_sheet_without_a_column_leaves_what_is_registered(lin: User) -> None:
    taken(book(POND), lin)
    assert counts(taken(book(POND[:3], headings=HEADINGS[:3]), lin)) == (0, 0, 1)
    assert GuidanceItem.objects.get().note == "枯水期组织"


def test_every_fault_is_told_at_its_cell_and_nothing_is_saved(lin: User) -> None:
    wrong = [ROAD, ("航天", *ROAD[1:]), ("交通", "", "边沟清淤", "长" * 121), ROAD]
    outcome = taken(book(*wrong), lin)
    assert faults(outcome) == {
        ("A4", "sector_unknown"), ("B5", "required"), ("D5", "too_long"), ("C6", "item_double"),
    }  # fmt: skip
    assert not GuidanceItem.objects.exists()


def test_a_title_of_another_year_is_an_error(lin: User) -> None:
    outcome = taken(book(ROAD, title="2025年度以工代赈指导目录"), lin)
    assert faults(outcome) == {("A1", "year_differs")}
    assert "2026年度指导目录" in outcome.errors[0].message


def test_a_dry_run_counts_and_saves_nothing(lin: User) -> None:
    assert counts(taken(book(ROAD, POND), lin, dry_run=True)) == (2, 0, 0)
    assert not GuidanceItem.objects.exists()
    assert not AuditEntry.objects.filter(act="导入指导目录").exists()


def test_a_retired_entry_stays_retired_and_an_absent_one_stays(item: GuidanceItem, lin: User) -> None:
    taken(book(POND), lin)
    retire_item(item=item, by=lin, at=AT)
    outcome = taken(book(ROAD), lin)
    assert ["仍然保留" in outcome.notes[0], "仍然停用" in outcome.notes[1]] == [True, True]
    assert GuidanceItem.objects.in_force().get().task == "山坪塘整治"


@pytest.mark.parametrize("rows", [2, 20])
def test_an_import_asks_the_database_the_same_for_two_rows_and_twenty(
    reference: None, rows: int, django_assert_num_queries: object
) -> None:
    content = book(*(("交通", "公路养护", f"环节{number}", "普工", "", "") for number in range(rows)))
    taken(content, None)
    with django_assert_num_queries(10):  # type: ignore[operator]
        assert counts(taken(content, None)) == (0, 0, rows)


def test_the_house_starts_with_a_catalog_of_seven_sectors(reference: None) -> None:
    assert load_guidance(year=2026, by=None, at=AT).created == GuidanceItem.objects.count()
    per_sector = Counter(GuidanceItem.objects.values_list("sector__name", flat=True))
    assert len(per_sector) == 7
    assert all(5 <= number <= 8 for number in per_sector.values())
    assert set(GuidanceItem.objects.values_list("source", flat=True)) == {OWN_SOURCE}
    for item in GuidanceItem.objects.all():
        item.full_clean()


def test_loading_again_never_brings_back_what_the_office_changed(reference: None, lin: User) -> None:
    load_guidance(year=2026, by=None, at=AT)
    first, second = GuidanceItem.objects.all()[:2]
    edited(first, lin, work_item="改了名的环节")
    retire_item(item=second, by=lin, at=AT)
    before = list(GuidanceItem.objects.values_list())
    assert load_guidance(year=2026, by=None, at=AT).created == 0
    assert list(GuidanceItem.objects.values_list()) == before


def test_the_command_imports_in_the_systems_name_or_a_persons(lin: User, tmp_path: Path) -> None:
    file = tmp_path / "目录.xlsx"
    file.write_bytes(book(ROAD))
    for arguments, who in (([], "系统"), (["--by", "lin"], "lin")):
        out = io.StringIO()
        call_command("import_guidance", str(file), "--year", "2026", "--json", *arguments, stdout=out)
        assert json.loads(out.getvalue())["saved"] is True
        assert AuditEntry.objects.filter(act="导入指导目录").latest("number").by_name == who


def test_the_command_tells_every_fault(reference: None, tmp_path: Path) -> None:
    file = tmp_path / "目录.xlsx"
    file.write_bytes(book(("航天", *ROAD[1:])))
    with pytest.raises(CommandError, match="领域应为交通、水利"):
        call_command("import_guidance", str(file), "--year", "2026")

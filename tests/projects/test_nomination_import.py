"""Nominations from a workbook: each fault at its cell and nothing saved; a good sheet goes in as a whole."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from stdnum.iso7064 import mod_11_10

from documents.workbooks.reading import letters
from projects.models import Collection, GuidanceItem, Nomination, NominationStep, WorkItem
from projects.nominations.intake import NOMINATIONS, import_nominations
from projects.nominations.moving import CollectionClosed
from projects.outcome import ImportOutcome
from tests.projects.books import faults, hints
from tests.projects.samples import AT
from units.models import AuditEntry, Sector, User
from units.refusals import NotAllowed

pytestmark = pytest.mark.django_db
HEADINGS = {column.key: column.heading for column in NOMINATIONS.columns}
PICKS_COLUMN = letters(list(HEADINGS).index("picks"))


def code(number: int) -> str:
    """A project code with its check digit."""
    digits = f"2609500104040{1}{number:05d}"
    whole = digits + mod_11_10.calc_check_digit(digits)
    return f"{whole[:4]}-{whole[4:10]}-{whole[10:12]}-{whole[12:14]}-{whole[14:]}"


def row(number: int = 1, **changed: Any) -> dict[str, Any]:
    said = {
        "serial": number, "name": f"田间道路{number:04d}号工程", "code": code(number), "sector": "农业农村",
        "kind": "重推", "nature": "新建", "site": f"建胜镇第{number}组", "content": "硬化道路", "total_fen": 100,
        "funding_text": "区级配套100", "plan_fen": 80, "years": "2027.01-2027.11", "stage": "前期",
        "work_items": "路面养护", "planned_workers": 20, "planned_priority_workers": 8,
        "planned_remuneration_fen": 15, "planned_training": 10, "owner_name": "某公司", "contractor_name": "待定",
        "department": "区农业农村委", "township": "建胜镇", "remark": "",
    }  # fmt: skip
    return {**said, **changed}


def book(*rows: dict[str, Any]) -> bytes:
    from io import BytesIO

    from openpyxl import Workbook

    made = Workbook()
    page = made.active
    assert page is not None
    page.append(list(HEADINGS.values()))
    for one in rows:
        page.append([one.get(key) for key in HEADINGS])
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


@pytest.fixture
def collection(lin: User) -> Collection:
    return Collection.objects.create(
        year=2027, opens_on=date(2026, 10, 20), due_on=date(2026, 11, 20), opened_at=AT, opened_by=lin
    )


def take(by: User, *rows: dict[str, Any], **more: Any) -> ImportOutcome:
    return import_nominations(file=book(*rows), name="申报.xlsx", year=2027, by=by, **{"at": AT, **more})


WRONG_DIGIT = f"{code(1)[:-1]}{(int(code(1)[-1]) + 1) % 10}"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"code": WRONG_DIGIT}, ("C2", "project_code_checksum")),
        ({"works_fen": 90, "other_fen": 9}, ("I2", "parts_differ")),
        ({"works_fen": 100.02}, ("I2", "parts_differ")),
        ({"plan_fen": 101}, ("K2", "contradiction")),
        ({"department": "区交通局", "township": "八桥镇"}, ("U2", "not_own")),
        ({"sector": "交通"}, ("D2", "outside_remit")),
    ],
)
def test_a_fault_is_reported_at_its_cell_and_nothing_is_saved(
    collection: Collection, chen_filer: User, changed: dict[str, Any], fault: tuple[str, str]
) -> None:
    outcome = take(chen_filer, row(1, **changed), row(2))
    assert faults(outcome) == {fault}
    assert not outcome.is_saved
    assert not Nomination.objects.exists()
    assert not AuditEntry.objects.filter(act__contains="项目申报").exists()


def test_a_double_nomination_names_the_other_unit(collection: Collection, chen_filer: User, wang: User) -> None:
    take(chen_filer, row(1))
    outcome = take(wang, row(1), row(2))
    assert faults(outcome) == {("C2", "double_nomination")}
    assert "区农业农村委" in outcome.errors[0].message
    assert Nomination.objects.count() == 1


def test_a_units_rows_go_to_its_reviewer_and_again_change_nothing(collection: Collection, chen_filer: User) -> None:
    rows = [row(1, works_fen=90, other_fen=10), row(2)]
    assert take(chen_filer, *rows).created == 2
    first = Nomination.objects.get(code=code(1))
    assert (first.state, first.unit.name, first.works_fen, first.filed_by) == (
        "reviewing", "区农业农村委", 90_000_000, chen_filer,
    )  # fmt: skip
    assert set(NominationStep.objects.values_list("act", flat=True)) == {"send"}
    again = take(chen_filer, *rows)
    assert (again.created, again.unchanged, Nomination.objects.count()) == (0, 2, 2)


def test_a_sheet_never_writes_over_a_nomination(collection: Collection, chen_filer: User) -> None:
    take(chen_filer, row(1))
    outcome = take(chen_filer, row(1, planned_workers=21))
    assert faults(outcome) == {("C2", "already_nominated")}
    assert Nomination.objects.get().planned_workers == 20


def test_the_offices_rows_are_submitted_for_the_department(collection: Collection, lin: User) -> None:
    assert take(lin, row(1)).created == 1
    made = Nomination.objects.get()
    assert (made.state, made.source, made.unit.name, made.submitted_by) == ("submitted", "office", "区农业农村委", lin)


def test_the_same_name_elsewhere_is_a_hint_once_one_may_read_it(
    collection: Collection, chen_filer: User, wang: User
) -> None:
    take(chen_filer, row(1))
    same = row(2, name=row(1)["name"], site=row(1)["site"])
    assert hints(take(wang, same, dry_run=True)) == set()  # what another unit still reviews is its own
    Nomination.objects.update(state="submitted")
    outcome = take(wang, same)
    assert outcome.is_saved
    assert ("B2", "same_name") in hints(outcome)


def test_a_dry_run_saves_nothing(collection: Collection, chen_filer: User) -> None:
    assert take(chen_filer, row(1), dry_run=True).created == 1
    assert not Nomination.objects.exists()


def test_no_collection_no_import(lin: User, chen_filer: User) -> None:
    with pytest.raises(CollectionClosed, match="没有正在进行"):
        take(chen_filer, row(1))


def test_no_import_before_the_first_day_nor_after_the_due_date(
    collection: Collection, chen_filer: User, leader: User
) -> None:
    with pytest.raises(CollectionClosed, match="截止"):
        take(chen_filer, row(1), at=AT + timedelta(days=18))
    with pytest.raises(CollectionClosed, match="从2026-10-20开始"):
        take(chen_filer, row(1), at=AT - timedelta(days=15))
    with pytest.raises(NotAllowed):
        take(leader, row(1))


def test_the_office_imports_for_a_unit_that_is_late(collection: Collection, lin: User) -> None:
    assert take(lin, row(1), at=AT + timedelta(days=18)).created == 1


def test_queries_do_not_grow_with_rows(
    collection: Collection, chen_filer: User, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(30):
        assert take(chen_filer, *(row(number) for number in range(1, 201))).created == 200


def test_two_thousand_nominations_come_in_at_once(collection: Collection, lin: User) -> None:
    item = make_item("田间道路", "路面养护")
    outcome = take(lin, *(row(number, picks="田间道路：路面养护") for number in range(1, 2001)))
    assert (outcome.created, outcome.errors) == (2000, [])
    assert Nomination.objects.filter(state="submitted").count() == 2000
    assert WorkItem.objects.filter(guidance=item).count() == 2000
    assert NominationStep.objects.count() == 2000
    assert AuditEntry.objects.get(act="代报导入项目申报").rows == 2000


def test_every_error_of_two_thousand_rows_is_told_at_its_cell(collection: Collection, chen_filer: User) -> None:
    wrong: list[tuple[dict[str, Any], str, str]] = [
        ({"code": "2609-500104-04-01-1"}, "C", "project_code_form"),
        ({"works_fen": 90, "other_fen": 9}, "I", "parts_differ"),
        ({"sector": "航天"}, "D", "sector_unknown"),
        ({"picks": "没有的环节"}, PICKS_COLUMN, "item_unknown"),
        ({"planned_workers": "许多"}, "O", "not_a_number"),
    ]
    rows = [row(number, **wrong[number % 5][0]) for number in range(1, 2001)]
    outcome = take(chen_filer, *rows)
    expected = {(f"{wrong[number % 5][1]}{number + 1}", wrong[number % 5][2]) for number in range(1, 2001)}
    assert faults(outcome) == expected
    assert len(outcome.errors) == 2000
    assert not Nomination.objects.exists()


def make_item(task: str, work_item: str, sector: str = "农业农村") -> GuidanceItem:
    held = Sector.objects.get(name=sector)
    return GuidanceItem.objects.create(year=2027, sector=held, task=task, work_item=work_item)


def test_a_row_picks_several_items_of_the_catalog(collection: Collection, chen_filer: User) -> None:
    roads, ditch, other = (
        make_item("田间道路", "路面养护"), make_item("灌区改造", "渠道清淤"), make_item("河道治理", "渠道清淤", "水利"),
    )  # fmt: skip
    said = row(1, picks="田间道路: 路面养护；渠道清淤\n渠道清淤", work_items="")
    assert take(chen_filer, said).created == 1
    assert {pick.guidance for pick in WorkItem.objects.all()} == {roads, ditch}
    assert take(chen_filer, said).unchanged == 1
    assert faults(take(chen_filer, {**said, "picks": "河道治理：渠道清淤"})) == {("C2", "already_nominated")}
    assert other.picks.count() == 0


def test_an_unknown_or_ambiguous_item_is_named_with_where_the_catalog_is(
    collection: Collection, chen_filer: User, lin: User
) -> None:
    make_item("灌区改造", "渠道清淤")
    make_item("水土保持", "渠道清淤")
    GuidanceItem.objects.create(
        year=2027, sector=Sector.objects.get(name="农业农村"), task="旧任务", work_item="停用环节",
        retired_at=AT, retired_by=lin,
    )  # fmt: skip
    outcome = take(chen_filer, row(1, picks="停用环节；铺路"), row(2, picks="渠道清淤"))
    assert faults(outcome) == {(f"{PICKS_COLUMN}2", "item_unknown"), (f"{PICKS_COLUMN}3", "item_ambiguous")}
    unknown, several = (problem.message for problem in outcome.errors)
    assert "没有“停用环节”“铺路”" in unknown
    assert "菜单“指导目录”" in unknown
    assert "水土保持：渠道清淤、灌区改造：渠道清淤" in several
    assert not Nomination.objects.exists()


def test_text_or_items_one_of_the_two_is_needed(collection: Collection, chen_filer: User) -> None:
    assert faults(take(chen_filer, row(1, work_items=""))) == {("N2", "required")}


def test_the_command_reports_refusals(collection: Collection, chen_filer: User, tmp_path: Path) -> None:
    path = tmp_path / "申报.xlsx"
    path.write_bytes(book(row(1, code=WRONG_DIGIT)))
    Collection.objects.update(due_on=date(2999, 1, 1))
    with pytest.raises(CommandError, match="校验码"):
        call_command("import_nominations", str(path), year="2027", by="chen_filer")
    path.write_bytes(book(row(1)))
    call_command("import_nominations", str(path), year="2027", by="chen_filer")
    assert Nomination.objects.count() == 1

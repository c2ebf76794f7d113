"""Each check of the yearly list at its cell: the fault is found, and nothing is saved."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from documents.workbooks import UnreadableWorkbook
from projects.fundings import record_funding
from projects.imports import import_projects
from projects.models import Funding, Project, ProjectList
from projects.outcome import ImportOutcome
from tests.projects.books import edited, faults, hints
from tests.projects.samples import AT, LIST_FILE
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db


def take(lin: User, cells: dict[str, Any], **more: Any) -> ImportOutcome:
    return import_projects(file=edited(LIST_FILE, cells), name="清单.xlsx", year=2026, by=lin, at=AT, **more)


FAULTS = [
    ({"C4": "2402-500104-04-01-746748"}, ("C4", "project_code_checksum")),
    ({"C4": "2402-500104-04-01-74674"}, ("C4", "project_code_form")),
    ({"C4": None}, ("C4", "required")),
    ({"B4": "名" * 121}, ("B4", "too_long")),
    ({"D4": "航天"}, ("D4", "sector_unknown")),
    ({"E4": "其他类"}, ("E4", "kind_unknown")),
    ({"F4": "改扩建"}, ("F4", "nature_unknown")),
    ({"M4": "半截"}, ("M4", "stage_unknown")),
    ({"U4": "区某局"}, ("U4", "department_unknown")),
    ({"U4": "建胜镇"}, ("U4", "department_wrong")),
    ({"V4": "某某镇"}, ("V4", "township_unknown")),
    ({"V4": "区交通局"}, ("V4", "township_unknown")),
    ({"I4": -1}, ("I4", "negative")),
    ({"I4": "若干"}, ("I4", "not_a_number")),
    ({"K4": None}, ("K4", "required")),
    ({"O4": 10.5}, ("O4", "not_an_integer")),
    ({"P4": 162}, ("P4", "priority_exceeds")),
    ({"L4": "2027.06-2024.03"}, ("L4", "month_range_invalid")),
    ({"C5": "2402-500104-04-01-746747"}, ("C5", "code_double")),
    ({"J12": "市级补助1；市级补助2"}, ("J12", "funding_double")),
    ({"J12": "市级补助1.0000001"}, ("J12", "funding_amount")),
    ({"A1": "大渡口区2025年项目清单"}, ("A1", "year_differs")),
]


@pytest.mark.parametrize(("cells", "fault"), FAULTS, ids=[f"{kind}-{cell}" for _, (cell, kind) in FAULTS])
def test_a_fault_is_reported_at_its_cell_and_nothing_is_saved(
    lin: User, cells: dict[str, Any], fault: tuple[str, str]
) -> None:
    before = AuditEntry.objects.count()
    outcome = take(lin, cells)
    assert faults(outcome) == {fault}
    assert not outcome.is_saved
    assert not Project.objects.exists()
    assert not ProjectList.objects.exists()
    assert AuditEntry.objects.count() == before


def test_all_faults_are_reported_in_one_pass(lin: User) -> None:
    cells = {"C4": "2402-500104-04-01-746748", "D6": "航天", "P9": 99, "U10": "区某局", "V11": ""}
    assert faults(take(lin, cells)) == {
        ("C4", "project_code_checksum"), ("D6", "sector_unknown"), ("P9", "priority_exceeds"),
        ("U10", "department_unknown"), ("V11", "required"),
    }  # fmt: skip


HINTS = [
    ({"K12": 421}, ("K12", "plan_exceeds")),
    ({"L12": "2024.01-2025.12"}, ("L12", "year_outside")),
    ({"J12": "中央预算内资金421"}, ("J12", "funding_exceeds")),
    ({"J12": "社会捐赠20；中央预算内资金320"}, ("J12", "funding_unknown")),
    ({"Q12": 95.99}, ("Q12", "below_floor")),
    ({"U12": "区交通局"}, ("U12", "sector_differs")),
    ({"B12": "八桥镇排洪沟整治工程"}, ("B13", "name_double")),
]


@pytest.mark.parametrize(("cells", "hint"), HINTS, ids=[f"{kind}-{cell}" for _, (cell, kind) in HINTS])
def test_what_looks_odd_is_listed_and_still_saved(lin: User, cells: dict[str, Any], hint: tuple[str, str]) -> None:
    usual = {("U5", "sector_differs")}  # the sample's own: 区经济信息委 is in charge of 能源
    outcome = take(lin, cells)
    assert outcome.errors == []
    assert hints(outcome) == {hint, *usual}
    assert Project.objects.count() == 12


def test_exactly_the_floor_is_enough(lin: User) -> None:
    assert hints(take(lin, {"Q12": 96})) == {("U5", "sector_differs")}


def test_a_unit_is_known_by_its_usual_other_name(lin: User) -> None:
    assert take(lin, {"U15": "区城管局"}).errors == []
    assert str(Project.objects.get(code="2301-500104-04-01-370695").department) == "区城市管理局"


def test_a_new_name_for_a_registered_code_is_taken_over_with_a_warning(lin: User, listed: None) -> None:
    outcome = take(lin, {"B12": "建胜镇产业路硬化工程"})
    assert ("B12", "name_differs") in hints(outcome)
    assert (outcome.created, outcome.updated, outcome.unchanged) == (0, 1, 11)
    assert Project.objects.get(code="2410-500104-04-01-392139").name == "建胜镇产业路硬化工程"


def test_brackets_of_another_width_are_the_same_name(lin: User, listed: None) -> None:
    outcome = take(lin, {"B5": "智能制造产业园标准厂房项目(一期)"})
    assert ("B5", "name_differs") not in hints(outcome)


def test_a_project_left_out_of_the_sheet_stays_and_is_named(lin: User, listed: None) -> None:
    outcome = import_projects(
        file=edited(LIST_FILE, {}, lambda page: page.delete_rows(15)), name="清单.xlsx", year=2026, by=lin, at=AT
    )
    assert outcome.notes == ["清单里原有、本表没有的项目仍然保留：春晖路街道口袋公园建设。"]
    assert Project.objects.count() == 12


def test_amounts_in_yuan_are_converted_by_the_heading(lin: User) -> None:
    outcome = take(lin, {"I3": "总投资（元）", "I12": 4_200_000})
    assert outcome.errors == []
    assert Project.objects.get(code="2410-500104-04-01-392139").total_fen == 420_000_000


def test_a_source_dropped_from_the_text_is_dropped_and_a_new_one_added(lin: User, listed: None) -> None:
    take(lin, {"J12": "中央预算内资金330；企业自筹90"})
    fundings = Funding.objects.filter(project__code="2410-500104-04-01-392139")
    assert {(funding.label, funding.amount_fen) for funding in fundings} == {
        ("中央预算内资金", 330_000_000), ("企业自筹", 90_000_000),
    }  # fmt: skip


def test_what_was_entered_with_its_document_survives_another_import(lin: User, listed: None) -> None:
    funding = Funding.objects.get(project__code="2410-500104-04-01-392139", label="区级配套")
    record_funding(
        funding=funding, amount_fen=100_000_000, issued_on=date(2026, 2, 1), document_number="大渡口财〔2026〕1号",
        agreed_share=Decimal(15), by=lin, at=AT,
    )  # fmt: skip
    assert take(lin, {}).unchanged == 12
    take(lin, {"J12": "中央预算内资金320"})
    funding.refresh_from_db()
    assert (funding.amount_fen, funding.document_number) == (100_000_000, "大渡口财〔2026〕1号")


def test_only_the_office_imports_the_list(chen_filer: User) -> None:
    with pytest.raises(NotAllowed, match="年度清单由领导小组办公室导入"):
        import_projects(file=LIST_FILE, name="清单.xlsx", year=2026, by=chen_filer, at=AT)


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_gets_one_sentence(lin: User, content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        import_projects(file=content, name="清单.xlsx", year=2026, by=lin, at=AT)
    assert len(refused.value.sentences) == 1
    assert isinstance(refused.value.__cause__, UnreadableWorkbook)


def test_the_audit_says_what_the_import_did(lin: User, listed: None) -> None:
    take(lin, {"K12": 400})
    entry = AuditEntry.objects.order_by("-number").first()
    assert entry is not None
    assert (entry.act, entry.subject, entry.rows) == ("导入年度清单", "2026年度清单", 12)
    assert (entry.detail["created"], entry.detail["updated"], entry.detail["unchanged"]) == (0, 1, 11)

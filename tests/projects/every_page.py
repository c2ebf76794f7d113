"""One of everything that has a page on this floor, all of one project in 建胜镇 of 区农业农村委, and its addresses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse

from projects.exceptions import grant_exception
from projects.expected import settle_expected
from projects.filings import start_filing
from projects.guidance.items import add_item
from projects.models import (
    Approval,
    Connection,
    Contract,
    DisbursementStep,
    FinancingKind,
    Funding,
    FundingSource,
    Period,
    ProgressFiling,
    Project,
    ProjectKind,
    Rectification,
    SavedView,
    SocialProject,
    Stage,
)
from projects.money.connecting import connect
from projects.money.disbursing import record_disbursement
from projects.money.keeping import record_financing, record_social
from projects.owing_rules import set_rule
from projects.periods import open_period
from projects.proofs.files import attach_files
from projects.urls import urlpatterns
from tests.projects.conftest import MakeProject
from tests.projects.inspecting import LOOKED, draw, patrol
from tests.projects.nominating import Nominate
from tests.projects.proofs import give
from tests.projects.publishing import publish
from tests.projects.samples import AT, OCTOBER
from tests.projects.uploads import upload
from units.models import Sector, Unit, User
from units.secrecy import seal

PHONE = "13800001234"
DAY = date(2026, 4, 1)

# Pages that tell everybody with a post the same, or rows within their scope.
OPEN = {
    "guidance_list", "guidance_export", "collection_list", "collection_detail", "annual_list", "project_list",
    "project_export", "project_api", "project_view_save", "import_progress", "import_template", "filing_list",
    "filing_accept_many", "nomination_list", "nomination_new", "nomination_items", "nomination_import",
    "nomination_template", "nomination_export", "money_list", "money_export", "connection_list", "connection_export",
    "financing_list", "financing_export", "social_list", "social_export", "inspection_list", "inspection_export",
    "inspection_coverage", "grid_edit", "grid_workbook", "rectification_list", "rectification_export", "version_detail",
    "expected_list", "expected_export", "expected_print", "expected_rules", "exception_list",
}  # fmt: skip

MONTHLY = {"filing_new", "grid_edit", "grid_workbook"}


def addresses(world: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and address of each page; one whose object the world lacks fails here, so that a new page is covered."""
    for pattern in urlpatterns:
        arguments = {name: _argument(world, pattern.name, name) for name in pattern.pattern.converters}
        yield pattern.name, reverse(pattern.name, kwargs=arguments)


def _argument(world: dict[str, Any], page: str, name: str) -> Any:
    fixed = {"year": 2026, "kind": "contract", "month": "2026-10", "form": "ledger"}
    fixed["key"] = "2026-10" if page in MONTHLY else "ledger"
    return fixed[name] if name in fixed else world[page]


def one_of_everything(
    *, lin: User, chen: User, wang: User, make_project: MakeProject, nominate: Nominate
) -> dict[str, Any]:
    """The key of the object each page is about, by the page's name."""
    road, twin = make_project(1), make_project(2, kind=ProjectKind.SPECIAL)
    publish(lin)
    month = {"project": road, "period": open_period(month=OCTOBER, by=None, at=AT)}
    filing: ProgressFiling = start_filing(**month, by=chen, at=AT)
    item = add_item(
        year=2026, sector=Sector.objects.get(name="交通"), task="公路养护", work_item="清淤", trades="", by=lin, at=AT
    )
    nomination = nominate()
    return {
        **_of_project(road),
        **_of_money(road, twin, lin),
        **_of_proofs(road, lin),
        **_of_supervision(road, wang, lin),
        **_of_what_is_owed(month["period"], road, lin),
        **_named("filing_detail filing_edit filing_move", filing.pk),
        **_named("guidance_edit guidance_retire guidance_restore", item.pk),
        **_named("nomination_detail nomination_edit nomination_move", nomination.pk),
        **_named("collection_detail collection_extend collection_close collection_reopen", nomination.collection_id),
        **_named("entry_leave entry_stay", road.entries.get().pk),
        **_named("version_detail version_pdf version_xlsx", road.entries.get().project_list.versions.get().pk),
        **_named("project_view_drop", SavedView.objects.create(user=lin, name="常用", saved_at=AT).pk),
    }


def _named(pages: str, key: int) -> dict[str, int]:
    return dict.fromkeys(pages.split(), key)


def _of_project(road: Project) -> dict[str, int]:
    return _named("project_detail project_move filing_new inspection_new funding_new proof_new", road.pk)


def _of_money(road: Project, twin: Project, lin: User) -> dict[str, int]:
    funding = Funding.objects.create(
        project=road, label="区级资金", source=FundingSource.DISTRICT, amount_fen=10_000, issued_on=DAY
    )
    said = {"amount_fen": 100, "done_on": DAY, "voucher": "凭证1", "for_pay": False, "note": ""}
    made = record_disbursement(
        funding=funding, step=DisbursementStep.ALLOCATED, values=said, files=[upload()], by=lin, at=AT
    )
    return {
        **_named("money_detail funding_edit funding_remove disbursement_new funding_file_add", funding.pk),
        **_named("disbursement_void", made.pk),
        **_named("attachment_download attachment_remove", made.files.get().pk),
        **_named("connection_drop", _connection(road, twin, lin).pk),
        **_of_books(road, lin),
    }


def _connection(road: Project, twin: Project, lin: User) -> Connection:
    return connect(special=twin, key=road, purpose="便道", by=lin, at=AT)


def _of_books(road: Project, lin: User) -> dict[str, int]:
    said: dict[str, Any] = {"institution": "某银行", "kind": FinancingKind.LOAN, "drawn_fen": 0, "note": ""}
    loan = record_financing(
        values={**said, "project": road, "amount_fen": 100, "granted_on": DAY, "ends_on": None}, by=lin, at=AT
    )
    return {
        **_named("financing_edit financing_void", loan.pk),
        **_named("social_edit social_void", _garden(road, lin).pk),
    }


def _garden(road: Project, lin: User) -> SocialProject:
    said: dict[str, Any] = {
        "name": "花园", "sponsor": "某商会", "content": "绿化", "amount_fen": 100, "workers": 1, "remuneration_fen": 1,
        "starts_on": DAY, "ends_on": None, "unit": Unit.objects.get(name="区民政局"),
    }  # fmt: skip
    return record_social(values={**said, "township": road.township, "sector": road.sector}, by=lin, at=AT)


def _of_proofs(road: Project, lin: User) -> dict[str, int]:
    approval = give(Approval, road, lin)
    attach_files(target=approval, files=[upload()], by=lin, at=AT)
    contract = give(Contract, road, lin, officer="某人", officer_phone_sealed=seal(PHONE))
    return {
        **_named("proof_detail proof_void attachment_add", approval.pk),
        **_named("proof_phone", contract.pk),
    }


def _of_what_is_owed(october: Period, road: Project, lin: User) -> dict[str, int]:
    settle_expected(period=october, at=AT)
    before = AT.date() - timedelta(days=1)
    Period.objects.filter(pk=october.pk).update(due_on=before, locks_on=before)
    opened = grant_exception(period=october, unit=road.department, reason="补报", by=lin, at=AT)
    rule = set_rule(stages=[Stage.CONSTRUCTION], resting=[], starts_on=date(2027, 1, 1), basis="自定", by=lin, at=AT)
    return {
        **_named("expected_waive expected_unwaive expected_nil", road.pk),
        **_named("exception_extend exception_end", opened.pk),
        **_named("expected_rule_withdraw", rule.pk),
    }


def _of_supervision(road: Project, wang: User, lin: User) -> dict[str, int]:
    inspection = patrol(road, wang)
    found = Rectification._default_manager.get(inspection=inspection)
    return {
        **_named("inspection_detail inspection_void", inspection.pk),
        **_named("rectification_detail rectification_move rectification_notice", found.pk),
        **_named("sample_detail", draw(lin, share=Decimal(50), drawn_on=LOOKED).pk),
    }

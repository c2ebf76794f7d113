"""Pages of the labor companies: who reads and keeps them, totals, corrections that meet, out of use and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labor.companies.companies import correct_company, retire_company
from labor.models import LaborCompany
from labor.urls.companies import urlpatterns
from projects.models import Project
from tests.cast import Engage
from tests.labor.companies.pages import act
from tests.labor.companies.test_companies import code, put
from tests.labor.companies.world import a_company, keys
from tests.labor.surveys.pages import cells, look, text_of
from units.models import AuditEntry, Role, Unit, User

NAME = "建胜劳务有限公司"


@pytest.fixture(autouse=True)
def _now(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=True):
        yield


@pytest.fixture
def company(wang: User) -> LaborCompany:
    return a_company(wang)


def form(**changes: Any) -> dict[str, Any]:
    """What is typed into the form of a company."""
    good = {
        "name": NAME, "credit_code": code(7), "township": Unit.objects.get(name="建胜镇").pk, "contact": "何某",
        "phone": "023-68000000", "founded_on": "2023-03-01", "is_collective": "on", "note": "", "version": "0",
    }  # fmt: skip
    return good | changes


def test_the_world_names_every_page(road: Project, lin: User) -> None:
    assert set(keys(road=road, lin=lin)) == {pattern.name for pattern in urlpatterns}


NINE = {
    "lin": 200, "leader": 200, "chen_filer": 200, "chen_reviewer": 200, "wang": 200, "zhao": 200, "sysadmin": 403,
    "security": 403, "auditor": 403,
}  # fmt: skip


@pytest.mark.parametrize(("who", "status"), NINE.items())
def test_every_unit_reads_the_ledger_and_the_three_administrators_do_not(
    request: pytest.FixtureRequest, company: LaborCompany, who: str, status: int
) -> None:
    user = request.getfixturevalue(who)
    listed, shown = look(user, "company_list"), look(user, "company_detail", company.pk)
    assert (listed.status_code, shown.status_code) == (status, status)
    assert act(user, "company_export").status_code == status
    keeps = who in {"lin", "wang"}
    assert ("登记劳务公司" in text_of(listed)) == (keeps or who == "zhao")
    assert ("更正</a>" in text_of(shown)) == keeps
    assert look(user, "company_edit", company.pk).status_code == (200 if keeps else 403)
    assert look(user, "company_new").status_code == (200 if who in {"lin", "wang", "zhao"} else 403)


@pytest.mark.parametrize("who", ["zhao", "leader", "chen_filer"])
def test_who_does_not_keep_it_is_told_who_does(request: pytest.FixtureRequest, company: LaborCompany, who: str) -> None:
    user = request.getfixturevalue(who)
    assert "区人力社保局" in text_of(look(user, "company_edit", company.pk))
    refused = act(user, "company_retire", company.pk, version=0)
    assert refused.status_code == 422
    assert "所在镇街填报人" in text_of(refused)
    assert LaborCompany.objects.get().retired_at is None


def test_a_company_is_recorded_and_every_fault_told_with_what_was_typed(wang: User, at: datetime) -> None:
    refused = act(wang, "company_new", **form(credit_code="91500104MA61DEM001", contact="", founded_on="2027-01-01"))
    assert refused.status_code == 422
    page = text_of(refused)
    assert "校验码不对" in page
    assert "“联系人”还没有填" in page
    assert NAME in page
    late = act(wang, "company_new", **form(founded_on="2027-01-01"))
    assert "成立日期不能晚于今天" in text_of(late)
    assert not LaborCompany.objects.exists()
    assert act(wang, "company_new", **form()).status_code == 302
    made = LaborCompany.objects.get()
    assert (made.name, made.is_collective, made.recorded_by) == (NAME, True, wang)
    again = act(wang, "company_new", **form(name="另一家"))
    assert f"已登记为“{NAME}”" in text_of(again)


def test_a_township_records_its_own_companies_alone(wang: User, engage: Engage) -> None:
    elsewhere = Unit.objects.get(name="八桥镇").pk
    assert "您不登记这个镇街的劳务公司" in text_of(act(wang, "company_new", **form(township=elsewhere)))
    assert act(wang, "company_new", **form(township="")).status_code == 422
    bureau = engage("bureau", Role.UNIT_FILER, "区人力社保局")
    assert act(bureau, "company_new", **form(township="")).status_code == 302
    made = LaborCompany.objects.get()
    assert made.township is None
    assert "大渡口区以外" in text_of(look(wang, "company_detail", made.pk))
    assert "区外" in text_of(look(wang, "company_list"))


def test_of_two_corrections_the_second_is_told_and_keeps_what_was_typed(
    company: LaborCompany, wang: User, lin: User, at: datetime
) -> None:
    shown = look(lin, "company_edit", company.pk).context["form"]["version"].value()
    typed = form(credit_code=company.credit_code, contact="赵某", version=shown)
    correct_company(company=company, values={"contact": "李某"}, version=0, by=wang, at=at)
    refused = act(lin, "company_edit", company.pk, **typed)
    page = text_of(refused)
    assert refused.status_code == 422
    assert "刚被别人改过" in page
    assert "现在登记的“联系人”是：李某" in page
    assert "赵某" in page
    assert LaborCompany.objects.get().contact == "李某"
    assert refused.context["form"]["version"].value() == "1"
    assert act(lin, "company_edit", company.pk, **(typed | {"version": "1"})).status_code == 302
    assert LaborCompany.objects.get().contact == "赵某"


def test_a_form_without_its_version_corrects_nothing(company: LaborCompany, wang: User) -> None:
    refused = act(wang, "company_edit", company.pk, **form(credit_code=company.credit_code, contact="李某", version=""))
    assert refused.status_code == 422
    assert act(wang, "company_retire", company.pk).status_code == 422
    assert LaborCompany.objects.get().contact == "何某"


def test_out_of_use_and_back(company: LaborCompany, wang: User) -> None:
    assert act(wang, "company_retire", company.pk, version=0).status_code == 302
    assert NAME not in text_of(look(wang, "company_list"))
    assert NAME in text_of(look(wang, "company_list", query="?state=retired"))
    refused = act(wang, "company_retire", company.pk, version=0)
    assert refused.status_code == 422
    assert "已经停用，不必再办" in text_of(refused)
    assert act(wang, "company_edit", company.pk, **form(version="1")).status_code == 422
    assert act(wang, "company_restore", company.pk, version=1).status_code == 302
    assert LaborCompany.objects.get().retired_at is None


def test_filters_and_totals_and_the_workbook_say_the_same(
    company: LaborCompany, road: Project, estate: Project, wang: User, zhao: User, lin: User, at: datetime
) -> None:
    bought = {"name": "八桥劳务", "credit_code": code(8), "is_collective": False}
    other = a_company(zhao, **bought, township=Unit.objects.get(name="八桥镇"))
    put(company, road, 1, lin, at)
    put(company, estate, 2, lin, at, left_on=date(2026, 11, 5), leave_reason="回家")
    put(other, estate, 1, lin, at)
    answer = look(wang, "company_list")
    totals = answer.context["totals"]
    assert (totals.companies, totals.collective, totals.people_now, totals.people_ever) == (2, 1, 1, 2)
    asked = {"?collective=False": [other], "?q=建胜": [company], f"?township={other.township_id}": [other]}
    for query, expected in asked.items():
        assert [one for one, _ in look(wang, "company_list", query=query).context["rows"]] == expected
    words = list(cells(act(wang, "company_export", query="?collective=True").content))
    assert {"劳务公司台账", NAME, "何某 023-68000000", "筛选条件：村集体领办＝是；状态＝在用"} <= set(words)
    assert "八桥劳务" not in words
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.rows) == ("导出劳务公司台账", 1)


def test_its_page_tells_where_its_people_are_and_hides_other_projects(
    company: LaborCompany, road: Project, estate: Project, wang: User, lin: User, at: datetime
) -> None:
    put(company, road, 1, lin, at)
    put(company, estate, 2, lin, at)
    answer = look(wang, "company_detail", company.pk)
    assert [(row.project, row.people_now) for row in answer.context["projects"]] == [(road, 1)]
    assert "另有1个项目不在您的查看范围" in text_of(answer)
    assert estate.name not in text_of(answer)
    assert len(look(lin, "company_detail", company.pk).context["projects"]) == 2


def test_an_empty_ledger_says_what_to_do(wang: User, leader: User, company: LaborCompany, at: datetime) -> None:
    assert "没有符合条件的劳务公司" in text_of(look(wang, "company_list", query="?q=无此公司"))
    LaborCompany.objects.all().delete()
    assert "登记后，花名册办理进场时可以选" in text_of(look(wang, "company_list"))
    assert "登记后各单位都能查看" in text_of(look(leader, "company_list"))


def test_a_list_costs_the_same_for_2_rows_and_20(wang: User, at: datetime) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            assert look(wang, "company_list", query="?state=all").status_code == 200
        return len(made)

    for order in (1, 2):
        a_company(wang, name=f"公司{order}", credit_code=code(order))
    few = cost()
    for order in range(3, 21):
        made = a_company(wang, name=f"公司{order}", credit_code=code(order))
    retire_company(company=made, version=0, by=wang, at=at)
    assert cost() == few

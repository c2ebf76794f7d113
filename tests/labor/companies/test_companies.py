"""Labor companies: the credit code's check digit, who keeps them, what the ledger adds up to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from stdnum.cn import uscc

from labor.companies.claims import ChangedMeanwhile, claim
from labor.companies.companies import correct_company, record_company, restore_company, retire_company
from labor.companies.ledgers import CompanyTotals, company_ledger, company_totals
from labor.companies.permissions import companies_visible_to, may_keep_company
from labor.models import Engagement, LaborCompany, Trade, Worker
from projects.models import Project
from projects.moving import Incomplete
from tests.cast import Engage
from units.models import AuditEntry, Role, Unit, User
from units.refusals import NotAllowed, WrongState

ON = date(2026, 11, 12)


def code(order: int = 1) -> str:
    body = f"9150010{order:010d}"
    return body + str(uscc.calc_check_digit(body))


def company(order: int = 1, **changes: Any) -> dict[str, Any]:
    good = {
        "name": f"建胜劳务{order}公司", "credit_code": code(order), "township": Unit.objects.get(name="建胜镇"),
        "contact": "何某", "phone": "023-68000000", "founded_on": date(2023, 3, 1), "is_collective": True, "note": "",
    }  # fmt: skip
    return good | changes


def put(made: LaborCompany, project: Project, order: int, by: User, at: datetime, **changes: Any) -> Engagement:
    worker, _ = Worker.objects.get_or_create(
        id_index=f"{order}", defaults={"name": f"人{order}", "sex": "M", "born_on": date(1988, 1, 1)}
    )
    trade, _ = Trade.objects.get_or_create(code="01", name="普工")
    values = {
        "name": worker.name, "address": "建胜镇", "team": "一班", "employer": made.name, "relation": "service",
        "entered_on": date(2026, 11, 1), "waiver_reason": "有证", "registered_at": at, "registered_by": by,
    }  # fmt: skip
    return Engagement.objects.create(project=project, worker=worker, trade=trade, company=made, **(values | changes))


def test_a_company_is_recorded_and_told_to_the_trail(wang: User, at: datetime) -> None:
    made = record_company(values=company(credit_code=f" {code().lower()}"), by=wang, at=at)
    assert (made.credit_code, made.recorded_by) == (code(), wang)
    assert AuditEntry.objects.latest("number").act == "登记劳务公司"


def test_every_fault_is_told_at_its_field(lin: User, at: datetime) -> None:
    wrong = code()[:-1] + ("0" if code()[-1] != "0" else "1")
    values = company(
        name="", contact=" ", credit_code=wrong, founded_on=date(2027, 1, 1), township=Unit.objects.get(name="区教委")
    )
    with pytest.raises(Incomplete) as refused:
        record_company(values=values, by=lin, at=at)
    assert sorted(lack.field for lack in refused.value.lacks) == [
        "contact", "credit_code", "founded_on", "name", "township",
    ]  # fmt: skip
    assert "校验码不对" in "".join(refused.value.sentences)
    assert not LaborCompany.objects.exists()


def test_a_company_is_recorded_once(wang: User, lin: User, at: datetime) -> None:
    made = record_company(values=company(), by=wang, at=at)
    with pytest.raises(Incomplete, match=f"已登记为“{made.name}”"):
        record_company(values=company(name="另一个名字"), by=lin, at=at)


def test_a_correction_keeps_old_and_new_in_the_trail(wang: User, at: datetime) -> None:
    made = record_company(values=company(), by=wang, at=at)
    values = {"contact": "李某", "is_collective": False}
    made = correct_company(company=made, values=values, version=0, by=wang, at=at)
    entry = AuditEntry.objects.latest("number")
    assert entry.detail["changes"] == {"contact": ["何某", "李某"], "is_collective": [True, False]}
    correct_company(company=made, values={"contact": "李某"}, version=1, by=wang, at=at)
    assert (AuditEntry.objects.latest("number"), LaborCompany.objects.get().version) == (entry, 1)


def test_retired_and_restored(wang: User, at: datetime) -> None:
    made = retire_company(company=record_company(values=company(), by=wang, at=at), version=0, by=wang, at=at)
    assert not company_ledger(wang, on=ON).exists()
    assert company_ledger(wang, on=ON, with_retired=True).count() == 1
    with pytest.raises(WrongState, match="已经停用"):
        retire_company(company=made, version=made.version, by=wang, at=at)
    with pytest.raises(WrongState, match="请先恢复"):
        correct_company(company=made, version=made.version, values={"contact": "李某"}, by=wang, at=at)
    assert restore_company(company=made, version=made.version, by=wang, at=at).retired_by is None


def test_of_two_who_correct_the_second_is_told_what_the_first_wrote(wang: User, lin: User, at: datetime) -> None:
    made = record_company(values=company(), by=wang, at=at)
    correct_company(company=made, values={"contact": "李某", "is_collective": False}, version=0, by=wang, at=at)
    with pytest.raises(ChangedMeanwhile) as refused:
        correct_company(company=made, values=company(contact="赵某"), version=0, by=lin, at=at)
    assert refused.value.sentences[1:] == ("现在登记的“联系人”是：李某。", "现在登记的“村集体领办”是：否。")
    assert LaborCompany.objects.get().contact == "李某"
    with pytest.raises(ChangedMeanwhile):
        retire_company(company=made, version=0, by=lin, at=at)
    retire_company(company=made, version=1, by=lin, at=at)
    with pytest.raises(ChangedMeanwhile):
        restore_company(company=made, version=1, by=wang, at=at)


def test_a_row_is_claimed_by_one_update_alone(wang: User, at: datetime) -> None:
    made = record_company(values=company(), by=wang, at=at)
    LaborCompany.objects.update(version=5)
    with pytest.raises(ChangedMeanwhile, match="刚被别人改过"):
        claim(made, version=0, contact="李某")
    assert LaborCompany.objects.get().contact == "何某"


def test_who_keeps_and_who_reads_companies(
    wang: User, zhao: User, lin: User, leader: User, auditor: User, engage: Engage, at: datetime
) -> None:
    bureau = engage("bureau", Role.UNIT_FILER, "区人力社保局")
    jiansheng = Unit.objects.get(name="建胜镇")
    assert [may_keep_company(one, jiansheng) for one in (wang, lin, bureau)] == [True] * 3
    assert [may_keep_company(one, jiansheng) for one in (zhao, leader, auditor)] == [False] * 3
    assert not may_keep_company(wang, None)
    made = record_company(values=company(), by=bureau, at=at)
    assert [companies_visible_to(one).exists() for one in (zhao, leader, auditor)] == [True, True, False]
    with pytest.raises(NotAllowed, match="所在镇街填报人"):
        retire_company(company=made, version=made.version, by=zhao, at=at)
    elsewhere = {"township": Unit.objects.get(name="八桥镇")}
    with pytest.raises(NotAllowed):
        correct_company(company=made, values=elsewhere, version=made.version, by=wang, at=at)


def test_the_ledger_counts_people_once(road: Project, estate: Project, wang: User, lin: User, at: datetime) -> None:
    first, second = (record_company(values=company(order), by=wang, at=at) for order in (1, 2))
    put(first, road, 1, lin, at)
    put(first, estate, 1, lin, at, entered_on=date(2026, 10, 1), left_on=date(2026, 10, 9), leave_reason="完工")
    put(first, road, 2, lin, at, left_on=date(2026, 11, 5), leave_reason="回家")
    put(second, estate, 1, lin, at)
    put(second, road, 3, lin, at, voided_at=at, voided_by=lin, void_reason="重复")
    rows = {one.name: (one.people_now, one.people_ever) for one in company_ledger(wang, on=ON)}
    assert rows == {first.name: (1, 2), second.name: (1, 1)}
    assert company_totals(company_ledger(wang, on=ON), on=ON) == CompanyTotals(2, 2, 1, 2)


def test_a_long_ledger_costs_no_more_queries(wang: User, at: datetime) -> None:
    counts = []
    for orders in (range(1, 3), range(3, 21)):
        for order in orders:
            record_company(values=company(order), by=wang, at=at)
        with CaptureQueriesContext(connection) as queries:
            assert all(one.township.name for one in company_ledger(wang, on=ON))
        counts.append(len(queries))
    assert counts[0] == counts[1]

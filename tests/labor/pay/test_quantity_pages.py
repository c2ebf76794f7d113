"""Pages of 计时计件: who opens them, what a refused post keeps, what they come to, no full number anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labor.attendance.locking import lock_sheet
from labor.models import Engagement, WageRoll, WorkQuantity
from labor.pay.quantities import record_quantity
from labor.urls.building import urlpatterns
from projects.models import Period
from tests.labor.attendance.conftest import Engagements
from tests.labor.conftest import AT, OCTOBER
from tests.labor.every_page import full_numbers
from tests.labor.pay.building_world import HOURS, keys
from tests.labor.paying import MakeRoll
from units.models import AuditEntry, User

Keys = dict[str, dict[str, Any]]


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def stay(join: Engagements, road: Any) -> Engagement:
    return join(road)


@pytest.fixture
def world(stay: Engagement, roll_in: MakeRoll, chen_filer: User) -> Keys:
    return keys(stay=stay, roll=roll_in(), filer=chen_filer, month=OCTOBER)


def address(world: Keys, name: str) -> str:
    return reverse(name, kwargs=world[name])


def typed(stay: Engagement, **changed: Any) -> dict[str, Any]:
    good = {"engagement": stay.pk, "measure": "piece", "item": "砌挡墙", "quantity_centi": "12.5", "rate_fen": "80"}
    return good | changed


def test_the_world_names_every_page(world: Keys) -> None:
    assert set(world) == {pattern.name for pattern in urlpatterns}


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [("chen_filer", 200, 200), ("chen_reviewer", 200, 403), ("zhao", 404, 404), ("leader", 200, 403),
     ("sysadmin", 403, 403)],
)  # fmt: skip
def test_who_keeps_attendance_records_who_sees_it_reads(
    request: pytest.FixtureRequest, client: Client, world: Keys, who: str, read: int, write: int
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(address(world, "quantity_list")).status_code == read
    assert client.get(address(world, "quantity_new")).status_code == write
    assert client.get(address(world, "quantity_edit")).status_code == write
    assert WorkQuantity.objects.filter(voided_at=None).count() == 1


def test_a_row_is_recorded_corrected_and_taken_back_by_hand(
    client: Client, world: Keys, stay: Engagement, chen_filer: User
) -> None:
    client.force_login(chen_filer)
    said = client.post(address(world, "quantity_new"), typed(stay), follow=True).content.decode()
    assert "砌挡墙12.5件×80.00元＝1000.00元" in said
    assert "1375.00" in said
    client.post(address(world, "quantity_edit"), typed(stay, rate_fen="90"))
    row = WorkQuantity.objects.get(rate_fen=90_00)
    client.post(reverse("quantity_void", args=[row.pk]))
    shown = client.get(f"{address(world, 'quantity_list')}?state=all").content.decode()
    assert shown.count("更正或撤销</span>") == 2
    assert not [number for number in full_numbers() if number in shown]


def test_a_refused_row_keeps_everything_typed_and_says_everything(
    client: Client, world: Keys, stay: Engagement, chen_filer: User
) -> None:
    client.force_login(chen_filer)
    wrong = typed(stay, measure="hour", quantity_centi="999", rate_fen="", item="看护工地")
    answer = client.post(address(world, "quantity_new"), wrong)
    said = answer.content.decode()
    assert answer.status_code == 422
    for part in ("超过2026年10月的744小时", "“单价（元）”还没有填", 'value="999"', "看护工地"):
        assert part in said


def test_a_locked_month_says_why_and_takes_nothing(
    client: Client, world: Keys, stay: Engagement, chen_filer: User
) -> None:
    lock_sheet(roll=WageRoll.objects.get(), by=chen_filer, at=AT)
    client.force_login(chen_filer)
    shown = client.get(address(world, "quantity_list")).content.decode()
    assert "随发放表锁定" in shown
    assert reverse("quantity_new", kwargs=world["quantity_new"]) not in shown
    answer = client.post(address(world, "quantity_void"))
    assert answer.status_code == 422
    assert client.post(address(world, "quantity_new"), typed(stay)).status_code == 422


def test_the_workbook_is_taken_for_a_purpose_and_leaves_a_trace(client: Client, world: Keys, chen_filer: User) -> None:
    client.force_login(chen_filer)
    assert client.post(address(world, "quantity_export"), {"reason": "看"}).status_code == 422
    answer = client.post(address(world, "quantity_export"), {"reason": "与班组核对计时"})
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")
    assert AuditEntry.objects.get(act="导出计时计件").detail["reason"] == "与班组核对计时"


def test_the_questions_are_as_many_for_two_rows_as_for_twenty(
    client: Client, world: Keys, stay: Engagement, october: Period, chen_filer: User
) -> None:
    client.force_login(chen_filer)
    counts = []
    for more in (1, 18):
        for _ in range(more):
            values = {**HOURS, "engagement": stay}
            record_quantity(project=stay.project, period=october, values=values, by=chen_filer, at=AT)
        with CaptureQueriesContext(connection) as asked:
            client.get(address(world, "quantity_list"))
        counts.append(len(asked))
    assert counts[0] == counts[1]

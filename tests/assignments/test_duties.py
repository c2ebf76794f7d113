"""任务分工: whose duty, filtered alike on page and in the official workbook."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assignments.duties import of_unit, responsible
from assignments.models import Duty
from tests.cast import PASSWORD, SETTLED_AT
from units.accounts import create_user
from units.models import AuditEntry, Unit, User

pytestmark = pytest.mark.usefixtures("reference")


def table(page: str) -> str:
    """The matrix itself, without the filters above it."""
    return page[page.index("<tbody>") :]


@pytest.mark.parametrize("username", ["lin", "chen_filer", "wang", "leader", "sysadmin", "auditor"])
def test_everybody_with_a_role_reads_the_duties(username: str, request: pytest.FixtureRequest, client: Client) -> None:
    client.force_login(request.getfixturevalue(username))
    page = client.get(reverse("duty_list")).text
    assert f"共 {Duty.objects.count()} 项" in page
    assert "三（八）" in page


def test_a_person_without_a_role_reads_none(client: Client) -> None:
    user = create_user(username="bare", name="新人", password=PASSWORD, must_change=False, by=None, at=SETTLED_AT)
    client.force_login(user)
    assert "没有符合条件的任务" in client.get(reverse("duty_list")).text


@pytest.mark.parametrize(
    ("query", "found", "hidden"),
    [
        ({"q": "摸底"}, "三（四）", "三（七）"),
        ({"q": "三（七）"}, "融资支持", "摸底"),
        ({"q": "不存在的词"}, "", ""),
    ],
)
def test_duties_are_found_by_words_and_clause(
    query: dict[str, str], found: str, hidden: str, lin: User, client: Client
) -> None:
    client.force_login(lin)
    page = client.get(reverse("duty_list"), query).text
    if not found:
        assert "没有符合条件的任务" in page
        return
    assert found in table(page)
    assert hidden not in table(page)


def test_a_unit_finds_what_it_leads_and_what_it_supports(lin: User, client: Client) -> None:
    client.force_login(lin)
    finance = Unit.objects.get(name="区财政局")
    counts = {
        part: client.get(reverse("duty_list"), {"unit": finance.pk, "part": part}).context["duties"]
        for part in ("", "lead", "support")
    }
    assert len(counts["lead"]) == finance.led_duties.count() == 2
    assert len(counts["support"]) == finance.supported_duties.count() == 3
    assert len(counts[""]) == 5


def test_a_duty_led_by_many_units_is_listed_once(lin: User, client: Client) -> None:
    duties = of_unit(Duty.objects.all(), Unit.objects.get(name="建胜镇"))
    numbers = list(duties.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers))


def test_ones_own_duties_are_marked_and_one_click_away(wang: User, client: Client) -> None:
    client.force_login(wang)
    answer = client.get(reverse("duty_list"))
    town = Unit.objects.get(name="建胜镇")
    marked = {duty.number for duty, is_own in answer.context["duties"] if is_own}
    assert marked == set(town.led_duties.values_list("number", flat=True))
    assert f"?unit={town.pk}" in answer.text
    assert "建胜镇的任务" in answer.text


def test_the_responsible_units_stand_in_one_cell_leads_first() -> None:
    duty = Duty.objects.get(number=16)
    assert responsible(duty) == "区财政局（配合：区农业农村委）"


def test_the_workbook_has_the_official_columns_and_the_filters_of_the_page(wang: User, client: Client) -> None:
    client.force_login(wang)
    town = Unit.objects.get(name="建胜镇")
    answer: Any = client.post(f"{reverse('duty_export')}?unit={town.pk}&part=lead")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "重点工程项目以工代赈重点任务分工"
    assert list(rows[2]) == ["序号", "工作任务", "责任单位", "备注"]
    assert len(rows) == 3 + town.led_duties.count()
    assert all("建胜镇" in str(row[2]) for row in rows[3:])
    assert AuditEntry.objects.get(act="导出任务分工").rows == town.led_duties.count()


def test_an_export_is_asked_for_by_post(lin: User, client: Client) -> None:
    client.force_login(lin)
    assert client.get(reverse("duty_export")).status_code == 405


def test_the_list_costs_the_same_queries_for_few_and_many(
    lin: User, client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(lin)
    client.get(reverse("duty_list"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("duty_list"), {"q": "融资"})
    with django_assert_num_queries(len(few)):
        client.get(reverse("duty_list"))

"""工资清单 and the year's ledger: sums as the rolls say, each within its scope, no number whole, takings kept."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader

from labor.models import WageLine
from labor.slips.yearly import people_of, person_year
from projects.models import Period, Project
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll, line_of, make_roll
from tests.labor.sheets import card_number, id_number
from units.models import AuditEntry, User

WHY = {"reason": "发给本人核对"}


def text_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_a_person_on_two_projects_is_one_row_and_every_month_adds_up(
    roll_in: MakeRoll, estate: Project, october: Period, lin: User, client: Client
) -> None:
    roll_in(people=2)
    make_roll(estate, october, by=lin, people=1)
    WageLine.objects.filter(project=estate).update(pay_on=AT.date(), voucher="1", is_paid=True)
    rows = list(people_of(WageLine.objects.visible_to(lin).in_force()))
    assert [(row["months"], row["projects"], row["sum_net_fen"], row["sum_paid_fen"]) for row in rows] == [
        (1, 2, 8_400_00, 4_200_00), (1, 1, 4_200_00, 0),
    ]  # fmt: skip
    client.force_login(lin)
    page = client.get("/wages/?year=2026").content.decode()
    assert "12600.00" in page
    assert id_number(order=1) not in page


def test_a_year_shows_only_what_the_reader_may_see(
    roll_in: MakeRoll, estate: Project, october: Period, lin: User, chen_filer: User, zhao: User, client: Client
) -> None:
    line = roll_in(people=1).lines.get()
    make_roll(estate, october, by=lin, people=1)
    assert len(person_year(line.worker, 2026, lin).lines) == 2
    assert len(person_year(line.worker, 2026, chen_filer).lines) == 1
    client.force_login(zhao)
    assert client.get(f"/wages/{line.worker_id}/2026/").status_code == 404
    assert client.post(f"/wages/{line.worker_id}/2026/slips/", WHY).status_code == 404
    client.force_login(lin)
    assert client.get(f"/wages/{line.worker_id}/1999/").status_code == 404


def test_slips_are_four_to_a_page_masked_and_kept_in_the_trail(roll_in: MakeRoll, lin: User, client: Client) -> None:
    roll = roll_in(people=5)
    WageLine.objects.filter(roll=roll, row=1).update(deduction_fen=10_00, net_fen=4_190_00, deduction_item="社会保险费")
    client.force_login(lin)
    answer = client.post(f"/rolls/{roll.pk}/slips/", WHY)
    pages = text_of(answer.content)
    assert [page.count("工资清单") for page in pages] == [4, 1]
    assert "10.00元（社会保险费）" in pages[0]
    assert "林岚（lin）" in pages[1]
    assert not {id_number(order=1), card_number(1)} & set("".join(pages).split())
    assert AuditEntry.objects.filter(act="打印工资清单").latest("pk").rows == 5


@pytest.mark.parametrize(
    "address", ["/rolls/{roll}/slips/", "/wages/{worker}/2026/slips/", "/wages/{worker}/2026/print/"]
)
def test_without_a_purpose_nothing_is_printed(roll_in: MakeRoll, lin: User, client: Client, address: str) -> None:
    line = roll_in(people=1).lines.get()
    client.force_login(lin)
    path = address.format(roll=line.roll_id, worker=line.worker_id)
    answer = client.post(path, {"reason": "看"})
    assert answer.status_code == 422
    assert "至少四个字" in answer.content.decode()
    assert not AuditEntry.objects.filter(act__startswith="打印").exists()
    assert client.post(path, WHY)["Content-Type"] == "application/pdf"


def test_the_workbook_says_the_same_as_the_page(roll_in: MakeRoll, lin: User, client: Client) -> None:
    roll_in(people=3)
    client.force_login(lin)
    assert client.post("/wages/export/?year=2026", {"reason": ""}).status_code == 422
    answer = client.post("/wages/export/?year=2026", WHY)
    cells = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    total = next(row for row in cells if "合计" in map(str, row))
    assert 12_600 in [value for value in total if isinstance(value, int | float)]


def test_the_ledger_costs_the_same_for_2_people_and_20(roll_in: MakeRoll, lin: User, client: Client) -> None:
    client.force_login(lin)
    counts = []
    roll = roll_in(people=2)
    for more in (0, 18):
        for order in range(3, 3 + more):
            line_of(roll, order).save()
        client.get("/wages/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/wages/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_year_without_rolls_says_what_comes(lin: User, client: Client) -> None:
    client.force_login(lin)
    assert "还没有发放记录" in client.get("/wages/").content.decode()
    assert "没有符合条件" in client.get("/wages/?q=无此人").content.decode()


def test_the_slips_of_a_long_roll_are_printed_in_parts_from_its_page(
    roll_in: MakeRoll, lin: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("labor.slips.printing", "labor.views.rolls"):
        monkeypatch.setattr(f"{place}.MOST_SLIPS", 2)
    roll = roll_in(people=3)
    WageLine.objects.filter(roll=roll).update(pay_on=date(2026, 11, 2), voucher="回单1", is_paid=True)
    client.force_login(lin)
    page = client.get(f"/rolls/{roll.pk}/").content.decode()
    assert f'action="/rolls/{roll.pk}/slips/"' in page
    assert '<option value="2">第3—3行</option>' in page
    papers = [client.post(f"/rolls/{roll.pk}/slips/", {**WHY, "part": part}) for part in (1, 2, 3)]
    assert [paper.status_code for paper in papers] == [200, 200, 422]
    assert [text_of(paper.content)[0].count("工资清单") for paper in papers[:2]] == [2, 1]

"""The pages as people use them: filters, totals, export, uploads, the filing form and its moves."""

from __future__ import annotations

import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from projects.models import Funding, ProgressFiling, Project, ProjectList
from tests.projects.books import edited
from tests.projects.figures import WAN
from tests.projects.pages import page
from tests.projects.samples import LEDGER_FILE, LIST_FILE
from units.models import AuditEntry, User

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("listed")
class TestProjectList:
    def test_shows_all_with_sums_of_all(self, client: Client, lin: User) -> None:
        client.force_login(lin)
        shown = page(client, "project_list")
        assert "合计（12项）" in shown
        for total in ("402180.00", "111220.00", "463", "967.05"):
            assert total in shown

    @pytest.mark.parametrize(
        ("query", "number", "plan"),
        [
            ({"q": "口袋公园"}, 1, "980.00"),
            ({"q": "2410-500104"}, 1, "420.00"),
            ({"kind": "special"}, 2, "788.00"),
            ({"stage": "preparation"}, 3, "1960.00"),
        ],
    )
    def test_sums_follow_the_filter(
        self, client: Client, lin: User, query: dict[str, str], number: int, plan: str
    ) -> None:
        client.force_login(lin)
        shown = page(client, "project_list", **query)
        assert f"合计（{number}项）" in shown
        assert plan in shown

    def test_sorts_by_a_column_both_ways(self, client: Client, lin: User) -> None:
        client.force_login(lin)
        for sort, first in (("plan_fen", "八桥镇排洪沟整治工程"), ("-plan_fen", "三纵线双山隧道")):
            shown = page(client, "project_list", sort=sort)
            assert min(shown.find(name) for name in ("八桥镇排洪沟整治工程", "三纵线双山隧道")) == shown.find(first)

    def test_a_search_without_result_offers_a_way_out(self, client: Client, lin: User) -> None:
        client.force_login(lin)
        assert "没有符合条件的项目" in page(client, "project_list", q="没有这样的项目")

    def test_the_export_holds_exactly_what_is_shown_and_is_audited(self, client: Client, lin: User) -> None:
        client.force_login(lin)
        answer = client.post(reverse("project_export") + "?kind=special&sort=-plan_fen")
        book = load_workbook(io.BytesIO(answer.content))
        rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        assert rows[0][0] == "2026年度重点工程项目清单"
        assert rows[1][0] == "筛选条件：类型＝专项"
        head = next(number for number, row in enumerate(rows) if row[0] == "项目名称")
        assert [row[0] for row in rows[head + 1 : head + 4]] == [
            "建胜镇产业道路硬化工程",
            "八桥镇排洪沟整治工程",
            "合计",
        ]
        plan = rows[head].index("年度计划投资（万元）")
        assert [row[plan] for row in rows[head + 1 : head + 4]] == [420, 368, 788]
        entry = AuditEntry.objects.order_by("-number").first()
        assert entry is not None
        assert (entry.act, entry.rows, entry.by) == ("导出项目清单", 2, lin)


@pytest.mark.usefixtures("listed")
def test_the_list_opens_on_the_present_year_though_the_next_is_there(client: Client, lin: User) -> None:
    ProjectList.objects.create(year="2027")
    client.force_login(lin)
    with time_machine.travel("2026-11-23T10:00:00+08:00", tick=False):
        assert "合计（12项）" in page(client, "project_list")
        assert "这一年度还没有在列项目" in page(client, "project_list", year="2027")


def test_an_empty_system_says_what_to_do_next(client: Client, lin: User, chen_filer: User) -> None:
    client.force_login(lin)
    assert "还没有年度清单" in page(client, "project_list")
    assert "还没有开启调度期" in page(client, "filing_list")
    client.force_login(chen_filer)
    assert "没有您可以查看的项目" in page(client, "project_list")


@pytest.mark.usefixtures("listed")
def test_a_project_page_shows_its_money_and_the_floors_arithmetic(client: Client, lin: User) -> None:
    client.force_login(lin)
    road = Project.objects.get(code="2410-500104-04-01-392139")
    shown = page(client, "project_detail", road.pk)
    assert "中央预算内资金320.00万元×30%＝不少于96.00万元。" in shown
    assert "建胜镇人民政府" in shown
    assert "还没有填报" in shown


@pytest.mark.usefixtures("listed")
def test_entering_the_batch_date_moves_the_floor(client: Client, lin: User) -> None:
    client.force_login(lin)
    funding = Funding.objects.get(project__code="2410-500104-04-01-392139", source="central_budget")
    answer = client.post(
        reverse("funding_edit", args=[funding.pk]),
        {"amount_fen": "320", "issued_on": "2026-01-15", "document_number": "渝发改投资〔2026〕9号"},
    )
    assert answer.status_code == 302
    assert "×40%＝不少于128.00万元。" in page(client, "project_detail", funding.project_id)
    entry = AuditEntry.objects.order_by("-number").first()
    assert entry is not None
    assert entry.detail["issued_on"] == ["None", "2026-01-15"]


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("values", [{"amount_fen": "-1"}, {"agreed_share": "101"}, {"issued_on": "2999-01-01"}])
def test_a_wrong_funding_is_refused_with_what_was_typed_kept(client: Client, lin: User, values: dict[str, str]) -> None:
    client.force_login(lin)
    funding = Funding.objects.get(project__code="2410-500104-04-01-392139", source="central_budget")
    answer = client.post(reverse("funding_edit", args=[funding.pk]), {"document_number": "某文号", **values})
    assert answer.status_code == 422
    assert "某文号" in answer.content.decode()
    funding.refresh_from_db()
    assert funding.amount_fen == 320 * WAN


def upload(content: bytes, name: str = "清单.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class TestImportPages:
    def test_a_good_list_is_saved_and_summed_up(self, client: Client, lin: User) -> None:
        client.force_login(lin)
        answer = client.post(reverse("import_projects"), {"year": 2026, "file": upload(LIST_FILE.read_bytes())})
        shown = answer.content.decode()
        assert "已导入：新增12行、更新0行、未变0行" in shown
        assert "402180.00" in shown
        assert "有 1 处提示" in shown
        assert Project.objects.count() == 12

    def test_every_error_is_listed_at_its_cell_and_nothing_saved(self, client: Client, lin: User) -> None:
        client.force_login(lin)
        faulty = edited(LIST_FILE, {"C4": "2402-500104-04-01-746748", "U9": "区某局"})
        answer = client.post(reverse("import_projects"), {"year": 2026, "file": upload(faulty)})
        shown = answer.content.decode()
        assert "有 2 处需要改正" in shown
        assert "清单 C4" in shown
        assert "清单 U9" in shown
        assert "下载批注原件" in shown
        assert not Project.objects.exists()

    def test_htmx_gets_only_the_outcome(self, client: Client, lin: User) -> None:
        client.force_login(lin)
        answer = client.post(
            reverse("import_projects"),
            {"year": 2026, "file": upload(LIST_FILE.read_bytes()), "check": "1"},
            headers={"hx-request": "true"},
        )
        shown = answer.content.decode()
        assert "<html" not in shown
        assert "检查通过（试读，未保存）" in shown
        assert not Project.objects.exists()

    def test_the_annotated_original_carries_the_notes(self, client: Client, lin: User) -> None:
        client.force_login(lin)
        faulty = edited(LIST_FILE, {"U9": "区某局"})
        answer = client.post(reverse("import_projects"), {"year": 2026, "file": upload(faulty), "annotate": "1"})
        note = load_workbook(io.BytesIO(answer.content))["清单"]["U9"].comment
        assert note is not None
        assert "没有这个单位" in note.text
        assert not Project.objects.exists()

    def test_what_is_no_workbook_gets_a_sentence(self, client: Client, lin: User) -> None:
        client.force_login(lin)
        answer = client.post(reverse("import_projects"), {"year": 2026, "file": upload(b"%PDF-1.7")})
        assert "这是PDF文件，不是Excel工作簿" in answer.content.decode()

    def test_no_file_chosen_says_so(self, client: Client, lin: User) -> None:
        client.force_login(lin)
        assert "请选择要导入的文件" in client.post(reverse("import_projects"), {"year": 2026}).content.decode()

    @pytest.mark.usefixtures("listed")
    def test_a_ledger_is_taken_in_for_its_month(self, client: Client, lin: User) -> None:
        client.force_login(lin)
        answer = client.post(
            reverse("import_progress"), {"month": "2026-10", "file": upload(LEDGER_FILE.read_bytes(), "月报.xlsx")}
        )
        assert "新增12行" in answer.content.decode()
        assert ProgressFiling.objects.count() == 12

    @pytest.mark.parametrize("key", ["list", "ledger", "official"])
    def test_an_empty_form_can_be_had(self, client: Client, lin: User, key: str) -> None:
        client.force_login(lin)
        answer = client.get(reverse("import_template", args=[key]))
        assert load_workbook(io.BytesIO(answer.content)).worksheets[0].max_row > 1

    def test_a_form_nobody_knows_is_not_found(self, client: Client, lin: User) -> None:
        client.force_login(lin)
        assert client.get(reverse("import_template", args=["nothing"])).status_code == 404

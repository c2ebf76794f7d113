"""指导目录 pages: read by everybody with a business role, kept by the office, exported as shown, imported with care."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from projects.guidance.items import add_item, edit_item, retire_item
from projects.guidance.reference import begin_guidance
from projects.models import GuidanceItem, Nomination, WorkItem
from projects.models.guidance import OWN_SOURCE
from tests.projects.pages import page
from tests.projects.samples import AT
from units.models import AuditEntry, Sector, User

pytestmark = pytest.mark.django_db
Add = Callable[..., GuidanceItem]
HEADINGS = ["领域", "建设任务", "用工环节", "常用工种", "说明", "来源"]


@pytest.fixture
def office(client: Client, lin: User) -> Client:
    client.force_login(lin)
    return client


@pytest.fixture
def add(lin: User) -> Add:
    def made(work_item: str, **changed: object) -> GuidanceItem:
        values = {"year": 2026, "sector": Sector.objects.get(name="水利"), "task": "山坪塘整治", **changed}
        return add_item(work_item=work_item, by=lin, at=AT, **values)  # type: ignore[arg-type]

    return made


@pytest.fixture
def pond(add: Add) -> GuidanceItem:
    return add("塘库清淤", trades="普工", note="枯水期组织")


def typed(item: GuidanceItem, **changed: str) -> dict[str, str]:
    """What the edit form sends when nothing is touched, then `changed`."""
    names = ("task", "work_item", "trades", "note", "source")
    return {"sector": f"{item.sector_id}"} | {name: getattr(item, name) for name in names} | changed


def at(name: str, *arguments: object, year: int = 2026) -> str:
    return f"{reverse(name, args=arguments)}?year={year}"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def sheet_of(answer: Any) -> list[list[object]]:
    rows = load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)
    return [[cell for cell in row if cell is not None] for row in rows]


def test_the_list_groups_by_sector_and_says_each_task_once(office: Client, pond: GuidanceItem, add: Add) -> None:
    add("坝坡整修", source="某文件〔2025〕1号")
    add("边沟清淤", task="农村公路养护", sector=Sector.objects.get(name="交通"))
    shown = page(office, "guidance_list", year="2026")
    assert "<strong>水利</strong>（2条）" in shown
    assert "<strong>交通</strong>（1条）" in shown
    assert shown.index("交通</strong>") < shown.index("水利</strong>")
    assert shown.count('rowspan="2"') == 1
    assert shown.count(f'pill-info">{OWN_SOURCE}') == 2
    assert "某文件〔2025〕1号" in shown


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ({}, {"塘库清淤", "坝坡整修"}),
        ({"q": "枯水期"}, {"塘库清淤"}),
        ({"source": "document"}, {"坝坡整修"}),
        ({"source": "own"}, {"塘库清淤"}),
        ({"state": "retired"}, {"路肩除草"}),
        ({"state": "all"}, {"塘库清淤", "坝坡整修", "路肩除草"}),
        ({"year": "2027"}, {"明年环节"}),
        ({"year": "1999"}, {"塘库清淤", "坝坡整修"}),
        ({"year": "次年"}, {"塘库清淤", "坝坡整修"}),
    ],
)
def test_each_filter_shows_its_entries_and_the_workbook_the_same(
    office: Client, pond: GuidanceItem, add: Add, lin: User, query: dict[str, str], there: set[str]
) -> None:
    add("坝坡整修", source="某文件")
    retire_item(item=add("路肩除草"), by=lin, at=AT)
    add("明年环节", year=2027)
    shown = page(office, "guidance_list", **query)
    everything = {"塘库清淤", "坝坡整修", "路肩除草", "明年环节"}
    assert {name for name in everything if name in shown} == there
    answer = office.post(reverse("guidance_export", query=query))
    written = {f"{cell}" for row in sheet_of(answer) for cell in row}
    assert everything & written == there
    assert AuditEntry.objects.get(act="导出指导目录").rows == len(there)


def test_a_sector_can_be_picked_and_an_empty_answer_says_what_to_do(office: Client, pond: GuidanceItem) -> None:
    energy = Sector.objects.get(name="能源")
    shown = page(office, "guidance_list", sector=f"{energy.pk}")
    assert "没有符合条件的条目" in shown
    assert "清空条件" in shown
    assert "导出所列" not in shown


def test_the_export_can_be_imported_again_unchanged(office: Client, pond: GuidanceItem) -> None:
    written = office.post(at("guidance_export")).content
    answer = sent(office, written)
    assert "新增0行、更新0行、未变1行" in text_of(answer)


def test_an_empty_catalog_tells_each_what_comes_next(
    client: Client, lin: User, chen_filer: User, sysadmin: User
) -> None:
    for who, sentence in ((lin, "下载空表填好后导入"), (chen_filer, "目录由领导小组办公室编制")):
        client.force_login(who)
        assert sentence in page(client, "guidance_list")
    client.force_login(sysadmin)
    assert client.get(reverse("guidance_list")).status_code == 403


def test_a_year_whose_entries_are_all_retired_says_so(office: Client, pond: GuidanceItem, lin: User) -> None:
    retire_item(item=pond, by=lin, at=AT)
    assert "本年度目录没有在用的条目" in page(office, "guidance_list")


def test_units_and_leaders_read_without_buttons_and_are_refused_the_acts(
    client: Client, pond: GuidanceItem, chen_filer: User, wang: User, leader: User
) -> None:
    acts = [
        ("get", reverse("guidance_new")),
        ("get", reverse("guidance_edit", args=[pond.pk])),
        ("get", reverse("guidance_import")),
        ("get", reverse("guidance_template")),
        ("post", reverse("guidance_retire", args=[pond.pk])),
        ("post", reverse("guidance_restore", args=[pond.pk])),
        ("post", reverse("guidance_copy", args=[2026])),
    ]
    for who in (chen_filer, wang, leader):
        client.force_login(who)
        shown = page(client, "guidance_list")
        assert "塘库清淤" in shown
        assert not any(word in shown for word in ("新增条目", "停用后", "复制到", "导入目录"))
        for method, address in acts:
            answer = getattr(client, method)(address)
            assert answer.status_code == 403, address
            assert "指导目录由领导小组办公室维护" in text_of(answer)
        assert client.post(reverse("guidance_export")).status_code == 200
    assert GuidanceItem.objects.get().retired_at is None


def test_an_entry_is_added_and_everything_wrong_keeps_what_was_typed(office: Client, pond: GuidanceItem) -> None:
    assert 'value="2027"' in page(office, "guidance_new", year="2027")
    address = reverse("guidance_new")
    new = typed(pond, work_item="护坡砌筑", source="") | {"year": "2026"}
    for wrong, sentence in (
        (new | {"work_item": ""}, "用工环节</a>："),
        (new | {"year": "26"}, "年度</a>："),
        (new | {"work_item": "塘库清淤"}, "已有相同的建设任务和用工环节"),
    ):
        answer = office.post(address, wrong)
        assert answer.status_code == 422
        assert sentence in text_of(answer)
        assert 'value="山坪塘整治"' in text_of(answer)
        assert GuidanceItem.objects.count() == 1
    answer = office.post(address, new)
    assert answer.headers["Location"] == at("guidance_list")
    assert GuidanceItem.objects.get(work_item="护坡砌筑").source == OWN_SOURCE


def test_an_entry_is_corrected_and_the_filtered_list_comes_back(office: Client, pond: GuidanceItem) -> None:
    address = reverse("guidance_edit", args=[pond.pk], query={"year": "2026", "q": "塘"})
    shown = text_of(office.get(address))
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    answer = office.post(address, typed(pond, trades="普工、石工", seen=seen))
    assert answer.headers["Location"] == reverse("guidance_list", query={"year": "2026", "q": "塘"})
    assert GuidanceItem.objects.get().trades == "普工、石工"
    assert office.get(reverse("guidance_edit", args=[pond.pk + 1])).status_code == 404


def test_a_change_made_meanwhile_is_shown_before_it_is_written_over(
    office: Client, pond: GuidanceItem, lin: User
) -> None:
    address = reverse("guidance_edit", args=[pond.pk])
    seen = text_of(office.get(address)).split('name="seen" value="')[1].split('"')[0]
    values = {name: getattr(pond, name) for name in ("sector", "task", "work_item", "trades", "source")}
    edit_item(item=pond, note="雨后不组织", **values, by=lin, at=AT)
    answer = office.post(address, typed(pond, note="我写的说明", seen=seen))
    shown = text_of(answer)
    assert answer.status_code == 422
    assert "有人修改过这一条" in shown
    assert "“说明”现在是“雨后不组织”" in shown
    assert "我写的说明</textarea>" in shown
    assert GuidanceItem.objects.get().note == "雨后不组织"
    again = shown.split('name="seen" value="')[1].split('"')[0]
    assert office.post(address, typed(pond, note="我写的说明", seen=again)).status_code == 302
    assert GuidanceItem.objects.get().note == "我写的说明"


def test_what_was_chosen_keeps_its_name_but_not_its_wording(
    office: Client, pond: GuidanceItem, nominate: Callable[..., Nomination]
) -> None:
    WorkItem.objects.create(nomination=nominate(), guidance=pond)
    address = reverse("guidance_edit", args=[pond.pk])
    assert "已被申报或清单项目选用 1 次" in text_of(office.get(address))
    answer = office.post(address, typed(pond, work_item="改了名的环节"))
    assert answer.status_code == 422
    assert "选用1次，不能再改" in text_of(answer)
    assert office.post(address, typed(pond, note="新说明")).status_code == 302
    assert (GuidanceItem.objects.get().work_item, GuidanceItem.objects.get().note) == ("塘库清淤", "新说明")
    assert "已选用的1处不受影响" in page(office, "guidance_list")


def test_an_entry_is_retired_and_restored_once(office: Client, pond: GuidanceItem) -> None:
    retire, restore = (reverse(f"guidance_{act}", args=[pond.pk]) for act in ("retire", "restore"))
    for address, sentence, is_retired in ((retire, "已经停用", True), (restore, "正在使用", False)):
        assert office.post(address).headers["Location"] == at("guidance_list")
        assert bool(GuidanceItem.objects.get().retired_at) is is_retired
        answer = office.post(address)
        assert answer.status_code == 422
        assert sentence in text_of(answer)
        assert office.get(address).status_code == 405


def test_a_retired_entry_is_shown_with_its_restoring_and_not_changed(
    office: Client, pond: GuidanceItem, lin: User
) -> None:
    retire_item(item=pond, by=lin, at=AT)
    address = reverse("guidance_edit", args=[pond.pk])
    shown = text_of(office.get(address))
    assert "林岚" in shown
    assert "先恢复再修改" in shown
    assert "known-tasks" not in shown
    answer = office.post(address, typed(pond, note="新说明"))
    assert answer.status_code == 422
    assert "已停用，不能修改" in text_of(answer)
    assert GuidanceItem.objects.get().note == "枯水期组织"


def test_a_year_is_copied_to_the_next_and_a_second_time_adds_nothing(
    office: Client, pond: GuidanceItem, add: Add, lin: User
) -> None:
    retire_item(item=add("不再做的环节"), by=lin, at=AT)
    assert "把2026年度在用的1条复制到2027年度？" in page(office, "guidance_list")
    answer = office.post(reverse("guidance_copy", args=[2026]), follow=True)
    assert "已把2026年度在用的1条复制到2027年度" in text_of(answer)
    assert GuidanceItem.objects.of_year(2027).get().work_item == "塘库清淤"
    answer = office.post(reverse("guidance_copy", args=[2026]), follow=True)
    assert "没有再复制" in text_of(answer)
    answer = office.post(reverse("guidance_copy", args=[2030]))
    assert answer.status_code == 422
    assert "2030年度没有可用的目录条目" in text_of(answer)


def sent(office: Client, content: bytes, **more: str) -> Any:
    upload = SimpleUploadedFile("目录.xlsx", content)
    return office.post(reverse("guidance_import"), {"year": "2026", "file": upload, **more})


def book(*rows: list[str]) -> bytes:
    workbook, stream = Workbook(), io.BytesIO()
    for line in (["2026年度以工代赈指导目录"], HEADINGS, *rows):
        workbook.worksheets[0].append(line)
    workbook.save(stream)
    return stream.getvalue()


def test_an_import_checks_then_saves_and_leads_to_the_list(office: Client) -> None:
    content = book(["水利", "山坪塘整治", "塘库清淤", "普工", "", ""])
    assert "检查通过（试读，未保存）：将新增1行" in text_of(sent(office, content, check="1"))
    assert not GuidanceItem.objects.exists()
    saved = text_of(sent(office, content, **{"import": "1"}))
    assert "已导入：新增1行" in saved
    assert f'href="{at("guidance_list")}"' in saved
    assert GuidanceItem.objects.get().source == OWN_SOURCE


def test_an_import_names_every_error_and_gives_the_annotated_workbook(office: Client) -> None:
    content = book(["水力", "山坪塘整治", "塘库清淤", "", "", ""], ["水利", "", "护坡砌筑", "", "", ""])
    answer = text_of(sent(office, content, **{"import": "1"}))
    assert "有2处错误，没有保存任何内容" in answer
    assert "领域应为" in answer
    noted = load_workbook(io.BytesIO(sent(office, content, annotate="1").content)).worksheets[0]
    assert sum(1 for row in noted.iter_rows() for cell in row if cell.comment) == 2
    assert not GuidanceItem.objects.exists()


@pytest.mark.parametrize("content", [b"not a workbook", b""])
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(office: Client, content: bytes) -> None:
    assert "没有保存，请改正下面的内容" in text_of(sent(office, content))


def test_the_empty_workbook_offers_the_seven_sectors(office: Client) -> None:
    answer = office.get(reverse("guidance_template"))
    sheets = load_workbook(io.BytesIO(answer.content))
    [rule] = sheets.worksheets[0].data_validations.dataValidation
    assert f"{rule.sqref}".startswith("A")
    assert [cell.value for [cell] in sheets["选项"]["A2:A8"]] == [sector.name for sector in Sector.objects.all()]


def test_a_new_house_begins_with_this_years_catalog_and_an_old_one_keeps_its_own(reference: None, add: Add) -> None:
    assert begin_guidance(by=None, at=AT).created == 54
    assert set(GuidanceItem.objects.values_list("year", flat=True)) == {AT.year}
    assert begin_guidance(by=None, at=AT.replace(year=AT.year + 1)).created == 0


@pytest.mark.parametrize(("method", "name"), [("get", "guidance_list"), ("post", "guidance_export")])
def test_the_catalog_costs_the_same_for_2_entries_and_20(office: Client, add: Add, method: str, name: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            assert getattr(office, method)(reverse(name)).status_code == 200
        return len(made)

    for number in range(2):
        add(f"环节{number}")
    cost()
    few = cost()
    for number in range(2, 20):
        add(f"环节{number}", task=f"任务{number}", sector=Sector.objects.all()[number % 7])
    assert cost() == few


def test_the_trail_tells_a_correction_in_words(office: Client, pond: GuidanceItem) -> None:
    office.post(reverse("guidance_edit", args=[pond.pk]), typed(pond, trades="石工"))
    shown = page(office, "audit_list")
    assert "常用工种：普工、石工" in shown
    assert "trades" not in shown

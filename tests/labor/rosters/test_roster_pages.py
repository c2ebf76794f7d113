"""花名册 pages: who sees which roster, its filters and counts, several leaving at once, files taken out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from documents.workbooks import Sheet, template, write_workbook
from labor.models import Engagement, EngagementAct, EngagementStep
from labor.rosters.changing import leave
from labor.rosters.entering import enter
from labor.rosters.form import ROSTER
from projects.models import Project
from tests.labor.conftest import AT
from tests.labor.rosters.conftest import Enter, Train, name_of, newcomer
from tests.labor.rosters.test_importing import row
from tests.labor.sheets import card_number, id_number
from units.models import AuditEntry, User

EARLIER = date(2026, 11, 5)
PEOPLE = (id_number(order=1), card_number(1), "13900000001")


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The pages read the clock of the tests."""
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def stay(enter_one: Enter) -> Engagement:
    return enter_one(1, entered_on=EARLIER)


@pytest.fixture
def waived(road: Project, chen_filer: User, trades: None, at: datetime) -> Engagement:
    """Somebody without training and card, let in by the department."""
    values = newcomer(2, card="", waiver_reason="持有效上岗证书", team="护坡班", township=None)
    return enter(project=road, values=values, by=chen_filer, at=at).engagements[0]


def page(client: Client, user: User, name: str, *args: Any, status: int = 200, **query: str) -> str:
    client.force_login(user)
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_list_counts_people_on_site_trained_waived_and_without_a_card(
    client: Client, wang: User, stay: Engagement, waived: Engagement
) -> None:
    client.force_login(wang)
    answer = client.get(reverse("roster_list"))
    heads = answer.context["heads"]
    assert (heads.here, heads.registered, heads.entered, heads.left) == (2, 2, 2, 0)
    assert (heads.trained, heads.waived, heads.cardless) == (1, 1, 1)
    [project] = answer.context["page"].object_list
    assert (project.here, project.waived, project.cardless) == (2, 1, 1)


def test_a_person_on_two_rosters_is_one_in_the_total(
    client: Client, lin: User, road: Project, estate: Project, enter_one: Enter, at: datetime
) -> None:
    enter_one(1)
    enter(project=estate, values=newcomer(1), by=lin, at=at)
    client.force_login(lin)
    answer = client.get(reverse("roster_list"))
    assert [project.here for project in answer.context["page"].object_list] == [1, 1]
    assert answer.context["heads"].here == 1


def test_the_list_can_be_asked_for_projects_nobody_is_registered_for(
    client: Client, lin: User, stay: Engagement, estate: Project
) -> None:
    said = page(client, lin, "roster_list", held="without")
    assert estate.name in said
    assert stay.project.name not in said
    assert stay.project.name in page(client, lin, "roster_list", held="here")
    assert "清空条件" in page(client, lin, "roster_list", q="没有的项目")


def test_a_township_sees_its_own_rosters_alone(client: Client, zhao: User, stay: Engagement) -> None:
    assert stay.project.name not in page(client, zhao, "roster_list")
    page(client, zhao, "roster_detail", stay.project_id, status=404)
    page(client, zhao, "engagement_detail", stay.pk, status=404)


@pytest.mark.parametrize("who", ["sysadmin", "security", "auditor"])
def test_the_three_administrators_open_no_page_with_people(
    client: Client, request: pytest.FixtureRequest, who: str, stay: Engagement
) -> None:
    user = request.getfixturevalue(who)
    assert "业务岗位" in page(client, user, "roster_list", status=403)
    page(client, user, "roster_detail", stay.project_id, status=403)
    page(client, user, "engagement_detail", stay.pk, status=403)


def test_the_roster_shows_masked_numbers_and_no_category_beside_a_name(
    client: Client, wang: User, stay: Engagement
) -> None:
    said = page(client, wang, "roster_detail", stay.project_id)
    assert stay.worker.id_masked in said
    assert stay.card_masked in said
    assert "返乡农民工" not in said
    assert not any(number in said for number in PEOPLE)


def test_leaders_read_and_have_no_buttons(client: Client, leader: User, stay: Engagement) -> None:
    said = page(client, leader, "roster_detail", stay.project_id)
    assert stay.name in said
    assert "登记进场" not in said
    assert "导出用途" not in said
    page(client, leader, "roster_import", stay.project_id, status=403)
    page(client, leader, "engagement_new", stay.project_id, status=403)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "护坡"}, 2), ({"q": name_of(1)}, 1), ({"team": "路面一班"}, 1), ({"training": "without"}, 2),
        ({"card": "without"}, 2), ({"day": "2026-11-06"}, 1), ({"state": "here"}, 0),
    ],
)  # fmt: skip
def test_the_roster_is_filtered(
    client: Client, wang: User, stay: Engagement, waived: Engagement, query: dict[str, str], found: int
) -> None:
    client.force_login(wang)
    answer = client.get(reverse("roster_detail", args=[stay.project_id]), query)
    names = [one.name for one in answer.context["page"].object_list]
    assert names == ([name_of(found)] if found else [waived.name, stay.name])


def test_who_left_and_who_was_voided_are_asked_for_by_state(
    client: Client, wang: User, stay: Engagement, at: datetime
) -> None:
    leave(engagement=stay, left_on=EARLIER, reason="本人返乡", by=wang, at=at, version=0)
    assert stay.name in page(client, wang, "roster_detail", stay.project_id, state="left")
    assert "没有符合条件的人" in page(client, wang, "roster_detail", stay.project_id, state="here")
    assert "没有符合条件的人" in page(client, wang, "roster_detail", stay.project_id, state="voided")


def test_an_empty_roster_says_what_to_do_next(client: Client, wang: User, leader: User, road: Project) -> None:
    assert "先实名登记、先训后上岗，再进场" in page(client, wang, "roster_detail", road.pk)
    assert "登记后，名册列在这里" in page(client, leader, "roster_detail", road.pk)


def leaving(*stays: Engagement, **changes: str) -> dict[str, Any]:
    versions = {f"version-{one.pk}": str(one.version) for one in stays}
    return {"stay": [one.pk for one in stays], "left_on": "2026-11-12", "leave_reason": "路面完工"} | versions | changes


def test_several_leave_on_one_day_for_one_reason(
    client: Client, wang: User, stay: Engagement, waived: Engagement
) -> None:
    client.force_login(wang)
    answer = client.post(reverse("roster_leave", args=[stay.project_id]), leaving(stay, waived), follow=True)
    assert "已登记2人退场" in answer.content.decode()
    assert set(Engagement.objects.values_list("left_on", "leave_reason")) == {(date(2026, 11, 12), "路面完工")}
    assert EngagementStep.objects.filter(act=EngagementAct.LEAVE).count() == 2


def test_when_one_cannot_leave_nobody_does_and_what_was_typed_stays(
    client: Client, wang: User, stay: Engagement, waived: Engagement
) -> None:
    client.force_login(wang)
    said = leaving(stay, waived, left_on="2026-11-08")
    answer = client.post(reverse("roster_leave", args=[stay.project_id]), said)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f"{waived.name}：退场日期不能早于进场日期" in text
    assert "路面完工" in text
    assert text.count("checked") == 2
    assert not Engagement.objects.exclude(left_on=None).exists()


def test_everybody_of_the_page_can_be_ticked_at_once(
    client: Client, wang: User, stay: Engagement, waived: Engagement
) -> None:
    said = page(client, wang, "roster_detail", stay.project_id, tick="all", state="here")
    assert said.count("checked") == 2
    assert "checked" not in page(client, wang, "roster_detail", stay.project_id)


def test_who_is_registered_ahead_is_not_on_site_yet(client: Client, wang: User, enter_one: Enter) -> None:
    stay = enter_one(1, entered_on=date(2026, 11, 20))
    assert "待进场" in page(client, wang, "roster_detail", stay.project_id)
    assert "没有符合条件的人" in page(client, wang, "roster_detail", stay.project_id, state="here")


def test_leaving_nobody_or_without_a_reason_is_refused(client: Client, wang: User, stay: Engagement) -> None:
    client.force_login(wang)
    address = reverse("roster_leave", args=[stay.project_id])
    nobody = client.post(address, leaving())
    assert (nobody.status_code, "请先勾选要退场的人" in nobody.content.decode()) == (422, True)
    silent = client.post(address, leaving(stay, leave_reason=""))
    assert (silent.status_code, "退场请写明原因" in silent.content.decode()) == (422, True)


def test_a_stay_changed_by_another_meanwhile_is_not_left(client: Client, wang: User, stay: Engagement) -> None:
    Engagement.objects.update(version=3)
    client.force_login(wang)
    answer = client.post(reverse("roster_leave", args=[stay.project_id]), leaving(stay))
    assert answer.status_code == 422
    assert "刚被别人改过" in answer.content.decode()


def test_people_of_another_project_are_not_left_from_here(
    client: Client, lin: User, stay: Engagement, estate: Project
) -> None:
    client.force_login(lin)
    assert client.post(reverse("roster_leave", args=[estate.pk]), leaving(stay)).status_code == 422
    stay.refresh_from_db()
    assert stay.left_on is None


def test_the_paper_is_masked_marked_and_counted(
    client: Client, wang: User, stay: Engagement, waived: Engagement
) -> None:
    client.force_login(wang)
    answer = client.post(reverse("roster_print", args=[stay.project_id]), {"reason": "进场签字"})
    assert answer["Content-Type"] == "application/pdf"
    [sheet] = PdfReader(BytesIO(answer.content)).pages
    said = sheet.extract_text().replace("\n", "")
    assert sheet.mediabox.width > sheet.mediabox.height
    for expected in (f"{stay.project.name}务工人员花名册", "共2条登记、2人", "王溪（wang）", "进场签字", "免训"):
        assert expected in said
    assert f"****{card_number(1)[-4:]}" in said
    assert not any(hidden in said for hidden in (*PEOPLE, stay.card_masked, "返乡农民工", "民胜村"))
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.rows, entry.detail) == ("打印花名册", 2, {"reason": "进场签字"})


def test_a_long_paper_repeats_its_head_and_its_foot_on_every_page(
    client: Client, wang: User, road: Project, train: Train, trades: None, at: datetime
) -> None:
    train(*range(1, 41))
    for order in range(1, 41):
        enter(project=road, values=newcomer(order), by=wang, at=at)
    client.force_login(wang)
    answer = client.post(reverse("roster_print", args=[road.pk]), {"reason": "进场签字"})
    sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(answer.content)).pages]
    assert len(sheets) == 3
    for number, said in enumerate(sheets, start=1):
        assert "身份证号" in said
        assert "进场签字" in said
        assert f"第 {number} 页，共 3 页" in said


@pytest.mark.parametrize("name", ["roster_print", "roster_export"])
def test_nothing_is_taken_out_without_a_reason_or_by_readers(
    client: Client, wang: User, leader: User, stay: Engagement, name: str
) -> None:
    client.force_login(wang)
    address = reverse(name, args=[stay.project_id])
    answer = client.post(address, {"reason": "看"})
    assert answer.status_code == 422
    assert "至少四个字" in answer.content.decode()
    assert client.get(address).status_code == 405
    client.force_login(leader)
    assert client.post(address, {"reason": "看看名册"}).status_code == 403


def test_the_workbook_holds_what_the_page_lists(
    client: Client, wang: User, stay: Engagement, waived: Engagement
) -> None:
    client.force_login(wang)
    answer = client.post(reverse("roster_export", args=[stay.project_id]) + "?team=护坡班", {"reason": "核对免训"})
    book = load_workbook(BytesIO(answer.content))
    said = " ".join(str(cell) for line in book.active.values for cell in line if cell)
    assert waived.name in said
    assert stay.name not in said
    assert AuditEntry.objects.latest("number").rows == 1


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("名册.xlsx", content)


def test_a_workbook_is_checked_then_imported(client: Client, chen_filer: User, road: Project, trades: None) -> None:
    client.force_login(chen_filer)
    address = reverse("roster_import", args=[road.pk])
    content = write_workbook(
        [Sheet(title=ROSTER.title, columns=ROSTER.columns, rows=[row(1, training="免训：持有效上岗证书")])]
    )
    checked = client.post(address, {"file": upload(content), "check": "1"})
    assert "检查通过，还没有保存" in checked.content.decode()
    assert not Engagement.objects.exists()
    saved = client.post(address, {"file": upload(content), "import": "1"}, follow=True)
    assert "新登记1人，其中免训1人" in saved.content.decode()
    assert Engagement.objects.get().project == road


def test_a_workbook_with_a_fault_saves_nothing_and_names_the_cell(
    client: Client, wang: User, road: Project, trades: None
) -> None:
    client.force_login(wang)
    content = write_workbook([Sheet(title=ROSTER.title, columns=ROSTER.columns, rows=[row(1, trade="宇航员")])])
    answer = client.post(reverse("roster_import", args=[road.pk]), {"file": upload(content), "import": "1"})
    assert answer.status_code == 422
    assert "没有这个工种" in answer.content.decode()
    assert not Engagement.objects.exists()


def test_the_empty_form_can_be_downloaded(client: Client, wang: User, zhao: User, road: Project) -> None:
    client.force_login(wang)
    assert client.get(reverse("roster_template", args=[road.pk])).content[:2] == template(ROSTER)[:2]
    page(client, zhao, "roster_template", road.pk, status=404)


@pytest.mark.parametrize("name", ["roster_list", "roster_detail"])
def test_a_list_costs_the_same_for_2_rows_and_20(
    client: Client, lin: User, road: Project, train: Train, trades: None, at: datetime, name: str
) -> None:
    train(*range(1, 21))
    client.force_login(lin)
    address = reverse(name, args=[] if name == "roster_list" else [road.pk])

    def cost(first: int, last: int) -> int:
        for order in range(first, last + 1):
            enter(project=road, values=newcomer(order), by=lin, at=at)
        client.get(address)
        with CaptureQueriesContext(connection) as made:
            assert client.get(address).status_code == 200
        return len(made)

    few = cost(1, 2)
    assert cost(3, 20) == few

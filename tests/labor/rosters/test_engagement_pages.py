"""One person's stay: registered ID number first, changed, left, undone, voided; no full number in any answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from labor.models import Engagement, Trade
from labor.rosters.changing import change, leave
from labor.rosters.entering import enter
from projects.models import Condition, Project
from tests.labor.conftest import AT
from tests.labor.rosters.conftest import Enter, Train, name_of, newcomer
from tests.labor.sheets import card_number, id_number
from units.models import AuditEntry, Unit, User
from units.secrecy import unseal

EARLIER = date(2026, 11, 5)
PEOPLE = (id_number(order=1), card_number(1), "13900000001")


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def stay(enter_one: Enter) -> Engagement:
    return enter_one(1, entered_on=EARLIER)


def typed(order: int = 1, **changes: str) -> dict[str, str]:
    """What a person types for a faultless entry; day pay in 元."""
    good = {
        "id_number": id_number(order=order), "name": name_of(order), "address": "建胜镇民胜村3组", "category": "06",
        "township": str(Unit.objects.get(name="建胜镇").pk), "trade": str(Trade.objects.get(code="01").pk),
        "team": "路面一班", "relation": "service", "entered_on": "2026-11-12", "phone": f"139{order:08d}",
        "bank": "农商行建胜支行", "card": card_number(order), "day_rate_fen": "210.50",
    }  # fmt: skip
    return good | changes


def send(client: Client, user: User, project: Project, **changes: str) -> HttpResponse:
    client.force_login(user)
    return client.post(reverse("engagement_new", args=[project.pk]), typed(**changes))  # type: ignore[return-value]


def said_by(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_a_trained_person_is_registered_and_shown_masked(
    client: Client, wang: User, road: Project, trades: None, train: Train
) -> None:
    train(1)
    answer = send(client, wang, road)
    made = Engagement.objects.get()
    assert answer.headers["Location"] == reverse("engagement_detail", args=[made.pk])
    assert (made.day_rate_fen, made.safety_training is not None) == (210_50, True)
    assert unseal(made.card_sealed) == card_number(1)
    said = said_by(client.get(answer.headers["Location"]))  # type: ignore[arg-type]
    assert f"已登记{name_of(1)}" in said
    assert "210.50元/工日" in said
    assert not any(number in said for number in PEOPLE)


def test_several_are_registered_in_a_row_and_keep_what_the_team_shares(
    client: Client, wang: User, road: Project, trades: None, train: Train
) -> None:
    train(1)
    answer = send(client, wang, road, next="1")
    made = Engagement.objects.get()
    assert answer.headers["Location"] == f"{reverse('engagement_new', args=[road.pk])}?after={made.pk}"
    said = said_by(client.get(answer.headers["Location"]))  # type: ignore[arg-type]
    assert 'value="路面一班"' in said
    assert 'value="210.50"' in said
    assert "民胜村" not in said
    assert not any(number in said for number in PEOPLE)


def test_everything_wrong_is_told_at_once_and_what_was_typed_stays(
    client: Client, wang: User, road: Project, trades: None
) -> None:
    wrong = {"id_number": id_number(order=1)[:-1] + "9", "phone": "123", "address": "", "day_rate_fen": "很多"}
    answer = send(client, wang, road, **wrong)
    said = said_by(answer)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) >= {"id_number", "phone", "address", "day_rate_fen"}  # type: ignore[attr-defined]
    assert 'value="路面一班"' in said
    assert 'value="很多"' in said
    assert not Engagement.objects.exists()


def test_nobody_enters_untrained_and_a_township_may_not_waive(
    client: Client, wang: User, road: Project, trades: None
) -> None:
    answer = send(client, wang, road, waiver_reason="急用")
    assert answer.status_code == 422
    assert "先训后上岗" in said_by(answer)
    assert 'name="waiver_reason"' not in said_by(answer)
    assert not Engagement.objects.exists()


def test_the_department_waives_with_a_reason(client: Client, chen_filer: User, road: Project, trades: None) -> None:
    answer = send(client, chen_filer, road, waiver_reason="持有效上岗证书")
    assert answer.status_code == 302
    assert "免训：持有效上岗证书" in said_by(client.get(answer.headers["Location"]))  # type: ignore[arg-type]


def test_a_child_is_refused_and_the_old_are_warned_about(
    client: Client, chen_filer: User, road: Project, trades: None
) -> None:
    child = send(client, chen_filer, road, id_number=id_number("20120101"), waiver_reason="持有效上岗证书")
    assert (child.status_code, "未满16周岁" in said_by(child)) == (422, True)
    old = send(client, chen_filer, road, id_number=id_number("19600101"), waiver_reason="持有效上岗证书")
    assert "超过60周岁" in said_by(client.get(old.headers["Location"]))  # type: ignore[arg-type]


def test_a_card_with_a_wrong_check_digit_is_saved_with_a_warning(
    client: Client, wang: User, road: Project, trades: None, train: Train
) -> None:
    train(1)
    number = card_number(1)
    answer = send(client, wang, road, card=number[:-1] + str((int(number[-1]) + 1) % 10))
    assert answer.status_code == 302
    assert "校验" in said_by(client.get(answer.headers["Location"]))  # type: ignore[arg-type]


def look(client: Client, user: User, project: Project, number: str, **headers: str) -> HttpResponse:
    client.force_login(user)
    body = {"id_number": number, "look": "1", "team": "护坡班"}
    return client.post(reverse("engagement_new", args=[project.pk]), body, headers=headers)  # type: ignore[return-value]


def test_an_id_number_finds_the_person_their_trainings_and_what_they_said_before(
    client: Client, wang: User, road: Project, stay: Engagement, at: datetime
) -> None:
    leave(engagement=stay, left_on=EARLIER, reason="本人返乡", by=wang, at=at, version=0)
    answer = look(client, wang, road, id_number(order=1), **{"HX-Request": "true"})
    said = said_by(answer)
    assert answer.status_code == 200
    assert f'value="{stay.name}"' in said
    assert "建胜镇民胜村3组" in said
    assert "2026-11-02 进场安全培训" in said
    assert "上一次在" in said
    assert "<html" not in said
    entry = AuditEntry.objects.latest("number")
    assert entry.act == "按身份证号查找人员"
    assert id_number(order=1) not in f"{entry.subject}{entry.detail}"


def test_somebody_on_the_roster_is_told_before_everything_is_typed(
    client: Client, wang: User, road: Project, stay: Engagement
) -> None:
    said = said_by(look(client, wang, road, id_number(order=1), **{"HX-Request": "true"}))
    assert "尚未退场，不用再登记" in said


def test_of_a_person_outside_ones_view_no_name_is_told(
    client: Client, chen_filer: User, lin: User, road: Project, estate: Project, trades: None, at: datetime
) -> None:
    enter(project=estate, values=newcomer(1, waiver_reason="持有效上岗证书"), by=lin, at=at)
    said = said_by(look(client, chen_filer, road, id_number(order=1), **{"HX-Request": "true"}))
    assert "不在您的查看范围内" in said
    assert "民胜村" not in said
    assert f'value="{name_of(1)}"' not in said


def test_without_javascript_the_search_answers_the_whole_page_and_keeps_the_rest(
    client: Client, wang: User, road: Project, trades: None
) -> None:
    found = look(client, wang, road, id_number(order=1))
    assert (found.status_code, "系统里还没有这个人" in said_by(found)) == (200, True)
    assert 'value="护坡班"' in said_by(found)
    wrong = look(client, wang, road, "500104")
    assert (wrong.status_code, 'value="护坡班"' in said_by(wrong)) == (422, True)


def test_other_posts_are_told_who_registers(client: Client, leader: User, zhao: User, road: Project) -> None:
    assert send_get(client, leader, "engagement_new", road.pk, 403).count("行业主管部门、责任镇街") >= 1
    send_get(client, zhao, "engagement_new", road.pk, 404)


def send_get(client: Client, user: User, name: str, pk: int, status: int) -> str:
    client.force_login(user)
    answer = client.get(reverse(name, args=[pk]))
    assert answer.status_code == status
    return answer.content.decode()


def test_a_project_off_the_list_takes_nobody_in(client: Client, wang: User, road: Project) -> None:
    Project.objects.filter(pk=road.pk).update(
        condition=Condition.REMOVED, condition_reason="停建", condition_since=EARLIER
    )
    send_get(client, wang, "engagement_new", road.pk, 403)
    send_get(client, wang, "roster_import", road.pk, 403)


def edited(stay: Engagement, **changes: Any) -> dict[str, Any]:
    good = {
        "version": stay.version, "address": stay.address, "township": stay.township_id or "", "category": "06",
        "bank": stay.bank, "trade": stay.trade_id, "team": stay.team, "relation": stay.relation,
        "day_rate_fen": "210", "employer": stay.employer, "phone": "", "card": "",
    }  # fmt: skip
    return good | changes


def test_a_change_of_township_and_card_stands_in_the_trail_masked(client: Client, wang: User, stay: Engagement) -> None:
    client.force_login(wang)
    elsewhere = Unit.objects.get(name="八桥镇").pk
    said = edited(stay, township=elsewhere, card=card_number(9))
    answer = client.post(reverse("engagement_edit", args=[stay.pk]), said, follow=True)
    text = said_by(answer)  # type: ignore[arg-type]
    stay.refresh_from_db()
    assert "所属镇街：建胜镇 → 八桥镇" in text
    assert f"银行账号：****{card_number(1)[-4:]} → ****{card_number(9)[-4:]}" in text.replace("*" * 15, "****")
    assert unseal(stay.card_sealed) == card_number(9)
    assert unseal(stay.phone_sealed) == "13900000001"
    assert not any(number in text for number in (*PEOPLE, card_number(9)))


def test_a_number_is_taken_out_only_when_asked(client: Client, wang: User, stay: Engagement) -> None:
    client.force_login(wang)
    client.post(reverse("engagement_edit", args=[stay.pk]), edited(stay, clear_phone="on"))
    stay.refresh_from_db()
    assert stay.phone_masked == ""
    assert stay.card_masked != ""


def test_the_form_of_a_change_holds_no_full_number(client: Client, wang: User, stay: Engagement) -> None:
    said = send_get(client, wang, "engagement_edit", stay.pk, 200)
    assert stay.phone_masked in said
    assert not any(number in said for number in PEOPLE)


def test_faults_of_a_change_are_told_all_at_once_and_nothing_is_saved(
    client: Client, wang: User, stay: Engagement
) -> None:
    client.force_login(wang)
    answer = client.post(reverse("engagement_edit", args=[stay.pk]), edited(stay, team="", card="12", address="新址"))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"team", "card"}
    assert 'value="新址"' in said_by(answer)  # type: ignore[arg-type]
    stay.refresh_from_db()
    assert stay.version == 0


def test_a_stale_change_keeps_what_was_typed_and_shows_what_others_did(
    client: Client, wang: User, chen_filer: User, stay: Engagement, at: datetime
) -> None:
    change(engagement=stay, values={"team": "护坡班"}, version=0, by=chen_filer, at=at)
    client.force_login(wang)
    address = reverse("engagement_edit", args=[stay.pk])
    answer = client.post(address, edited(stay, address="新址", version=0))
    said = said_by(answer)  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert 'value="新址"' in said
    assert "班组：路面一班 → 护坡班" in said
    assert 'name="version" value="1"' in said
    assert client.post(address, edited(stay, address="新址", version=1)).status_code == 302


def test_a_person_leaves_and_the_leaving_is_undone(client: Client, wang: User, stay: Engagement) -> None:
    client.force_login(wang)
    said = {"left_on": "2026-11-12", "leave_reason": "本人返乡", "version": "0"}
    answer = client.post(reverse("engagement_leave", args=[stay.pk]), said, follow=True)
    assert "本人返乡" in said_by(answer)  # type: ignore[arg-type]
    back = client.post(reverse("engagement_return", args=[stay.pk]), {"version": "1"}, follow=True)
    assert "已撤销" in said_by(back)  # type: ignore[arg-type]
    stay.refresh_from_db()
    assert stay.left_on is None
    refused = client.post(reverse("engagement_return", args=[stay.pk]), {"version": "2"})
    assert (refused.status_code, "还没有退场" in said_by(refused)) == (422, True)  # type: ignore[arg-type]


def test_leaving_before_entry_is_refused_at_its_field(client: Client, wang: User, stay: Engagement) -> None:
    client.force_login(wang)
    said = {"left_on": "2026-11-01", "leave_reason": "本人返乡", "version": "0"}
    answer = client.post(reverse("engagement_leave", args=[stay.pk]), said)
    assert answer.status_code == 422
    assert "left_on" in answer.context["form"].errors
    assert "本人返乡" in said_by(answer)  # type: ignore[arg-type]


def test_a_stay_registered_in_error_is_voided_with_a_reason(client: Client, wang: User, stay: Engagement) -> None:
    client.force_login(wang)
    address = reverse("engagement_void", args=[stay.pk])
    refused = client.post(address, {"version": "0", "reason": " "})
    assert (refused.status_code, "请写明作废原因" in said_by(refused)) == (422, True)  # type: ignore[arg-type]
    said = said_by(client.post(address, {"version": "0", "reason": "登记错项目"}, follow=True))  # type: ignore[arg-type]
    assert "登记错项目" in said
    assert "撤销退场" not in said
    assert "变更</a>" not in said


def test_only_the_office_corrects_the_registered_name(client: Client, wang: User, lin: User, stay: Engagement) -> None:
    assert "区以工代赈办公室" in send_get(client, wang, "engagement_rename", stay.pk, 403)
    client.force_login(lin)
    address = reverse("engagement_rename", args=[stay.pk])
    assert client.post(address, {"name": stay.name, "reason": "核对"}).status_code == 422
    said = said_by(client.post(address, {"name": "张兰兰", "reason": "已核对原件"}, follow=True))  # type: ignore[arg-type]
    assert "现在登记的姓名是“张兰兰”" in said


@pytest.mark.parametrize("name", ["engagement_edit", "engagement_leave"])
def test_readers_open_a_stay_and_change_nothing(client: Client, leader: User, stay: Engagement, name: str) -> None:
    said = send_get(client, leader, "engagement_detail", stay.pk, 200)
    assert "返乡农民工" not in said
    assert "变更</a>" not in said
    assert "查看完整号码" not in said
    send_get(client, leader, name, stay.pk, 403)
    assert client.post(reverse("engagement_void", args=[stay.pk]), {"version": 0, "reason": "x"}).status_code == 403


def test_a_void_stay_is_not_opened_for_change(client: Client, wang: User, stay: Engagement, at: datetime) -> None:
    client.force_login(wang)
    client.post(reverse("engagement_void", args=[stay.pk]), {"version": "0", "reason": "登记错项目"})
    answer = client.get(reverse("engagement_edit", args=[stay.pk]), follow=True)
    assert "已作废，不能再办理变更" in said_by(answer)  # type: ignore[arg-type]


def test_the_page_of_a_stay_costs_the_same_however_long_its_trail(
    client: Client, wang: User, stay: Engagement, at: datetime, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        change(engagement=stay, values={"team": f"{number}班"}, version=number, by=wang, at=at)
    client.force_login(wang)
    with django_assert_max_num_queries(25):
        client.get(reverse("engagement_detail", args=[stay.pk]))

"""用工对接 pages: both sides' desk, one person's page with its trail, and each button's success and refusal."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from labor.demands import actions, placing
from labor.models import LaborDemand, Placement, PlacementStep
from tests.labor.conftest import AT
from tests.labor.demands.conftest import FROM, Ask
from tests.labor.demands.test_matching import engage
from tests.labor.placements.conftest import Bring
from units.models import AuditEntry, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def shown(client: Client, user: User, **asked: object) -> str:
    client.force_login(user)
    answer = client.get(reverse("placement_list"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def listed(client: Client, user: User, **asked: object) -> list[str]:
    client.force_login(user)
    rows = client.get(reverse("placement_list"), asked).context["rows"]
    return sorted(row["placement"].response.name for row in rows)


def press(client: Client, user: User, one: Placement, act: str, reason: str = "") -> object:
    client.force_login(user)
    return client.post(reverse("placement_move", args=[one.pk]), {"act": act, "reason": reason})


def test_both_sides_see_the_proposal_and_no_stranger_does(
    client: Client, bring: Bring, wang: User, owner: User, chen_filer: User, lin: User, leader: User, zhao: User
) -> None:
    (one,) = bring("李一")
    for user in (wang, owner, chen_filer, lin, leader):
        assert listed(client, user) == ["李一"]
        assert client.get(reverse("placement_detail", args=[one.pk])).status_code == 200
    assert listed(client, zhao) == []
    assert client.get(reverse("placement_detail", args=[one.pk])).status_code == 404
    assert press(client, zhao, one, "take_back", "错").status_code == 404  # type: ignore[attr-defined]


def test_each_answer_says_what_was_done_and_what_comes_next(
    client: Client, bring: Bring, wang: User, owner: User
) -> None:
    first, second = bring("李一", "李二")
    said = [
        (owner, first, "confirm", "", "已确认录用李一。进场前请在花名册办理实名登记。"),
        (owner, first, "decline", "本人不来", "已答复不录用李一，推荐的镇街看得到您写的原因。"),
        (wang, second, "take_back", "本人不来", "已撤回对李二的推荐，用工一方看得到您写的原因。"),
    ]
    for user, one, act, reason, words in said:
        press(client, user, one, act, reason)
        assert words in client.get(reverse("placement_detail", args=[one.pk])).content.decode()


@pytest.mark.parametrize("who", ["sysadmin", "security", "auditor"])
def test_administrators_open_no_page_with_people(
    client: Client, bring: Bring, who: str, request: pytest.FixtureRequest
) -> None:
    (one,) = bring("李一")
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("placement_list")).status_code == 403
    assert client.get(reverse("placement_detail", args=[one.pk])).status_code == 403
    assert client.post(reverse("placement_export"), {"reason": "年度核对"}).status_code == 403


def test_an_empty_desk_says_what_to_do_next(client: Client, reference: None, wang: User, chen_filer: User) -> None:
    assert "打开一条已发布的用工需求看候选人员" in shown(client, wang)
    assert "镇街推荐的人员会列在这里" in shown(client, chen_filer)
    assert "没有符合条件的推荐" in shown(client, wang, q="无此人")


def test_the_filters_and_tabs_show_what_they_say(
    client: Client, published: LaborDemand, bring: Bring, wang: User, owner: User, lin: User
) -> None:
    first, second, _ = bring("李一", "李二", "李三")
    placing.confirm(placement=first, by=owner, at=AT)
    placing.decline(placement=second, reason="超龄", by=owner, at=AT)
    assert listed(client, owner, turn="answer") == ["李三"]
    assert listed(client, wang, turn="mine") == ["李三"]
    assert listed(client, wang, turn="answer") == listed(client, lin, turn="answer") == []
    assert listed(client, wang, state="confirmed") == ["李一"]
    assert listed(client, wang, q="李二") == ["李二"]
    assert listed(client, wang, demand=published.pk) == ["李一", "李三", "李二"]
    assert listed(client, lin, township=first.township_id, department=published.project.department_id, q="砌") == []
    tabs = client.get(reverse("placement_list")).context["tabs"]
    assert [(tab["label"], tab["count"]) for tab in tabs] == [
        ("全部", 3), ("已推荐", 1), ("已确认", 1), ("未录用", 1), ("已撤回", 0),
    ]  # fmt: skip


def test_demands_with_open_posts_stand_above_the_list_with_their_age(
    client: Client, published: LaborDemand, wang: User, owner: User
) -> None:
    township, asking = shown(client, wang), shown(client, owner)
    for page in (township, asking):
        assert "没招满的用工需求（1条，还缺2人）" in page
    assert reverse("candidate_list", args=[published.pk]) in township
    assert reverse("candidate_list", args=[published.pk]) not in asking


@pytest.mark.parametrize(
    ("days", "words", "tone"), [(0, "今天", ""), (8, "8天没招满", "warn"), (16, "16天没招满", "bad")]
)
def test_the_age_of_a_demand_has_the_colors_of_the_list_of_demands(
    client: Client, published: LaborDemand, wang: User, days: int, words: str, tone: str
) -> None:
    LaborDemand.objects.update(published_at=AT - timedelta(days=days))
    page = shown(client, wang)
    assert words in page
    for one in ("warn", "bad"):
        assert bool(re.search(rf"pill-{one}[^>]*>\s*{words}", page)) is (one == tone)


def test_ticked_people_are_confirmed_in_one_act(client: Client, bring: Bring, owner: User) -> None:
    made = bring("李一", "李二")
    page = shown(client, owner)
    assert page.count('name="placement"') == 2
    answer = client.post(
        f"{reverse('placement_list')}?turn=answer", {"placement": [one.pk for one in made]}, follow=True
    )
    assert "已确认录用2人：李一、李二" in answer.content.decode()
    assert answer.redirect_chain[0][0].endswith("?turn=answer")
    assert Placement.objects.filter(state="confirmed", decided_by=owner).count() == 2


def test_all_or_none_are_confirmed_each_refusal_by_name_and_the_ticks_are_kept(
    client: Client, published: LaborDemand, bring: Bring, owner: User
) -> None:
    made = bring("李一", "李二", "李三")
    client.force_login(owner)
    answer = client.post(reverse("placement_list"), {"placement": [one.pk for one in made]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "还剩2个名额，这次选了3人（李一、李二、李三），请少选1人" in page
    assert page.count("checked") == 3
    assert not Placement.objects.filter(state="confirmed").exists()
    placing.take_back(placement=made[0], reason="不去了", by=made[0].proposed_by, at=AT)
    answer = client.post(reverse("placement_list"), {"placement": [one.pk for one in made[:2]]})
    assert "李一：推荐现在是“已撤回”" in answer.content.decode()
    assert not Placement.objects.filter(state="confirmed").exists()


def test_everybody_who_is_taken_elsewhere_is_named(
    client: Client, published: LaborDemand, bring: Bring, owner: User, lin: User, estate: object
) -> None:
    made = bring("李一", "李二")
    for one in made:
        engage(one.response, estate, published.trade, lin, FROM, None)
    client.force_login(owner)
    page = client.post(reverse("placement_list"), {"placement": [one.pk for one in made]}).content.decode()
    assert "李一在用工期内已在" in page
    assert "李二在用工期内已在" in page


def test_nobody_ticked_is_refused(client: Client, bring: Bring, owner: User) -> None:
    bring("李一")
    client.force_login(owner)
    answer = client.post(reverse("placement_list"))
    assert answer.status_code == 422
    assert "请先勾选要确认录用的人" in answer.content.decode()


def test_who_proposed_does_not_confirm(client: Client, bring: Bring, lin: User, wei: User) -> None:
    (one,) = bring("李一", by=lin)
    assert 'name="placement"' not in shown(client, lin)
    answer = press(client, lin, one, "confirm")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "不得为同一人" in answer.content.decode()  # type: ignore[attr-defined]
    assert press(client, wei, one, "confirm").status_code == 302  # type: ignore[attr-defined]


def test_each_act_leaves_its_step_in_the_trail(
    client: Client, bring: Bring, wang: User, owner: User, chen_filer: User
) -> None:
    one, other = bring("李一", "李二")
    assert press(client, owner, one, "confirm").status_code == 302  # type: ignore[attr-defined]
    assert press(client, chen_filer, one, "decline", "没有到岗").status_code == 302  # type: ignore[attr-defined]
    assert press(client, wang, other, "take_back", "本人不去了").status_code == 302  # type: ignore[attr-defined]
    told = list(PlacementStep.objects.order_by("placement", "pk").values_list("placement", "act", "state", "reason"))
    assert told == [
        (one.pk, "propose", "proposed", ""), (one.pk, "confirm", "confirmed", ""),
        (one.pk, "decline", "declined", "没有到岗"), (other.pk, "propose", "proposed", ""),
        (other.pk, "take_back", "withdrawn", "本人不去了"),
    ]  # fmt: skip
    page = client.get(reverse("placement_detail", args=[one.pk])).content.decode()
    for words in ("办理经过", "确认录用", "未录用", "原因：没有到岗"):
        assert words in page


def test_closing_a_demand_leaves_a_step_on_each_proposal(
    published: LaborDemand, bring: Bring, owner: User, wang: User
) -> None:
    sure, waiting = bring("甲", "乙")
    placing.confirm(placement=sure, by=owner, at=AT)
    actions.close_demand(demand=published, reason="够了", by=owner, at=AT)
    last = waiting.steps.get(act="take_back")
    assert (last.state, last.reason, last.by) == ("withdrawn", "招工已结束", owner)
    assert sure.steps.count() == 2


@pytest.mark.parametrize(("act", "who"), [("decline", "owner"), ("take_back", "wang")])
def test_without_a_reason_nothing_is_done_and_with_one_too_long_it_is_kept(
    client: Client, bring: Bring, act: str, who: str, request: pytest.FixtureRequest
) -> None:
    (one,) = bring("李一")
    user = request.getfixturevalue(who)
    answer = press(client, user, one, act, " ")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "请写明原因" in answer.content.decode()  # type: ignore[attr-defined]
    long = "雨" * 201
    answer = press(client, user, one, act, long)
    assert long in answer.content.decode()  # type: ignore[attr-defined]
    one.refresh_from_db()
    assert one.state == "proposed"


def test_a_reason_keeps_no_full_number(client: Client, bring: Bring, owner: User) -> None:
    (one,) = bring("李一")
    press(client, owner, one, "decline", "电话13800001234打不通")
    one.refresh_from_db()
    assert one.reason == "电话138****1234打不通"


def test_a_button_that_no_page_has_does_nothing(client: Client, bring: Bring, owner: User) -> None:
    (one,) = bring("李一")
    answer = press(client, owner, one, "promote")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "没有这项办理" in answer.content.decode()  # type: ignore[attr-defined]


def test_each_side_has_its_own_buttons(client: Client, bring: Bring, owner: User, wang: User, leader: User) -> None:
    (one,) = bring("李一")
    buttons = {"确认录用": 'value="confirm"', "不录用": 'value="decline"', "撤回推荐": 'value="take_back"'}
    for user, wanted in ((owner, {"确认录用", "不录用"}), (wang, {"撤回推荐"}), (leader, set())):
        client.force_login(user)
        page = client.get(reverse("placement_detail", args=[one.pk])).content.decode()
        assert {name for name, button in buttons.items() if button in page} == wanted


def test_categories_are_told_to_the_side_that_asked_them(
    client: Client, published: LaborDemand, ask: Ask, wang: User, owner: User
) -> None:
    person = ask("李一", categories=["07"])
    (one,) = placing.propose(demand=published, response_ids=[person.pk], by=wang, at=AT)
    for user, told in ((wang, True), (owner, False)):
        client.force_login(user)
        page = client.get(reverse("placement_detail", args=[one.pk])).content.decode()
        assert ("城镇低收入人口" in page) is told


def test_from_a_confirmed_placement_leads_a_way_to_the_roster(
    client: Client, published: LaborDemand, bring: Bring, owner: User, lin: User
) -> None:
    (one,) = bring("李一")
    address = reverse("engagement_new", args=[published.project_id]) + f"?placement={one.pk}"
    client.force_login(owner)
    assert address not in client.get(reverse("placement_detail", args=[one.pk])).content.decode()
    placing.confirm(placement=one, by=owner, at=AT)
    assert address in client.get(reverse("placement_detail", args=[one.pk])).content.decode()
    stay = engage(one.response, published.project, published.trade, lin, FROM, None)
    stay.placement = one
    stay.save()
    page = client.get(reverse("placement_detail", args=[one.pk])).content.decode()
    assert address not in page
    assert 'value="decline"' not in page
    assert "进场登记" in page


def test_the_export_is_masked_watermarked_and_audited(client: Client, bring: Bring, wang: User) -> None:
    bring("李一", "李二")
    client.force_login(wang)
    answer = client.post(f"{reverse('placement_export')}?q=李一", {"reason": "核对推荐人员"})
    assert answer.status_code == 200
    sheet = load_workbook(BytesIO(answer.content)).active
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert "李一" in cells
    assert "李二" not in cells
    assert "50**************12" in cells
    assert sum("王溪（wang）于2026年11月12日14:05导出，用于：核对推荐人员" in cell for cell in cells) == 2
    entry = AuditEntry.objects.filter(act="导出用工对接").get()
    assert (entry.rows, entry.detail["reason"]) == (1, "核对推荐人员")


def test_an_export_without_a_reason_is_refused_and_nothing_is_audited(client: Client, bring: Bring, wang: User) -> None:
    bring("李一")
    client.force_login(wang)
    answer = client.post(reverse("placement_export"), {"reason": "查"})
    assert answer.status_code == 422
    assert "请写明导出原因，至少四个字" in answer.content.decode()
    answer = client.post(f"{reverse('placement_export')}?q=无此人", {"reason": "核对推荐人员"})
    assert "没有符合条件的推荐，没有导出" in answer.content.decode()
    assert not AuditEntry.objects.filter(act="导出用工对接").exists()


@pytest.mark.parametrize("who", ["wang", "owner", "lin"])
def test_the_desk_costs_the_same_for_2_people_and_20(
    client: Client, bring: Bring, who: str, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)

    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            shown(client, user)
        return len(made)

    bring("甲", "乙")
    cost()
    few = cost()
    bring(*(f"人{number}" for number in range(18)))
    assert cost() == few


def test_one_page_costs_the_same_with_a_long_trail(client: Client, bring: Bring, lin: User) -> None:
    (one,) = bring("李一")
    client.force_login(lin)

    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            client.get(reverse("placement_detail", args=[one.pk]))
        return len(made)

    cost()
    few = cost()
    PlacementStep.objects.bulk_create(
        PlacementStep(placement=one, act="confirm", state="confirmed", at=AT, by=lin) for _ in range(20)
    )
    assert cost() == few

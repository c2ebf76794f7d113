"""候选人员 pages: who is offered to whom and why, and proposing several in one act."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labor.demands import actions
from labor.demands.matching import LEFT_OUT, RULES
from labor.models import Ability, LaborDemand, Placement, PlacementState, Trade
from tests.labor.conftest import AT
from tests.labor.demands.conftest import Ask
from tests.labor.placements.conftest import Bring
from units.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def page(client: Client, user: User, demand: LaborDemand, **asked: str) -> str:
    client.force_login(user)
    answer = client.get(reverse("candidate_list", args=[demand.pk]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def names(client: Client, user: User, demand: LaborDemand, **asked: str) -> list[str]:
    client.force_login(user)
    rows = client.get(reverse("candidate_list", args=[demand.pk]), asked).context["rows"]
    return [row.response.name for row, _ in rows]


def test_the_page_says_the_demand_the_rules_the_reasons_and_the_cautions(
    client: Client, published: LaborDemand, ask: Ask, mason: Trade, wang: User
) -> None:
    ask("李一", wanted=[published.trade], categories=["07"], ability=Ability.WEAK)
    shown = page(client, wang, published)
    for words in ("建胜镇产业道路硬化工程", "260.00元", "还缺2人", "符合条件的共 1 人", "50**************12"):
        assert words in shown
    for rule in RULES:
        assert rule.label in shown
    for sentence in (*LEFT_OUT, "优先类别：城镇低收入人口。", "弱劳动能力，请安排力所能及的活。"):
        assert sentence in shown


def test_names_beside_categories_stay_off_paper(client: Client, published: LaborDemand, ask: Ask, wang: User) -> None:
    ask("李一", categories=["07"])
    shown = page(client, wang, published)
    assert 'class="sheet-scroll people-list"' in shown
    assert "候选名单写有人员类别，不从这一页打印" in shown


def test_a_township_finds_its_own_people_and_the_office_all(
    client: Client, published: LaborDemand, ask: Ask, wang: User, zhao: User, lin: User, leader: User
) -> None:
    ask("李一")
    ask("赵一", "八桥镇")
    assert names(client, wang, published) == ["李一"]
    assert names(client, zhao, published) == ["赵一"]
    assert names(client, lin, published) == names(client, leader, published) == ["李一", "赵一"]


def test_a_leader_reads_and_ticks_nobody(client: Client, published: LaborDemand, ask: Ask, leader: User) -> None:
    ask("李一")
    shown = page(client, leader, published)
    assert "推荐所选人员" not in shown
    assert "您可以查看" in shown


@pytest.mark.parametrize("who", ["owner", "chen_filer", "sysadmin", "security", "auditor"])
def test_who_brings_nobody_is_told_who_does(
    client: Client, published: LaborDemand, who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    for answer in (
        client.get(reverse("candidate_list", args=[published.pk])),
        client.post(reverse("placement_propose", args=[published.pk]), {"response": "1"}),
    ):
        assert answer.status_code == 403
        assert "镇街" in answer.content.decode() or "业务岗位" in answer.content.decode()


def test_a_draft_of_others_is_not_there(client: Client, draft: LaborDemand, zhao: User) -> None:
    client.force_login(zhao)
    assert client.get(reverse("candidate_list", args=[draft.pk])).status_code == 404
    assert client.post(reverse("placement_propose", args=[draft.pk])).status_code == 404


def test_the_office_looks_at_a_draft_but_proposes_nobody(
    client: Client, draft: LaborDemand, ask: Ask, lin: User
) -> None:
    ask("李一")
    shown = page(client, lin, draft)
    assert "只有已发布的务工需求可以推荐" in shown
    assert "推荐所选人员" not in shown


def test_nobody_fits_says_why_and_what_to_do(client: Client, published: LaborDemand, wang: User) -> None:
    assert "摸底调查里没有符合这条需求的人" in page(client, wang, published)
    assert "没有符合筛选条件的人" in page(client, wang, published, village="没有这个村")


def test_each_filter_narrows_the_list(client: Client, published: LaborDemand, ask: Ask, lin: User, wang: User) -> None:
    ask("甲", village="民胜村", skills=[published.trade], born_on=date(1960, 1, 1))
    ask("乙", village="群胜村", categories=["07"], born_on=date(2000, 1, 1))
    ask("丙", "八桥镇", categories=["99"], born_on=date(1985, 1, 1))
    baqiao = str(ask("丁", "八桥镇", categories=["08"], born_on=date(1970, 12, 2)).part.township_id)
    asked = {
        "甲": [{"skilled": "yes"}, {"village": "民胜"}, {"age": "61-"}],
        "乙": [{"category": "07"}, {"age": "16-35"}],
        "丙": [{"age": "36-50", "township": baqiao}],
        "丁": [{"category": "08"}, {"age": "51-60"}],
    }
    for name, conditions in asked.items():
        for said in conditions:
            found = names(client, lin, published, **said)
            assert found == [name] or said == {"age": "51-60"}, said
    assert names(client, lin, published, category="first") == ["乙", "丁"]
    assert names(client, lin, published, township=baqiao) == ["丁", "丙"]
    assert 'name="township"' not in page(client, wang, published)


def test_ticked_people_are_proposed_in_one_act(client: Client, published: LaborDemand, ask: Ask, wang: User) -> None:
    people = [ask("李一").pk, ask("李二").pk]
    client.force_login(wang)
    address = reverse("placement_propose", args=[published.pk])
    answer = client.post(f"{address}?village=一社区", {"response": people}, follow=True)
    shown = answer.content.decode()
    assert answer.redirect_chain[0][0].startswith(reverse("candidate_list", args=[published.pk]) + "?village=")
    assert "已推荐2人：李一、李二" in shown
    assert "已推荐待答复2人" in shown
    assert Placement.objects.filter(state=PlacementState.PROPOSED, proposed_by=wang).count() == 2


def test_nobody_ticked_is_refused(client: Client, published: LaborDemand, wang: User) -> None:
    client.force_login(wang)
    answer = client.post(reverse("placement_propose", args=[published.pk]))
    assert answer.status_code == 422
    assert "请至少选一个人再推荐" in answer.content.decode()


def test_all_or_none_are_proposed_each_refusal_by_name_and_the_ticks_are_kept(
    client: Client, published: LaborDemand, ask: Ask, wang: User, lin: User
) -> None:
    fine = ask("李一")
    gone = ask("李二", withdrawn_at=AT, withdrawn_by=lin, withdraw_reason="重复")
    young = ask("李三", born_on=date(2015, 1, 1))
    client.force_login(wang)
    answer = client.post(reverse("placement_propose", args=[published.pk]), {"response": [fine.pk, gone.pk, young.pk]})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "李二的摸底表已撤销" in shown
    assert "李三在用工开始时不满16周岁" in shown
    assert fine.pk in answer.context["ticked"]
    assert shown.count("checked") == 1
    assert not Placement.objects.exists()


def test_people_of_another_township_are_not_proposed(
    client: Client, published: LaborDemand, ask: Ask, wang: User
) -> None:
    other = ask("赵一", "八桥镇")
    client.force_login(wang)
    answer = client.post(reverse("placement_propose", args=[published.pk]), {"response": [other.pk]})
    assert answer.status_code == 422
    assert not Placement.objects.exists()


def test_a_closed_demand_takes_nobody_by_hand(
    client: Client, published: LaborDemand, ask: Ask, wang: User, owner: User
) -> None:
    one = ask("李一")
    actions.close_demand(demand=published, reason="够了", by=owner, at=AT)
    client.force_login(wang)
    answer = client.post(reverse("placement_propose", args=[published.pk]), {"response": [one.pk]})
    assert answer.status_code == 422
    assert "只有已发布" in answer.content.decode()


def test_who_is_promised_is_no_candidate_any_more(
    client: Client, published: LaborDemand, bring: Bring, wang: User
) -> None:
    bring("李一")
    assert names(client, wang, published) == []


def test_the_list_costs_the_same_for_2_people_and_20(
    client: Client, published: LaborDemand, ask: Ask, mason: Trade, wang: User
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            page(client, wang, published)
        return len(made)

    for number in range(2):
        ask(f"人{number}", skills=[mason], categories=["07"])
    cost()
    few = cost()
    for number in range(18):
        ask(f"人{number + 2}", skills=[mason], wanted=[published.trade], categories=["07", "08"])
    assert cost() == few

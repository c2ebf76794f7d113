"""Filling in a demand: the project first, a draft that waits, everything wrong at once, nothing typed lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from labor.demands import actions
from labor.models import LaborDemand, Trade
from projects.models import GuidanceItem, Project, Stage
from tests.labor.conftest import AT
from tests.labor.demands.pages import sent_back, typed
from tests.projects.pages import page, send
from units.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def new(client: Client, project: Project, values: dict[str, Any]) -> Any:
    return client.post(f"{reverse('demand_new')}?project={project.pk}", values)


@pytest.fixture
def item(road: Project) -> GuidanceItem:
    return GuidanceItem.objects.create(year=2026, sector=road.sector, task="道路", work_item="路肩培土")


@pytest.mark.parametrize("person", ["chen_reviewer", "leader"])
def test_those_who_do_not_fill_in_are_told_who_does(
    person: str, client: Client, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(person))
    answer = client.get(reverse("demand_new"))
    assert answer.status_code == 403
    assert "项目业主单位录入人、主管部门填报人或领导小组办公室" in answer.content.decode()


def test_the_project_is_chosen_first_and_only_one_is_no_choice(
    client: Client, road: Project, estate: Project, lin: User, chen_filer: User, wang: User
) -> None:
    client.force_login(lin)
    shown = page(client, "demand_new")
    assert "下一步" in shown
    assert road.name in shown
    assert 'name="headcount"' not in shown
    assert 'name="headcount"' in page(client, "demand_new", project=str(estate.pk))
    client.force_login(chen_filer)
    assert f"填报需求：{road.name}" in page(client, "demand_new")
    assert client.get(reverse("demand_new"), {"project": estate.pk}).status_code == 422
    client.force_login(wang)
    assert "没有您可以填报需求的项目" in page(client, "demand_new")


def test_the_form_begins_with_what_the_project_says(
    client: Client, road: Project, item: GuidanceItem, owner: User
) -> None:
    client.force_login(owner)
    answer = client.get(reverse("demand_new"), {"project": road.pk})
    form = answer.context["form"]
    assert (form["place"].value(), form["township"].value()) == (road.site, road.township_id)
    assert "道路：路肩培土" in answer.content.decode()


def test_a_draft_is_saved_with_texts_missing_and_the_page_stays(
    client: Client, road: Project, plain: Trade, owner: User, standards: None
) -> None:
    client.force_login(owner)
    values = typed(plain, skills="", contact="", phone="", township=road.township_id, day_rate_fen="２６０.５")
    answer = new(client, road, values)
    draft = LaborDemand.objects.get()
    assert answer.headers["Location"] == reverse("demand_edit", args=[draft.pk])
    assert (draft.state, draft.headcount, draft.day_rate_fen, draft.filed_by) == ("draft", 2, 260_50, owner)


def test_an_item_of_the_catalog_says_the_task(
    client: Client, road: Project, plain: Trade, item: GuidanceItem, owner: User, standards: None
) -> None:
    client.force_login(owner)
    new(client, road, typed(plain, task="", work_item=item.pk, township=road.township_id))
    draft = LaborDemand.objects.get()
    assert (draft.work_item, draft.task) == (item, "道路：路肩培土")
    assert new(client, road, typed(plain, work_item="999999")).status_code == 422


def test_a_whole_demand_is_sent_at_once(
    client: Client, road: Project, plain: Trade, owner: User, standards: None
) -> None:
    client.force_login(owner)
    answer = new(client, road, typed(plain, act="send", township=road.township_id))
    demand = LaborDemand.objects.get()
    assert answer.headers["Location"] == reverse("demand_detail", args=[demand.pk])
    assert (demand.state, [step.act for step in demand.steps.all()]) == ("reviewing", ["start", "send"])


def test_everything_wrong_is_told_at_once_and_nothing_is_kept(
    client: Client, road: Project, plain: Trade, owner: User, standards: None
) -> None:
    client.force_login(owner)
    values = typed(plain, act="send", headcount="两人", skills="", phone="12", ends_on="2026-11-30", contact="")
    answer = new(client, road, values | {"township": ""})
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert set(errors) == {"headcount", "skills", "phone", "ends_on", "contact", "township"}
    shown = answer.content.decode()
    assert 'value="两人"' in shown
    assert 'value="建胜镇四民村"' in shown
    assert not LaborDemand.objects.exists()
    again = new(client, road, values | {"township": "", "headcount": "2"})
    assert set(again.context["form"].errors) == {"skills", "phone", "ends_on", "contact", "township"}


@pytest.mark.parametrize(
    ("field", "said"),
    [("day_rate_fen", "很多"), ("day_rate_fen", "1.234"), ("day_rate_fen", "-5"), ("starts_on", "明天"),
     ("trade", "0"), ("headcount", "0"), ("task", "长" * 121), ("version", "x"), ("act", "publish")],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(
    field: str, said: str, client: Client, road: Project, plain: Trade, owner: User, standards: None
) -> None:
    client.force_login(owner)
    answer = new(client, road, typed(plain, township=road.township_id) | {field: said})
    assert answer.status_code == 422
    assert not LaborDemand.objects.exists()


def test_unusual_pay_is_shown_beside_the_form(client: Client, draft: LaborDemand, owner: User) -> None:
    client.force_login(owner)
    answer = client.post(reverse("demand_edit", args=[draft.pk]), sent_back(draft, day_rate_fen="900"), follow=True)
    assert "提示：日工资900.00元高于" in answer.content.decode()
    assert LaborDemand.objects.get().day_rate_fen == 900_00


def test_what_another_person_saved_meanwhile_is_shown_and_kept(
    client: Client, draft: LaborDemand, owner: User, chen_filer: User
) -> None:
    mine = sent_back(draft, headcount=9)
    actions.save_demand(demand=draft, values={"headcount": 5}, by=chen_filer, at=AT)
    client.force_login(owner)
    answer = client.post(reverse("demand_edit", args=[draft.pk]), mine)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "刚被别人改过" in shown
    assert "需求人数（人）：5" in shown
    assert 'value="9"' in shown
    assert LaborDemand.objects.get().headcount == 5
    again = client.post(reverse("demand_edit", args=[draft.pk]), mine | {"version": 1})
    assert again.status_code == 302
    assert LaborDemand.objects.get().headcount == 9


@pytest.mark.parametrize("person", ["wang", "chen_reviewer", "leader"])
def test_those_who_may_not_write_are_led_to_the_page_and_refused(
    person: str, client: Client, draft: LaborDemand, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(person))
    address = reverse("demand_edit", args=[draft.pk])
    assert client.get(address).headers["Location"] == reverse("demand_detail", args=[draft.pk])
    assert client.post(address, sent_back(draft, headcount=9)).status_code == 422
    assert LaborDemand.objects.get().headcount == 2


def test_a_demand_under_review_is_not_written(client: Client, draft: LaborDemand, owner: User) -> None:
    actions.send(demand=draft, by=owner, at=AT)
    client.force_login(owner)
    assert client.get(reverse("demand_edit", args=[draft.pk])).status_code == 302
    refused = client.post(reverse("demand_edit", args=[draft.pk]), sent_back(draft, headcount=9))
    assert refused.status_code == 422
    assert "主管部门审核" in refused.content.decode()


def test_a_copy_begins_as_a_form_and_becomes_another_demand(
    client: Client, published: LaborDemand, owner: User, chen_filer: User, wang: User
) -> None:
    client.force_login(owner)
    copy = f"{reverse('demand_new')}?copy={published.pk}"
    shown = client.get(copy)
    form = shown.context["form"]
    assert (form["trade"].value(), form["headcount"].value()) == (published.trade_id, 2)
    assert LaborDemand.objects.count() == 1
    assert client.post(copy, sent_back(published, headcount=4)).status_code == 302
    made = LaborDemand.objects.exclude(pk=published.pk).get()
    assert (made.state, made.headcount, made.project) == ("draft", 4, published.project)
    with time_machine.travel("2027-05-01", tick=False):
        client.force_login(owner)
        assert client.get(copy).context["form"]["ends_on"].value() is None
    Project.objects.update(stage=Stage.ARCHIVED)
    client.force_login(owner)
    assert client.get(copy).status_code == 403
    client.force_login(wang)
    assert client.get(copy).status_code == 403


def test_a_copy_of_a_demand_one_does_not_see_is_not_there(client: Client, draft: LaborDemand, engage: Any) -> None:
    client.force_login(engage("zhou", "unit_filer", "区住房城乡建设委", "周砚"))
    assert client.get(f"{reverse('demand_new')}?copy={draft.pk}").status_code == 404


def test_the_page_of_a_demand_links_to_its_form_and_copy(client: Client, draft: LaborDemand, owner: User) -> None:
    client.force_login(owner)
    shown = page(client, "demand_detail", draft.pk)
    assert reverse("demand_edit", args=[draft.pk]) in shown
    assert f"{reverse('demand_new')}?copy={draft.pk}" in shown
    assert send(client, "demand_edit", draft.pk, act="nothing").status_code == 422

"""抽查名单: drawn, drawn again, and inspected one by one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import InspectionForm, Project, Sample, SampledProject
from tests.projects.conftest import MakeProject
from tests.projects.inspecting import draw, patrol
from tests.projects.pages import page
from tests.projects.samples import AT
from units.models import Unit, User

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "2026年第四季度抽查", "drawn_on": "2026-11-02", "share": "30", "stages": ["construction"],
    "seed": "3141592",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def test_the_office_draws_and_the_drawn_projects_are_shown_in_their_order(
    client: Client, make_project: MakeProject, lin: User
) -> None:
    for number in range(1, 8):
        make_project(number)
    client.force_login(lin)
    assert "抽取名单" in page(client, "sample_list")
    answer = client.post(reverse("sample_new"), TYPED)
    sample = Sample.objects.get()
    assert answer["Location"] == reverse("sample_detail", args=[sample.pk])
    detail = client.get(answer["Location"])
    shown = detail.content.decode()
    assert [row.rank for row in detail.context["rows"]] == [1, 2, 3]
    for words in ("3141592", "重新演算一致", "7个项目抽中3个", "登记抽查", sample.population[0]):
        assert words in shown


def test_without_a_seed_the_system_makes_one_and_records_it(client: Client, road: Project, lin: User) -> None:
    client.force_login(lin)
    for title in ("甲", "乙"):
        client.post(reverse("sample_new"), {**TYPED, "title": title, "seed": ""})
    seeds = set(Sample.objects.values_list("seed", flat=True))
    assert len(seeds) == 2
    assert {len(seed) for seed in seeds} == {16}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"share": "0"}, "抽查比例应大于0"),
        ({"share": "三成"}, "抽查比例"),
        ({"stages": []}, "请至少选一个环节"),
        ({"stages": ["archived"]}, "无从抽取"),
        ({"drawn_on": "2026-12-01"}, "抽取日期不能晚于今天"),
    ],
)
def test_a_refused_draw_keeps_what_was_typed(
    client: Client, road: Project, lin: User, wrong: dict[str, Any], words: str
) -> None:
    client.force_login(lin)
    answer = client.post(reverse("sample_new"), {**TYPED, **wrong})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert words in shown
    assert "3141592" in shown
    assert not Sample.objects.exists()


def test_a_list_that_was_tampered_with_is_told_as_such(client: Client, make_project: MakeProject, lin: User) -> None:
    for number in range(1, 8):
        make_project(number)
    sample = draw(lin)
    SampledProject.objects.filter(sample=sample, rank=2).delete()
    client.force_login(lin)
    assert "重新演算不一致" in page(client, "sample_detail", sample.pk)


def test_what_has_been_inspected_is_linked_and_counted(client: Client, make_project: MakeProject, lin: User) -> None:
    for number in range(1, 5):
        make_project(number)
    sample = draw(lin, share=Decimal(50))
    first = sample.drawn.order_by("rank")[0].project
    office = Unit.objects.get(is_office=True)
    made = patrol(first, lin, form=InspectionForm.SAMPLE, unit=office, sample=sample)
    client.force_login(lin)
    detail = client.get(reverse("sample_detail", args=[sample.pk]))
    assert detail.context["looked_at"] == 1
    assert reverse("inspection_detail", args=[made.pk]) in detail.content.decode()
    listed = client.get(reverse("sample_list")).context["page"].object_list
    assert [(one.number, one.looked_at) for one in listed] == [(2, 1)]


def test_leaders_read_it_and_draw_nothing(client: Client, road: Project, lin: User, leader: User) -> None:
    sample = draw(lin)
    client.force_login(leader)
    assert sample.title in page(client, "sample_list")
    assert "登记抽查" not in page(client, "sample_detail", sample.pk)
    answer = client.post(reverse("sample_new"), TYPED)
    assert answer.status_code == 403
    assert "由领导小组办公室抽取" in answer.content.decode()


@pytest.mark.parametrize("who", ["chen_filer", "wang"])
def test_units_are_not_told_beforehand_who_will_be_inspected(
    client: Client, road: Project, lin: User, who: str, request: pytest.FixtureRequest
) -> None:
    sample = draw(lin)
    client.force_login(request.getfixturevalue(who))
    for address in (reverse("sample_list"), reverse("sample_detail", args=[sample.pk])):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "检查前不告知" in answer.content.decode()
    assert reverse("sample_list") not in page(client, "inspection_list")


def test_an_empty_list_says_what_to_do_next(client: Client, lin: User, leader: User) -> None:
    client.force_login(lin)
    assert "按比例随机抽取后" in page(client, "sample_list")
    assert "这一年没有抽查名单" in page(client, "sample_list", year="2024")
    client.force_login(leader)
    assert "办公室抽取后列在这里" in page(client, "sample_list")


@pytest.mark.parametrize("name", ["sample_list", "sample_detail"])
def test_it_costs_the_same_for_2_rows_and_20(client: Client, make_project: MakeProject, lin: User, name: str) -> None:
    client.force_login(lin)
    costs = []
    for first, last in ((1, 2), (3, 20)):
        for number in range(first, last + 1):
            make_project(number)
            draw(lin, title=f"第{number}次", share=Decimal(100))
        address = reverse(name, args=[Sample.objects.latest("pk").pk] if name == "sample_detail" else [])
        client.get(address)
        with CaptureQueriesContext(connection) as made:
            client.get(address)
        costs.append(len(made))
    assert costs[0] == costs[1]

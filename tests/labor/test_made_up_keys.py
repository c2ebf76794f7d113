"""Keys and numbers somebody made up or guessed: they tell nothing of people who are not theirs to see."""

# ruff: noqa: F811 – fixtures are taken over by name
from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from labor.models import Engagement, LaborDemand, SurveyResponse
from projects.models import Project
from tests.labor.conftest import AT
from tests.labor.demands.conftest import ask, draft, owner, plain, published, survey  # noqa: F401
from tests.labor.rosters.conftest import enter_one, trades, train  # noqa: F401
from tests.labor.sheets import id_number
from units.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def test_proposing_made_up_keys_names_nobody_of_another_township(
    client: Client,
    published: LaborDemand,
    ask: Callable[..., SurveyResponse],
    zhao: User,
) -> None:
    theirs = [ask(name, "建胜镇").pk for name in ("李一", "李二")]
    client.force_login(zhao)
    answer = client.post(reverse("placement_propose", args=[published.pk]), {"response": [*theirs, 99]})
    assert answer.status_code == 422
    answer = client.post(reverse("placement_propose", args=[published.pk]), {"response": theirs})
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "勾选的人里有不归您推荐的" in told
    assert not [word for word in ("李一", "李二", "一社区") if word in told]


def test_the_name_behind_a_number_is_not_told_by_where_the_person_works(
    client: Client,
    estate: Project,
    enter_one: Callable[..., Engagement],
    engage: Callable[..., User],
) -> None:
    stay = enter_one(1)
    client.force_login(engage("sun", "unit_filer", "跃进村街道"))
    address = reverse("engagement_new", args=[estate.pk])
    answer = client.post(address, {"look": "1", "id_number": id_number(order=1)})
    told = answer.content.decode()
    assert "这个人同一时间也在" in told
    assert "不在您的查看范围内" in told
    assert stay.name not in told


def test_the_list_of_conflicts_opens_in_a_month_nobody_opened(client: Client, road: Project, wang: User) -> None:
    client.force_login(wang)
    assert client.get(reverse("attendance_conflicts")).status_code == 200


def test_welfare_posts_go_out_with_their_filters_in_words(client: Client, lin: User) -> None:
    client.force_login(lin)
    answer = client.post(f"{reverse('welfare_export')}?q=保洁", {"reason": "年底核对岗位"})
    assert answer.status_code == 422
    assert "没有符合条件的岗位" in answer.content.decode()

"""The list as data answers the same question as its page."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.filters import visible_entries
from units.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("listed")]


def read(client: Client, **query: object) -> dict:
    answer = client.get(reverse("project_api"), query)
    assert answer.status_code == 200
    return answer.json()


def test_rows_and_totals_are_those_of_the_page(client: Client, lin: User) -> None:
    client.force_login(lin)
    found = read(client, kind="special", sort="-plan_fen", columns=["plan_fen", "pay_share"])
    assert (found["year"], found["count"]) == ("2026", 2)
    assert (
        found["totals"] == {"plan_fen": 788_000_000, "pay_share": "34.00"} or found["totals"]["plan_fen"] == 788_000_000
    )
    assert [row["plan_fen"] for row in found["results"]] == [420_000_000, 368_000_000]
    assert set(found["results"][0]) == {"project", "name", "code", "plan_fen", "pay_share"}


def test_each_sees_their_own_rows(client: Client, lin: User, chen_filer: User) -> None:
    client.force_login(chen_filer)
    assert read(client)["count"] == visible_entries(chen_filer).count() < visible_entries(lin).count()


def test_a_wrong_filter_is_refused(client: Client, lin: User) -> None:
    client.force_login(lin)
    answer = client.get(reverse("project_api"), {"kind": "nothing"})
    assert answer.status_code == 400
    assert answer.json()["detail"] == "筛选条件写法不对。"


def test_administrators_read_no_projects(client: Client, auditor: User) -> None:
    client.force_login(auditor)
    assert client.get(reverse("project_api")).status_code == 403


def test_the_number_of_queries_does_not_grow(client: Client, lin: User) -> None:
    client.force_login(lin)
    read(client)
    counts = set()
    for size in (2, 12):
        with CaptureQueriesContext(connection) as asked:
            read(client, page_size=size)
        counts.add(len(asked))
    assert len(counts) == 1
    assert counts.pop() <= 12

"""Each list costs the same queries for 2 rows and for 20."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects import filings
from projects.models import Period
from tests.projects.conftest import MakeProject
from tests.projects.figures import complete
from tests.projects.samples import AT
from units.models import User

pytestmark = pytest.mark.django_db
Grow = Callable[[int, int], None]


@pytest.fixture
def grow(make_project: MakeProject, october: Period, chen_filer: User, chen_reviewer: User) -> Grow:
    """Add listed projects with submitted filings."""

    def add(first: int, last: int) -> None:
        for number in range(first, last + 1):
            filing = filings.start_filing(project=make_project(number), period=october, by=chen_filer, at=AT)
            filings.save_filing(filing=filing, values=complete(), by=chen_filer, at=AT)
            filings.send_to_review(filing=filing, by=chen_filer, at=AT)
            filings.submit(filing=filing, by=chen_reviewer, at=AT)

    return add


def cost(client: Client, method: str, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert getattr(client, method)(address).status_code == 200
    return len(made)


@pytest.mark.parametrize(
    ("method", "address"),
    [("get", "project_list"), ("post", "project_export"), ("get", "filing_list")],
)
def test_a_list_costs_the_same_for_2_rows_and_20(
    client: Client, lin: User, grow: Grow, method: str, address: str
) -> None:
    client.force_login(lin)
    grow(1, 2)
    cost(client, method, reverse(address))  # the first request also touches the session
    few = cost(client, method, reverse(address))
    grow(3, 20)
    assert cost(client, method, reverse(address)) == few


def test_a_project_with_many_months_costs_the_same(
    client: Client, lin: User, make_project: MakeProject, september: Period, october: Period
) -> None:
    project = make_project(1)
    client.force_login(lin)
    address = reverse("project_detail", args=[project.pk])
    filings.start_filing(project=project, period=september, by=lin, at=AT)
    cost(client, "get", address)
    few = cost(client, "get", address)
    filings.start_filing(project=project, period=october, by=lin, at=AT)
    assert cost(client, "get", address) == few


def test_a_filing_with_a_long_trail_costs_the_same(client: Client, lin: User, grow: Grow) -> None:
    from projects.models import ProgressFiling

    grow(1, 1)
    filing = ProgressFiling.objects.get()
    client.force_login(lin)
    address = reverse("filing_detail", args=[filing.pk])
    cost(client, "get", address)
    few = cost(client, "get", address)
    filing.steps.model.objects.bulk_create(
        filing.steps.model(filing=filing, act="save", state="draft", at=AT, by=lin) for _ in range(20)
    )
    assert cost(client, "get", address) == few

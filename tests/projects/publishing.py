"""Versions of the year's list published by the office, and what a page of them costs."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from projects.lists import mark_leaving, publish_list
from projects.models import ListEntry, ListVersion
from tests.projects.conftest import MakeProject
from tests.projects.nominating import Nominate
from tests.projects.samples import AT
from units.models import Unit, User

BASIS = "渡以工代赈办〔2026〕3号"


def publish(by: User, basis: str = BASIS) -> ListVersion:
    return publish_list(year=2026, basis=basis, by=by, at=AT)


def publish_second(lin: User, make_project: MakeProject, nominate: Nominate) -> ListVersion:
    """Second version: one kept, one adjusted, one moved out, one added by a nomination."""
    for number in (1, 2, 3):
        make_project(number)
    publish(lin)
    ListEntry.objects.filter(serial=2).update(plan_fen=500_000_000)
    mark_leaving(entry=ListEntry.objects.get(serial=3), reason="用地未批，停建", by=lin, at=AT)
    nominate(township=Unit.objects.get(name="八桥镇"))
    return publish(lin, "渡以工代赈办〔2026〕9号")


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert client.get(address).status_code == 200
    return len(made)

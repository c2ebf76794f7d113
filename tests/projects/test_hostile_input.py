"""What nobody types by mistake: answered with a page or a sentence, never with a fault of the server."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from projects.models import ListEntry, NominationState, Project, SavedView
from tests.projects.nominating import Nominate
from units.models import User

pytestmark = pytest.mark.django_db
BAD = ["9" * 20, "9" * 4500, "-1", "abc", "a\x00b", "²", "NaN", "%", "' OR 1=1 --"]


@pytest.mark.parametrize("value", BAD)
def test_filters_and_years_of_the_catalog(client: Client, lin: User, value: str) -> None:
    client.force_login(lin)
    for name in ("guidance_list", "guidance_new", "guidance_import"):
        for key in ("year", "state", "sector", "page"):
            assert client.get(reverse(name), {key: [value, value]}).status_code == 200


@pytest.mark.parametrize("value", BAD)
def test_a_nominations_numbers(client: Client, nominate: Nominate, chen_filer: User, value: str) -> None:
    nomination = nominate(51, state=NominationState.DRAFT)
    client.force_login(chen_filer)
    keys = ("name", "code", "sector", "total_fen", "planned_workers", "planned_training", "items", "version")
    answer = client.post(
        reverse("nomination_edit", args=[nomination.pk]), {"act": "save", **dict.fromkeys(keys, value)}
    )
    assert answer.status_code == 422
    nomination.refresh_from_db()
    assert (nomination.name, nomination.planned_workers) == ("灌渠整治工程51", 20)


@pytest.mark.parametrize("value", [*BAD, "//evil.example/", "https://evil.example/", "javascript:alert(1)"])
def test_the_way_back_from_marking_an_entry_stays_in_the_house(
    client: Client, road: Project, lin: User, value: str
) -> None:
    client.force_login(lin)
    entry = ListEntry.objects.get()
    answer = client.post(reverse("entry_leave", args=[entry.pk]), {"reason": "停建", "next": value})
    assert (answer.status_code, answer.url) == (302, reverse("project_detail", args=[road.pk]))


def test_the_name_of_a_saved_view(client: Client, lin: User) -> None:
    client.force_login(lin)
    client.post(reverse("project_view_save"), {"name": "在\x00建", "query": "stage=construction\x00"})
    assert SavedView.objects.get().name == "在建"

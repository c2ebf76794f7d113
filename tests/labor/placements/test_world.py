"""Every page of placements opens for somebody of the nine, and shows no full number."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from labor.urls.placements import urlpatterns
from projects.models import Project
from tests.labor.placements.world import keys
from units.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "standards")]
FULL = re.compile(r"\d{17}[\dXx]|(?<!\d)1[3-9]\d{9}(?!\d)")
PAGES = ("candidate_list", "placement_list", "placement_detail")


def test_the_world_names_every_page_and_each_opens_for_the_office(
    client: Client, road: Project, chen_filer: User, chen_reviewer: User, wang: User, lin: User
) -> None:
    world = keys(project=road, filer=chen_filer, reviewer=chen_reviewer, bringer=wang, lin=lin)
    assert set(world) == {pattern.name for pattern in urlpatterns}
    client.force_login(lin)
    for page in PAGES:
        answer = client.get(reverse(page, kwargs=world[page]))
        assert answer.status_code == 200
        assert not FULL.search(answer.content.decode())
        assert "no-store" in answer["Cache-Control"]

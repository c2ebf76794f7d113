"""A paper that cannot be printed answers in words, and the act that wanted it is as if it had not been."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.labor.rosters.conftest import Enter
from units.models import AuditEntry, User

pytestmark = pytest.mark.django_db


def test_a_paper_whose_fonts_are_missing_says_so_and_counts_as_not_printed(
    client: Client, wang: User, enter_one: Enter, settings: Settings, tmp_path: Path
) -> None:
    stay = enter_one(1)
    settings.FONT_DIR = tmp_path
    client.force_login(wang)
    back = reverse("roster_detail", args=[stay.project_id])
    said = {"reason": "进场签字"}
    answer = client.post(
        reverse("roster_print", args=[stay.project_id]), said, headers={"referer": f"http://testserver{back}"}
    )
    assert answer.status_code == 422
    assert "缺少公文字体" in answer.content.decode()
    assert back in answer.content.decode()
    assert not AuditEntry.objects.filter(act="打印花名册").exists()

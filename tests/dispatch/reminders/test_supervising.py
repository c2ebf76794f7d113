"""逾期月报转为督办: from the ledger, once for a unit's month."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from assignments.models import SupervisionNotice
from assignments.supervision.raising import raise_from
from tests.dispatch.reminders.conftest import moment
from units.refusals import Refusal


def test_a_units_overdue_month_becomes_one(road: Any, october: Any, lin: Any, client: Any) -> None:
    key = f"2026-10:{road.department_id}"
    with pytest.raises(Refusal, match="还没有逾期"):
        raise_from(kind="filing", key=key, by=lin, at=moment("2026-11-05"))
    with time_machine.travel(moment("2026-11-13"), tick=False):
        client.force_login(lin)
        ledger = f"{reverse('reminder_list')}?period=2026-10"
        assert f'value="{key}"' in client.get(ledger).text
        answer = client.post(reverse("supervision_raise"), {"kind": "filing", "key": key})
        made = SupervisionNotice.objects.get()
        assert answer["Location"] == reverse("supervision_detail", args=[made.pk])
        assert (made.unit, road.name in made.demand) == (road.department, True)
        page = client.get(ledger).text
        assert answer["Location"] in page
        assert f'value="{key}"' not in page
    other = f"2026-10:{lin.grants.get().unit_id}"
    with pytest.raises(Refusal, match="已经报齐"):
        raise_from(kind="filing", key=other, by=lin, at=moment("2026-11-13"))

"""A project is not completed while a roll in force still owes somebody."""

from __future__ import annotations

from datetime import date

import pytest

from labor.models import WageLine, WageRoll, Worker
from projects.models import Settlement, StageAct
from projects.stages.guards import missing_for
from tests.projects.proofs import give

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 12)


def test_unpaid_wage_lines_hold_up_completion(road, lin, october, at) -> None:
    give(Settlement, road, lin)
    roll = WageRoll.objects.create(
        project=road, period=october, employer="某公司", file_name="表.xlsx", file_sha256="0" * 64, imported_at=at,
        imported_by=lin,
    )  # fmt: skip
    worker = Worker.objects.create(
        name="甲", id_sealed="x", id_index="x", id_masked="50***239", sex="M", born_on=date(1990, 1, 1)
    )
    line = WageLine.objects.create(
        roll=roll, project=road, period=october, worker=worker, row=5, employer="某公司", name="甲", centidays=1000,
        rate_fen=20_000, gross_fen=200_000, net_fen=200_000,
    )  # fmt: skip
    [missing] = missing_for(road, StageAct.COMPLETE, on=TODAY)
    assert (missing.key, missing.place) == ("unpaid_lines", "rolls")
    assert "1行、1人、0.20万元" in missing.sentence
    WageLine.objects.filter(pk=line.pk).update(in_force=False)
    assert missing_for(road, StageAct.COMPLETE, on=TODAY) == []
    WageLine.objects.filter(pk=line.pk).update(in_force=True, is_paid=True, pay_on=TODAY, voucher="1号")
    assert missing_for(road, StageAct.COMPLETE, on=TODAY) == []

"""计时计件: who records them, what is refused, and that nothing is ever overwritten."""

from __future__ import annotations

from typing import Any

import pytest

from labor.attendance.locking import lock_sheet
from labor.models import Measure, WorkQuantity
from labor.pay.quantities import correct_quantity, record_quantity, void_quantity
from labor.pay.quantity_list import listed, totals_of
from labor.rosters import changing
from projects.models import Period, Project
from projects.moving import Incomplete
from tests.labor.attendance.conftest import Engagements, day
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll
from units.models import AuditEntry, User
from units.refusals import NotAllowed, WrongState

HOURS = {"measure": Measure.HOUR, "item": "夜间看护", "quantity_centi": 1250, "rate_fen": 30_00}


@pytest.fixture
def said(road: Project, october: Period, chen_filer: User) -> dict[str, Any]:
    return {"project": road, "period": october, "by": chen_filer, "at": AT}


def test_a_row_is_recorded_corrected_by_another_and_taken_back(
    said: dict[str, Any], join: Engagements, road: Project, october: Period
) -> None:
    stay = join(road)
    first = record_quantity(values={**HOURS, "engagement": stay}, **said)
    signed = {"by": said["by"], "at": AT}
    second = correct_quantity(quantity=first, values={**HOURS, "engagement": stay, "rate_fen": 32_00}, **signed)
    assert totals_of(listed(road, october)) == {"rows": 1, "people": 1, "amount_fen": 400_00}
    with pytest.raises(WrongState, match="已被更正或撤销"):
        void_quantity(quantity=first, **signed)
    void_quantity(quantity=second, **signed)
    assert totals_of(listed(road, october))["amount_fen"] == 0
    assert WorkQuantity.objects.count() == 2
    entry = AuditEntry.objects.get(act="更正计时计件")
    assert "30.00元" in entry.detail["before"]
    assert stay.worker.id_masked in entry.detail["after"]


def test_everything_wrong_is_said_at_once_each_at_its_field(
    said: dict[str, Any], join: Engagements, road: Project
) -> None:
    gone = join(road, entered_on=day(1).replace(month=8), left_on=day(1).replace(month=9), leave_reason="回家")
    wrong = {"engagement": gone, "measure": Measure.HOUR, "item": " ", "quantity_centi": 999_00, "rate_fen": None}
    with pytest.raises(Incomplete) as refused:
        record_quantity(values=wrong, **said)
    told = {lack.field: lack.sentence for lack in refused.value.lacks}
    assert set(told) == {"engagement", "item", "quantity_centi", "rate_fen"}
    assert "已于2026年9月1日退场" in told["engagement"]
    assert "超过2026年10月的744小时" in told["quantity_centi"]
    assert not WorkQuantity.objects.exists()


def test_a_stay_of_another_project_is_refused(said: dict[str, Any], join: Engagements, estate: Project) -> None:
    with pytest.raises(Incomplete, match="不在“建胜镇产业道路硬化工程”的名册里"):
        record_quantity(values={**HOURS, "engagement": join(estate)}, **said)


def test_a_locked_sheet_takes_none_and_gives_none_back(
    said: dict[str, Any], join: Engagements, road: Project, roll_in: MakeRoll
) -> None:
    stay = join(road)
    kept = record_quantity(values={**HOURS, "engagement": stay}, **said)
    lock_sheet(roll=roll_in(), by=said["by"], at=AT)
    with pytest.raises(WrongState, match="随发放表锁定"):
        record_quantity(values={**HOURS, "engagement": stay}, **said)
    with pytest.raises(WrongState, match="随发放表锁定"):
        void_quantity(quantity=kept, by=said["by"], at=AT)


def test_a_closed_month_still_takes_what_has_to_be_paid_and_reviewers_record_nothing(
    said: dict[str, Any], join: Engagements, road: Project, october: Period, lin: User, chen_reviewer: User
) -> None:
    stay = join(road)
    Period.objects.filter(pk=october.pk).update(closed_at=AT, closed_by=lin)
    october.refresh_from_db()
    record_quantity(values={**HOURS, "engagement": stay}, **said)
    with pytest.raises(NotAllowed, match="不经办"):
        record_quantity(values={**HOURS, "engagement": stay}, **said | {"by": chen_reviewer})


def test_a_stay_with_hours_is_not_voided_and_does_not_end_before_their_month(
    said: dict[str, Any], join: Engagements, chen_filer: User
) -> None:
    stay = join(said["project"])
    record_quantity(values={**HOURS, "engagement": stay}, **said)
    signed = {"by": chen_filer, "at": AT, "version": 0}
    with pytest.raises(WrongState, match="请先撤销计时计件"):
        changing.void(engagement=stay, reason="登记有误", **signed)
    with pytest.raises(Incomplete, match="2026年10月还有计时计件"):
        changing.leave(engagement=stay, left_on=day(1).replace(month=9), reason="回家", **signed)

"""The house stands on its reference data: 27 units, seven sectors, seats and duties."""

import pytest
from django.utils import timezone

from assignments.models import Duty
from assignments.reference import load_duties
from units.models import AuditEntry, Membership, Sector, Unit
from units.reference import load_reference

pytestmark = pytest.mark.usefixtures("reference")


def test_all_units_sectors_and_seats_are_there() -> None:
    assert Sector.objects.count() == 7
    assert list(Unit.objects.values_list("code", flat=True)) == [f"{number:02d}" for number in range(1, 28)]
    assert Membership.objects.count() == 26


def test_the_financial_center_has_a_duty_but_no_seat_and_the_government_office_a_seat_but_no_duty() -> None:
    center, office = Unit.objects.get(code="27"), Unit.objects.get(code="01")
    assert center.led_duties.exists()
    assert not center.memberships.exists()
    assert office.memberships.exists()
    assert not office.led_duties.exists()
    assert not office.supported_duties.exists()


@pytest.mark.parametrize(
    ("other_name", "code"),
    [("区城管局", "10"), ("区发改委", "02"), ("建胜镇人民政府", "25"), ("新山村街道办事处", "19"), ("区人社局", "07")],
)
def test_a_unit_is_found_by_its_usual_other_names(other_name: str, code: str) -> None:
    unit = Unit.objects.named(other_name)
    assert unit is not None
    assert unit.code == code


def test_no_name_belongs_to_two_units() -> None:
    names = [name for unit in Unit.objects.all() for name in unit.names]
    assert len(names) == len(set(names))


def test_townships_carry_their_area_codes_and_sectors_have_a_department() -> None:
    assert all(unit.township_code.startswith("500104") for unit in Unit.objects.townships())
    assert Unit.objects.townships().count() == 8
    assert not Sector.objects.filter(unit=None).exists()


def test_every_clause_of_the_notice_is_a_duty_with_somebody_in_charge() -> None:
    clauses = set(Duty.objects.values_list("clause", flat=True))
    second = {f"二（{n}）" for n in "一二三四五六七"}
    third = {f"三（{n}）" for n in "一二三四五六七八"}
    assert second | third | {"四", "五"} <= clauses
    assert not Duty.objects.filter(leads=None).exists()


def test_loading_again_changes_nothing_and_leaves_no_trace() -> None:
    counts = [model.objects.count() for model in (Unit, Sector, Membership, Duty, AuditEntry)]
    at = timezone.now()
    assert (load_reference(by=None, at=at) + load_duties(by=None, at=at)).created == 0
    assert [model.objects.count() for model in (Unit, Sector, Membership, Duty, AuditEntry)] == counts


def test_loading_again_restores_wording_but_keeps_what_the_office_added() -> None:
    unit = Unit.objects.get(code="10")
    unit.name, unit.aliases = "旧名", [*unit.aliases, "城管"]
    unit.save()
    unit.sectors.clear()
    duty = Duty.objects.get(number=1)
    duty.text = "旧措辞"
    duty.save()
    at = timezone.now()
    assert load_reference(by=None, at=at).updated == 1
    assert load_duties(by=None, at=at).updated == 1
    unit.refresh_from_db()
    duty.refresh_from_db()
    assert unit.name == "区城市管理局"
    assert {"城管", "旧名"} <= set(unit.aliases)  # what was frozen under a former name is still found
    assert not unit.sectors.exists()
    assert duty.text != "旧措辞"


def test_an_ended_seat_stays_ended() -> None:
    seat = Membership.objects.get(unit__code="16")
    seat.ends_on = seat.starts_on.replace(year=2025)
    seat.save()
    load_reference(by=None, at=timezone.now())
    assert Membership.objects.filter(unit__code="16").count() == 1

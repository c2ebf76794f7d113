"""Units and seats: registered once, named once, started and ended by a decision."""

from datetime import UTC, date, datetime

import pytest

from units.memberships import end_membership, start_membership
from units.models import AuditEntry, Membership, Sector, Unit, UnitKind, User
from units.refusals import NotAllowed, Refusal, WrongState
from units.registry import add_alias, register_unit, update_unit

AT = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("reference")


def test_an_owner_gets_the_next_code_and_is_found_by_every_name(lin: User) -> None:
    unit = register_unit(
        name="区住房建设中心", kind=UnitKind.OWNER, aliases=["住房建设中心", "", "住房建设中心"], by=lin, at=AT
    )
    assert unit.code == "28"
    assert unit.aliases == ["住房建设中心"]
    assert Unit.objects.named("住房建设中心") == unit
    assert register_unit(name="大渡口区滨江建设公司", kind=UnitKind.OWNER, by=lin, at=AT).code == "29"


def test_every_objection_to_a_unit_comes_at_once(lin: User) -> None:
    with pytest.raises(Refusal) as refused:
        register_unit(name="区发改委", kind="palace", credit_code="11500104009286420C", by=lin, at=AT)
    said = "".join(refused.value.sentences)
    assert "“区发改委”已是区发展改革委的名称或叫法" in said
    assert "类别" in said
    assert "校验码不对" in said
    assert Unit.objects.count() == 27


def test_a_credit_code_may_be_typed_with_spaces_and_small_letters(lin: User) -> None:
    unit = register_unit(name="某公司", kind=UnitKind.OWNER, credit_code=" 11500104 009286420b ", by=lin, at=AT)
    assert unit.credit_code == "11500104009286420B"


def test_a_new_other_name_is_added_once(lin: User) -> None:
    unit = Unit.objects.get(name="区城市管理局")
    add_alias(unit=unit, alias="区城管执法局", by=lin, at=AT)
    assert Unit.objects.named("区城管执法局") == unit
    with pytest.raises(Refusal, match="不用再加"):
        add_alias(unit=unit, alias="区城管局", by=lin, at=AT)
    with pytest.raises(Refusal, match="已是区交通局"):
        add_alias(unit=unit, alias="区交通局", by=lin, at=AT)


def test_a_correction_keeps_the_old_values_in_the_trail(lin: User) -> None:
    unit = Unit.objects.get(code="10")
    update_unit(
        unit=unit, name="区城市管理局", credit_code="", aliases=["区城管局"],
        sectors=Sector.objects.filter(name="城镇建设"), by=lin, at=AT,
    )  # fmt: skip
    entry = AuditEntry.objects.get(act="修改单位")
    assert entry.detail["before"]["sectors"] == ["城镇建设", "生态环境"]
    assert entry.detail["after"]["sectors"] == ["城镇建设"]


def test_a_correction_that_changes_nothing_leaves_no_entry(lin: User) -> None:
    unit = Unit.objects.get(code="10")
    update_unit(
        unit=unit, name=unit.name, credit_code="", aliases=unit.aliases, sectors=unit.sectors.all(), by=lin, at=AT
    )
    assert not AuditEntry.objects.filter(act="修改单位").exists()


@pytest.mark.parametrize("username", ["wang", "sysadmin", "leader"])
@pytest.mark.usefixtures("wang", "sysadmin", "leader")
def test_only_the_office_keeps_units_and_seats(username: str) -> None:
    by, unit = User.objects.get(username=username), Unit.objects.get(code="27")
    with pytest.raises(NotAllowed):
        register_unit(name="某公司", kind=UnitKind.OWNER, by=by, at=AT)
    with pytest.raises(NotAllowed):
        start_membership(unit=unit, post="分管负责人", starts_on=date(2026, 1, 1), decision="会议", by=by, at=AT)
    seat = Membership.objects.get(unit__code="03")
    with pytest.raises(NotAllowed):
        end_membership(membership=seat, ends_on=date(2026, 1, 1), decision="会议", by=by, at=AT)


def test_a_seat_starts_and_ends_by_a_decision(lin: User) -> None:
    unit = Unit.objects.get(name="区金融发展中心")
    seat = start_membership(
        unit=unit, post="分管负责人", starts_on=date(2026, 11, 1), decision="领导小组会议纪要第3号", decided=True,
        by=lin, at=AT,
    )  # fmt: skip
    assert not unit.has_seat(on=date(2026, 10, 31))
    assert unit.has_seat(on=date(2026, 11, 1))
    with pytest.raises(Refusal, match="已有在任席位"):
        start_membership(unit=unit, post="分管负责人", starts_on=date(2026, 12, 1), decision="重复", by=lin, at=AT)
    with pytest.raises(Refusal, match="依据"):
        end_membership(membership=seat, ends_on=date(2026, 12, 31), decision=" ", by=lin, at=AT)
    with pytest.raises(Refusal, match="不能早于"):
        end_membership(membership=seat, ends_on=date(2026, 1, 1), decision="会议", by=lin, at=AT)
    end_membership(membership=seat, ends_on=date(2026, 12, 31), decision="会议", by=lin, at=AT)
    with pytest.raises(WrongState, match="已经截止"):
        end_membership(membership=seat, ends_on=date(2026, 12, 31), decision="会议", by=lin, at=AT)


def test_a_seat_needs_its_decision_and_post(lin: User) -> None:
    unit = Membership.objects.get(unit__code="03").unit
    with pytest.raises(Refusal) as refused:
        start_membership(unit=unit, post="", starts_on=date(2026, 1, 1), decision="", by=lin, at=AT)
    assert len(refused.value.sentences) == 2


def test_a_unit_without_a_seat_gets_its_first_only_by_a_decision_of_a_meeting(lin: User) -> None:
    unit, seat = Unit.objects.get(name="区金融发展中心"), {"post": "分管负责人", "starts_on": date(2026, 11, 1)}
    with pytest.raises(Refusal, match="增加成员单位须经会议议定"):
        start_membership(unit=unit, **seat, decision="口头", by=lin, at=AT)
    assert not Membership.objects.filter(unit=unit).exists()
    first = start_membership(unit=unit, **seat, decision="会议纪要", decided=True, by=lin, at=AT)
    end_membership(membership=first, ends_on=date(2026, 11, 3), decision="机构改革", by=lin, at=AT)
    again = start_membership(unit=unit, post="副主任", starts_on=date(2026, 11, 4), decision="接任", by=lin, at=AT)
    assert again.post == "副主任"


def test_a_seat_is_handed_over_by_hand_but_not_given_back_after_a_gap(lin: User) -> None:
    unit = Unit.objects.get(name="区体育局")
    seat = unit.memberships.get()
    end_membership(membership=seat, ends_on=date(2026, 5, 31), decision="会议议定", by=lin, at=AT)
    new = {"post": "主要负责人", "decision": "会议议定", "by": lin, "at": AT}
    with pytest.raises(Refusal, match="须经会议议定"):
        start_membership(unit=Unit.objects.get(pk=unit.pk), starts_on=date(2026, 7, 1), **new)
    handed = start_membership(unit=Unit.objects.get(pk=unit.pk), starts_on=date(2026, 6, 1), **new)
    assert handed.starts_on == date(2026, 6, 1)

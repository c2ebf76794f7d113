"""邀请: all members by one act, chosen units, other departments and experts from outside (通知 五)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assignments.meetings.holding import hold_in, require_office, touch
from assignments.meetings.moves import OPEN
from assignments.meetings.preparing import seated_units
from assignments.meetings.telling import tell_units, where_and_when, word
from assignments.models import Invitee, InviteeRole, Meeting, MeetingState
from documents.masking import without_numbers
from units.audit import record
from units.models import Unit, User
from units.refusals import Refusal, WrongState

POST = "分管负责人"
INVITING = "邀请参会单位"


@transaction.atomic
def invite_members(*, meeting: Meeting, by: User, at: datetime) -> list[Invitee]:
    """Invite every unit with a seat on the day of the meeting that is not on the list yet."""
    require_office(by, INVITING)
    held = hold_in(meeting, sorted(OPEN), doing=INVITING)
    return _invite(held, seated_units(held, at=at), by=by, at=at)


@transaction.atomic
def invite_units(*, meeting: Meeting, units: Iterable[Unit], by: User, at: datetime) -> list[Invitee]:
    """Invite chosen units of the house: members by their seat, others as 其他部门和单位.

    Raises:
        Refusal: none is chosen.
    """
    require_office(by, INVITING)
    held = hold_in(meeting, sorted(OPEN), doing=INVITING)
    chosen = list(units)
    if not chosen:
        raise Refusal("请选择要邀请的单位。")
    return _invite(held, chosen, by=by, at=at)


def _invite(meeting: Meeting, units: list[Unit], *, by: User, at: datetime) -> list[Invitee]:
    """Put units on the list, back on it where their invitation was withdrawn; those on it stay as they are."""
    there = {one.unit_id: one for one in meeting.invitees.filter(unit__in=units)}
    seated = {unit.pk for unit in seated_units(meeting, at=at)}
    fresh = [_row(meeting, unit, seated) for unit in units if unit.pk not in there]
    Invitee.objects.bulk_create(fresh)
    back = [one for one in there.values() if one.withdrawn_at is not None]
    Invitee.objects.filter(pk__in=[one.pk for one in back]).update(withdrawn_at=None)
    if added := [*fresh, *back]:
        _told(meeting, added, by=by, at=at)
    return added


def _row(meeting: Meeting, unit: Unit, seated: set[int]) -> Invitee:
    is_member = unit.pk in seated
    role = InviteeRole.MEMBER if is_member else InviteeRole.OTHER
    return Invitee(meeting=meeting, unit=unit, role=role, post=POST if is_member else "")


def _told(meeting: Meeting, added: list[Invitee], *, by: User, at: datetime) -> None:
    """In the trail; and to the units, when the notice went out already."""
    names = "、".join(one.label for one in added)
    record(act="邀请参会", subject=str(meeting), by=by, at=at, rows=len(added), detail={"invited": names})
    if meeting.state == MeetingState.CONVENED:
        said = word(meeting, f"notice-{timezone.localtime(meeting.starts_at):%Y%m%d%H%M}", *summons(meeting))
        tell_units(said, [one.unit_id for one in added if one.unit_id], at=at)
    else:
        touch(meeting)


def summons(meeting: Meeting) -> tuple[str, str]:
    """Title and body of the word an invited unit gets."""
    return f"会议通知：{meeting.title}", f"{where_and_when(meeting)}。请打开会议页回复参加、替会或请假。"


@transaction.atomic
def invite_outside(
    *, meeting: Meeting, role: str, organization: str, person: str, post: str, by: User, at: datetime
) -> Invitee:
    """Invite somebody from outside the house: another organization, or an expert by name and field.

    Raises:
        Refusal: organization or expert's name missing, too long, or on the list already.
    """
    require_office(by, INVITING)
    held = hold_in(meeting, sorted(OPEN), doing=INVITING)
    where, who, what = (without_numbers(text.strip()) for text in (organization, person, post))
    if wrong := _wrong(held, role, where, who, what):
        raise Refusal(*wrong)
    invitee = Invitee.objects.create(meeting=held, role=role, organization=where, person=who, post=what)
    _told(held, [invitee], by=by, at=at)
    return invitee


def _wrong(meeting: Meeting, role: str, organization: str, person: str, post: str) -> list[str]:
    twice = meeting.invitees.filter(organization=organization, person=person, withdrawn_at=None)
    tests = {
        "外请的请选“其他部门和单位”或“专家”。": role not in (InviteeRole.OTHER, InviteeRole.EXPERT),
        "请写外请人员所在单位。": not organization,
        "请写专家姓名。": role == InviteeRole.EXPERT and not person,
        "单位名称最多60个字。": len(organization) > 60,
        "姓名最多30个字。": len(person) > 30,
        "职务或专业最多40个字。": len(post) > 40,
        f"{organization}{person}已在参会名单里。": bool(organization) and twice.exists(),
    }
    return [sentence for sentence, fails in tests.items() if fails]


@transaction.atomic
def withdraw_invitation(*, invitee: Invitee, by: User, at: datetime) -> None:
    """Take somebody off the list: gone while it is prepared; kept as withdrawn, and told, after the notice.

    Raises:
        WrongState: withdrawn already, or signed in.
    """
    require_office(by, "撤回邀请")
    held = hold_in(invitee.meeting, sorted(OPEN), doing="撤回邀请")
    row = Invitee.objects.select_related("unit").filter(pk=invitee.pk, withdrawn_at=None).first()
    if row is None:
        raise WrongState("这项邀请已经撤回，请刷新页面。")
    if row.signed_in_at is not None:
        raise WrongState(f"{row.label}已经签到，不能撤回邀请；签到有误请先撤销签到。")
    record(act="撤回参会邀请", subject=str(held), by=by, at=at, detail={"invited": row.label})
    if held.state == MeetingState.PREPARING:
        row.delete()
        touch(held)
        return
    Invitee.objects.filter(pk=row.pk).update(withdrawn_at=at)
    if row.unit_id:
        said = word(held, f"withdrawn-{row.pk}-{at:%Y%m%d%H%M}", f"不用参加“{held.title}”", "邀请已撤回。", "warn")
        tell_units(said, [row.unit_id], at=at)

"""Who may do what with a nomination, and what a unit may nominate. In which state stands in the move table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from projects.models import Nomination, NominationAct, NominationSource, NominationState
from projects.nominations.moves import MOVES, WRITING, Move, Post, Window
from units.models import Role, Unit, UnitKind, User
from units.scope import scope_of

WHO = {
    Post.FILER: "由申报单位的填报人办理",
    Post.REVIEWER: "由申报单位的审核人办理",
    Post.OFFICE: "由领导小组办公室办理",
}


def posts_of(user: User, nomination: Nomination) -> set[Post]:
    """In which capacities a person may act; what the office writes for a unit, the office drafts as its filer."""
    scope = scope_of(user)
    proxied = scope.is_office and nomination.source == NominationSource.OFFICE
    held = {
        Post.OFFICE: scope.is_office,
        Post.REVIEWER: nomination.unit_id in scope.unit_ids(Role.UNIT_REVIEWER),
        Post.FILER: nomination.unit_id in scope.unit_ids(Role.UNIT_FILER) or proxied,
    }
    return {post for post, has in held.items() if has}


def why_not(move: Move, nomination: Nomination, user: User) -> str:
    """The sentence why this person may not make this move on this nomination; "" when they may."""
    if move.post not in posts_of(user, nomination):
        return f"您不能{move.label}“{nomination.name}”的申报：{WHO[move.post]}。"
    if move.own and nomination.filed_by_id != user.pk:
        return f"这份申报由{nomination.filed_by}送审，只有本人可以{move.label}；单位审核人可以退回修改。"
    if move.not_after and _took_part(move, nomination, user):
        return (
            f"您已填写或申报过“{nomination.name}”，不能再由您办理“{move.label}”"
            "（填报与审核、申报与决定不得为同一人），请由另一人办理。"
        )
    if move.act is NominationAct.PROXY and not may_be_proxied(nomination):
        return "这是单位自己申报的项目，办公室不能代报覆盖；需要更正请退回单位。"
    return ""


def available_moves(nomination: Nomination, user: User, *, on: date | None = None) -> list[Move]:
    """Moves a person may make on a nomination on a day (today unless told): its buttons.

    Listing is done by publishing the list. What the collection's dates forbid is no button.
    """
    day = on or timezone.localdate()
    return [
        move
        for move in MOVES.values()
        if move.act is not NominationAct.LIST
        and nomination.state in move.sources
        and _is_in_time(move, nomination, day)
        and not why_not(move, nomination, user)
    ]


def _is_in_time(move: Move, nomination: Nomination, day: date) -> bool:
    collection = nomination.collection
    if move.window and not collection.is_open:
        return False
    timely = collection.opens_on <= day <= collection.due_on
    return move.window is not Window.TIMELY or timely or was_returned(nomination)


def was_returned(nomination: Nomination) -> bool:
    """What the office once returned may be sent again though the due date has passed."""
    return any(step.act == NominationAct.RETURN for step in nomination.steps.all())


def unchanged_since_return(nomination: Nomination) -> bool:
    """Returned to be corrected, and nobody has written anything since."""
    waits = False
    for step in nomination.steps.all():
        if step.act in (NominationAct.RETURN, NominationAct.HAND_BACK):
            waits = True
        elif step.act in WRITING and step.changes:
            waits = False
    return waits


def may_be_proxied(nomination: Nomination) -> bool:
    """What a unit has submitted is not overwritten by the office; its own proxy nomination may be."""
    return nomination.state != NominationState.SUBMITTED or nomination.source == NominationSource.OFFICE


def may_start(user: User, unit: Unit) -> bool:
    """The unit's filer, or the office for any unit that may nominate."""
    scope = scope_of(user)
    return scope.is_office or unit.pk in scope.unit_ids(Role.UNIT_FILER)


def may_import(user: User) -> bool:
    """Whether a person may nominate by workbook: the office and filers of units."""
    scope = scope_of(user)
    return scope.is_office or scope.has(Role.UNIT_FILER)


def nominates(unit: Unit) -> bool:
    """Whether a unit nominates at all: townships, and departments in charge of a sector."""
    return unit.kind == UnitKind.TOWNSHIP or bool(unit.sectors.all())


def outside_remit(nomination: Nomination, unit: Unit) -> Iterable[tuple[str, str]]:
    """(field, sentence) for what is stated outside the nominating unit's remit; what is blank is not judged.

    A township nominates in its own territory; a department in charge for itself, in its own sectors.
    """
    if unit.kind == UnitKind.TOWNSHIP:
        if nomination.township_id not in (None, unit.pk):
            yield "township", f"“责任镇街”应为{unit}：镇街只申报本辖区的项目，请更正。"
        return
    if nomination.department_id not in (None, unit.pk):
        yield "department", f"“行业主管部门”应为{unit}：部门只申报本部门主管的项目，请更正。"
    own = {sector.pk: sector.name for sector in unit.sectors.all()}
    if nomination.sector_id is not None and nomination.sector_id not in own:
        names = "、".join(own.values()) or "未登记"
        yield "sector", f"“领域”应在{unit}主管的领域（{names}）之内，请更正，或由主管该领域的部门申报。"


def _took_part(move: Move, nomination: Nomination, user: User) -> bool:
    """Whether the person wrote into what is proposed now; what the office returned begins anew with the unit."""
    acts: set[str] = set()
    for step in nomination.steps.all():
        if step.act == NominationAct.RETURN:
            acts.clear()
        elif step.by_id == user.pk:
            acts.add(step.act)
    return bool(acts & move.not_after)


def nominating_units(user: User) -> list[Unit]:
    """The units a person may nominate for: the office for each that nominates, a filer for the own."""
    scope, units = scope_of(user), Unit.objects.prefetch_related("sectors")
    if not scope.is_office:
        units = units.filter(pk__in=scope.unit_ids(Role.UNIT_FILER))
    return [unit for unit in units if nominates(unit)]


def may_nominate(user: User) -> bool:
    """Whether there is a unit the person may nominate for."""
    return bool(nominating_units(user))

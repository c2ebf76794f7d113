"""业主审定 by as many people as the sum asks for, and 镇街审查, which leads to the commission or to payment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from documents.formats import yuan
from labor.figures import total_of
from labor.models import RollAct, RollApproval, RollState, WageRoll
from labor.pay.bands import approvals_needed
from labor.pay.digests import content_digest
from labor.pay.guards import Lacking
from labor.pay.moves import MOVES
from labor.pay.moving import held_roll, make_move
from labor.pay.standing_lines import lines_of
from projects.models import PayChannel
from units.flows import last_told
from units.models import Role, RoleGrant, User
from units.refusals import WrongState


@dataclass(frozen=True, slots=True)
class Approvals:
    """How the approval of a roll as it stands is: who gave theirs (people), how many it needs, its sum in 分."""

    given: tuple[RollApproval, ...]
    needed: int
    sum_fen: int
    digest: str

    @property
    def missing(self) -> int:
        """How many people (人) still have to approve."""
        return max(0, self.needed - len(self.given))

    @property
    def people(self) -> set[int]:
        """Keys of those who approved."""
        return {one.approved_by_id for one in self.given}


def approvals_of(roll: WageRoll, *, on: date) -> Approvals:
    """The approvals that hold: of this submission, of the very content the roll has now; levels of the day it was sent.

    `on` is the day where nobody has sent it yet.
    """
    digest, sum_fen = content_digest(roll), total_of(lines_of(roll)).net_fen
    given = roll.approvals.filter(submission=roll.submission, state=RollState.OWNER, digest=digest)
    needed = approvals_needed(sum_fen, _sent_on(roll) or on)
    return Approvals(tuple(given.select_related("approved_by").order_by("pk")), needed, sum_fen, digest)


def has_approved(roll: WageRoll, user: User) -> bool:
    """Whether a person has given their approval of what now lies before the owner; no query at other stages."""
    if roll.state != RollState.OWNER:
        return False
    given = roll.approvals.filter(submission=roll.submission, state=RollState.OWNER, approved_by=user.pk)
    return given.exists()


def able_to_approve(roll: WageRoll, *, on: date) -> int:
    """How many people (人) could still approve: reviewers of owner or department who neither prepared nor approved."""
    units = [pk for pk in (roll.project.owner_id, roll.project.department_id) if pk is not None]
    barred = {step.by_id for step in roll.steps.all() if step.act in MOVES[RollAct.APPROVE].not_after}
    given = roll.approvals.filter(submission=roll.submission, state=RollState.OWNER).values("approved_by")
    grants = RoleGrant.objects.current(on=on).filter(role=Role.UNIT_REVIEWER, unit__in=units, user__is_active=True)
    people = grants.exclude(user__in=barred).exclude(user__in=given)
    return people.order_by().values("user").distinct().count()


def _sent_on(roll: WageRoll) -> date | None:
    sent = [step.at for step in roll.steps.all() if step.act == RollAct.SUBMIT]
    return timezone.localdate(sent[-1]) if sent else None


@transaction.atomic
def approve_roll(
    *, roll: WageRoll, by: User, at: datetime, version: int | None = None, reason: str = ""
) -> WageRoll:  # fmt: skip
    """审定: one person's approval; the last one needed leads on to the notice.

    Raises:
        NotAllowed: the person's post does not approve, or they prepared the roll.
        WrongState, StaleRoll: not at the owner's, moved meanwhile, or approved by this person before.
        NotYet: the roll lacks something.
    """
    held = held_roll(roll.pk)
    standing = approvals_of(held, on=timezone.localdate(at))
    if held.state == RollState.OWNER and by.pk in standing.people:
        raise WrongState(f"您已经审定过“{held}”，还差{standing.missing}人，请由另一人审定。{last_told(held)}")
    order = len(standing.given) + 1
    moved = make_move(
        roll=held, act=RollAct.APPROVE, by=by, at=at, version=version, reason=reason,
        target=RollState.NOTICE if order >= standing.needed else RollState.OWNER,
        changes={"审定": [f"共需{standing.needed}人", f"第{order}人，实发合计{yuan(standing.sum_fen)}元"]},
    )  # fmt: skip
    _sign(held, standing, by, at)
    return moved


def _sign(held: WageRoll, standing: Approvals, by: User, at: datetime) -> None:
    try:
        with transaction.atomic():
            RollApproval.objects.create(
                roll=held, state=RollState.OWNER, submission=held.submission, sum_fen=standing.sum_fen,
                digest=standing.digest, approved_at=at, approved_by=by,
            )  # fmt: skip
    except IntegrityError:
        raise WrongState(f"您已经审定过“{held}”，请由另一人审定。") from None


@transaction.atomic
def review_roll(
    *, roll: WageRoll, by: User, at: datetime, version: int | None = None, reason: str = ""
) -> WageRoll:  # fmt: skip
    """镇街审查通过: a roll paid to 一卡通 goes to the commission, one of the wage account may be paid.

    Raises:
        NotAllowed, WrongState, StaleRoll, NotYet: as every move.
    """
    held = held_roll(roll.pk)
    target = RollState.COMMISSION if held.channel == PayChannel.ONE_CARD else RollState.READY
    return make_move(roll=held, act=RollAct.REVIEW, by=by, at=at, version=version, reason=reason, target=target)


def lacking_approval(roll: WageRoll, on: date) -> Iterable[Lacking]:
    """Guard of what comes after the approval: it was given by as many people as it needs, to this very content."""
    standing = approvals_of(roll, on=on)
    if standing.missing:
        said = (
            f"这张发放表现在的内容需{standing.needed}人审定，有效的审定意见只有{len(standing.given)}人"
            "（内容变动后原意见作废），请退回编制后重新送审。"
        )
        yield Lacking("approval", said, "approval")

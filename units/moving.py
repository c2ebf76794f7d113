"""How a paper moves: locked, guarded by its table, claimed by a one-row update, told to its steps and to the trail.

One engine for every paper that has states. A floor describes its paper as a `Flow` (states, moves, who acts in which
post); what a move writes besides, and whom it tells, is said by the action that calls `make`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Model, TextChoices

from units import flows
from units.audit import record
from units.flows import last_told
from units.models import User
from units.reasons import stated
from units.refusals import NotAllowed, WrongState

LONGEST_REASON = 500

Paper = TypeVar("Paper", bound=Any)


class StalePaper(WrongState):
    """Somebody else moved the paper after this person opened it."""


@dataclass(frozen=True, kw_only=True)
class Move(flows.Move):
    """One act: in which posts (none: the machine alone), and what it asks for.

    `not_after` names acts whose doers may not do this one (who prepares does not judge); `button` is False where a
    form of its own does it.
    """

    posts: frozenset[str]
    needs_reason: bool = False
    not_after: frozenset[TextChoices] = frozenset()
    button: bool = True


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A kind of paper: how it is called, its states and moves, its step model, and who acts on it in which post.

    `posts_of(user, paper)` gives the posts a person holds towards one paper; `who` names each post in a refusal.
    """

    noun: str
    states: type[TextChoices]
    moves: Mapping[Any, Move]
    step: type[Model]
    posts_of: Callable[[User, Any], set[str]]
    who: Mapping[str, str]

    def why_not(self, act: TextChoices, paper: Any, user: User) -> str:
        """The sentence why this person may not do this to this paper; "" when they may (its state aside)."""
        move = self.moves[act]
        if not self.posts_of(user, paper) & move.posts:
            who = "或".join(self.who[post] for post in self.who if post in move.posts) or "系统"
            return f"您不能办理“{move.label}”：由{who}办理。"
        if done := self._done(move.not_after, paper, user):
            before = "、".join(str(one.label) for one in done)
            return f"您办理过这份{self.noun}的“{before}”，不能再由您“{move.label}”，请由另一位办理。"
        return ""

    def _done(self, acts: frozenset[TextChoices], paper: Any, user: User) -> list[Any]:
        """Those of these acts the person did on the paper, in the table's order."""
        if not acts:
            return []
        steps = paper.steps.filter(act__in=[one.value for one in acts], by=user)
        done = set(steps.values_list("act", flat=True))
        return [act for act in self.moves if act.value in done]

    def available(self, paper: Any, user: User) -> list[Move]:
        """Moves a person may make on a paper now: its buttons and forms."""
        return [
            move
            for act, move in self.moves.items()
            if paper.state in move.sources and not self.why_not(act, paper, user)
        ]

    def allows(self, act: TextChoices, paper: Any, user: User) -> bool:
        return paper.state in self.moves[act].sources and not self.why_not(act, paper, user)

    @transaction.atomic
    def make(
        self,
        paper: Paper,
        act: TextChoices,
        /,
        *,
        by: User | None,
        at: datetime,
        version: int | None = None,
        reason: str = "",
        changes: Mapping[str, Any] | None = None,
        **stored: Any,
    ) -> Paper:
        """Make one move and return the paper as it now stands. `by` None is the machine.

        Args:
            version: the paper's version the person saw; None takes it as it stands (commands, jobs).
            changes: field → [before, after] for the step and the audit trail.
            stored: further fields to be saved with it.

        Raises:
            NotAllowed: the person's post does not, or they did what this judges.
            WrongState, StalePaper: it is not in a state for this; says who moved it last, and when.
            Refusal: the reason is missing or too long.
        """
        model: Any = type(paper)
        held = model._base_manager.select_for_update(of=("self",)).get(pk=paper.pk)
        move = self.moves[act]
        if by is not None and (refused := self.why_not(act, held, by)):
            raise NotAllowed(refused)
        self._require_state(move, held)
        self._require_seen(held, version)
        words = self._words(move, reason)
        claimed = model._base_manager.filter(pk=held.pk, state=held.state, version=held.version)
        if claimed.update(state=move.target or held.state, version=F("version") + 1, **stored) != 1:
            raise StalePaper(f"这份{self.noun}刚被别人办理过，请刷新页面看最新内容。")
        held.refresh_from_db()
        self.tell(held, act, by=by, at=at, reason=words, changes=changes)
        made: Paper = held
        return made

    def tell(
        self,
        paper: Any,
        act: TextChoices,
        *,
        by: User | None,
        at: datetime,
        reason: str = "",
        changes: Mapping[str, Any] | None = None,
    ) -> None:
        """Leave a step on the paper and an entry in the audit trail."""
        told = {"state": str(paper.state), "reason": reason, "changes": dict(changes or {})}
        step: Any = self.step
        step._default_manager.create(paper=paper, act=act, at=at, by=by, **told)
        record(act=f"{self.noun}：{act.label}", subject=str(paper), by=by, at=at, detail={"id": paper.pk, **told})

    def _require_state(self, move: Move, held: Any) -> None:
        if held.state not in move.sources:
            refused = flows.wrong_state(move, held.state, states=self.states, noun=self.noun)
            raise WrongState(f"{refused}{last_told(held)}")

    def _require_seen(self, held: Any, version: int | None) -> None:
        if version is not None and version != held.version:
            raise StalePaper(
                f"这份{self.noun}刚被别人办理过，您的办理没有保存。{last_told(held)}请先看最新内容，再办理一遍。"
            )

    @staticmethod
    def _words(move: Move, reason: str) -> str:
        least, lacking = int(move.needs_reason), f"办理“{move.label}”请写明原因，相关单位会看到。"
        return stated(reason, lacking=lacking, least=least, most=LONGEST_REASON)

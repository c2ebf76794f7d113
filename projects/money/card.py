"""资金 of one project as its page shows it: each funding's line, the total, the floor and how far pay has come."""

from __future__ import annotations

from dataclasses import dataclass

from documents.formats import percent
from projects.floors import Floor, remuneration_floor
from projects.models import Funding, Project
from projects.money.permissions import may_disburse
from projects.money.sums import MoneyLine, lines_of, summed
from projects.permissions import may_edit_funding
from projects.proofs.permissions import closed
from units.models import User


@dataclass(frozen=True, slots=True)
class MoneyCard:
    """Fundings with their lines, in the project's order; what this person may do."""

    rows: list[tuple[Funding, MoneyLine]]
    total: MoneyLine
    floor: Floor
    may_edit: bool
    may_disburse: bool

    @property
    def short_fen(self) -> int | None:
        """How much remuneration is still to be paid to reach the floor, in 分; None without a floor."""
        if self.floor.required_fen is None:
            return None
        return max(self.floor.required_fen - self.total.pay_fen, 0)

    @property
    def pay_share(self) -> str:
        """Remuneration paid as a share of the floor's base, two decimals."""
        return percent(self.total.pay_fen, self.floor.base_fen)


def money_card(project: Project, user: User) -> MoneyCard:
    """The card of one project; prefetch `fundings`. One question for the sums."""
    fundings = list(project.fundings.all())
    lines = lines_of(fundings)
    is_open = not closed(project)
    return MoneyCard(
        rows=[(funding, lines[funding.pk]) for funding in fundings],
        total=summed(fundings, lines.values()),
        floor=remuneration_floor(project),
        may_edit=is_open and may_edit_funding(user),
        may_disburse=is_open and may_disburse(user, project),
    )

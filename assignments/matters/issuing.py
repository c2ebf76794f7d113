"""编号上报: the signed report numbered, frozen, printed, and with the district government from then on."""

from __future__ import annotations

from datetime import date, datetime

from assignments.matters.moves import FLOW
from assignments.matters.moving import moved
from assignments.matters.paper import matter_paper
from assignments.models import IssuedPaper, MajorMatter, MatterAct, MatterState, PaperKind
from assignments.papers import issue_paper
from documents.papers import OfficialPaper
from units.flows import wrong_state
from units.models import User
from units.refusals import NotAllowed, WrongState


def issue_matter(*, matter: MajorMatter, by: User, at: datetime, version: int | None = None) -> MajorMatter:
    """Issue a signed report; 上报时间 is this moment.

    Raises:
        NotAllowed, WrongState, StalePaper: not theirs, not signed, or moved while it was being printed.
        Refusal, PaperNotPrinted, MissingFonts: with a sentence; the report stays signed and no number is used.
    """
    matter.refresh_from_db()
    _require(matter, by)
    seen = matter.version if version is None else version

    def compose(number: str, day: date) -> OfficialPaper:
        return matter_paper(matter, number, day)

    def settle(paper: IssuedPaper) -> MajorMatter:
        told = {"发文字号": ["", paper.document_number]}
        given = {"version": seen, "changes": told, "paper": paper, "reported_at": at}
        return moved(matter, MatterAct.ISSUE, by=by, at=at, **given)

    return issue_paper(kind=PaperKind.MATTER, compose=compose, settle=settle, by=by, at=at)


def _require(matter: MajorMatter, by: User) -> None:
    """Say no before anything is printed; the move itself asks again."""
    if refused := FLOW.why_not(MatterAct.ISSUE, matter, by):
        raise NotAllowed(refused)
    move = FLOW.moves[MatterAct.ISSUE]
    if matter.state not in move.sources:
        raise WrongState(wrong_state(move, matter.state, states=MatterState, noun=FLOW.noun))

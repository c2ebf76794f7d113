"""核稿印发: by another hand than wrote it; numbered, frozen and printed as one act; then told to all readers."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.utils import timezone

from assignments.models import IssuedPaper, NoteAct, NoteState, PaperKind, SituationNote
from assignments.papers import issue_paper, preview
from assignments.situation.moves import FLOW
from assignments.situation.paper import compose
from assignments.situation.people import tell_readers
from units.models import User
from units.refusals import NotAllowed, WrongState


def issue_note(*, note: SituationNote, by: User, at: datetime, version: int | None = None) -> SituationNote:
    """Issue a checked note under the next number of its series.

    Raises:
        NotAllowed: not the office administrator, or they wrote it.
        WrongState, StalePaper: it is not waiting to be checked, or was moved meanwhile; nothing is issued.
        Refusal, PaperNotPrinted, MissingFonts: with a sentence; nothing is issued.
    """
    if refused := FLOW.why_not(NoteAct.ISSUE, note, by):
        raise NotAllowed(refused)

    def settle(paper: IssuedPaper) -> SituationNote:
        made: SituationNote = FLOW.make(
            note, NoteAct.ISSUE, by=by, at=at, version=note.version if version is None else version,
            changes={"发文字号": ["", paper.document_number]}, paper=paper,
        )  # fmt: skip
        tell_readers(made, at=at)
        return made

    return issue_paper(kind=PaperKind.SITUATION, compose=partial(compose, note), settle=settle, by=by, at=at)


def preview_note(*, note: SituationNote, at: datetime) -> bytes:
    """The paper as it would be issued now, marked as a draft; nothing is kept.

    Raises:
        WrongState: there is no text yet.
    """
    if note.state not in (NoteState.EDITING, NoteState.CHECKING):
        raise WrongState("汇稿以后、印发以前可以预览；印发后请打开定稿。")
    as_draft = partial(compose, note, draft=True)
    return preview(kind=PaperKind.SITUATION, compose=as_draft, on=timezone.localdate(at))

"""The way of a 综合研判: asked of units, assembled and edited by the office, checked by another hand, issued."""

from __future__ import annotations

from assignments.models import NoteAct, NoteState, NoteStep, SituationNote
from units.models import Role, User
from units.moving import Flow, Move
from units.scope import scope_of

OFFICE, ADMIN, ASKED = "office", "admin", "asked"
WRITERS = frozenset({Role.UNIT_FILER, Role.UNIT_REVIEWER})
S, A = NoteState, NoteAct
AGAIN, NEVER = "再次汇稿时重新取数，已改的正文保留。", "不再编印这一期。"
WRITTEN = frozenset({A.ASSEMBLE, A.EDIT, A.SEND})


def posts_of(user: User, note: SituationNote) -> set[str]:
    """What a person is towards a note: of the office, its administrator, of a unit that is asked."""
    scope = scope_of(user)
    posts = {OFFICE} if scope.is_office else set()
    posts |= {ADMIN} if scope.has(Role.OFFICE_ADMIN) else set()
    units = scope.unit_ids(*WRITERS)
    asked = bool(units) and note.asks.filter(unit__in=units, asked_at__isnull=False).exists()
    return posts | ({ASKED} if asked else set())


def _move(act: NoteAct, sources: set[NoteState], target: NoteState | None, post: str = OFFICE, **more: object) -> Move:
    return Move(act=act, sources=frozenset(sources), target=target, posts=frozenset({post}), **more)  # type: ignore[arg-type]


MOVES = {
    move.act: move
    for move in (
        _move(A.ASK, {S.DRAFT}, S.ASKED, hint="通知名单上的单位在期限前报送材料。"),
        _move(A.CHANGE, {S.DRAFT, S.ASKED}, None, hint="改标题、截止日和征集名单。", button=False),
        _move(A.GIVE, {S.ASKED}, None, ASKED, hint="汇稿前可以修改。", button=False),
        _move(A.RETURN, {S.ASKED}, None, hint="请单位补充后重报。", needs_reason=True, button=False),
        _move(A.ASSEMBLE, {S.ASKED}, S.EDITING, hint="取数并固定，按内容拟出初稿；之后单位不能再改。"),
        _move(A.REOPEN, {S.EDITING}, S.ASKED, hint=AGAIN, needs_reason=True, tone="warning"),
        _move(A.EDIT, {S.EDITING}, None, hint="改标题和正文。", button=False),
        _move(A.SEND, {S.EDITING}, S.CHECKING, hint="交办公室管理员核稿。"),
        _move(A.HAND_BACK, {S.CHECKING}, S.EDITING, hint="写明要改什么。", needs_reason=True, tone="warning"),
        _move(A.ISSUE, {S.CHECKING}, S.ISSUED, ADMIN, hint="取文号定稿，之后不再改动。", not_after=WRITTEN),
        _move(A.WITHDRAW, {S.DRAFT, S.ASKED, S.EDITING}, S.WITHDRAWN, hint=NEVER, needs_reason=True, tone="danger"),
    )
}  # fmt: skip

FLOW = Flow(
    noun="综合研判",
    states=NoteState,
    moves=MOVES,
    step=NoteStep,
    posts_of=posts_of,
    who={ADMIN: "办公室管理员", OFFICE: "办公室", ASKED: "被征集单位的填报人或审核人"},
)

TONES = {
    S.DRAFT: "neutral",
    S.ASKED: "info",
    S.EDITING: "info",
    S.CHECKING: "warn",
    S.ISSUED: "good",
    S.WITHDRAWN: "neutral",
}

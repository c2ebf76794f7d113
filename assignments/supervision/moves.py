"""The move table of a 督办: 拟稿 → 已下达待签收 → 已签收待反馈 → 已反馈待核查 → 已办结.

Who wrote or sent the answer does not check it (反馈与核查不得为同一人).
"""

from __future__ import annotations

from enum import StrEnum

from assignments.models import SupervisionAct, SupervisionNotice, SupervisionState, SupervisionStep
from units.models import Role, User
from units.moving import Flow, Move
from units.scope import scope_of


class Post(StrEnum):
    """In which capacity a person acts on a 督办."""

    DRAFTER = "drafter"  # the office, while it is a draft
    CHECKER = "checker"  # the office
    ISSUER = "issuer"  # the office administrator
    FILER = "filer"
    REVIEWER = "reviewer"


WHO = {
    Post.DRAFTER: "办公室（下达以前）",
    Post.CHECKER: "领导小组办公室",
    Post.ISSUER: "办公室管理员",
    Post.FILER: "承办单位的填报人",
    Post.REVIEWER: "承办单位的审核人（分管负责人）",
}


def posts_of(user: User, notice: SupervisionNotice) -> set[str]:
    """In which capacities a person may act on one 督办."""
    scope = scope_of(user)
    held = {
        Post.DRAFTER: scope.is_office and notice.state == SupervisionState.DRAFT,
        Post.CHECKER: scope.is_office,
        Post.ISSUER: scope.has(Role.OFFICE_ADMIN),
        Post.FILER: notice.unit_id in scope.unit_ids(Role.UNIT_FILER),
        Post.REVIEWER: notice.unit_id in scope.unit_ids(Role.UNIT_REVIEWER),
    }
    return {post for post, has in held.items() if has}


DRAFT, ISSUED, SIGNED_FOR, ANSWERED, CLOSED, WITHDRAWN = SupervisionState
ANSWERS = frozenset({SupervisionAct.WRITE, SupervisionAct.ANSWER})

MOVES: dict[SupervisionAct, Move] = {
    SupervisionAct(move.act): move
    for move in (
        Move(
            act=SupervisionAct.EDIT, sources=frozenset({DRAFT}), posts=frozenset({Post.DRAFTER}), button=False,
            hint="下达以前可以修改事项、单位、要求和期限",
        ),
        Move(
            act=SupervisionAct.ISSUE, sources=frozenset({DRAFT}), target=ISSUED, posts=frozenset({Post.ISSUER}),
            hint="编号印发督办通知，送承办单位签收；印发后内容不能再改", button=False,
        ),
        Move(
            act=SupervisionAct.SIGN_FOR, sources=frozenset({ISSUED}), target=SIGNED_FOR,
            posts=frozenset({Post.REVIEWER}), hint="承办单位的审核人签收后组织办理",
        ),
        Move(
            act=SupervisionAct.WRITE, sources=frozenset({SIGNED_FOR}), posts=frozenset({Post.FILER, Post.REVIEWER}),
            tone="outline-primary", hint="填报人拟写反馈、上传佐证材料，由审核人报送", button=False,
        ),
        Move(
            act=SupervisionAct.ANSWER, sources=frozenset({SIGNED_FOR}), target=ANSWERED,
            posts=frozenset({Post.REVIEWER}), hint="审核人审定反馈，报送办公室核查；报送后不能再改", button=False,
        ),
        Move(
            act=SupervisionAct.CLOSE, sources=frozenset({ANSWERED}), target=CLOSED, posts=frozenset({Post.CHECKER}),
            needs_reason=True, not_after=ANSWERS, hint="核查办理到位，写明核查意见后办结", button=False,
        ),
        Move(
            act=SupervisionAct.REJECT, sources=frozenset({ANSWERED}), target=SIGNED_FOR,
            posts=frozenset({Post.CHECKER}), needs_reason=True, not_after=ANSWERS, tone="outline-danger",
            hint="办理不到位，写明意见退回，可以另定反馈期限", button=False,
        ),
        Move(
            act=SupervisionAct.EXTEND, sources=frozenset({ISSUED, SIGNED_FOR}), posts=frozenset({Post.ISSUER}),
            needs_reason=True, tone="outline-primary", hint="确有困难的，写明原因，改到更晚的工作日", button=False,
        ),
        Move(
            act=SupervisionAct.ESCALATE, sources=frozenset({ISSUED, SIGNED_FOR}), posts=frozenset(),
            hint="逾期仍未反馈：先提醒单位分管负责人，再报区领导，由系统按督办时限办理", button=False,
        ),
        Move(
            act=SupervisionAct.WITHDRAW, sources=frozenset({DRAFT, ISSUED, SIGNED_FOR, ANSWERED}), target=WITHDRAWN,
            posts=frozenset({Post.DRAFTER, Post.ISSUER}), needs_reason=True, tone="outline-danger",
            hint="立项有误或不需再办的，写明原因撤回；已用的文号不再使用", button=False,
        ),
    )
}  # fmt: skip

FLOW = Flow(
    noun="督办单", states=SupervisionState, moves=MOVES, step=SupervisionStep, posts_of=posts_of,
    who={str(post): said for post, said in WHO.items()},
)  # fmt: skip

"""The move table of a score sheet: 待自评 → 单位审核 → 待复核 → 已告知 (申诉) → 已定分 → 已公布.

The unit fills and its reviewer submits; the office judges; who judged does not decide on an appeal against it.
"""

from __future__ import annotations

from assessment.models import Scoresheet, SheetAct, SheetState, SheetStep
from units.models import Role, User
from units.moving import Flow, Move
from units.scope import scope_of

SELF, REVIEWING, RETURNED, SUBMITTED, NOTIFIED, APPEALED, SETTLED, PUBLISHED = SheetState
FILER, REVIEWER, OFFICE, DIRECTOR = "filer", "reviewer", "office", "director"
WITH_UNIT = frozenset({SELF, RETURNED})
UNITS_ACTS = frozenset({SheetAct.SAVE, SheetAct.SEND, SheetAct.SUBMIT, SheetAct.APPEAL})  # whoever did one is a party
TOLD = frozenset({NOTIFIED, APPEALED, SETTLED, PUBLISHED})  # the unit knows what the office gave

MOVES: dict[SheetAct, Move] = {
    move.act: move  # type: ignore[misc]  # every act here is a SheetAct
    for move in (
        Move(
            act=SheetAct.SAVE,
            sources=WITH_UNIT,
            posts=frozenset({FILER}),
            button=False,
            hint="填写材料评分、加分、扣分项的自评分和说明",
        ),
        Move(
            act=SheetAct.REFRESH,
            sources=WITH_UNIT,
            posts=frozenset({FILER}),
            tone="outline-primary",
            hint="报送前定稿数字有更正的，按最新定稿重算公式得分",
        ),
        Move(
            act=SheetAct.SEND,
            sources=WITH_UNIT,
            target=REVIEWING,
            posts=frozenset({FILER}),
            button=False,
            hint="自评填完，送本单位分管负责人审核",
        ),
        Move(
            act=SheetAct.SUBMIT,
            sources=frozenset({REVIEWING}),
            target=SUBMITTED,
            posts=frozenset({REVIEWER}),
            not_after=frozenset({SheetAct.SAVE, SheetAct.SEND}),
            hint="单位审核同意，报办公室复核；填报人不能审核自己填的",
        ),
        Move(
            act=SheetAct.HAND_BACK,
            sources=frozenset({REVIEWING}),
            target=RETURNED,
            posts=frozenset({REVIEWER}),
            needs_reason=True,
            tone="outline-danger",
            hint="写明原因，退回填报人修改",
        ),
        Move(
            act=SheetAct.PROCEED,
            sources=frozenset({SELF, RETURNED, REVIEWING}),
            target=SUBMITTED,
            posts=frozenset({DIRECTOR}),
            needs_reason=True,
            tone="outline-danger",
            hint="过了自评截止日单位仍未报送的，写明原因，办公室直接复核",
        ),
        Move(
            act=SheetAct.RESCORE,
            sources=frozenset({SUBMITTED}),
            posts=frozenset({OFFICE}),
            tone="outline-primary",
            hint="报送后定稿数字有更正的，由办公室按更正重算公式得分，留下前后分数",
        ),
        Move(
            act=SheetAct.REVIEW,
            sources=frozenset({SUBMITTED}),
            posts=frozenset({OFFICE}),
            not_after=UNITS_ACTS,
            button=False,
            hint="逐项复核打分；与自评不同的写明理由，扣分和一票否决写明依据；公式得分不能改",
        ),
        Move(
            act=SheetAct.SEND_BACK,
            sources=frozenset({SUBMITTED}),
            target=RETURNED,
            posts=frozenset({OFFICE}),
            needs_reason=True,
            tone="outline-danger",
            hint="材料不全等，写明原因，退回单位补充",
        ),
        Move(
            act=SheetAct.NOTIFY,
            sources=frozenset({SUBMITTED}),
            target=NOTIFIED,
            posts=frozenset({DIRECTOR}),
            hint="把复核得分告知单位，申诉期从次日起按工作日计",
        ),
        Move(
            act=SheetAct.APPEAL,
            sources=frozenset({NOTIFIED, APPEALED}),
            target=APPEALED,
            posts=frozenset({REVIEWER}),
            button=False,
            hint="单位分管负责人在申诉期内对某一项得分申诉",
        ),
        Move(
            act=SheetAct.DECIDE,
            sources=frozenset({APPEALED}),
            posts=frozenset({DIRECTOR}),
            not_after=UNITS_ACTS | {SheetAct.REVIEW},
            button=False,
            hint="办公室管理员答复申诉；参与这份表复核打分的人不能答复",
        ),
        Move(
            act=SheetAct.SETTLE,
            sources=frozenset({NOTIFIED, APPEALED}),
            target=SETTLED,
            posts=frozenset({DIRECTOR}),
            hint="申诉期满、申诉都已答复，定分",
        ),
        Move(
            act=SheetAct.RECALL,
            sources=frozenset({NOTIFIED, SETTLED}),
            target=SUBMITTED,
            posts=frozenset({DIRECTOR}),
            needs_reason=True,
            tone="outline-danger",
            hint="公布前发现复核有误或数字有更正，写明原因，撤回重新复核、重新告知",
        ),
        Move(
            act=SheetAct.PUBLISH,
            sources=frozenset({SETTLED}),
            target=PUBLISHED,
            posts=frozenset({DIRECTOR}),
            button=False,
            hint="全部定分后编号印发结果通报",
        ),
        Move(
            act=SheetAct.REVISE,
            sources=frozenset({PUBLISHED}),
            target=SUBMITTED,
            posts=frozenset({DIRECTOR}),
            needs_reason=True,
            tone="outline-danger",
            hint="公布后要更正的，写明原因，重新复核、告知，再公布下一版；已公布的一版不变",
        ),
    )
}

WHO = {FILER: "本单位填报人", REVIEWER: "本单位审核人", OFFICE: "领导小组办公室", DIRECTOR: "办公室管理员"}


def posts_of(user: User, sheet: Scoresheet) -> set[str]:
    """The posts a person holds towards one sheet."""
    scope = scope_of(user)
    held = {
        FILER: sheet.unit_id in scope.unit_ids(Role.UNIT_FILER),
        REVIEWER: sheet.unit_id in scope.unit_ids(Role.UNIT_REVIEWER),
        OFFICE: scope.is_office,
        DIRECTOR: scope.has(Role.OFFICE_ADMIN),
    }
    return {post for post, holds in held.items() if holds}


def sees_inside(user: User, sheet: Scoresheet) -> bool:
    """Whether a person sees evidence, appeals and the way of a sheet: its unit, the office and leaders.

    Other units see only what was published of it.
    """
    scope = scope_of(user)
    return scope.reads_everything or sheet.unit_id in scope.unit_ids()


FLOW = Flow(noun="评分表", states=SheetState, moves=MOVES, step=SheetStep, posts_of=posts_of, who=WHO)

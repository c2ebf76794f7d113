"""The move table of a wage roll (§2). Guard, buttons, permissions and diagram read it alone.

Who prepares a roll does not review it, and who reviews it does not pay it (同一人不得).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from labor.models import RollAct, RollState
from units import flows


class Post(StrEnum):
    """In which capacity a person acts on a roll."""

    PREPARER = "preparer"  # owner's clerk or filer, filer of the department in charge, the office
    APPROVER = "approver"  # reviewer of the owner, or of the department in charge for it
    POSTER = "poster"  # a preparer, or the township's filer: the sheet hangs on its boards
    TOWNSHIP = "township"  # reviewer of the township
    OFFICE = "office"
    CASHIER = "cashier"  # 一卡通: the office; wage account: whoever prepares


@dataclass(frozen=True, kw_only=True)
class Move(flows.Move):
    """One act on a roll: in which capacity, and what it asks for."""

    act: RollAct
    post: Post
    not_after: frozenset[RollAct] = frozenset()  # not by one who ever did one of these on this roll
    reason: bool = False
    button: bool = True  # one press on the roll's page does it; others have a form or follow from other work


S = RollState
PREPARING = frozenset({RollAct.BUILD, RollAct.CORRECT, RollAct.SEND, RollAct.SIGN, RollAct.SUBMIT, RollAct.FIX})
REVIEWING = frozenset({RollAct.APPROVE, RollAct.REVIEW, RollAct.ENDORSE, RollAct.CONFIRM, RollAct.RETURN})
PAYING = frozenset({RollAct.PAY, RollAct.REISSUE, RollAct.WITHDRAW})
BEFORE_PAY = frozenset({S.SIGNING, S.OWNER, S.NOTICE, S.TOWNSHIP, S.COMMISSION, S.READY})

MOVES: dict[RollAct, Move] = {
    move.act: move
    for move in (
        Move(
            act=RollAct.CORRECT, sources=frozenset({S.DRAFT}), post=Post.PREPARER, button=False,
            hint="编制中逐行更正、增减，留下改前改后",
        ),
        Move(
            act=RollAct.SEND, sources=frozenset({S.DRAFT}), target=S.SIGNING, post=Post.PREPARER, button=False,
            hint="核对考勤和约定单价，有差异的写明原因，打印签字表交本人签字",
        ),
        Move(
            act=RollAct.SIGN, sources=frozenset({S.SIGNING}), post=Post.PREPARER, button=False,
            hint="按签字表勾选已签字的人，上传签字表影像",
        ),
        Move(
            act=RollAct.SUBMIT, sources=frozenset({S.SIGNING}), target=S.OWNER, post=Post.PREPARER,
            hint="人人签字、签字表已上传后，送业主审定",
        ),
        Move(
            act=RollAct.APPROVE, sources=frozenset({S.OWNER}), target=S.NOTICE, post=Post.APPROVER,
            not_after=PREPARING, hint="按金额档次所需人数审定，最后一人审定后进入公示",
        ),
        Move(
            act=RollAct.POST, sources=frozenset({S.NOTICE}), post=Post.POSTER, button=False,
            hint="登记张贴地点和开始日期，系统算期满日期",
        ),
        Move(
            act=RollAct.PASS, sources=frozenset({S.NOTICE}), target=S.TOWNSHIP, post=Post.POSTER,
            hint="公示满七天、影像已留存、异议都已答复后，送镇街审查",
        ),
        Move(
            act=RollAct.REVIEW, sources=frozenset({S.TOWNSHIP}), target=S.COMMISSION, post=Post.TOWNSHIP,
            not_after=PREPARING | {RollAct.APPROVE}, hint="镇街审查；走一卡通的送发改审核，走专用账户的可以支付",
        ),
        Move(
            act=RollAct.ENDORSE, sources=frozenset({S.COMMISSION}), target=S.READY, post=Post.OFFICE,
            not_after=PREPARING | {RollAct.APPROVE, RollAct.REVIEW}, hint="走一卡通的由领导小组办公室审核",
        ),
        Move(
            act=RollAct.PAY, sources=frozenset({S.READY}), target=S.BANK, post=Post.CASHIER, not_after=REVIEWING,
            button=False, hint="生成支付文件交银行",
        ),
        Move(
            act=RollAct.RECEIVE, sources=frozenset({S.BANK, S.PARTLY, S.PAID, S.FILED}), target=S.PAID,
            post=Post.CASHIER, button=False, hint="导入银行回执，逐行记成功、失败和原因；状态由回执算出",
        ),
        Move(
            act=RollAct.WITHDRAW, sources=frozenset({S.BANK}), post=Post.CASHIER, not_after=REVIEWING, reason=True,
            button=False, hint="银行没有受理、退回整个文件的，上传银行的说明，写明原因，交审定人核对",
        ),
        Move(
            act=RollAct.RETURN, sources=frozenset({S.BANK}), target=S.PARTLY, post=Post.APPROVER,
            not_after=PREPARING | PAYING, button=False, hint="审定人核对银行的说明后，整批记为失败，可以重报",
        ),
        Move(
            act=RollAct.FIX, sources=frozenset({S.PARTLY}), post=Post.PREPARER, button=False,
            hint="更正失败行的账号、开户行，金额不变",
        ),
        Move(
            act=RollAct.CONFIRM, sources=frozenset({S.PARTLY}), post=Post.APPROVER, not_after=PREPARING | PAYING,
            button=False, hint="审定人核对更正后的账号",
        ),
        Move(
            act=RollAct.REISSUE, sources=frozenset({S.PARTLY}), target=S.BANK, post=Post.CASHIER,
            not_after=REVIEWING, button=False, hint="只把失败的行按原通道再生成支付文件",
        ),
        Move(
            act=RollAct.FILE, sources=frozenset({S.PAID, S.RECORDED}), target=S.FILED, post=Post.PREPARER, button=False,
            hint="台账报区发展改革委和区人力社保局备案",
        ),
        Move(
            act=RollAct.ARCHIVE, sources=frozenset({S.FILED}), target=S.ARCHIVED, post=Post.OFFICE,
            hint="备案材料齐全后归档，此后只读，长期保存",
        ),
        Move(
            act=RollAct.HAND_BACK, sources=BEFORE_PAY, target=S.DRAFT, post=Post.PREPARER, reason=True,
            tone="outline-danger", hint="支付之前发现有误，写明原因退回编制；公示中止，更正后重新签字、审定、公示",
        ),
    )
}  # fmt: skip

# Who may hand a roll back follows from where it stands: whoever decides on it there, and who prepares or posts it: an
# objection that came in time and is upheld sends it back from there too (labor.notices.objections).
RETURNERS = {
    S.SIGNING: (Post.PREPARER,),
    S.OWNER: (Post.APPROVER, Post.PREPARER),
    S.NOTICE: (Post.APPROVER, Post.POSTER, Post.TOWNSHIP),
    S.TOWNSHIP: (Post.TOWNSHIP, Post.POSTER),
    S.COMMISSION: (Post.OFFICE, Post.POSTER),
    S.READY: (Post.OFFICE, Post.CASHIER, Post.POSTER),
}

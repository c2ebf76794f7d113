"""The head of a roll's pages, the same on each tab: its way, what the next move lacks, the buttons, the tabs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import NoReverseMatch, reverse

from labor.models import RollAct, RollKind, RollState, WageRoll
from labor.pay.approving import has_approved
from labor.pay.guards import Lacking, lacking_for
from labor.pay.moves import MOVES, Move
from labor.pay.permissions import WHO, available_moves, posts_of, why_not
from labor.pay.submitted import submitted_of
from labor.pay.way import onward, stops_of, tone_of
from projects.models import PayChannel

TABS = (
    ("detail", "明细", "roll_detail"), ("check", "核对", "roll_check"), ("signing", "签字与审定", "roll_signing"),
    ("notice", "公示", "roll_notice"), ("payments", "支付与回执", "roll_payments"),
    ("trail", "附件与经过", "roll_trail"), ("archive", "备案归档", "roll_archive"),
)  # fmt: skip
OF_RECORDED = {"detail", "check", "trail", "archive"}
MENDED_ON = {
    "lines": "detail", "attendance": "check", "signing": "signing", "approval": "signing", "notice": "notice",
    "payments": "payments", "files": "trail",
}  # fmt: skip
DONE_ON = {
    RollAct.SEND: "check", RollAct.CORRECT: "check", RollAct.SIGN: "signing", RollAct.POST: "notice",
    RollAct.PAY: "payments", RollAct.RECEIVE: "payments", RollAct.WITHDRAW: "payments", RollAct.FIX: "payments",
    RollAct.CONFIRM: "payments", RollAct.REISSUE: "payments", RollAct.FILE: "archive",
}  # fmt: skip
STOOD_ON = {
    RollState.SIGNING: "signing", RollState.OWNER: "signing", RollState.NOTICE: "notice", RollState.READY: "payments",
    RollState.BANK: "payments", RollState.PARTLY: "payments",
}  # fmt: skip
ALREADY = "您已经审定过，还须由另一人审定。"
SETTLED = {RollState.RECORDED, RollState.PAID, RollState.FILED, RollState.ARCHIVED}


def head_of(roll: WageRoll, user: Any, on: date) -> dict[str, Any]:
    """What `labor/pay/_head.html` shows of a roll to a person on a day; context key "head".

    `refused`, `pressed` and `reason` are empty: a view that refuses sets them and shows its page again.
    """
    prefetch_related_objects([roll], "steps__by")
    move, tabs = onward(roll), _tabs(roll)
    lacks = lacking_for(roll, move.act, on=on) if move else []
    approved, submitted = has_approved(roll, user), submitted_of(roll)
    moves = [one for one in available_moves(roll, user) if not (approved and one.act is RollAct.APPROVE)]
    return {
        "roll": roll,
        "name": name_of(roll),
        "tone": tone_of(roll.state),
        "stops": stops_of(roll, roll.steps.all()),
        "returned": _returned(roll),
        "next": move,
        "lacks": [(lack, _mended_at(lack, tabs)) for lack in lacks],
        "waits_for": WHO[move.post] if move else "",
        "denied": ALREADY if approved else _barred(move, roll, user) if move else "",
        "is_theirs": move is not None and not approved and not why_not(move, roll, user),
        "submitted": submitted,
        "stakes": submitted.stakes if submitted else "",
        "buttons": [one for one in moves if one.button and not (one is move and lacks)],
        "links": [(one, tabs[at]) for one in moves if (at := DONE_ON.get(one.act)) in tabs and not _is_done(one, roll)],
        "tabs": [{"key": key, "label": label, "url": tabs[key]} for key, label, _ in TABS if key in tabs],
        "channel": PayChannel(roll.channel).label if roll.channel else "",
        "late": days_late(roll, on),
        "refused": (),
        "pressed": "",
        "reason": "",
    }


def _is_done(move: Move, roll: WageRoll) -> bool:
    """Whether a move that leads nowhere further needs no second time: a notice that hangs is not hung again."""
    return move.act is RollAct.POST and roll.notices.filter(stopped_at=None).exists()


def _barred(move: Move, roll: WageRoll, user: Any) -> str:
    """Why a person of the right post may still not make the move: they took part before (同一人不得)."""
    return why_not(move, roll, user) if move.post in posts_of(user, roll) else ""


def name_of(roll: WageRoll) -> str:
    """A roll as its pages are headed: 建胜镇产业道路硬化工程 2026年10月发放表."""
    paper = "补发表" if roll.kind == RollKind.SUPPLEMENT else "发放表"
    return f"{roll.project.name} {roll.period.label}{paper}"


def days_late(roll: WageRoll, on: date) -> int:
    """Days (天) since the pay was due (R10) while the roll is not paid out; 0 when in time, paid or void."""
    if roll.voided_at is not None or roll.due_on is None or roll.state in SETTLED:
        return 0
    return max(0, (on - roll.due_on).days)


def page_of_state(roll: WageRoll) -> str:
    """The address of the tab where a roll's work lies as it stands."""
    tabs = _tabs(roll)
    return tabs.get(STOOD_ON.get(RollState(roll.state), "detail"), tabs["detail"])


def _tabs(roll: WageRoll) -> dict[str, str]:
    """Key → address of the tabs that there are for this roll."""
    shown = [tab for tab in TABS if roll.state != RollState.RECORDED or tab[0] in OF_RECORDED]
    return {key: url for key, _, name in shown if (url := _address(name, roll.pk))}


def _address(name: str, pk: int) -> str:
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""


def _mended_at(lack: Lacking, tabs: dict[str, str]) -> str:
    return tabs.get(MENDED_ON.get(lack.place, ""), "")


def _returned(roll: WageRoll) -> Any:
    """The step that handed the roll back, while it has not been sent on since."""
    steps = [step for step in roll.steps.all() if step.act in {RollAct.HAND_BACK, RollAct.SEND}]
    return steps[-1] if steps and steps[-1].act == RollAct.HAND_BACK else None


def move_named(name: str) -> Move | None:
    """The move of a name as a button or a command sends it."""
    return MOVES[RollAct(name)] if name in RollAct.values and name in MOVES else None

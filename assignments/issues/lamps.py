"""亮灯 of an issue: the same lamps and days as of tasks, told from its state and its day."""

from __future__ import annotations

from assignments.assigning.lamp import Clock, Lamp, Lit
from assignments.models import Issue, IssueState

QUIET = {
    IssueState.CLOSED: Lit(Lamp.GREY, "已办结"),
    IssueState.WITHDRAWN: Lit(Lamp.UNLIT, "已撤回"),
    IssueState.RAISED: Lit(Lamp.UNLIT, "尚未交办"),
    IssueState.RETURNED: Lit(Lamp.UNLIT, "待补充"),
    IssueState.ANSWERED: Lit(Lamp.GREEN, "已办待核"),
}


def lamp_of(issue: Issue, clock: Clock) -> Lit:
    """How an issue stands on the clock's day."""
    if issue.due_on is None or issue.state != IssueState.ASSIGNED:
        return QUIET.get(IssueState(issue.state), QUIET[IssueState.RAISED])
    if issue.due_on < clock.on:
        return Lit(Lamp.RED, f"逾期{(clock.on - issue.due_on).days}天")
    if issue.due_on <= clock.soon:
        return Lit(Lamp.YELLOW, "今天到期" if issue.due_on == clock.on else f"{issue.due_on:%m-%d}到期")
    return Lit(Lamp.GREEN, f"{issue.due_on:%Y-%m-%d}到期")

"""How a rectification's state is shown: a word and a tone."""

from __future__ import annotations

from projects.models import Rectification, RectificationState

TONES = {
    RectificationState.OPEN: "warn",
    RectificationState.ANSWERED: "info",
    RectificationState.SENT_BACK: "bad",
    RectificationState.CLOSED: "good",
}


def state_of(rectification: Rectification) -> tuple[str, str]:
    """The state as word and tone (neutral | info | good | warn | bad); a voided one is 已作废 whatever its state."""
    if rectification.is_void:
        return "已作废", "neutral"
    state = RectificationState(rectification.state)
    return str(state.label), TONES[state]

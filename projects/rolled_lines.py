"""What the rolls say, laid out beside the fields of the filing form."""

from __future__ import annotations

from dataclasses import dataclass

from projects.fields import BY_NAME, written
from projects.models import FilingAct, ProgressFiling
from projects.rolled import BY_FIELD, Gap, RolledFigures, gaps


@dataclass(frozen=True, slots=True)
class RolledLine:
    """One field's number by the rolls (with its unit), where to see them, and how the filing differs."""

    said: str
    url: str
    gap: Gap | None
    is_blank: bool
    changed_from: str = ""

    @property
    def may_take(self) -> bool:
        """Whether taking the rolls' number would change anything."""
        return self.is_blank or self.gap is not None

    @property
    def difference(self) -> str:
        """How far the filed number is from the rolls', and what follows."""
        if self.gap is None:
            return ""
        if self.gap.is_below:
            return f"比发放表少{self.gap.amount}，须在“情况说明”中写明原因"
        return f"比发放表多{self.gap.amount}，多出的按汇总填报"


def rolled_lines(filing: ProgressFiling, figures: RolledFigures | None) -> dict[str, RolledLine]:
    """Field → its line; nothing for a project without rolls."""
    if figures is None:
        return {}
    apart, before = {gap.field.name: gap for gap in gaps(filing, figures)}, _rolled_before(filing)
    return {name: _line(name, filing, figures, apart.get(name), before.get(name)) for name in BY_FIELD}


def _line(name: str, filing: ProgressFiling, figures: RolledFigures, gap: Gap | None, before: int | None) -> RolledLine:
    now = getattr(figures, BY_FIELD[name])
    changed = before is not None and before != now
    is_blank = getattr(filing, name) is None
    return RolledLine(_said(name, now), figures.url, gap, is_blank, _said(name, before) if changed else "")


def _said(name: str, value: int | None) -> str:
    field = BY_NAME[name]
    return f"{written(field.shape, value)}{field.unit}"


def _rolled_before(filing: ProgressFiling) -> dict[str, int]:
    """What the draft took over from the rolls when it was begun (kept in its first step)."""
    if filing.pk is None:
        return {}
    first = next((step for step in filing.steps.all() if step.act == FilingAct.START), None)
    return {name: after for name, (_, after) in first.changes.items() if name in BY_FIELD} if first else {}

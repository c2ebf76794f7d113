"""A trade by the words people write: its name or one of its usual other names (小工 = 普工)."""

from __future__ import annotations

from labor.models import Trade
from projects.imports.vocabulary import plain


class TradeIndex:
    """All trades by name and alias, read once for a whole workbook or page."""

    def __init__(self) -> None:
        trades = list(Trade.objects.all())
        self._by_name = {plain(alias).lower(): trade for trade in trades for alias in trade.aliases}
        self._by_name |= {plain(trade.name).lower(): trade for trade in trades}  # a name goes before another's alias

    def named(self, text: str) -> Trade | None:
        """The trade a text names, whatever its width, case and spaces; None where it names none."""
        return self._by_name.get(plain(text).lower())

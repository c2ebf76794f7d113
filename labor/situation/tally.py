"""Supply of one month by township, trade and priority category, in one statement.

Who can work in the month and where each stands is found once and kept for the statement (`WITH … AS MATERIALIZED`,
which the query builder does not write); a count of its own for every table goes over all responses each time and asks
of everybody anew who is on a roster.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from labor.demands.matching import PRIORITY
from labor.models import ResponseCategory, SurveyResponse, Trade
from labor.situation.months import Month
from labor.situation.supply import NOBODY, SKILLS, WISHES, Supply, able, standing

Counted = dict[str, dict[str, Supply]]
CAN = f"JOIN {SKILLS._meta.db_table} can ON can.surveyresponse_id = who.response"
WISH = f"JOIN {WISHES._meta.db_table} wish ON wish.surveyresponse_id = who.response"
OF = f"{ResponseCategory._meta.db_table} one WHERE one.category IN ({', '.join(['%s'] * len(PRIORITY))})"
COUNTS = {  # by name: the column counted by, and the rows in which a person of `who` stands
    "homes": ("who.home", ""),
    "skilled": ("can.trade_id", CAN),
    "wishing": ("wish.trade_id", f"{WISH} LEFT {CAN} AND can.trade_id = wish.trade_id WHERE can.id IS NULL"),
    "anything": ("0", f"LEFT {WISH} WHERE wish.id IS NULL"),
    "anything_skilled": ("can.trade_id", f"{CAN} LEFT {WISH} WHERE wish.id IS NULL"),
    "categories": ("one.category", f", {OF} AND one.response_id = who.response"),
    "priority": ("0", f"WHERE who.response IN (SELECT one.response_id FROM {OF})"),  # noqa: S608 - table names and places of values
}
EACH = "SELECT '{name}', CAST({by} AS TEXT), who.state, COUNT(*) FROM who {rows} GROUP BY 2, 3"


@dataclass(frozen=True, slots=True)
class Tally:
    """A month's supply. `homes` by township, each person once; `categories` by priority category, where one person

    may be of several, and `priority` those of any, each once; of trades see `skilled` and `candidates`.
    """

    counted: Counted

    @property
    def homes(self) -> dict[int, Supply]:
        return {int(key): supply for key, supply in self.counted["homes"].items()}

    @property
    def categories(self) -> dict[str, Supply]:
        return self.counted["categories"]

    @property
    def priority(self) -> Supply:
        return self.counted["priority"].get("0", NOBODY)

    def skilled(self, trade: Trade) -> Supply:
        """Who can do it; a person of several trades stands in each."""
        return self._of("skilled", trade)

    def candidates(self, trade: Trade) -> Supply:
        """Whom the matching takes: who can do it or wish for it, and for a post without a skill who named no wish."""
        fits = self.skilled(trade) + self._of("wishing", trade)
        others = self.counted["anything"].get("0", NOBODY) - self._of("anything_skilled", trade)
        return fits if trade.is_skilled else fits + others

    def _of(self, name: str, trade: Trade) -> Supply:
        return self.counted[name].get(str(trade.pk), NOBODY)


def tally(people: QuerySet[SurveyResponse], month: Month) -> Tally:
    """Count those of `people` who can work in the month; one query."""
    counted: Counted = defaultdict(dict)
    for name, key, state, number in _rows(people, month):
        held = counted[name].get(key, NOBODY)
        counted[name][key] = held + Supply(**{state: number})
    return Tally(counted)


def _rows(people: QuerySet[SurveyResponse], month: Month) -> Iterable[tuple[str, str, str, int]]:
    who = able(people, month).values_list("pk", "part__township", standing(month))
    try:
        told, values = who.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:  # nobody is this person's to count
        return []
    with connection.cursor() as cursor:
        cursor.execute(_statement(told), [*values, *_given()])
        found: list[tuple[str, str, str, int]] = cursor.fetchall()
    return found


def _statement(told: str) -> str:
    counts = " UNION ALL ".join(EACH.format(name=name, by=by, rows=rows) for name, (by, rows) in COUNTS.items())
    return f"WITH who (response, home, state) AS MATERIALIZED ({told}) {counts}"


def _given() -> list[Any]:
    """The priority categories, once for each of the two counts that name them."""
    return sorted(PRIORITY) * sum(OF in rows for _, rows in COUNTS.values())

"""A stay against other stays and cards: the same person twice, in two projects, or two people on one card (§10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from labor.bulk import chunks
from labor.models import Engagement, WageLine
from labor.real_names import ordinal


@dataclass(frozen=True, slots=True)
class Stays:
    """Stays in force by person, of all projects."""

    by_worker: dict[int, list[Engagement]]

    def against(self, draft: Engagement, worker: int | None, called: str = "") -> Iterator[tuple[str, str, str, bool]]:
        """(Field, kind, sentence, is a warning) of each stay that overlaps this one.

        `called` stands in for the name where whoever asks has not named the person.
        """
        for other in self.by_worker.get(worker or 0, []):
            if other.pk == draft.pk or not _overlap(draft, other):
                continue
            if other.project_id == draft.project_id:
                yield "id_number", "on_roster_already", _twice(other), False
            else:
                message = (
                    f"{called or other.name}同一时间也在“{other.project.name}”的名册里（{_span(other)}），"
                    f"请与该项目核对，同一天不能在两个项目记同一半天的工。"
                )
                yield "id_number", "person_in_other_project", message, True


def _twice(other: Engagement) -> str:
    if other.left_on is None:
        return f"{other.name}已在本项目名册里（{_span(other)}），尚未退场，不用再登记；要改内容请办理变更。"
    return f"{other.name}在本项目已有{_span(other)}的登记，进场日期应在上次退场之后，请核对。"


def _span(stay: Engagement) -> str:
    last = f"{stay.left_on:%Y-%m-%d}退场" if stay.left_on else "在场"
    return f"{stay.entered_on:%Y-%m-%d}进场、{last}"


def _overlap(one: Engagement, other: Engagement) -> bool:
    return one.entered_on <= (other.left_on or date.max) and other.entered_on <= (one.left_on or date.max)


def stays_of(workers: Collection[int]) -> Stays:
    """Stays in force of these people; one query for each few hundred."""
    found: dict[int, list[Engagement]] = defaultdict(list)
    for part in chunks(workers):
        rows = Engagement.objects.in_force().filter(worker__in=part).select_related("project")
        for stay in rows.order_by("entered_on", "pk"):
            found[stay.worker_id].append(stay)
    return Stays(found)


def card_warnings(
    drafts: Sequence[Engagement],
    workers: Sequence[int | None],
    people: Sequence[object],
    place: Callable[[int], str] = ordinal,
) -> Iterator[tuple[int, str]]:
    """(Index, sentence) where a card stands with somebody else, on this paper or earlier.

    Args:
        workers: each draft's person in the register, None for a new one.
        people: what tells the people of this paper apart.
        place: names the person with an index in sentences.
    """
    holders = _holders({draft.card_index for draft in drafts if draft.card_index})
    first: dict[str, int] = {}
    for index, draft in enumerate(drafts):
        if not draft.card_index:
            continue
        before = first.setdefault(draft.card_index, index)
        if people[before] != people[index]:
            yield (
                index,
                f"与{place(before)}{drafts[before].name}是同一张银行卡，工资应发到本人卡上，请核对卡号和户名。",
            )
        elif holders[draft.card_index] - {workers[index]}:
            yield index, "这张银行卡已登记在另一人名下，工资应发到本人卡上，请核对卡号和户名。"


def _holders(cards: Collection[str]) -> dict[str, set[int | None]]:
    """Card index → people on rosters and wage rolls in force."""
    holders: dict[str, set[int | None]] = defaultdict(set)
    for part in chunks(sorted(cards)):
        for rows in (Engagement.objects.filter(voided_at=None), WageLine.objects.in_force()):
            found = rows.filter(card_index__in=part).order_by().values_list("card_index", "worker_id").distinct()
            for card, worker in found:
                holders[card].add(worker)
    return holders

"""A roll against what is already in the system: other projects' rolls of the month, earlier cards, known names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from documents.formats import month_label
from documents.workbooks import Reading, Row
from labor.bulk import chunks
from labor.models import WageLine, Worker
from labor.registry import Registered, indexes_of, registered
from projects.models import Period, Project
from units.models import User
from units.secrecy import blind_index


@dataclass(slots=True)
class Acquaintance:
    """Blind indexes of a roll's ID and card numbers, and the people among them who are already registered."""

    id_indexes: dict[str, str] = field(default_factory=dict)
    card_indexes: dict[str, str] = field(default_factory=dict)
    known: dict[str, Registered] = field(default_factory=dict)

    def person(self, row: Row) -> Registered | None:
        """The registered person of a row, if its ID number is good and known."""
        return self.known.get(self.id_indexes.get(row["id_number"], ""))


def acquaint(rows: Sequence[Row]) -> Acquaintance:
    """Work out the blind indexes once and look the people up."""
    ids = indexes_of(row["id_number"] for row in rows if row["id_number"])
    cards = {card: blind_index(card) for card in dict.fromkeys(row["card"] for row in rows if row["card"])}
    return Acquaintance(ids, cards, registered(ids.values()))


def check_history(reading: Reading, met: Acquaintance, *, project: Project, period: Period, by: User) -> None:
    """Record warnings that need the register: names that differ, other projects of the month, cards of others."""
    _check_names(reading.rows, met, by)
    _check_other_projects(reading.rows, met, project, period)
    _check_cards(reading.rows, met)


def _check_names(rows: Sequence[Row], met: Acquaintance, by: User) -> None:
    """A name unlike the registered one is listed; the register keeps its own, the line keeps what was written."""
    differing = [
        (row, person) for row in rows if (person := met.person(row)) and row["name"] and row["name"] != person.name
    ]
    seen = _visible_people([person.pk for _, person in differing], by)
    for row, person in differing:
        name = person.name if person.pk in seen else f"{person.name[:1]}{'*' * (len(person.name) - 1)}"
        message = (
            f"系统里这个身份证号登记的姓名是“{name}”，请对照证件核对姓名和号码；"
            "本表按填写的姓名保存，登记的姓名不会改动。"
        )
        row.problem("name", "name_differs", message, warning=True)


def _visible_people(keys: Sequence[int], by: User) -> set[int]:
    """Which of these people `by` may see: to others the register shows a surname only."""
    return {
        pk
        for part in chunks(keys)
        for pk in Worker.objects.visible_to(by).filter(pk__in=part).order_by().values_list("pk", flat=True)
    }


def _check_other_projects(rows: Sequence[Row], met: Acquaintance, project: Project, period: Period) -> None:
    """The same person on another project's roll of the month (§10; by date once attendance is kept)."""
    elsewhere: dict[int, list[str]] = {}
    lines = WageLine.objects.in_force().filter(period__month=period.month).exclude(project=project)
    for part in chunks(person.pk for person in met.known.values()):
        found = lines.filter(worker__in=part).order_by("project__code").values_list("worker_id", "project__name")
        for worker_id, name in found.distinct():
            elsewhere.setdefault(worker_id, []).append(name)
    for row in rows:
        person = met.person(row)
        if person and person.pk in elsewhere:
            others = "、".join(f"“{name}”" for name in elsewhere[person.pk])
            message = (
                f"同一人{period.label}也在{others}的发放表上，本表是“{project.name}”，"
                "请两个项目核对出勤日期，避免重复计酬。"
            )
            row.problem("id_number", "person_in_other_project", message, warning=True)


def _check_cards(rows: Sequence[Row], met: Acquaintance) -> None:
    """A card that earlier rolls paid to somebody else (§10 同一卡号多人)."""
    holders = _holders(list(met.card_indexes.values()))
    doubtful: list[tuple[Row, str, int]] = []
    for row in rows:
        index, person = met.card_indexes.get(row["card"], ""), met.person(row)
        others = [holder for holder in holders.get(index, ()) if person is None or holder != person.pk]
        if others and row["id_number"]:
            doubtful.append((row, index, others[-1]))
    places = _places({(index, holder) for _, index, holder in doubtful})
    for row, index, holder in doubtful:
        place = places[index, holder]
        message = f"这张银行卡在{place}发放表中登记在另一人名下，工资应发到本人卡上，请核对卡号和户名。"
        row.problem("card", "card_shared", message, warning=True)


def _holders(indexes: Sequence[str]) -> dict[str, list[int]]:
    """Card index → the people it was ever paid for; answered by the card index alone."""
    holders: dict[str, list[int]] = {}
    for part in chunks(indexes):
        pairs = WageLine.objects.in_force().filter(card_index__in=part).order_by("card_index", "worker")
        for card, worker_id in pairs.values_list("card_index", "worker_id").distinct():
            holders.setdefault(card, []).append(worker_id)
    return holders


def _places(pairs: set[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """(Card index, person) → the latest roll that says so, for people to read."""
    places: dict[tuple[str, int], str] = {}
    for part in chunks(sorted({card for card, _ in pairs})):
        lines = WageLine.objects.in_force().filter(card_index__in=part).order_by("period__month", "pk")
        found = lines.values_list("card_index", "worker_id", "project__name", "period__month")
        for card, worker_id, project, month in found:
            places[card, worker_id] = f"“{project}”{month_label(month)}"
    return places

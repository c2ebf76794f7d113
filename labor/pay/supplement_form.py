"""What is typed into the table of a 补发: an amount and a reason beside each person, kept while looking for others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from labor.forms import YuanField
from labor.pay.payees import Payee
from labor.pay.supplements import BackPay, reason_faults
from projects.requests import whole

AMOUNT, REASON = "amount-", "reason-"
SHOWN = 50  # people listed beside those already filled in


@dataclass(slots=True)
class Typed:
    """The rows somebody filled in, as they were typed and as far as they can be read."""

    amounts: dict[int, str] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    items: list[BackPay] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    total_text: str = ""
    total_fen: int | None = None

    @property
    def people(self) -> list[int]:
        """Whoever has an amount or a reason, in the order of the page."""
        return list(dict.fromkeys([*self.amounts, *self.reasons]))


@dataclass(frozen=True, slots=True)
class Row:
    """A person with what was typed beside them."""

    payee: Payee
    amount: str
    reason: str


def read_typed(posted: Mapping[str, str], payees: Mapping[int, Payee]) -> Typed:
    """Read the table; what cannot be read is told in `unread`, a person's name with it."""
    made = Typed(_texts(posted, AMOUNT), _texts(posted, REASON), total_text=posted.get("total", "").strip())
    for person in made.people:
        _read(made, person, payees)
    made.total_fen = _yuan(made, made.total_text, "补发合计")
    return made


def rows_of(typed: Typed, payees: Mapping[int, Payee], words: str) -> list[Row]:
    """Those filled in first, then others whose name holds the words, as many as a page takes."""
    filled = [person for person in typed.people if person in payees]
    others = [person for person, payee in payees.items() if person not in filled and words in payee.name]
    return [
        Row(payees[person], typed.amounts.get(person, ""), typed.reasons.get(person, ""))
        for person in [*filled, *others[:SHOWN]]
    ]


def _texts(posted: Mapping[str, str], start: str) -> dict[int, str]:
    named = {whole(name.removeprefix(start)): posted[name].replace("\x00", "").strip() for name in _of(posted, start)}
    return {person: text for person, text in named.items() if person is not None and text}


def _of(posted: Mapping[str, str], start: str) -> Sequence[str]:
    return [name for name in posted if name.startswith(start)]


def _read(made: Typed, person: int, payees: Mapping[int, Payee]) -> None:
    text, whose = made.amounts.get(person, ""), payees[person].label if person in payees else "名单外的人"
    amount = _yuan(made, text, f"{whose}的补发金额") if text else 0
    if amount is None and person in payees:
        made.unread += reason_faults(payees[person], made.reasons.get(person, ""))
    elif amount is not None:
        made.items.append(BackPay(person, amount, made.reasons.get(person, "")))


def _yuan(made: Typed, text: str, what: str) -> int | None:
    """The 分 of a typed sum; None where none is typed, or it cannot be read and `unread` says so."""
    try:
        return YuanField(required=False).clean(text)
    except (ValidationError, ValueError) as error:
        said = "".join(error.messages) if isinstance(error, ValidationError) else str(error)
        made.unread.append(f"{what}填的“{text[:20]}”：{said}")
        return None

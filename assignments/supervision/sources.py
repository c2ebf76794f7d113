"""What a 督办 can come from: each kind says of a key what to write, registered by the floor where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assignments.models import SourceKind, SupervisionNotice
from units.models import Unit, User
from units.scope import scope_of


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A 督办 as its source would begin it; `due` None takes the usual time, `why_not` says why there is none now.

    `label` names the thing, `url` is its page.
    """

    unit: Unit
    title: str
    basis: str
    demand: str
    label: str
    url: str
    due: date | None = None
    why_not: str = ""


def ended(text: str) -> str:
    """A text that ends as a sentence; "" stays so."""
    said = text.strip()
    return said if not said or said[-1] in "。！？；" else f"{said}。"


Describe = Callable[[User, str, date], Draft | None]

_KINDS: dict[str, Describe] = {}


def register(kind: SourceKind, describe: Describe) -> None:
    """`describe(user, key, on)` answers None where there is no such thing, or it is not this person's to see."""
    _KINDS[kind.value] = describe


def described(kind: str, key: str, user: User, *, on: date) -> Draft | None:
    """What the source says of one of its things on a day."""
    describe = _KINDS.get(kind)
    return describe(user, key, on) if describe else None


@dataclass(frozen=True, slots=True)
class Raising:
    """What a page offers about one thing: the 督办 under way on it this person may open, or the button to raise one."""

    notice: int | None = None
    may_raise: bool = False


def raising_for(user: User, kind: str, key: str) -> Raising:
    """Asked by the pages of the things themselves; one query, none for who neither raises nor reads any."""
    scope = scope_of(user)
    if not scope.grants:
        return Raising()
    seen = SupervisionNotice.objects.visible_to(user).open().filter(source=kind, source_key=key)
    notice = seen.order_by().values_list("pk", flat=True).first()
    return Raising(notice, may_raise=notice is None and scope.is_office)


def open_notice(kind: str, key: str) -> SupervisionNotice | None:
    """The 督办 under way on a thing, if there is one."""
    return SupervisionNotice.objects.open().filter(source=kind, source_key=key).first()


def open_notices(kind: str, keys: list[str]) -> dict[str, int]:
    """Key of the source → that of the 督办 under way on it, for the lists of other pages; one query."""
    rows = SupervisionNotice.objects.open().filter(source=kind, source_key__in=keys).order_by()
    return dict(rows.values_list("source_key", "pk"))

"""密钥轮换: every sealed value sealed anew under the current key, every blind index worked out anew (个保法; 密评).

The columns are found from the models by their names: `*_sealed` holds what `seal` made, `*_index` beside it the blind
index of the same number. So a column added later is rotated too. No number leaves this module.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest, StrIndex, Substr
from django.utils import timezone

from units.audit import record
from units.models import User
from units.permissions import may_rotate_keys, require
from units.refusals import Refusal
from units.secrecy import blind_index, known_keys, seal, unseal

CHUNK = 500
SEALED, INDEX = "_sealed", "_index"
MOST_NAMED = 20
HEX_KEY_LENGTH = 64
NOT_YOURS = "密钥轮换由安全管理员办理，您没有这项权限。"
Renew = Callable[[models.Model], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """One model's columns that hold sealed values, and those that hold blind indexes, by field name."""

    model: type[models.Model]
    sealed: tuple[str, ...]
    indexes: tuple[str, ...]

    def stale(self) -> Q:
        """Rows with a value that another key than the current one sealed."""
        current = f"{settings.FIELD_KEY_ID}:"
        return Q(*(~Q(**{name: ""}) & ~Q(**{f"{name}__startswith": current}) for name in self.sealed), _connector=Q.OR)

    def rows(self) -> models.QuerySet[Any]:
        return self.model._base_manager.order_by("pk")


@dataclass(slots=True)
class Rotated:
    """What a rotation did, or would do: values renewed by column, and the rows that could not be opened."""

    columns: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    shut: list[str] = field(default_factory=list)

    @property
    def values(self) -> int:
        return sum(self.columns.values())


def kept_columns() -> list[Kept]:
    """Every model with sealed columns, in the order of the models; a child's table names only its own."""
    return [found for model in apps.get_models() if (found := _kept(model)).sealed]


def _kept(model: type[models.Model]) -> Kept:
    own = [] if model._meta.proxy else [one.name for one in model._meta.local_concrete_fields]
    sealed = tuple(name for name in own if name.endswith(SEALED))
    twins = {name.removesuffix(SEALED) + INDEX for name in sealed}
    return Kept(model, sealed, tuple(name for name in own if name in twins))


def values_by_key() -> Counter[str]:
    """Key id → how many sealed values it holds, over all columns; one query a column."""
    counted: Counter[str] = Counter()
    for kept in kept_columns():
        for name in kept.sealed:
            key_id = Substr(F(name), 1, Greatest(StrIndex(F(name), Value(":")) - 1, 0))
            filled = kept.model._base_manager.exclude(**{name: ""}).order_by()
            said = filled.annotate(key_id=key_id).values_list("key_id").annotate(models.Count("pk"))
            counted.update(dict(said))
    return counted


def rotate_field_keys(*, by: User, at: datetime, dry_run: bool = False) -> Rotated:
    """Seal every value anew that an old key sealed; each few hundred rows are one transaction.

    A run that was killed leaves only whole rows: the next one takes up what is still under an old key, and a run with
    nothing left changes nothing. The trail holds how many values were to be done, and how many were.

    Raises:
        NotAllowed: not the security administrator.
        Refusal: values are sealed under keys that are not configured.
    """
    _require(by, at)
    waiting = _waiting()
    if dry_run or not waiting.values:
        return waiting
    _record("开始轮换加密密钥", waiting.values, {"key": settings.FIELD_KEY_ID}, by=by, at=at)
    done = Rotated()
    for kept in kept_columns():
        for keys in _chunks(kept, kept.stale()):
            with transaction.atomic():
                _renew(kept, keys, _sealed_anew, done)
    _record("轮换加密密钥", done.values, _detail(done), by=by, at=at)
    return done


@transaction.atomic
def rotate_index_key(*, by: User, at: datetime, dry_run: bool = False) -> Rotated:
    """Work out every blind index anew under INDEX_KEY_NEW, in one transaction: no search ever meets two keys.

    The system must be out of use until the new key has taken the old one's place in its environment.

    Raises:
        NotAllowed: not the security administrator.
        Refusal: no good new key is configured, or a value cannot be opened (nothing is changed then).
    """
    _require(by, at)
    key = _new_index_key()
    done = Rotated()
    for kept in (one for one in kept_columns() if one.indexes):
        for keys in _chunks(kept, Q()):
            _renew(kept, keys, partial(_indexed_anew, kept=kept, key=key), done, writes=not dry_run)
    if done.shut:
        raise Refusal(f"有打不开的号码，索引没有改动：{_named(done.shut)}。请先放回相应的加密密钥。")
    if done.values and not dry_run:
        _record("轮换索引密钥", done.values, _detail(done), by=by, at=at)
    return done


def _require(by: User, at: datetime) -> None:
    require(may_rotate_keys(by, on=timezone.localdate(at)), NOT_YOURS)


def _waiting() -> Rotated:
    """What is under old keys, by column; refuses when a key is missing."""
    unknown = sorted(set(values_by_key()) - set(known_keys()))
    if unknown:
        names = "、".join(f"“{name}”" for name in unknown)
        raise Refusal(f"有值用编号{names}的密钥加密，环境里没有这个密钥，请加入 YIDAIZHEN_FIELD_KEYS_OLD 后再轮换。")
    waiting = Rotated()
    for kept in kept_columns():
        for name in kept.sealed:
            one = Kept(kept.model, (name,), ())
            if count := one.rows().filter(one.stale()).count():
                waiting.columns[f"{kept.model._meta.label}.{name}"] = count
    return waiting


def _chunks(kept: Kept, which: Q) -> Iterator[list[Any]]:
    """Primary keys in lists of a few hundred, each asked for when the one before is done."""
    last: Any = None
    while True:
        after = Q(pk__gt=last) if last is not None else Q()
        keys = list(kept.rows().filter(which, after).values_list("pk", flat=True)[:CHUNK])
        if not keys:
            return
        yield keys
        last = keys[-1]


def _renew(kept: Kept, keys: Sequence[Any], renew: Renew, done: Rotated, *, writes: bool = True) -> None:
    """Renew the locked rows of one chunk and write the changed columns in one statement."""
    names = (*kept.sealed, *kept.indexes)
    locked = kept.rows().filter(pk__in=keys).select_for_update(of=("self",)).only("pk", *names)
    changed = [row for row in locked if _changes(row, renew, done)]
    if changed and writes:
        kept.model._base_manager.bulk_update(changed, names)
    done.rows += len(changed)


def _changes(row: models.Model, renew: Renew, done: Rotated) -> bool:
    try:
        fresh = renew(row)
    except (InvalidTag, ValueError):
        done.shut.append(f"{row._meta.label} {row.pk}")
        return False
    for name, value in fresh.items():
        setattr(row, name, value)
        done.columns[f"{row._meta.label}.{name}"] += 1
    return bool(fresh)


def _sealed_anew(row: models.Model) -> dict[str, str]:
    current = f"{settings.FIELD_KEY_ID}:"
    held = {name: getattr(row, name) for name in _kept(type(row)).sealed}
    return {name: seal(unseal(text)) for name, text in held.items() if text and not text.startswith(current)}


def _indexed_anew(row: models.Model, kept: Kept, key: str) -> dict[str, str]:
    fresh = {
        name: blind_index(unseal(getattr(row, name.removesuffix(INDEX) + SEALED)), key=key) for name in kept.indexes
    }
    return {name: index for name, index in fresh.items() if index != getattr(row, name)}


def _new_index_key() -> str:
    key: str = settings.INDEX_KEY_NEW
    if len(key) < HEX_KEY_LENGTH or set(key.lower()) - set("0123456789abcdef"):
        raise Refusal("请先把新的索引密钥（64 位十六进制）写入 YIDAIZHEN_INDEX_KEY_NEW，再运行 rotate_keys --index。")
    return key


@transaction.atomic
def _record(act: str, rows: int, detail: dict[str, Any], *, by: User, at: datetime) -> None:
    record(act=act, subject=f"{rows} 个值", by=by, at=at, rows=rows, detail=detail)


def _detail(done: Rotated) -> dict[str, Any]:
    return {"columns": dict(done.columns), "rows": done.rows, "shut": len(done.shut)}


def _named(shut: Sequence[str]) -> str:
    return "、".join(shut[:MOST_NAMED]) + (f"等 {len(shut)} 行" if len(shut) > MOST_NAMED else "")


def shut_sentence(done: Rotated) -> str:
    """Which rows could not be opened and stay as they were; "" when all could."""
    if not done.shut:
        return ""
    said = f"有 {len(done.shut)} 行打不开（密钥不对或内容被改动），原样保留：{_named(done.shut)}。"
    return said + "请核对旧密钥或从备份恢复。"

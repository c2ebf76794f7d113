"""常用查询: a person's own names for filters, order and columns of the project list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict

from projects.models import SavedView
from units.models import User
from units.refusals import Refusal

COLUMNS_KEY = "columns"
MOST = 20


@dataclass(frozen=True)
class Shown:
    """One saved view as the page lists it."""

    view: SavedView
    is_current: bool


def views_of(user: User, *, current: str) -> list[Shown]:
    """The person's saved views; the one whose query is on the page is marked."""
    return [Shown(view, view.query == settled(current)) for view in SavedView.objects.filter(user=user)]


def settled(query: str) -> str:
    """A query string without the page number and empty filters, so that it says only what was chosen."""
    kept = QueryDict(query, mutable=True)
    kept.pop("page", None)
    for key in list(kept):
        kept.setlist(key, [value for value in kept.getlist(key) if value])
    return kept.urlencode()


@transaction.atomic
def save_view(*, name: str, query: str, by: User, at: datetime) -> SavedView:
    """Keep the query under a name; the same name again replaces what it held.

    Raises:
        Refusal: no name, too long a one, or too many views already.
    """
    view = SavedView.objects.filter(user=by, name=name.strip()).first() or SavedView(user=by, name=name.strip())
    if view.pk is None and SavedView.objects.filter(user=by).count() >= MOST:
        raise Refusal(f"常用查询最多{MOST}个，请先删除不用的。")
    view.query, view.saved_at = settled(query), at
    try:
        view.full_clean()
    except ValidationError as error:
        raise Refusal(*_sentences(error)) from error
    view.save()
    return view


def _sentences(error: ValidationError) -> list[str]:
    said = error.message_dict
    sentences = ["常用查询的名称应为1到40个字，请重新填写。"] if "name" in said else []
    return sentences + (["筛选条件太多，存不下，请减少几项。"] if "query" in said else []) or error.messages


def drop_view(*, view: SavedView, by: User) -> None:
    """Forget one of the person's own views."""
    SavedView.objects.filter(pk=view.pk, user=by).delete()

"""Files that no row knows: a process that was killed between writing a file and saving its row leaves one behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction

from projects.models import KeptFile
from units.audit import record
from units.models import User

FOLDER = "proofs"
YOUNG = timedelta(days=1)  # an upload may still be on its way


def orphans(*, at: datetime) -> list[str]:
    """Names, within the folder of files, of those older than a day that no row knows, removed ones included."""
    known = {name for model in _keepers() for name in model._default_manager.values_list("file", flat=True)}
    return sorted(name for name in _settled(at) if name not in known)


def lost() -> int:
    """How many files in force are not on the disk: a database restored without its folder of files."""
    kept = (model._default_manager.filter(removed_at=None).values_list("file", flat=True) for model in _keepers())
    return sum(not (Path(settings.MEDIA_ROOT) / name).is_file() for names in kept for name in names)


@transaction.atomic
def sweep(*, by: User | None, at: datetime) -> list[str]:
    """Delete the orphans; their names go to the audit trail."""
    found = orphans(at=at)
    if found:
        record(
            act="清理无主附件", subject=f"{len(found)}个文件", by=by, at=at, rows=len(found), detail={"files": found}
        )
    for name in found:
        (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)
    return found


def _keepers() -> list[type[KeptFile]]:
    """Every kind of row that keeps a file, of this floor and of those above."""
    return [model for model in apps.get_models() if issubclass(model, KeptFile)]


def _settled(at: datetime) -> Iterator[str]:
    root, latest = Path(settings.MEDIA_ROOT), (at - YOUNG).timestamp()
    for path in (root / FOLDER).glob("*/*"):
        if path.is_file() and path.stat().st_mtime < latest:
            yield path.relative_to(root).as_posix()

"""The generated half of `docs/words.md`: every model, field and choice with its Chinese name, read from the models.

`manage.py write_words` brings the file up to date; a test fails when it is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

FLOORS = {
    "units": "单位、用户、审计",
    "projects": "项目、资金、调度期、填报",
    "labor": "务工人员、发放表",
    "assignments": "任务分工",
    "dispatch": "关账、汇总数、报告、后台任务",
}
MARK = "<!-- 以下由 manage.py write_words 生成，不要手改 -->"


def words_file() -> Path:
    return Path(settings.BASE_DIR) / "docs" / "words.md"


def refreshed(text: str) -> str:
    """The document with its generated half made anew; what people wrote above the mark stays."""
    written, _, _ = text.partition(MARK)
    return f"{written}{MARK}\n\n" + "\n".join(_lines())


def _lines() -> Iterator[str]:
    for app, floor in FLOORS.items():
        yield f"## {app}　{floor}\n"
        for model in apps.get_app_config(app).get_models():
            yield from _model(model)


def _model(model: type[models.Model]) -> Iterator[str]:
    yield f"### {model._meta.verbose_name} `{model.__name__}`\n"
    yield "| 中文 | 标识 |"
    yield "|---|---|"
    fields = [*model._meta.local_concrete_fields, *model._meta.local_many_to_many]  # what a parent has stands there
    for field in fields:
        if field.name != "id" and not _links_parent(field):
            yield f"| {_chinese(field)} | `{field.name}`{_choices(field)} |"
    yield ""


def _links_parent(field: Any) -> bool:
    return bool(field.remote_field and getattr(field.remote_field, "parent_link", False))


def _chinese(field: Any) -> str:
    """A field worked out by the database is named on what it puts out."""
    named = field.output_field if isinstance(field, models.GeneratedField) else field
    return str(getattr(named, "verbose_name", ""))


def _choices(field: Any) -> str:
    pairs = "、".join(f"{label} `{value}`" for value, label in field.choices or [])
    return f"：{pairs}" if pairs else ""

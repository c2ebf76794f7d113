"""Training sessions of 建胜镇, made through the real action."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import Settings

from labor.models import Training, TrainingFile, TrainingKind
from labor.real_names import Stated
from labor.trainings.actions import record_training
from labor.trainings.files import add_files
from projects.models import Project
from tests.labor.sheets import id_number
from units.models import Unit, User

Hold = Callable[..., Training]
DAY = date(2026, 11, 10)


def person(order: int = 1, name: str = "") -> Stated:
    """An invented person: `order` makes name and number."""
    return Stated(name or f"张{chr(0x5170 + order)}", id_number(order=order))


def session(**changes: Any) -> dict[str, Any]:
    """Values of a faultless session of 建胜镇, 9:00—11:30."""
    good = {
        "title": "安全生产培训", "kind": TrainingKind.SAFETY, "project": None,
        "organizer": Unit.objects.get(name="建胜镇"), "trade": None, "held_on": DAY, "starts": time(9),
        "ends": time(11, 30), "place": "建胜镇会议室", "teacher": "周工", "note": "",
    }  # fmt: skip
    return good | changes


@pytest.fixture
def hold(road: Project, wang: User, at: datetime) -> Hold:
    """Record a session as 建胜镇's filer: `hold([person(1)], starts=time(14), ends=time(16))`."""

    def make(people: Sequence[Stated] = (), by: User | None = None, **changes: Any) -> Training:
        return record_training(values=session(**changes), trainees=people, by=by or wang, at=at)

    return make


def picture(name: str = "现场.png", tone: int = 0) -> SimpleUploadedFile:
    """A small photo; another `tone`, another photo."""
    held = io.BytesIO()
    Image.new("RGB", (20, 10), (tone, 80, 120)).save(held, "PNG")
    return SimpleUploadedFile(name, held.getvalue())


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    """Files are kept in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def photo(hold: Hold, wang: User, at: datetime) -> TrainingFile:
    """A photo of a session with two people."""
    training = hold([person(1), person(2)])
    return add_files(training=training, file_kind="photo", files=[picture()], by=wang, at=at)[0]

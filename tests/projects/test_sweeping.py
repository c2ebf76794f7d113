"""Files left behind by a killed process are found after a day and removed by name; everything known stays."""

from __future__ import annotations

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from projects.models import Approval, Project
from projects.proofs.files import attach_files, remove_file
from projects.proofs.sweeping import orphans, sweep
from tests.projects.proofs import give
from tests.projects.samples import AT
from tests.projects.uploads import another, upload
from units.models import AuditEntry, User
from yidaizhen import checkup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def left_behind(name: str, *, hours: int) -> Path:
    path = Path(settings.MEDIA_ROOT) / "proofs" / "202611" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-")
    written = (AT - timedelta(hours=hours)).timestamp()
    os.utime(path, (written, written))
    return path


def test_only_what_no_row_knows_and_is_a_day_old_is_swept(road: Project, lin: User) -> None:
    approval = give(Approval, road, lin)
    kept, removed = attach_files(target=approval, files=[upload(), upload("二.pdf", another(2))], by=lin, at=AT)
    remove_file(attachment=removed, by=lin, at=AT)
    old, young = left_behind("old.pdf", hours=25), left_behind("young.pdf", hours=23)
    for path in (kept.file.path, removed.file.path):
        os.utime(path, (old.stat().st_mtime, old.stat().st_mtime))
    assert orphans(at=AT) == ["proofs/202611/old.pdf"]
    assert sweep(by=lin, at=AT) == ["proofs/202611/old.pdf"]
    assert not old.exists()
    assert all(Path(path).exists() for path in (kept.file.path, removed.file.path, young))
    assert AuditEntry.objects.get(act="清理无主附件").detail == {"files": ["proofs/202611/old.pdf"]}
    assert sweep(by=lin, at=AT) == []
    assert AuditEntry.objects.filter(act="清理无主附件").count() == 1


def test_the_command_lists_first_and_removes_when_told(lin: User) -> None:
    old = left_behind("old.pdf", hours=24 * 400)
    out = StringIO()
    call_command("sweep_files", "--by", lin.username, stdout=out)
    assert "proofs/202611/old.pdf" in out.getvalue()
    assert old.exists()
    call_command("sweep_files", "--by", lin.username, "--remove", stdout=out)
    assert not old.exists()


def test_the_doctor_names_the_command(lin: User) -> None:
    assert checkup.kept_files(at=AT).ok
    left_behind("old.pdf", hours=25)
    assert "manage.py sweep_files" in checkup.kept_files(at=AT).problems[0]


def test_the_doctor_tells_of_lost_files(road: Project, lin: User) -> None:
    (kept,) = attach_files(target=give(Approval, road, lin), files=[upload()], by=lin, at=AT)
    Path(kept.file.path).unlink()
    assert "1 个附件" in checkup.kept_files(at=AT).problems[0]

"""Files of a session: the signed sheet, photos, papers; kept, handed out to the trail, set aside, never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from labor.models import TrainingFile
from labor.trainings.actions import void_training
from labor.trainings.files import add_files
from projects.proofs.sweeping import lost, orphans
from tests.labor.surveys.pages import act, look, text_of
from tests.labor.trainings.conftest import Hold, person, picture
from tests.projects.uploads import PDF, PROGRAM, on_disk, upload
from units.models import AuditEntry, User
from units.refusals import NotAllowed, WrongState


@pytest.fixture(autouse=True)
def _now(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=True):
        yield


def test_several_photos_come_at_once_and_are_shown_with_who_and_when(hold: Hold, wang: User) -> None:
    training = hold([person(1)])
    files = [picture("一.png", 1), picture("二13800001234.png", 2)]
    answer = act(wang, "training_file_add", training.pk, file_kind="photo", attachments=files)
    assert answer.status_code == 302
    page = text_of(look(wang, "training_detail", training.pk))
    assert "影像（2个）" in page
    assert "一.png" in page
    assert "二138****1234.png" in page
    assert "王溪于" in page
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.rows) == ("上传影像", 2)


@pytest.mark.parametrize(
    ("kind", "file", "sentence"),
    [
        ("photo", upload("签到表.pdf"), "影像只收JPG、PNG"),
        ("sheet", SimpleUploadedFile("签到.xlsx", PROGRAM), "签到.xlsx"),
        ("sheet", SimpleUploadedFile("签到.pdf", PROGRAM), "签到.pdf"),
    ],
)
def test_an_unfit_file_keeps_all_of_them_out(
    hold: Hold, wang: User, kind: str, file: SimpleUploadedFile, sentence: str
) -> None:
    training = hold([person(1)])
    answer = act(wang, "training_file_add", training.pk, file_kind=kind, attachments=[picture(), file])
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not TrainingFile.objects.exists()
    assert not on_disk()


def test_the_same_content_is_not_kept_twice(photo: TrainingFile, wang: User) -> None:
    answer = act(wang, "training_file_add", photo.training_id, file_kind="photo", attachments=[picture("再传.png")])
    assert (answer.status_code, "内容相同" in text_of(answer)) == (422, True)
    assert len(on_disk()) == 1


def test_nothing_chosen_is_said(photo: TrainingFile, wang: User) -> None:
    answer = act(wang, "training_file_add", photo.training_id, file_kind="photo")
    assert (answer.status_code, "请选择要上传的文件" in text_of(answer)) == (422, True)


def test_a_download_is_whole_under_its_name_and_goes_to_the_trail(photo: TrainingFile, leader: User) -> None:
    answer = act(leader, "training_file_download", photo.pk)
    assert answer.content == picture().read()
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.detail["name"]) == ("下载影像", "现场.png")


def test_a_removed_file_stays_for_the_trail_and_is_not_handed_out(photo: TrainingFile, wang: User) -> None:
    assert act(wang, "training_file_remove", photo.pk).status_code == 302
    photo.refresh_from_db()
    assert photo.removed_by == wang
    assert len(on_disk()) == 1
    page = text_of(look(wang, "training_detail", photo.training_id))
    assert "已移除 1 个" in page
    assert "缺影像" in page
    assert act(wang, "training_file_download", photo.pk).status_code == 302
    assert act(wang, "training_file_remove", photo.pk).status_code == 302
    assert AuditEntry.objects.filter(act="移除影像").count() == 1


def test_a_file_changed_on_the_disk_is_not_handed_out(photo: TrainingFile, wang: User) -> None:
    on_disk().pop().write_bytes(PDF)
    assert act(wang, "training_file_download", photo.pk).status_code == 302
    assert not AuditEntry.objects.filter(act="下载影像").exists()


@pytest.mark.parametrize(("who", "status"), [("leader", 403), ("zhao", 404), ("sysadmin", 403)])
def test_others_remove_nothing(request: pytest.FixtureRequest, photo: TrainingFile, who: str, status: int) -> None:
    assert act(request.getfixturevalue(who), "training_file_remove", photo.pk).status_code == status
    photo.refresh_from_db()
    assert photo.removed_at is None


def test_a_void_session_keeps_its_files_as_they_are(photo: TrainingFile, wang: User, zhao: User, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        add_files(training=photo.training, file_kind="photo", files=[picture(tone=9)], by=zhao, at=at)
    void_training(training=photo.training, reason="重复登记", by=wang, at=at)
    with pytest.raises(WrongState, match="已经作废"):
        add_files(training=photo.training, file_kind="photo", files=[picture(tone=9)], by=wang, at=at)
    assert len(on_disk()) == 1
    assert act(wang, "training_file_download", photo.pk).status_code == 200


def test_the_sweeping_of_orphans_knows_a_sessions_files(photo: TrainingFile, at: datetime) -> None:
    assert orphans(at=at.replace(year=2030)) == []
    assert lost() == 0
    on_disk().pop().unlink()
    assert lost() == 1

"""附件: all files of one act are kept or none; what is removed stays on record."""

from __future__ import annotations

from datetime import timedelta
from hashlib import new
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from projects.models import (
    Approval,
    Attachment,
    Condition,
    DemandNotice,
    Funding,
    FundingSource,
    Project,
    Rectification,
    RectificationState,
    Stage,
    StageAct,
    StageStep,
)
from projects.proofs.files import MOST_AT_ONCE, atomic_with_files, attach_files, clean_name, remove_file
from tests.projects.proofs import ask_rectification, give, void
from tests.projects.samples import AT
from tests.projects.uploads import PDF, PROGRAM, another, on_disk, upload
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.django_db


def add(approval: Approval, by: User, *files: SimpleUploadedFile) -> list[Attachment]:
    return attach_files(target=approval, files=files, by=by, at=AT)


class TestAdding:
    def test_files_are_kept_with_their_type_size_and_digest(self, approval: Approval, chen_filer: User) -> None:
        (kept,) = add(approval, chen_filer, upload("批复.pdf"))
        assert (kept.name, kept.kind, kept.size, kept.proof_id) == ("批复.pdf", "pdf", len(PDF), approval.pk)
        assert kept.digest == new("sm3", PDF).hexdigest()
        assert (Path(settings.MEDIA_ROOT) / str(kept.file)).read_bytes() == PDF
        assert "批复" not in str(kept.file)
        assert AuditEntry.objects.filter(act="上传附件", by=chen_filer, rows=1).count() == 1

    def test_a_funding_takes_files_too(self, road: Project, lin: User) -> None:
        funding = Funding.objects.create(project=road, source=FundingSource.DISTRICT, label="区级财政")
        (kept,) = attach_files(target=funding, files=[upload()], by=lin, at=AT)
        assert (kept.funding, kept.proof) == (funding, None)

    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            ("批复.pdf", PROGRAM, "不是可用的格式"),
            ("批复.pdf", "这是一段文字".encode(), "不是可用的格式"),
            ("批复.exe", PDF, "扩展名改为.pdf"),
            ("批复.pdf", b"", "空文件"),
        ],
    )
    def test_what_only_pretends_is_refused_and_leaves_nothing(
        self, approval: Approval, lin: User, name: str, content: bytes, says: str
    ) -> None:
        before = on_disk()
        with pytest.raises(Refusal, match=says):
            add(approval, lin, upload(name, content))
        assert not Attachment.objects.exists()
        assert on_disk() == before

    def test_one_bad_file_keeps_the_good_one_out_and_each_bad_one_is_named(self, approval: Approval, lin: User) -> None:
        before = on_disk()
        with pytest.raises(Refusal) as refused:
            add(approval, lin, upload("好.pdf"), upload("假.pdf", PROGRAM), upload("空.png", b""))
        assert [sentence[:3] for sentence in refused.value.sentences] == ["“假.", "“空."]
        assert not Attachment.objects.exists()
        assert on_disk() == before

    def test_a_failure_after_writing_deletes_what_was_written(self, approval: Approval, lin: User) -> None:
        before = on_disk()

        @atomic_with_files()
        def act() -> None:
            add(approval, lin, upload("一.pdf", another(1)), upload("二.pdf", another(2)))
            assert len(on_disk()) == len(before) + 2
            raise Refusal("后面出了错。")

        with pytest.raises(Refusal):
            act()
        assert not Attachment.objects.exists()
        assert on_disk() == before

    def test_a_failure_at_the_second_row_deletes_the_first_file(
        self, approval: Approval, lin: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before, saved = on_disk(), Attachment.save
        monkeypatch.setattr(
            Attachment, "save", lambda self, **options: saved(self, **options) if self.name == "一.pdf" else 1 / 0
        )
        with pytest.raises(ZeroDivisionError):
            add(approval, lin, upload("一.pdf", another(1)), upload("二.pdf", another(2)))
        assert not Attachment.objects.exists()
        assert on_disk() == before

    def test_what_an_inner_act_undid_alone_leaves_the_outer_files(self, approval: Approval, lin: User) -> None:
        with atomic_with_files():
            add(approval, lin, upload("一.pdf", another(1)))
            with pytest.raises(Refusal), transaction.atomic():
                add(approval, lin, upload("二.pdf", another(1)))
        assert [one.name for one in Attachment.objects.all()] == ["一.pdf"]
        assert Path(Attachment.objects.get().file.path).is_file()

    def test_the_same_content_twice_is_refused(self, approval: Approval, lin: User) -> None:
        add(approval, lin, upload("一.pdf"))
        with pytest.raises(Refusal, match="“二.pdf”与“一.pdf”内容相同"):
            add(approval, lin, upload("二.pdf"))

    def test_too_many_at_once_are_refused(self, approval: Approval, lin: User) -> None:
        many = [upload(f"{number}.pdf", another(number)) for number in range(MOST_AT_ONCE + 1)]
        with pytest.raises(Refusal, match="一次最多上传20个"):
            add(approval, lin, *many)
        assert not Attachment.objects.exists()

    @pytest.mark.parametrize(
        ("said", "kept"),
        [
            ("C:\\文件\\批复.pdf", "批复.pdf"),
            ("../../etc/批复.pdf", "批复.pdf"),
            ("批\u202efdp.复\x00.pdf", "批fdp.复.pdf"),
            ('批<复>"?.pdf', "批_复_.pdf"),
            ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
            ("", "附件"),
        ],
    )
    def test_a_name_is_cleaned_and_cut(self, said: str, kept: str) -> None:
        assert clean_name(said) == kept


class TestWhoAndWhen:
    def test_another_township_may_not(self, approval: Approval, wang: User) -> None:
        with pytest.raises(NotAllowed, match="行业主管部门的填报人或审核人"):
            add(approval, wang, upload())

    def test_the_township_adds_to_its_demand_notices(self, road: Project, wang: User, zhao: User) -> None:
        notice = give(DemandNotice, road, wang)
        assert attach_files(target=notice, files=[upload()], by=wang, at=AT)
        with pytest.raises(NotAllowed, match="责任镇街"):
            attach_files(target=notice, files=[upload()], by=zhao, at=AT)

    def test_the_answering_side_adds_to_a_rectification(self, road: Project, wang: User, lin: User, zhao: User) -> None:
        rectification = ask_rectification(road, lin)
        assert attach_files(target=rectification, files=[upload()], by=wang, at=AT)
        with pytest.raises(NotAllowed):
            attach_files(target=rectification, files=[upload()], by=zhao, at=AT)

    def test_who_was_inspected_leaves_the_inspectors_photos_alone(
        self, road: Project, wang: User, lin: User, chen_filer: User
    ) -> None:
        seen = ask_rectification(road, wang).inspection
        (photo,) = attach_files(target=seen, files=[upload()], by=wang, at=AT)
        for act in (
            lambda: attach_files(target=seen, files=[upload("二.pdf", another(2))], by=chen_filer, at=AT),
            lambda: remove_file(attachment=photo, by=chen_filer, at=AT),
        ):
            with pytest.raises(NotAllowed, match="检查单位的取证"):
                act()
        assert remove_file(attachment=photo, by=lin, at=AT).removed_by == lin

    @pytest.mark.parametrize(
        ("changed", "says"),
        [
            ({"stage": Stage.ARCHIVED}, "已归档"),
            ({"condition": Condition.REMOVED, "condition_reason": "停建", "condition_since": AT.date()}, "已调出清单"),
        ],
    )
    def test_a_closed_project_takes_nothing(
        self, approval: Approval, lin: User, changed: dict[str, object], says: str
    ) -> None:
        (kept,) = add(approval, lin, upload())
        Project.objects.filter(pk=approval.project_id).update(**changed)
        with pytest.raises(WrongState, match=says):
            add(approval, lin, upload("二.pdf", another(2)))
        with pytest.raises(WrongState, match=says):
            remove_file(attachment=kept, by=lin, at=AT)

    def test_a_voided_proof_takes_nothing(self, approval: Approval, lin: User) -> None:
        void(approval, lin)
        with pytest.raises(WrongState, match="已作废"):
            add(approval, lin, upload())

    def test_a_closed_rectification_keeps_its_files(self, road: Project, wang: User, lin: User) -> None:
        rectification = ask_rectification(road, lin)
        (kept,) = attach_files(target=rectification, files=[upload()], by=wang, at=AT)
        Rectification._default_manager.update(state=RectificationState.CLOSED, closed_at=AT, closed_by=lin)
        with pytest.raises(WrongState, match="已核验销号"):
            remove_file(attachment=kept, by=wang, at=AT)
        with pytest.raises(WrongState, match="已核验销号"):
            attach_files(target=rectification, files=[upload("二.pdf", another(2))], by=wang, at=AT)


class TestRemoving:
    def test_the_row_and_the_file_stay_on_record(self, approval: Approval, lin: User, chen_filer: User) -> None:
        (kept,) = add(approval, chen_filer, upload())
        removed = remove_file(attachment=kept, by=lin, at=AT)
        assert (removed.removed_at, removed.removed_by) == (AT, lin)
        assert not approval.files.in_force().exists()
        assert Path(removed.file.path).is_file()
        assert AuditEntry.objects.filter(act="移除附件", by=lin).count() == 1

    def test_removing_twice_is_refused(self, approval: Approval, lin: User) -> None:
        (kept,) = add(approval, lin, upload())
        remove_file(attachment=kept, by=lin, at=AT)
        with pytest.raises(WrongState, match="已经移除"):
            remove_file(attachment=kept, by=lin, at=AT)

    def test_a_file_on_which_a_passed_stage_rests_stays_and_a_later_one_may_go(
        self, approval: Approval, road: Project, lin: User
    ) -> None:
        (early,) = add(approval, lin, upload())
        step = StageStep.objects.create(
            project=road, act=StageAct.CONTRACT, stage_before=Stage.PREPARATION, stage=Stage.CONTRACTED,
            condition=Condition.NORMAL, at=AT + timedelta(hours=1), by=lin,
        )  # fmt: skip
        step.proofs.add(approval)
        later = AT + timedelta(hours=2)
        (late,) = attach_files(target=approval, files=[upload("二.pdf", another(2))], by=lin, at=later)
        with pytest.raises(WrongState, match="“转入招标合同”办理时依据了这个附件"):
            remove_file(attachment=early, by=lin, at=later)
        assert remove_file(attachment=late, by=lin, at=later).removed_at == later

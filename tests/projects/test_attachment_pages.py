"""The pages of 附件: added later, handed out as they came, removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from projects.models import (
    Approval,
    Attachment,
    Disbursement,
    DisbursementStep,
    Funding,
    FundingSource,
    Project,
    ProofKind,
    Rectification,
)
from projects.proofs.files import attach_files, remove_file
from tests.cast import Engage
from tests.projects.pages import page
from tests.projects.proofs import ask_rectification
from tests.projects.samples import AT
from tests.projects.uploads import PDF, PROGRAM, another, upload
from units.models import AuditEntry, Role, Unit, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(approval: Approval, lin: User) -> Attachment:
    (kept,) = attach_files(target=approval, files=[upload("批复 原件.pdf")], by=lin, at=AT)
    return kept


def test_a_file_is_added_later(client: Client, approval: Approval, chen_filer: User) -> None:
    client.force_login(chen_filer)
    address = reverse("attachment_add", args=[approval.pk])
    assert client.get(address).status_code == 200
    answer = client.post(address, {"attachments": [upload("补.pdf")]})
    assert answer.url == reverse("proof_detail", args=[approval.pk])
    assert "补.pdf" in page(client, "proof_detail", approval.pk)


def test_a_fundings_file_is_added_and_leads_back_to_it(client: Client, road: Project, chen_filer: User) -> None:
    funding = Funding.objects.create(project=road, source=FundingSource.DISTRICT, label="区级财政")
    client.force_login(chen_filer)
    answer = client.post(reverse("funding_file_add", args=[funding.pk]), {"attachments": [upload()]})
    assert answer.url == reverse("money_detail", args=[funding.pk])
    assert funding.files.count() == 1


@pytest.mark.parametrize(("files", "says"), [([], "请选择要上传的文件"), ([("假.pdf", PROGRAM)], "不是可用的格式")])
def test_what_is_not_a_sound_file_is_refused(
    client: Client, approval: Approval, lin: User, files: list[tuple[str, bytes]], says: str
) -> None:
    client.force_login(lin)
    sent = {"attachments": [upload(*one) for one in files]} if files else {}
    answer = client.post(reverse("attachment_add", args=[approval.pk]), sent)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Attachment.objects.exists()


def test_the_township_may_not_add_to_an_approval(client: Client, approval: Approval, wang: User) -> None:
    client.force_login(wang)
    assert client.get(reverse("attachment_add", args=[approval.pk])).status_code == 403


def test_a_file_is_handed_out_as_it_came_and_told_to_the_trail(client: Client, file: Attachment, wang: User) -> None:
    client.force_login(wang)
    answer = client.post(reverse("attachment_download", args=[file.pk]))
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "%E6%89%B9%E5%A4%8D" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert AuditEntry.objects.filter(act="下载附件", by=wang).count() == 1


def test_handing_out_is_never_a_get(client: Client, file: Attachment, lin: User) -> None:
    client.force_login(lin)
    assert client.get(reverse("attachment_download", args=[file.pk])).status_code == 405
    assert client.get(reverse("attachment_remove", args=[file.pk])).status_code == 405


def test_another_township_finds_no_file(client: Client, file: Attachment, zhao: User) -> None:
    client.force_login(zhao)
    for name in ("attachment_download", "attachment_remove"):
        assert client.post(reverse(name, args=[file.pk])).status_code == 404


@pytest.mark.parametrize(("harm", "says"), [("lost", "服务器上找不到"), ("altered", "与上传时的校验值不符")])
def test_a_lost_or_altered_file_is_told_in_a_sentence(
    client: Client, file: Attachment, lin: User, harm: str, says: str
) -> None:
    path = Path(file.file.path)
    path.unlink() if harm == "lost" else path.write_bytes(b"%PDF-other")
    client.force_login(lin)
    answer = client.post(reverse("attachment_download", args=[file.pk]), follow=True)
    assert says in answer.content.decode()
    assert not AuditEntry.objects.filter(act="下载附件").exists()


def test_a_removed_file_is_struck_out_and_not_handed_out(
    client: Client, file: Attachment, approval: Approval, lin: User
) -> None:
    client.force_login(lin)
    answer = client.post(reverse("attachment_remove", args=[file.pk]), follow=True)
    assert "已移除“批复 原件.pdf”" in answer.content.decode()
    shown = page(client, "proof_detail", approval.pk)
    assert "已移除 1 个" in shown
    assert reverse("attachment_download", args=[file.pk]) not in shown
    refused = client.post(reverse("attachment_download", args=[file.pk]), follow=True)
    assert "已经移除，不能下载" in refused.content.decode()


def test_removing_it_again_is_told_in_a_sentence(client: Client, file: Attachment, lin: User) -> None:
    remove_file(attachment=file, by=lin, at=AT)
    client.force_login(lin)
    answer = client.post(reverse("attachment_remove", args=[file.pk]), follow=True)
    assert "已经移除，不必再办" in answer.content.decode()


def test_who_only_reads_may_not_remove(client: Client, file: Attachment, wang: User) -> None:
    client.force_login(wang)
    assert client.post(reverse("attachment_remove", args=[file.pk])).status_code == 403
    assert not Attachment.objects.exclude(removed_at=None).exists()


def test_the_finance_bureau_adds_to_what_it_disbursed_and_reads_it(
    client: Client, road: Project, lin: User, engage: Engage
) -> None:
    purse = engage("purse", Role.UNIT_FILER, "区财政局")
    funding = Funding.objects.create(project=road, source=FundingSource.DISTRICT, label="区级财政")
    paid = Disbursement._default_manager.create(
        project=road, proof_kind=ProofKind.DISBURSEMENT, recorded_at=AT, recorded_by=lin, funding=funding,
        step=DisbursementStep.ALLOCATED, amount_fen=100, done_on=AT.date(), voucher="渡财1号",
    )  # fmt: skip
    client.force_login(purse)
    add_url = reverse("attachment_add", args=[paid.pk])
    assert add_url in page(client, "money_detail", funding.pk)
    answer = client.post(add_url, {"attachments": [upload("凭证.pdf")]})
    assert answer.url == reverse("money_detail", args=[funding.pk])
    voucher = paid.files.get()
    assert client.post(reverse("attachment_download", args=[voucher.pk])).content == PDF
    answer = client.post(reverse("attachment_remove", args=[voucher.pk]))
    assert answer.url == reverse("money_detail", args=[funding.pk])


def test_the_finance_bureau_finds_no_file_beside_the_money(client: Client, file: Attachment, engage: Engage) -> None:
    client.force_login(engage("purse", Role.UNIT_FILER, "区财政局"))
    assert client.get(reverse("attachment_add", args=[file.proof_id])).status_code == 404
    assert client.post(reverse("attachment_download", args=[file.pk])).status_code == 404


def test_who_answers_for_a_rectification_of_another_territory_reads_its_files_alone(
    client: Client, road: Project, lin: User, zhao: User, file: Attachment
) -> None:
    rectification = ask_rectification(road, lin)
    Rectification._default_manager.update(responsible=Unit.objects.get(name="八桥镇"), responsible_name="八桥镇")
    rectification.refresh_from_db()
    client.force_login(zhao)
    add_url = reverse("attachment_add", args=[rectification.pk])
    assert add_url in page(client, "rectification_detail", rectification.pk)
    client.post(add_url, {"attachments": [upload("整改.pdf", another(3))]})
    photo = rectification.files.get()
    assert client.post(reverse("attachment_download", args=[photo.pk])).status_code == 200
    assert client.post(reverse("attachment_download", args=[file.pk])).status_code == 404

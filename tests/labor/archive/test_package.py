"""备案 and 归档: a package that holds everything with its digests, filed when whole, then read only."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from labor.archive.contents import items_of
from labor.archive.filing import archive_roll, file_roll
from labor.archive.package import package_of
from labor.models import BankForm, PublicNotice, RollFile, RollFileKind, RollState, WageLine, WageRoll
from labor.pay import guards
from labor.pay.digests import content_digest
from labor.pay.guards import NotYet
from labor.pay.way import stops_of
from projects.keeping_files import look_into, take_in
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll
from tests.labor.payments.sent import answer, send
from tests.labor.sheets import card_number, id_number
from tests.projects.uploads import PDF
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState

TODAY = AT.date()
WHY = "报区人力社保局备案"


@pytest.fixture
def paid(roll_in: MakeRoll, form: BankForm, chen_filer: User, monkeypatch: pytest.MonkeyPatch) -> WageRoll:
    """A roll that went its whole way: signed, posted, paid."""
    roll = roll_in(RollState.READY, people=2)
    PublicNotice.objects.create(
        roll=roll, round=1, places=["township", "village"], starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 9),
        lines=2, sum_fen=8_400_00, digest=content_digest(roll), posted_at=AT, posted_by=chen_filer,
    )  # fmt: skip
    sound, _ = look_into([SimpleUploadedFile("签字表.pdf", PDF)])
    kept = {"roll": roll, "file_kind": RollFileKind.SIGNED}
    take_in(files=sound, there={}, row=lambda: RollFile(**kept), by=chen_filer, at=AT)
    with monkeypatch.context() as unguarded:
        unguarded.setattr(guards, "_GUARDS", {})
        send(roll, form, chen_filer)
    WageLine.objects.filter(roll=roll).update(pay_on=TODAY, voucher="S1", is_paid=True, signed_on=TODAY)
    return answer(roll, {}, chen_filer)


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_package_lists_every_paper_with_its_digest_and_hides_numbers(paid: WageRoll, lin: User) -> None:
    package = package_of(roll=paid, full=False, reason=WHY, by=lin, at=AT)
    files = opened(package.content)
    assert [name.split("-", 1)[1] for name in sorted(files)] == [
        "目录.txt", "工资台账.xlsx", "公示表-第1次.pdf", "公示情况说明.pdf", "支付与回执.xlsx",
        "办理经过和审定意见.xlsx", "签字表/01-签字表.pdf",
    ]  # fmt: skip
    listed = files["00-目录.txt"].decode("utf-8-sig")
    assert all(digest in listed for _, _, digest in package.contents)
    cells = str(list(load_workbook(io.BytesIO(files["01-工资台账.xlsx"])).active.iter_rows(values_only=True)))
    assert not any(number in cells for number in (id_number(order=1), card_number(1)))
    assert WHY in cells
    assert AuditEntry.objects.get(act="打包备案材料").detail["full"] is False


def test_whole_numbers_stand_in_the_ledger_alone_when_asked_for(paid: WageRoll, chen_filer: User, zhao: User) -> None:
    files = opened(package_of(roll=paid, full=True, reason=WHY, by=chen_filer, at=AT).content)
    with_number = [
        name
        for name, content in files.items()
        if name.endswith(".xlsx")
        and any(
            id_number(order=1) in str(row)
            for sheet in load_workbook(io.BytesIO(content))
            for row in sheet.iter_rows(values_only=True)
        )
    ]
    assert with_number == ["01-工资台账.xlsx"]
    assert AuditEntry.objects.get(act="打包备案材料").detail["full"] is True
    with pytest.raises(NotAllowed):
        package_of(roll=paid, full=True, reason=WHY, by=zhao, at=AT)


def test_filed_once_whole_then_archived_by_the_office_and_read_only(
    paid: WageRoll, chen_filer: User, lin: User
) -> None:
    filed = file_roll(roll=paid, filed_on=TODAY, number="人社备2026-11", by=chen_filer, at=AT)
    assert filed.state == RollState.FILED
    assert "回执号人社备2026-11" in str(filed.steps.last().changes)
    with pytest.raises(NotAllowed):
        archive_roll(roll=filed, by=chen_filer, at=AT)
    archived = archive_roll(roll=filed, by=lin, at=AT)
    assert archived.state == RollState.ARCHIVED
    stop = stops_of(archived, archived.steps.all())[-1]
    assert stop.step is not None
    assert (stop.label, stop.word, stop.step.by) == ("归档", "已办", lin)
    with pytest.raises(WrongState):
        file_roll(roll=archived, filed_on=TODAY, number="", by=chen_filer, at=AT)


def test_what_is_missing_is_said_paper_by_paper(roll_in: MakeRoll, chen_filer: User) -> None:
    roll = roll_in(RollState.PAID)
    with pytest.raises(NotYet) as refused:
        file_roll(roll=roll, filed_on=TODAY, number="", by=chen_filer, at=AT)
    assert len(refused.value.sentences) == 4
    assert "还有2人没有发放成功" in refused.value.sentences[0]
    assert [item.label for item in items_of(roll) if item.lack] == [
        "工资台账", "本人签字表", "公示表和公示情况说明", "银行回执",
    ]  # fmt: skip


@pytest.mark.parametrize(("day", "said"), [(date(2026, 11, 13), "还没有到"), (date(2026, 11, 1), "早于最后一笔发放")])
def test_a_day_that_cannot_be_is_refused_and_nothing_moves(
    paid: WageRoll, chen_filer: User, day: date, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        file_roll(roll=paid, filed_on=day, number="", by=chen_filer, at=AT)
    paid.refresh_from_db()
    assert paid.state == RollState.PAID


def test_a_lost_file_keeps_a_roll_from_the_archive(paid: WageRoll, chen_filer: User, lin: User) -> None:
    filed = file_roll(roll=paid, filed_on=TODAY, number="", by=chen_filer, at=AT)
    file = RollFile.objects.get(roll=paid)
    file.file.storage.delete(file.file.name)
    with pytest.raises(Refusal, match="找不到“签字表.pdf”"):
        archive_roll(roll=filed, by=lin, at=AT)
    filed.refresh_from_db()
    assert filed.state == RollState.FILED


def test_the_page_says_what_is_there_and_takes_the_form(paid: WageRoll, client: Client, chen_filer: User) -> None:
    client.force_login(chen_filer)
    address = f"/rolls/{paid.pk}/"
    assert "登记备案" in client.get(f"{address}archive/").content.decode()
    refused = client.post(f"{address}package/", {"reason": "看", "full": "yes"})
    assert refused.status_code == 422
    assert "至少四个字" in refused.content.decode()
    assert client.post(f"{address}package/", {"reason": WHY})["Content-Type"] == "application/zip"
    wrong = client.post(f"{address}file/", {"filed_on": "2026-13-01", "number": "甲-1", "version": paid.version})
    assert wrong.status_code == 422
    assert 'value="甲-1"' in wrong.content.decode()
    done = client.post(f"{address}file/", {"filed_on": TODAY.isoformat(), "number": "甲-1", "version": paid.version})
    assert done.status_code == 302
    assert "回执号甲-1" in client.get(f"{address}archive/").content.decode()

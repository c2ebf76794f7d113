"""维权告示牌: begun from project and contract, kept in versions, printed with the district's contacts."""

from __future__ import annotations

import subprocess
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from labor.models import BoardContacts, RightsBoard
from labor.notices.boards import TEXTS, begun_for, save_board
from labor.notices.contacts import contacts_on, set_contacts, taken_by
from projects.models import Contract, Project, ProofKind
from tests.labor.conftest import AT
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState
from units.secrecy import seal

PHONE = "13900001234"
TOLD = {
    "builder": "建胜镇人民政府", "contractor": "重庆演示建设有限公司", "subcontractors": "", "site_office": "",
    "supervisor": "区农业农村委", "supervisor_phone": "023-68900005", "officer": "周密", "pay_date": "每月25日前",
}  # fmt: skip
CALLED = {
    "complaint": "12333", "arbitration": "区劳动人事争议仲裁院", "legal_aid": "12348", "legal_line": "12348",
    "office_phone": "023-68900003",
}  # fmt: skip


def call(by: User, **changed: Any) -> BoardContacts:
    values = {"starts_on": date(2026, 11, 1), "notice_days": 7, "township_phones": {}, **CALLED, **changed}
    return set_contacts(values=values, by=by, at=AT)


def test_a_board_begins_with_what_the_contract_says_and_keeps_every_version(
    road: Project, chen_filer: User, zhao: User
) -> None:
    Contract.objects.create(
        project=road, proof_kind=ProofKind.CONTRACT, recorded_at=AT, recorded_by=chen_filer, client="建胜镇人民政府",
        contractor="重庆演示建设有限公司", credit_code="11500104009286420B", amount_fen=1, signed_on=date(2026, 3, 1),
        clause="优先吸纳当地群众", officer="周密", officer_phone_sealed=seal(PHONE), officer_phone_masked="139****1234",
    )  # fmt: skip
    begun = begun_for(road)
    assert (begun.contractor, begun.officer, begun.officer_phone_masked) == (TOLD["contractor"], "周密", "139****1234")
    first = save_board(project=road, values=TOLD, phone="", seen=0, by=chen_filer, at=AT)
    assert (first.version, first.officer_phone_masked) == (1, "139****1234")
    with pytest.raises(WrongState, match="第1版"):
        save_board(project=road, values=TOLD, phone="", seen=0, by=chen_filer, at=AT)
    with pytest.raises(NotAllowed):
        save_board(project=road, values=TOLD, phone="", seen=1, by=zhao, at=AT)
    save_board(project=road, values=TOLD | {"pay_date": "每月20日前"}, phone="", seen=1, by=chen_filer, at=AT)
    assert list(RightsBoard.objects.values_list("version", "pay_date")) == [(2, "每月20日前"), (1, "每月25日前")]
    assert PHONE not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_everything_a_board_lacks_is_said_at_once(road: Project, chen_filer: User) -> None:
    with pytest.raises(Refusal) as refused:
        save_board(project=road, values=dict.fromkeys(TEXTS, ""), phone="1390000", seen=0, by=chen_filer, at=AT)
    assert len(refused.value.sentences) == 7


def test_contacts_are_the_offices_own_dated_and_no_mobile_stands_in_them(
    road: Project, lin: User, chen_filer: User
) -> None:
    with pytest.raises(NotAllowed):
        call(chen_filer)
    with pytest.raises(Refusal) as refused:
        call(lin, complaint=f"王某{PHONE}", notice_days=6)
    assert ["个人手机号" in refused.value.sentences[0], "不少于7天" in refused.value.sentences[1]] == [True, True]
    call(lin)
    call(lin, starts_on=date(2026, 12, 1), township_phones={road.township.code: "023-68900004"})
    held = contacts_on(date(2026, 11, 30))
    assert held is not None
    assert held.township_phones == {}
    assert taken_by(road, date(2026, 12, 1))[0] == ("建胜镇人民政府", "023-68900004")


@pytest.mark.usefixtures("standards")
def test_the_board_is_filled_in_and_printed_at_a_gate(client: Client, road: Project, lin: User, leader: User) -> None:
    with time_machine.travel(AT, tick=False):
        client.force_login(lin)
        page, edit = reverse("rights_board", args=[road.pk]), reverse("rights_board_edit", args=[road.pk])
        assert "还没有填写告示牌" in client.get(page).content.decode()
        typed = TOLD | {"officer_phone": "139", "version": 0}
        refused = client.post(edit, typed)
        assert (refused.status_code, "每月25日前" in refused.content.decode()) == (422, True)
        assert client.post(edit, typed | {"officer_phone": PHONE}).headers["Location"] == page
        lacking = client.post(reverse("rights_board_print", args=[road.pk]), {"paper": "A3"})
        assert (lacking.status_code, "投诉举报" in lacking.content.decode()) == (422, True)
        contacts = reverse("rights_contacts")
        assert (
            client.post(contacts, CALLED | {"starts_on": "2026-11-01", "notice_days": 7}).headers["Location"]
            == contacts
        )
        shown = client.get(page).content.decode()
        assert (PHONE in shown, "139****1234" in shown) == (False, True)
        printed = client.post(reverse("rights_board_print", args=[road.pk]), {"paper": "A3"})
        told = subprocess.run(["pdftotext", "-", "-"], input=printed.content, capture_output=True, check=True).stdout
        assert all(words in told.decode() for words in (PHONE, "2100元/月", "12333", "周密", "每月25日前"))
        client.force_login(leader)
        assert (client.get(page).status_code, client.get(edit).status_code) == (200, 403)
        assert client.get(contacts).status_code == 403

"""Pages of a roll's way: what stands at their head, who presses what, what a refused act leaves on the page."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from labor.models import ApprovalBand, RollAct, RollFile, RollState, WageLine, WageRoll
from labor.pay.bands import set_bands
from labor.pay.files import add_files
from labor.waiting import waiting_for
from projects.models import Period, Project
from tests.cast import Engage
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll, line_of, make_roll
from tests.labor.trainings.conftest import picture
from units.command import NotDone
from units.models import AuditEntry, Role, User
from units.secrecy import unseal

Enter = Callable[[User], Client]
PURPOSE = {"reason": "交本人签字"}
TODAY = date(2026, 11, 12)


@pytest.fixture(autouse=True)
def _today(settings: Settings, tmp_path: Path, time_machine) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def enter(client: Client) -> Enter:
    def go(user: User) -> Client:
        client.force_login(user)
        return client

    return go


def at(name: str, pk: int) -> str:
    return reverse(name, args=[pk])


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_the_head_says_who_did_what_and_all_that_is_lacking(enter: Enter, roll_in: MakeRoll, chen_filer: User) -> None:
    roll = roll_in(RollState.SIGNING)
    for name in ("roll_detail", "roll_signing", "roll_trail"):
        body = text(enter(chen_filer).get(at(name, roll.pk)))
        assert 'aria-current="step"' in body
        assert "还缺 2 项" in body
        assert "还有2人没有登记签字" in body
        assert "还没有上传签好字的签字表影像" in body


def test_a_button_moves_the_roll_and_a_late_one_says_who_was_first(
    enter: Enter, roll_in: MakeRoll, chen_filer: User, chen_reviewer: User
) -> None:
    roll = roll_in(RollState.OWNER)
    done = enter(chen_reviewer).post(at("roll_move", roll.pk), {"act": "approve", "version": "0"}, follow=True)
    assert "审定意见已登记" in text(done)
    late = enter(chen_reviewer).post(
        at("roll_move", roll.pk), {"act": "hand_back", "version": "0", "reason": "李四少记一天"}
    )
    assert late.status_code == 422
    assert "陈岭已于2026年11月12日14:05办理“审定”" in text(late)
    assert "李四少记一天" in text(late)


def test_the_sheet_to_sign_is_masked_marked_and_audited(enter: Enter, roll_in: MakeRoll, chen_filer: User) -> None:
    roll = roll_in(RollState.SIGNING)
    refused = enter(chen_filer).post(at("roll_print", roll.pk), {"reason": "签"})
    assert (refused.status_code, "至少四个字" in text(refused)) == (422, True)
    assert enter(chen_filer).post(at("roll_print", roll.pk), PURPOSE | {"part": "2"}).status_code == 422
    paper = enter(chen_filer).post(at("roll_print", roll.pk), PURPOSE)
    assert paper.content.startswith(b"%PDF")
    assert AuditEntry.objects.get(act="打印发放表").rows == 2


def test_people_are_ticked_and_sheets_uploaded_on_the_page(enter: Enter, roll_in: MakeRoll, chen_filer: User) -> None:
    roll, client = roll_in(RollState.SIGNING), enter(chen_filer)
    line = roll.lines.order_by("pk")[0]
    said = {"how": "selected", "line": [str(line.pk)], "signed_on": "2026-11-13", "version": "0"}
    refused = client.post(at("roll_sign", roll.pk), said)
    assert refused.status_code == 422
    assert "还没有到" in text(refused)
    assert 'value="2026-11-13"' in text(refused)
    assert refused.context["ticked"] == {line.pk}
    assert client.post(at("roll_sign", roll.pk), said | {"signed_on": "2026-11-12"}).status_code == 302
    assert client.post(at("roll_sign", roll.pk), {"how": "all", "signed_on": ""}).status_code == 422
    client.post(at("roll_sign", roll.pk), {"how": "all", "signed_on": "2026-11-12"})
    client.post(at("roll_sign", roll.pk), {"how": "undo", "line": [str(line.pk)]})
    assert roll.lines.filter(signed_on=None).get() == line
    sheet = SimpleUploadedFile("签字表.txt", "不是图".encode())
    wrong = client.post(at("roll_file_add", roll.pk), {"file_kind": "signed", "attachments": sheet})
    assert wrong.status_code == 422
    client.post(at("roll_file_add", roll.pk), {"file_kind": "signed", "attachments": picture("签字表.png")})
    kept = RollFile.objects.get(roll=roll)
    assert client.post(at("roll_file_download", kept.pk)).content.startswith(b"\x89PNG")
    assert client.post(at("roll_file_remove", kept.pk), {"reason": ""}).status_code == 422
    client.post(at("roll_file_remove", kept.pk), {"reason": "扫描不清"})
    assert "已移除 1 个" in text(client.get(at("roll_trail", roll.pk)))


def test_strangers_find_nothing_and_readers_press_nothing(
    enter: Enter, roll_in: MakeRoll, chen_filer: User, zhao: User, leader: User
) -> None:
    roll = roll_in(RollState.SIGNING)
    file = add_files(roll=roll, file_kind="signed", files=[picture()], by=chen_filer, at=AT)[0]
    for name in ("roll_signing", "roll_trail", "roll_file_add"):
        assert enter(zhao).get(at(name, roll.pk)).status_code == 404
    for name, pk in [("roll_move", roll.pk), ("roll_sign", roll.pk), ("roll_file_download", file.pk)]:
        assert enter(zhao).post(at(name, pk), {"act": "submit"}).status_code == 404
    assert "way-moves" not in text(enter(leader).get(at("roll_signing", roll.pk)))
    assert enter(leader).post(at("roll_move", roll.pk), {"act": "submit"}).status_code == 422
    assert enter(leader).get(at("roll_file_add", roll.pk)).status_code == 403
    assert enter(leader).get(reverse("roll_bands")).status_code == 403
    roll.refresh_from_db()
    assert roll.state == RollState.SIGNING


def test_pages_hold_no_full_number_and_ask_as_often_for_many_lines(
    enter: Enter, roll_in: MakeRoll, chen_filer: User
) -> None:
    roll, client = roll_in(RollState.SIGNING), enter(chen_filer)

    def cost() -> list[int]:
        counted = []
        for name in ("roll_signing", "roll_trail", "roll_detail"):
            with CaptureQueriesContext(connection) as captured:
                body = text(client.get(at(name, roll.pk)))
            counted.append(len(captured))
            assert not [line for line in WageLine.objects.all() if unseal(line.card_sealed) in body]
        return counted

    few = cost()
    WageLine.objects.bulk_create(line_of(roll, order) for order in range(3, 21))
    assert cost() == few


def test_the_office_sets_levels_and_what_was_typed_stays(enter: Enter, lin: User) -> None:
    client, address = enter(lin), reverse("roll_bands")
    typed = {"starts_on": "2026-11-12", "from_0": "0", "people_0": "1", "from_1": "500,000", "people_1": ""}
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "第2行的金额和人数要都填" in text(refused)
    assert 'value="500,000"' in text(refused)
    assert client.post(address, typed | {"people_1": "2"}).status_code == 302
    assert list(ApprovalBand.objects.values_list("from_fen", "approvals")) == [(0, 1), (500_000_00, 2)]
    assert "现行" in text(client.get(address))


def test_levels_that_cannot_hold_are_told_with_those_that_cannot_be_read(enter: Enter, lin: User) -> None:
    typed = {
        "starts_on": "2026-11-20",
        "from_0": "0",
        "people_0": "1",
        "from_1": "50000",
        "people_1": "0",
        "from_2": "x",
    }
    answer = enter(lin).post(reverse("roll_bands"), typed)
    assert answer.status_code == 422
    assert "50000.00元起的审定人数应为1至5人，填的是0人。" in text(answer)
    assert "请填数字" in text(answer)


def test_each_desk_counts_what_waits_and_the_list_shows_it(
    enter: Enter, road: Project, october: Period, engage: Engage, chen_filer: User, chen_reviewer: User, wang: User
) -> None:
    desks = {"xiao": ("建胜镇", RollState.TOWNSHIP, "review"), "qian": ("区农业农村委", RollState.OWNER, "approve")}
    roll = make_roll(road, october, by=chen_filer, due_on=date(2026, 11, 10))
    for username, (unit, state, wait) in desks.items():
        person = engage(username, Role.UNIT_REVIEWER, unit, username)
        WageRoll.objects.filter(pk=roll.pk).update(state=state)
        told = {one.query: one for one in waiting_for(person, on=TODAY) if one.page == "roll_list"}
        assert list(told) == [f"waiting={wait}"]
        assert told[f"waiting={wait}"].note == "其中逾期1张"
        listed = enter(person).get(reverse("roll_list"), {"waiting": wait, "late": "late"}).context["rows"]
        assert [(row, late) for row, _, late in listed] == [(roll, 2)]
        assert enter(wang).get(reverse("roll_list"), {"waiting": "mine"}).context["rows"] == []
    roll.steps.update(by=engage("both", Role.UNIT_REVIEWER, "区农业农村委", "既编又审"))
    assert not [one for one in waiting_for(roll.steps.get().by, on=TODAY) if one.page == "roll_list"]


@pytest.mark.parametrize(
    ("query", "found"), [({"stage": "approving"}, 1), ({"stage": "paid"}, 0), ({"channel": "one_card"}, 0)]
)
def test_the_list_is_filtered_by_stage_and_channel(
    enter: Enter, roll_in: MakeRoll, lin: User, query: dict[str, str], found: int
) -> None:
    roll_in(RollState.OWNER)
    answer = enter(lin).get(reverse("roll_list"), query)
    assert len(answer.context["rows"]) == found
    assert ("业主审定" in text(answer.client.get(reverse("roll_list")))) is True


def test_commands_tell_a_roll_and_move_it_as_its_page_does(
    roll_in: MakeRoll, chen_filer: User, chen_reviewer: User, standards: None, tmp_path: Path
) -> None:
    roll, sheet = roll_in(RollState.SIGNING), tmp_path / "签字表.png"
    sheet.write_bytes(picture().read())

    def run(*args: str) -> str:
        out = io.StringIO()
        call_command(*args, stdout=out)
        return out.getvalue()

    key = str(roll.pk)
    with pytest.raises(NotDone, match="没有登记签字"):
        run("roll_move", key, "submit", "--by", "chen_filer")
    run("roll_move", key, "sign", "--by", "chen_filer", "--file", str(sheet))
    run("roll_move", key, "submit", "--by", "chen_filer")
    with pytest.raises(NotDone, match="业主单位或行业主管部门的审核人"):
        run("roll_move", key, "approve", "--by", "chen_filer")
    told = run("roll", key, "--json", "--by", "chen_reviewer")
    assert '"state": "owner"' in told
    assert "报酬下限" in run("roll", key)
    assert "公示" in run("roll_move", key, "approve", "--by", "chen_reviewer")
    run("roll_move", key, "hand_back", "--by", "chen_reviewer", "--reason", "重新核对工日")
    assert roll.steps.last().act == RollAct.HAND_BACK
    run("roll_move", key, "void", "--by", "chen_filer", "--reason", "重做")
    with pytest.raises(NotDone, match="没有编号"):
        run("roll", "999999")


def test_who_has_approved_is_not_asked_again_and_too_few_reviewers_are_said(
    enter: Enter, roll_in: MakeRoll, chen_reviewer: User, lin: User
) -> None:
    set_bands(starts_on=TODAY, levels={0: 2}, by=lin, at=AT)
    roll, client = roll_in(RollState.OWNER), enter(chen_reviewer)
    client.post(at("roll_move", roll.pk), {"act": "approve", "version": "0"})
    body = text(client.get(at("roll_signing", roll.pk)))
    assert "您已经审定过，还须由另一人审定" in body
    assert 'value="approve"' not in body
    assert "能审定的审核账号只有 0 个，还须 1 人审定" in body

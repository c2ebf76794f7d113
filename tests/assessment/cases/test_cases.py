"""典型案例: drafted and sent by a unit, reviewed by the office, promoted to the whole house."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from assessment.cases.actions import move_case, promote_case, save_case, start_case
from assessment.cases.files import add_files, remove_file
from assessment.cases.moves import FLOW
from assessment.cases.paper import case_paper
from assessment.cases.waiting import waiting_for
from assessment.models import CaseAct, CaseFile, CaseState, TypicalCase
from tests.projects.uploads import another, upload
from units.grants import grant_role
from units.models import Message, Role, Unit, User
from units.moving import StalePaper
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 12, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()


@pytest.fixture(autouse=True)
def _stopped_clock(settings: Settings, tmp_path: Any) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(AT, tick=False):
        yield


def values(**changed: Any) -> dict[str, Any]:
    texts = {"background": "某路工程", "practice": "就近组织群众务工", "effect": "带动就业"}
    return {"title": "家门口务工", "project": None, **texts, **changed}


def start(by: User, unit: str = "建胜镇", **changed: Any) -> TypicalCase:
    return start_case(unit=Unit.objects.get(name=unit), values=values(**changed), by=by, at=AT)


def move(case: TypicalCase, act: CaseAct, by: User, **more: Any) -> TypicalCase:
    return move_case(case=case, act=act, version=more.pop("version", None), by=by, at=AT, **more)


def accepted(wang: User, lin: User) -> TypicalCase:
    return move(move(start(wang), CaseAct.SEND, wang), CaseAct.ACCEPT, lin)


def promote(case: TypicalCase, lin: User, **changed: Any) -> TypicalCase:
    said = {"promoted_on": TODAY, "promotion": "全区通报推广", "version": None, **changed}
    return promote_case(case=case, by=lin, at=AT, **said)


def test_a_case_goes_from_its_unit_to_the_whole_house(wang: User, zhao: User, chen_reviewer: User, lin: User) -> None:
    made = promote(accepted(wang, lin), lin)
    assert made.state == CaseState.PROMOTED
    assert [step.act for step in made.steps.all()] == ["start", "send", "accept", "promote"]
    told = Message.objects.filter(title="推广典型案例").values_list("to__username", flat=True)
    assert set(told) == {"wang", "zhao", "chen_reviewer"}
    withdrawn = move(made, CaseAct.WITHDRAW, lin, reason="数字有误")
    assert withdrawn.state == CaseState.ACCEPTED
    assert not TypicalCase.objects.visible_to(zhao).exists()


def test_every_empty_chapter_is_named_before_the_office_reads_it(wang: User) -> None:
    case = start(wang, background="", effect=" ")
    with pytest.raises(Refusal) as refused:
        move(case, CaseAct.SEND, wang)
    assert len(refused.value.sentences) == 2
    save_case(case=case, values=values(), version=case.version, by=wang, at=AT)
    assert move(case, CaseAct.SEND, wang).state == CaseState.REVIEWING


def test_it_is_handed_back_with_a_reason_and_comes_again(wang: User, lin: User) -> None:
    case = move(start(wang), CaseAct.SEND, wang)
    with pytest.raises(Refusal, match="请写明原因"):
        move(case, CaseAct.HAND_BACK, lin)
    case = move(case, CaseAct.HAND_BACK, lin, reason="缺人数")
    assert [line.number for line in waiting_for(wang, on=TODAY)] == [1]
    case = move(case, CaseAct.SEND, wang)
    assert waiting_for(wang, on=TODAY) == []
    assert [(line.number, line.query) for line in waiting_for(lin, on=TODAY)] == [(1, "state=reviewing")]


def test_who_wrote_does_not_accept(wang: User, lin: User, engage: Callable[..., User]) -> None:
    both = engage("both", Role.OFFICE_ADMIN, "区发展改革委", "两职")
    unit = Unit.objects.get(name="区发展改革委")
    grant_role(user=both, role=Role.UNIT_FILER, unit=unit, starts_on=date(2022, 10, 12), by=None, at=AT)
    both.__dict__.pop("_scopes", None)
    case = move(start(both, "区发展改革委"), CaseAct.SEND, both)
    with pytest.raises(NotAllowed, match="另一位"):
        move(case, CaseAct.ACCEPT, both)
    assert move(case, CaseAct.ACCEPT, lin).state == CaseState.ACCEPTED


@pytest.mark.parametrize("who", ["zhao", "chen_filer", "leader", "sysadmin"])
def test_others_neither_write_nor_review(who: str, wang: User, request: pytest.FixtureRequest) -> None:
    other, case = request.getfixturevalue(who), move(start(wang), CaseAct.SEND, wang)
    with pytest.raises(NotAllowed, match="本单位"):
        start(other)
    for act in (CaseAct.ACCEPT, CaseAct.HAND_BACK):
        with pytest.raises(NotAllowed, match="办公室"):
            move(case, act, other, reason="不行")
    assert FLOW.available(case, other) == []


def test_promotion_wants_a_way_and_a_day_that_has_come(wang: User, lin: User) -> None:
    case = accepted(wang, lin)
    with pytest.raises(Refusal, match="推广方式"):
        promote(case, lin, promotion=" ")
    with pytest.raises(Refusal, match="不能晚于今天"):
        promote(case, lin, promoted_on=date(2026, 11, 13))
    with pytest.raises(NotAllowed):
        promote(case, wang)


def test_two_do_not_act_on_the_same_page(wang: User, lin: User) -> None:
    case = move(start(wang), CaseAct.SEND, wang)
    seen = case.version
    move(case, CaseAct.HAND_BACK, lin, version=seen, reason="缺人数")
    with pytest.raises(WrongState, match="办理“退回修改”"):
        move(case, CaseAct.ACCEPT, lin, version=seen)
    with pytest.raises(StalePaper, match="刚被别人办理过"):
        save_case(case=case, values=values(), version=seen, by=wang, at=AT)


def test_files_rest_once_the_office_has_the_case(wang: User, zhao: User, lin: User) -> None:
    case = start(wang)
    kept = add_files(case=case, files=[upload()], by=wang, at=AT)
    with pytest.raises(NotAllowed, match="报送单位"):
        add_files(case=case, files=[upload(content=another(1))], by=zhao, at=AT)
    move(case, CaseAct.SEND, wang)
    with pytest.raises(WrongState, match="不能再改"):
        remove_file(file=kept[0], by=wang, at=AT)
    with pytest.raises(WrongState, match="不能再改"):
        add_files(case=case, files=[upload(content=another(2))], by=wang, at=AT)


def test_numbers_of_people_are_masked(wang: User) -> None:
    case = start(wang, practice="联系13800138000，证号500104199001011239")
    assert "13800138000" not in case.practice
    assert "500104199001011239" not in case.practice


def test_a_unit_drafts_rewrites_and_sends(client: Client, wang: User) -> None:
    client.force_login(wang)
    unit = Unit.objects.get(name="建胜镇")
    said = {**values(project=""), "unit": unit.pk, "attachments": upload("照片.pdf")}
    short = client.post(reverse("case_new"), said | {"title": "", "attachments": ""})
    assert short.status_code == 422
    assert "就近组织群众务工" in short.content.decode()
    assert client.post(reverse("case_new"), said).status_code == 302
    case = TypicalCase.objects.get()
    assert "不以“用人工代替机械”为评价标准" in client.get(reverse("case_new")).content.decode()
    edited = values(project="", title="改过的标题") | {"version": case.version}
    assert client.post(reverse("case_edit", args=[case.pk]), edited).status_code == 302
    stale = client.post(reverse("case_edit", args=[case.pk]), edited | {"title": "又改"})
    assert stale.status_code == 422
    assert "又改" in stale.content.decode()
    case.refresh_from_db()
    sent = {"act": "send", "version": case.version}
    assert client.post(reverse("case_move", args=[case.pk]), sent).status_code == 302
    file = CaseFile.objects.get()
    assert client.post(reverse("case_file_download", args=[file.pk])).status_code == 200
    shown = client.get(reverse("case_detail", args=[case.pk])).content.decode()
    assert "待办公室审核" in shown
    assert "标题：家门口务工 → 改过的标题" in shown


def test_the_office_hands_back_accepts_and_promotes(client: Client, wang: User, lin: User) -> None:
    case = move(start(wang), CaseAct.SEND, wang)
    client.force_login(lin)
    bare = client.post(reverse("case_move", args=[case.pk]), {"act": "hand_back", "version": case.version})
    assert bare.status_code == 422
    assert "请写明原因" in bare.content.decode()
    move(case, CaseAct.ACCEPT, lin)
    case.refresh_from_db()
    address = reverse("case_promote", args=[case.pk])
    said = {"version": case.version, "promoted_on": "2026-11-12", "promotion": "现场观摩"}
    assert client.get(address).status_code == 200
    assert client.post(address, said | {"promotion": ""}).status_code == 422
    assert client.post(address, said).status_code == 302
    assert client.post(reverse("case_move", args=[case.pk]), {"act": "promote"}).status_code == 404
    again = client.get(address, follow=True).content.decode()
    assert "只有已入库的典型案例可以推广" in again


def test_only_what_is_promoted_is_for_everybody(
    client: Client, wang: User, zhao: User, leader: User, lin: User
) -> None:
    case = accepted(wang, lin)
    page = reverse("case_detail", args=[case.pk])
    client.force_login(zhao)
    assert client.get(page).status_code == 404
    assert "还没有典型案例" in client.get(reverse("case_list")).content.decode()
    client.force_login(leader)
    assert client.get(page).status_code == 200
    promote(case, lin)
    client.force_login(zhao)
    shown = client.get(page).content.decode()
    assert "全区通报推广" in shown
    assert "办理经过" not in shown
    sheet = openpyxl.load_workbook(BytesIO(client.post(reverse("case_export")).content)).active
    assert "合计" not in [row[0] for row in sheet.values], "a list of words alone has no sums"


def test_the_paper_has_three_chapters_and_is_a_draft_until_accepted(
    client: Client, wang: User, lin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr("documents.papers.engine.print_pdf", lambda html: seen.append(html) or b"%PDF-1.7")
    case = start(wang)
    assert case_paper(case, AT).draft
    case = move(move(case, CaseAct.SEND, wang), CaseAct.ACCEPT, lin)
    client.force_login(lin)
    assert client.post(reverse("case_pdf", args=[case.pk])).content.startswith(b"%PDF")
    assert not case_paper(case, AT).draft
    assert 'class="masthead"' not in seen[0]  # a unit's material bears no red head of the office
    assert all(head in seen[0] for head in ("一、基本情况", "二、主要做法", "三、取得成效"))


def test_the_library_costs_the_same_for_two_and_twenty(client: Client, wang: User, lin: User) -> None:
    client.force_login(lin)

    def cost() -> int:
        client.get(reverse("case_list"))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("case_list")).status_code == 200
        return len(asked)

    for _ in range(2):
        start(wang)
    few = cost()
    drafts = {"unit": Unit.objects.get(name="建胜镇"), "created_at": AT, "created_by": wang}
    TypicalCase.objects.bulk_create(TypicalCase(title=f"案例{number}", **drafts) for number in range(18))
    assert cost() == few

"""The pages: who sees what, what is kept when something is refused, and the same few questions for any number."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import Appeal, Evidence, Indicator, Scheme, SchemeState, Score, Scoresheet, SheetState
from tests.assessment.sheets.conftest import score
from tests.projects.uploads import PDF
from units.models import User


@pytest.fixture
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The pages' clock stands within the appeal window."""
    at = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    return at


def opened(client: Client, user: User, name: str, *args: int) -> tuple[int, str]:
    client.force_login(user)
    answer = client.get(reverse(name, args=args))
    return answer.status_code, answer.content.decode()


def test_a_year_is_opened_from_the_list(scheme: Scheme, lin: User, client: Client) -> None:
    assert "还没有评分表" in opened(client, lin, "sheet_list")[1]
    assert client.post(reverse("sheet_open", args=[scheme.pk])).status_code == 302
    assert "建胜镇" in opened(client, lin, "sheet_list")[1]
    assert client.post(reverse("sheet_open", args=[scheme.pk])).status_code == 302
    assert "都已发给各单位" in opened(client, lin, "sheet_list")[1]


def test_the_unit_fills_and_nothing_typed_is_lost(sheet: Scoresheet, wang: User, client: Client) -> None:
    client.force_login(wang)
    page, judged, bonus = reverse("sheet_fill", args=[sheet.pk]), score(sheet, 2).pk, score(sheet, 3).pk
    typed = {f"points_{judged}": "61", f"note_{judged}": "开会三次", f"points_{bonus}": "很多", "version": "1"}
    answer = client.post(page, typed | {"act": "send"})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "“典型推广”的得分要写数字" in body
    assert "“组织推进”应在0到60分之间" in body  # told with it, not after it
    assert 'value="很多"' in body
    assert "开会三次" in body
    assert client.post(page, typed | {f"points_{judged}": "５０.５", f"points_{bonus}": ""}).status_code == 302
    assert score(sheet, 2).self_centi == 5050
    stale = client.post(page, typed | {f"points_{judged}": "1", f"points_{bonus}": ""})
    assert "刚被别人办理过" in stale.content.decode()
    sent = {f"points_{judged}": "50", f"note_{judged}": "开会三次", "version": "2", "act": "send"}
    assert "没有人能审核报送" in client.post(page, sent, follow=True).text  # 建胜镇 has a filer only
    assert Scoresheet.objects.get(pk=sheet.pk).state == SheetState.REVIEWING


def test_the_office_reviews_tells_and_hands_back_with_a_reason(
    submitted: Scoresheet, he: User, lin: User, client: Client
) -> None:
    client.force_login(he)
    page = reverse("sheet_review", args=[submitted.pk])
    keys = {serial: score(submitted, serial).pk for serial in (2, 3, 4, 5)}
    typed = {f"points_{keys[2]}": "45", f"points_{keys[3]}": "0", f"points_{keys[4]}": "0", f"points_{keys[5]}": "0"}
    typed["version"] = str(submitted.version)
    answer = client.post(page, typed)
    assert answer.status_code == 422
    assert "请写明理由" in answer.content.decode()
    assert client.post(page, typed | {f"note_{keys[2]}": "少两次会"}).status_code == 302
    client.force_login(lin)
    move = reverse("sheet_move", args=[submitted.pk])
    refused = client.post(move, {"act": "send_back", "reason": ""})
    assert (refused.status_code, "请写明原因" in refused.content.decode()) == (422, True)
    assert client.post(move, {"act": "no_such"}).status_code == 422
    assert client.post(move, {"act": "notify"}).status_code == 302
    assert Scoresheet.objects.get(pk=submitted.pk).state == SheetState.NOTIFIED


def test_a_unit_learns_the_offices_points_only_when_told(
    submitted: Scoresheet, wang: User, he: User, client: Client
) -> None:
    hidden = score(submitted, 2)
    hidden.office_centi, hidden.office_note = 4321, "内部意见"
    hidden.save()
    body = opened(client, wang, "sheet_detail", submitted.pk)[1]
    assert "43.21" not in body
    assert "内部意见" not in body
    assert "43.21" in opened(client, he, "sheet_detail", submitted.pk)[1]


def test_who_opens_what(told: Scoresheet, zhao: User, leader: User, sysadmin: User, wang: User, client: Client) -> None:
    for name, pk in (("sheet_detail", told.pk), ("sheet_score", score(told, 2).pk)):
        assert opened(client, zhao, name, pk)[0] == 404
        assert opened(client, leader, name, pk)[0] == 200
        assert opened(client, sysadmin, name, pk)[0] == 403
    assert opened(client, leader, "sheet_review", told.pk)[0] == 403
    assert opened(client, wang, "sheet_review", told.pk)[0] == 403
    assert opened(client, leader, "sheet_fill", told.pk)[0] == 403


def test_what_is_published_is_open_to_all_its_inside_is_not(
    told: Scoresheet, zhao: User, wang: User, client: Client
) -> None:
    Scoresheet.objects.filter(pk=told.pk).update(state=SheetState.PUBLISHED)
    body = opened(client, zhao, "sheet_detail", told.pk)[1]
    assert "86" in body
    assert "做法见佐证" not in body
    assert "办理经过" not in body
    assert "做法见佐证" in opened(client, wang, "sheet_detail", told.pk)[1]


def test_a_score_shows_its_arithmetic(sheet: Scoresheet, wang: User, client: Client) -> None:
    body = opened(client, wang, "sheet_score", score(sheet, 1).pk)[1]
    for said in ("9项次÷10项次＝90%", "40分×90%÷100%＝36分", "2026-10"):
        assert said in body


def test_evidence_is_added_handed_out_and_removed_by_its_unit(
    sheet: Scoresheet, wang: User, zhao: User, client: Client
) -> None:
    client.force_login(wang)
    add = reverse("sheet_evidence_add", args=[score(sheet, 2).pk])
    assert client.post(add, {}).status_code == 422
    bad = client.post(add, {"attachments": SimpleUploadedFile("脚本.exe", b"MZ")})
    assert (bad.status_code, "脚本.exe" in bad.content.decode()) == (422, True)
    assert client.post(add, {"attachments": SimpleUploadedFile("纪要.pdf", PDF)}).status_code == 302
    kept = Evidence.objects.get()
    assert client.post(reverse("sheet_evidence", args=[kept.pk])).content == PDF
    client.force_login(zhao)
    assert client.post(reverse("sheet_evidence", args=[kept.pk])).status_code == 404
    client.force_login(wang)
    assert client.post(reverse("sheet_evidence_remove", args=[kept.pk])).status_code == 302
    kept.refresh_from_db()
    assert kept.removed_by == wang


def test_an_appeal_is_raised_read_and_answered(
    told: Scoresheet, sun: User, lin: User, zhao: User, client: Client, on_the_day: datetime
) -> None:
    client.force_login(sun)
    page = reverse("appeal_new", args=[score(told, 2).pk])
    refused = client.post(page, {"version": told.version, "asked_centi": "55", "reason": " "})
    assert (refused.status_code, 'value="55"' in refused.content.decode()) == (422, True)
    files = [SimpleUploadedFile("会议记录.pdf", PDF)]
    given = {"version": told.version, "asked_centi": "55", "reason": "漏计两次会", "attachments": files}
    assert client.post(page, given).status_code == 302
    appeal = Appeal.objects.get()
    assert page not in opened(client, sun, "sheet_detail", told.pk)[1]  # once a score
    assert "会议记录.pdf" in opened(client, sun, "appeal_detail", appeal.pk)[1]
    assert opened(client, zhao, "appeal_detail", appeal.pk)[0] == 404
    assert "没有申诉" in opened(client, zhao, "appeal_list")[1]
    client.force_login(lin)
    decide, version = reverse("appeal_decide", args=[appeal.pk]), Scoresheet.objects.get(pk=told.pk).version
    empty = client.post(decide, {"version": version})
    assert (empty.status_code, "请选择处理结果" in empty.content.decode()) == (422, True)
    answer = {"version": version, "verdict": "upheld", "points_centi": "55", "decision": "记录属实"}
    assert client.post(decide, answer).status_code == 302
    assert "采纳" in opened(client, sun, "appeal_list")[1]
    assert score(told, 2).final_centi == 5500


def test_many_sheets_ask_no_more_than_few(sheets: dict[str, Scoresheet], lin: User, client: Client) -> None:
    def asked(**query: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("sheet_list"), query)
        return len(queries)

    client.force_login(lin)
    one = asked(unit=sheets["建胜镇"].unit_id)
    assert asked() <= one


def test_many_indicators_ask_no_more_than_few(
    told: Scoresheet, sun: User, client: Client, on_the_day: datetime
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("sheet_detail", args=[told.pk])).status_code == 200
        return len(queries)

    client.force_login(sun)
    few = asked()
    for serial in range(11, 31):
        one = Indicator.objects.create(
            scheme=told.scheme, serial=serial, dimension="其他", title=f"指标{serial}", kind="judged", points_centi=100
        )
        Score.objects.create(sheet=told, indicator=one, final_centi=50)
    assert asked() == few


def test_the_list_is_filtered_and_exported(told: Scoresheet, lin: User, client: Client) -> None:
    client.force_login(lin)
    body = client.get(reverse("sheet_list"), {"state": "notified"}).content.decode()
    assert "建胜镇</a>" in body
    assert "八桥镇</a>" not in body
    answer = client.post(f"{reverse('sheet_export')}?state=notified")
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert "没有符合条件" in client.get(reverse("sheet_list"), {"state": "published"}).content.decode()


def test_a_draft_scheme_is_not_offered_to_be_opened(scheme: Scheme, lin: User, client: Client) -> None:
    Scheme.objects.update(state=SchemeState.DRAFT)
    assert "开始自评？" not in opened(client, lin, "sheet_list")[1]

"""督办 in the browser's eyes: who opens what, what a refusal keeps, what the list counts, exports and prints."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assignments.models import SupervisionNotice, SupervisionState
from tests.assignments.supervision.conftest import AT, DUE, Make, on
from tests.projects.uploads import PROGRAM, upload
from units.models import Unit, User

pytestmark = pytest.mark.django_db


def opened(client: Client, user: User, name: str, *args: Any, **query: Any) -> Any:
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def moved(client: Client, user: User, notice: SupervisionNotice, act: str, **said: Any) -> Any:
    client.force_login(user)
    return client.post(reverse("supervision_move", args=[notice.pk]), {"act": act, "version": notice.version, **said})


def test_who_reads_what(
    client: Client, drafted: Make, issued: Make, he: User, leader: User, wang: User, zhao: User, sysadmin: User
) -> None:
    draft, out = drafted(), issued(title="已经下达的一件")
    for user, of_draft, of_issued in ((he, 200, 200), (leader, 404, 200), (wang, 404, 200), (zhao, 404, 404)):
        assert opened(client, user, "supervision_detail", draft.pk).status_code == of_draft
        assert opened(client, user, "supervision_detail", out.pk).status_code == of_issued
    assert opened(client, sysadmin, "supervision_list").status_code == 403
    assert "没有督办" in opened(client, zhao, "supervision_list").text
    assert opened(client, wang, "supervision_new").status_code == 403
    assert opened(client, wang, "paper_pdf", out.paper_id).status_code == 200
    assert opened(client, zhao, "paper_pdf", out.paper_id).status_code == 404


def test_raising_by_hand_keeps_what_was_typed(client: Client, he: User, drafted: Make) -> None:
    client.force_login(he)
    town = Unit.objects.get(name="建胜镇")
    said = {"unit": town.pk, "title": "检查用工", "basis": "例会", "demand": "反馈", "due_on": "2026-11-21"}
    answer = client.post(reverse("supervision_new"), said)
    assert answer.status_code == 422
    assert "休息日" in answer.text
    assert "检查用工" in answer.text
    answer = client.post(reverse("supervision_new"), said | {"due_on": "2026-11-20"})
    made = SupervisionNotice.objects.get()
    assert answer["Location"] == reverse("supervision_detail", args=[made.pk])
    changed = said | {"title": "检查十月用工", "due_on": "2026-11-24", "version": made.version}
    assert client.post(reverse("supervision_edit", args=[made.pk]), changed).status_code == 302
    stale = client.post(reverse("supervision_edit", args=[made.pk]), changed)
    assert (stale.status_code, "刚被别人办理过" in stale.text) == (422, True)
    assert client.get(reverse("supervision_preview", args=[made.pk]))["Content-Type"] == "application/pdf"


def test_the_way_on_pages(
    client: Client, drafted: Make, lin: User, he: User, wang: User, sun: User, leader: User
) -> None:
    notice = drafted()
    assert moved(client, he, notice, "issue").status_code == 422
    assert moved(client, lin, notice, "issue").status_code == 302
    notice.refresh_from_db()
    assert "签收" in opened(client, sun, "supervision_detail", notice.pk).text
    assert moved(client, sun, notice, "sign_for").status_code == 302
    notice.refresh_from_db()
    refused = moved(client, wang, notice, "write", answer="写了一半", attachments=upload("a.exe", PROGRAM))
    assert (refused.status_code, "写了一半" in refused.text) == (422, True)
    assert moved(client, wang, notice, "write", answer="正在补").status_code == 302
    assert "正在补" not in opened(client, he, "supervision_detail", notice.pk).text
    page = opened(client, sun, "supervision_detail", notice.pk).text
    assert "正在补" in page
    assert "只保存，暂不报送" in page
    stale = moved(client, sun, notice, "answer", answer="已补")
    assert (stale.status_code, "已补" in stale.text) == (422, True)
    notice.refresh_from_db()
    assert moved(client, sun, notice, "answer", answer="已补").status_code == 302
    notice.refresh_from_db()
    assert moved(client, he, notice, "close", reason="").status_code == 422
    assert moved(client, leader, notice, "close", reason="好").status_code == 422
    assert moved(client, he, notice, "close", reason="到位").status_code == 302
    lost = moved(client, he, notice, "reject", reason="晚了一步的意见")
    assert (lost.status_code, "晚了一步的意见" in lost.text) == (422, True)


def test_the_list_counts_filters_exports_and_prints(
    client: Client, issued: Make, answered: Make, signed: Make, drafted: Make, lin: User, clock: Any
) -> None:
    drafted(title="甲")
    issued(title="乙", due_on=date(2026, 12, 1))
    answered(title="丙")
    signed(title="丁", due_on=date(2026, 11, 16))
    clock.move_to(on(18))
    page = opened(client, lin, "supervision_list")
    lamps = {stat["label"]: stat["value"] for stat in page.context["stats"]}
    assert lamps == {"已下达": 3, "红灯": 1, "黄灯": 1, "绿灯": 1, "按期反馈率": "50.00%"}
    red = opened(client, lin, "supervision_list", lamp="red")
    assert [row[0].title for row in red.context["rows"]] == ["丁"]
    for query, titles in (
        ({"state": "draft"}, "甲"), ({"q": "乙"}, "乙"), ({"level": "1"}, ""), ({"year": "2026"}, "丁丙乙甲"),
        ({"source": "alert"}, ""),
    ):  # fmt: skip
        rows = opened(client, lin, "supervision_list", **query).context["rows"]
        assert sorted(row[0].title for row in rows) == sorted(titles)
    answer = client.post(f"{reverse('supervision_export')}?lamp=red")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    told = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert "丁" in told
    assert "丙" not in told
    assert "筛选：亮灯＝红灯" in told
    assert client.post(reverse("supervision_print"))["Content-Type"] == "application/pdf"


def test_the_list_asks_the_same_for_two_and_for_twenty(client: Client, issued: Make, lin: User) -> None:
    first = issued()
    client.force_login(lin)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("supervision_list")).status_code == 200
        return len(queries)

    asked()
    few = asked()
    base = {name: getattr(first, name) for name in ("unit", "basis", "demand", "created_by")}
    SupervisionNotice.objects.bulk_create(
        SupervisionNotice(**base, title=f"第{number}件", due_on=DUE, created_at=AT + timedelta(minutes=number))
        for number in range(20)
    )
    assert asked() == few


def test_times_are_set_on_their_page(client: Client, lin: User, he: User) -> None:
    said = {
        "starts_on": "2026-11-10", "sign_within": 2, "answer_within": 7, "warn_before": 2, "first_level_after": 2,
        "second_level_after": 1,
    }  # fmt: skip
    client.force_login(he)
    assert client.post(reverse("supervision_rules"), said).status_code == 403
    client.force_login(lin)
    refused = client.post(reverse("supervision_rules"), said)
    assert (refused.status_code, "应晚于提级到单位" in refused.text) == (422, True)
    assert client.post(reverse("supervision_rules"), said | {"second_level_after": 6}).status_code == 302
    assert "2026-11-10" in client.get(reverse("supervision_rules")).text
    settings = client.get(reverse("parameter_list")).text
    assert "督办时限和三色灯" in settings


def test_a_passed_day_of_a_draft_is_told_and_withdrawn_ones_stay_read(
    client: Client, drafted: Make, he: User, clock: Any
) -> None:
    notice = drafted()
    clock.move_to(on(23))
    assert "已经过去" in opened(client, he, "supervision_detail", notice.pk).text
    assert moved(client, he, notice, "withdraw", reason="不用办了").status_code == 302
    notice.refresh_from_db()
    assert notice.state == SupervisionState.WITHDRAWN
    assert "不用办了" in opened(client, he, "supervision_detail", notice.pk).text

"""整改: the list, the way from the answer to 销号, and the printed notice."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from projects.inspections import rectifying
from projects.inspections.voiding import void_inspection
from projects.models import Attachment, Project, Rectification, RectificationState
from tests.cast import Engage
from tests.projects.conftest import MakeProject
from tests.projects.inspecting import DUE, asked_of
from tests.projects.pages import page
from tests.projects.samples import AT
from tests.projects.uploads import PROGRAM, upload
from units.models import AuditEntry, Role, Unit, User

pytestmark = pytest.mark.django_db
LATE = AT + timedelta(days=20)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(AT, tick=False) as traveler:
        yield traveler


@pytest.fixture
def asked(road: Project, wang: User) -> Rectification:
    return asked_of(road, wang)


@pytest.fixture
def answered(asked: Rectification, chen_filer: User) -> Rectification:
    return rectifying.answer_rectification(rectification=asked, answer="已补贴并留影像", by=chen_filer, at=AT)


def move(client: Client, one: Rectification, act: str, **said: Any) -> Any:
    return client.post(reverse("rectification_move", args=[one.pk]), {"act": act, **said})


class TestList:
    @pytest.mark.parametrize("who", ["lin", "leader", "chen_filer", "chen_reviewer", "wang"])
    def test_everybody_concerned_reads_it(
        self, client: Client, asked: Rectification, who: str, request: pytest.FixtureRequest
    ) -> None:
        client.force_login(request.getfixturevalue(who))
        shown = page(client, "rectification_list")
        assert asked.label in shown
        assert "待整改" in shown

    def test_another_township_sees_nothing_of_it(self, client: Client, asked: Rectification, zhao: User) -> None:
        client.force_login(zhao)
        assert "还没有整改" in page(client, "rectification_list")
        assert client.get(reverse("rectification_detail", args=[asked.pk])).status_code == 404
        assert move(client, asked, "answer", answer="已改").status_code == 404

    def test_a_closed_one_no_longer_says_that_it_holds_the_project(
        self, client: Client, road: Project, wang: User, chen_filer: User, lin: User
    ) -> None:
        held = asked_of(road, wang, holds_project=True)
        client.force_login(lin)
        assert "不得转入下一环节" in page(client, "rectification_list")
        assert "不得转入下一环节" in page(client, "rectification_detail", held.pk)
        rectifying.answer_rectification(rectification=held, answer="已改", by=chen_filer, at=AT)
        rectifying.close(rectification=held, by=lin, at=AT)
        assert "不得转入下一环节" not in page(client, "rectification_list")
        assert "不得转入下一环节" not in page(client, "rectification_detail", held.pk)

    def test_days_past_the_deadline_are_told_by_word(
        self, client: Client, asked: Rectification, lin: User, clock: Any
    ) -> None:
        client.force_login(lin)
        assert "逾期 " not in page(client, "rectification_list")
        clock.move_to(LATE)
        client.force_login(lin)
        assert "逾期 3 天" in page(client, "rectification_list")
        assert "逾期 3 天" in page(client, "rectification_detail", asked.pk)

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ({}, [2, 1]),
            ({"state": "open"}, [2]),
            ({"state": "answered"}, [1]),
            ({"late": "yes"}, [2]),
            ({"turn": "verify"}, [1]),
            ({"turn": "answer"}, []),
            ({"q": "未打卡"}, [2]),
            ({"year": "2026"}, [2, 1]),
            ({"state": "void"}, [3]),
        ],
    )
    def test_it_is_filtered_and_counted(
        self, client: Client, road: Project, answered: Rectification, wang: User, lin: User, query: Any, numbers: Any
    ) -> None:
        early = DUE.replace(day=2)
        asked_of(road, wang, finding="未打卡", due_on=early)
        gone = asked_of(road, wang)
        void_inspection(inspection=gone.inspection, reason="登记错项目", by=wang, at=AT)
        client.force_login(lin)
        answer = client.get(reverse("rectification_list"), query)
        assert [one.number for one, _, _ in answer.context["rows"]] == numbers
        if not numbers:
            assert "清空条件" in answer.content.decode()

    def test_by_responsible_and_inspecting_unit(self, client: Client, road: Project, wang: User, lin: User) -> None:
        asked_of(road, wang, responsible=road.department, responsible_name="")
        client.force_login(lin)
        for name, unit, count in (
            ("responsible", road.department_id, 1),
            ("responsible", road.township_id, 0),
            ("unit", road.township_id, 1),
            ("unit", road.department_id, 0),
        ):
            answer = client.get(reverse("rectification_list"), {name: unit})
            assert len(answer.context["rows"]) == count

    def test_the_workbook_holds_what_the_filter_found_and_is_audited(
        self, client: Client, answered: Rectification, lin: User
    ) -> None:
        client.force_login(lin)
        answer = client.post(reverse("rectification_export") + "?state=answered")
        cells = [str(cell.value) for row in load_workbook(io.BytesIO(answer.content)).worksheets[0] for cell in row]
        assert {"〔2026〕1号", "公示栏未张贴工资表", "已补贴并留影像", "筛选条件：状态＝已回复待核验"} <= set(cells)
        assert AuditEntry.objects.get(act="导出整改台账").rows == 1

    def test_it_costs_the_same_for_2_rows_and_20(
        self, client: Client, make_project: MakeProject, wang: User, lin: User
    ) -> None:
        client.force_login(lin)
        costs = []
        for first, last in ((1, 2), (3, 20)):
            for number in range(first, last + 1):
                asked_of(make_project(number), wang)
            client.get(reverse("rectification_list"))
            with CaptureQueriesContext(connection) as made:
                client.get(reverse("rectification_list"))
            costs.append(len(made))
        assert costs[0] == costs[1]


BUTTONS = {
    ("chen_filer", "open"): ["answer"],
    ("wang", "open"): ["answer", "extend"],
    ("lin", "open"): ["extend"],
    ("leader", "open"): [],
    ("chen_reviewer", "answered"): [],
    ("wang", "answered"): ["close", "send_back"],
    ("lin", "answered"): ["close", "send_back"],
    ("lin", "closed"): [],
}


class TestMoves:
    @pytest.mark.parametrize(("who", "state"), BUTTONS)
    def test_the_page_offers_exactly_the_moves_of_the_person(
        self, client: Client, asked: Rectification, lin: User, who: str, state: str, request: pytest.FixtureRequest
    ) -> None:
        signed = {"closed_at": AT, "closed_by": lin} if state == RectificationState.CLOSED else {}
        found: QuerySet[Rectification] = QuerySet(Rectification).filter(pk=asked.pk)
        found.update(state=state, **signed)
        client.force_login(request.getfixturevalue(who))
        answer = client.get(reverse("rectification_detail", args=[asked.pk]))
        assert [move.name for move, _ in answer.context["moves"]] == BUTTONS[who, state]

    def test_answered_with_files_sent_back_answered_again_and_closed_by_another(
        self, client: Client, asked: Rectification, chen_filer: User, wang: User, lin: User
    ) -> None:
        client.force_login(chen_filer)
        move(client, asked, "answer", answer="已补贴", attachments=[upload("影像.pdf")])
        client.force_login(wang)
        move(client, asked, "send_back", verdict="影像不清")
        client.force_login(chen_filer)
        move(client, asked, "answer", answer="已重拍")
        client.force_login(lin)
        answer = move(client, asked, "close", verdict="到位")
        assert answer["Location"] == reverse("rectification_detail", args=[asked.pk])
        asked.refresh_from_db()
        assert (asked.state, asked.verdict) == (RectificationState.CLOSED, "到位")
        assert [file.name for file in Attachment.objects.filter(proof=asked.pk)] == ["影像.pdf"]
        shown = page(client, "rectification_detail", asked.pk)
        for words in ("影像.pdf", "影像不清", "已重拍", "已销号"):
            assert words in shown

    @pytest.mark.parametrize(
        ("act", "said", "words"),
        [
            ("answer", {"answer": " "}, "整改情况"),
            ("extend", {"due_on": "2026-11-01", "reason": "连日降雨"}, "新期限须晚于原期限"),
            ("extend", {"due_on": "明天", "reason": "连日降雨"}, "新的整改期限"),
        ],
    )
    def test_a_refused_move_keeps_what_was_typed(
        self, client: Client, asked: Rectification, wang: User, act: str, said: Any, words: str
    ) -> None:
        client.force_login(wang)
        answer = move(client, asked, act, **said)
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert words in shown
        assert said.get("reason", "") in shown
        asked.refresh_from_db()
        assert (asked.state, asked.due_on) == (RectificationState.OPEN, DUE)

    def test_a_false_file_keeps_the_answer_out(self, client: Client, asked: Rectification, chen_filer: User) -> None:
        client.force_login(chen_filer)
        answer = move(client, asked, "answer", answer="已补贴", attachments=[upload("影像.pdf", PROGRAM)])
        asked.refresh_from_db()
        assert answer.status_code == 422
        assert "已补贴" in answer.content.decode()
        assert (asked.state, asked.answer) == (RectificationState.OPEN, "")

    def test_sending_back_asks_for_words(self, client: Client, answered: Rectification, lin: User) -> None:
        client.force_login(lin)
        answer = move(client, answered, "send_back", verdict="")
        assert answer.status_code == 422
        assert answer.context["bound"].errors["verdict"]

    def test_who_may_not_is_told_who_may_and_loses_nothing(
        self, client: Client, answered: Rectification, chen_filer: User
    ) -> None:
        client.force_login(chen_filer)
        answer = move(client, answered, "send_back", verdict="我觉得不行")
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "由检查单位或领导小组办公室办理" in shown
        assert "我觉得不行" in shown

    def test_extending_moves_the_deadline_and_tells_why(self, client: Client, asked: Rectification, lin: User) -> None:
        client.force_login(lin)
        move(client, asked, "extend", due_on="2026-12-01", reason="连日降雨")
        asked.refresh_from_db()
        assert str(asked.due_on) == "2026-12-01"
        assert "期限改为2026-12-01：连日降雨" in page(client, "rectification_detail", asked.pk)

    def test_a_responsible_unit_from_elsewhere_reads_and_answers_it(
        self, client: Client, road: Project, wang: User, engage: Engage
    ) -> None:
        unit = Unit.objects.get(name="区城市管理局")
        one = asked_of(road, wang, responsible=unit, responsible_name="")
        client.force_login(engage("qian", Role.UNIT_FILER, "区城市管理局"))
        assert one.label in page(client, "rectification_list")
        assert reverse("project_detail", args=[road.pk]) not in page(client, "rectification_detail", one.pk)
        assert move(client, one, "answer", answer="已清运").status_code == 302


class TestNotice:
    @pytest.mark.parametrize("who", ["chen_filer", "wang", "lin", "leader"])
    def test_whoever_reads_it_takes_the_notice_and_leaves_a_trail(
        self, client: Client, asked: Rectification, who: str, request: pytest.FixtureRequest
    ) -> None:
        client.force_login(request.getfixturevalue(who))
        answer = client.post(reverse("rectification_notice", args=[asked.pk]))
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Type"] == "application/pdf"
        assert AuditEntry.objects.filter(act="下载整改通知书").count() == 1

    def test_nobody_prints_the_notice_of_a_voided_finding_or_of_another_scope(
        self, client: Client, asked: Rectification, wang: User, zhao: User
    ) -> None:
        client.force_login(zhao)
        assert client.post(reverse("rectification_notice", args=[asked.pk])).status_code == 404
        void_inspection(inspection=asked.inspection, reason="登记错项目", by=wang, at=AT)
        client.force_login(wang)
        answer = client.post(reverse("rectification_notice", args=[asked.pk]), follow=True)
        assert "不再出具通知书" in answer.content.decode()
        assert "下载整改通知书" not in page(client, "rectification_detail", asked.pk)

    def test_it_is_not_given_for_the_asking(self, client: Client, asked: Rectification, lin: User) -> None:
        client.force_login(lin)
        assert client.get(reverse("rectification_notice", args=[asked.pk])).status_code == 405

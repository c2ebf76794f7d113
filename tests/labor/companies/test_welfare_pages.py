"""Pages of the welfare posts: scope, masked people, acts with versions, the ledger taken out for a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labor.companies.posts import end_post, record_post, void_post
from labor.models import WelfarePost, Worker
from labor.real_names import Stated
from projects.models import Project
from tests.labor.companies.pages import act
from tests.labor.companies.world import PERSON, a_filled_post, of_post
from tests.labor.sheets import id_number
from tests.labor.surveys.pages import cells, look, text_of
from units.models import AuditEntry, Unit, User

FULL = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")
REASON = "核对在岗人员"


@pytest.fixture(autouse=True)
def _now(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=True):
        yield


@pytest.fixture
def vacant(wang: User, at: datetime) -> WelfarePost:
    return record_post(values=of_post(None), by=wang, at=at)


@pytest.fixture
def filled(wang: User, road: Project) -> WelfarePost:
    return a_filled_post(wang, road, title="护林员")


def form(**changes: Any) -> dict[str, Any]:
    """What is typed into the form of a post."""
    good = {
        "title": "保洁员", "township": Unit.objects.get(name="建胜镇").pk, "project": "", "month_fen": "1200.50",
        "duties": "清扫村道",
    }  # fmt: skip
    return good | changes


def somebody(**changes: Any) -> dict[str, Any]:
    """What is typed to put somebody on a post."""
    good = {"name": "李岗", "id_number": id_number("19850505", 5), "starts_on": "2026-11-10", "version": "0"}
    return good | changes


def titles(answer: Any) -> list[str]:
    return [row["post"].title for row in answer.context["rows"]]


NINE = {
    "lin": (200, True), "leader": (200, True), "chen_filer": (200, True), "chen_reviewer": (200, True),
    "wang": (200, True), "zhao": (200, False), "sysadmin": (403, False), "security": (403, False),
    "auditor": (403, False),
}  # fmt: skip


@pytest.mark.parametrize(("who", "expected"), NINE.items())
def test_posts_are_seen_by_their_township_and_project_alone_and_numbers_by_nobody(
    request: pytest.FixtureRequest, filled: WelfarePost, who: str, expected: tuple[int, bool]
) -> None:
    user, (status, sees) = request.getfixturevalue(who), expected
    answer = look(user, "welfare_list")
    page = text_of(answer)
    assert (answer.status_code, PERSON.name in page, PERSON.masked in page) == (status, sees, sees)
    assert not FULL.search(page)
    assert status == 403 or "no-store" in answer["Cache-Control"]
    keeps = who in {"lin", "chen_filer", "chen_reviewer", "wang"}
    assert ("办理期满" in page) == keeps
    opened = 403 if status == 403 or who == "leader" else 200 if keeps else 404
    for name in ("welfare_end", "welfare_void"):
        assert look(user, name, filled.pk).status_code == opened
        if not keeps:
            assert act(user, name, filled.pk, version=1, reason="登记重复", ends_on="2026-11-30").status_code == opened
    assert WelfarePost.objects.get().version == 1


def test_a_post_is_recorded_and_leads_on_to_who_gets_it(wang: User, road: Project) -> None:
    refused = act(wang, "welfare_new", **form(title="", month_fen="-1", duties=""))
    page = text_of(refused)
    assert refused.status_code == 422
    assert "“岗位名称”还没有填" in page
    assert "月补贴不能为负数" in page
    assert not WelfarePost.objects.exists()
    done = act(wang, "welfare_new", **form(project=road.pk))
    made = WelfarePost.objects.get()
    assert (made.month_fen, made.project, done.url) == (1_200_50, road, f"/welfare/{made.pk}/assign/")


def test_a_post_of_another_township_or_project_is_refused(zhao: User, wang: User, estate: Project) -> None:
    refused = act(zhao, "welfare_new", **form())
    assert refused.status_code == 422
    assert "公益性岗位由该镇街" in text_of(refused)
    assert "不在您的经办范围内" in text_of(act(wang, "welfare_new", **form(project=estate.pk)))
    assert not WelfarePost.objects.exists()


def test_somebody_is_put_on_a_post_and_the_number_is_masked_from_then_on(vacant: WelfarePost, wang: User) -> None:
    done = act(wang, "welfare_assign", vacant.pk, **somebody())
    assert (done.status_code, done.url) == (302, "/welfare/")
    held = WelfarePost.objects.get()
    assert (held.worker, held.starts_on, held.version) == (Worker.objects.get(), date(2026, 11, 10), 1)
    assert not FULL.search(text_of(look(wang, "welfare_list")))
    assert not FULL.search(str(AuditEntry.objects.latest("number").detail))
    assert look(wang, "welfare_assign", vacant.pk).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"id_number": "500104198505050000"}, "校验码"),
        ({"name": "", "id_number": ""}, "“姓名”还没有填"),
        ({"id_number": id_number("20110505", 6)}, "未满16周岁"),
        ({"ends_on": "2026-11-01"}, "期满日期不能早于上岗日期"),
        ({"version": "8"}, "刚被别人改过"),
        ({"version": ""}, "刚被别人改过"),
    ],
)
def test_what_cannot_stand_is_told_with_what_was_typed(
    vacant: WelfarePost, wang: User, wrong: dict[str, str], sentence: str
) -> None:
    refused = act(wang, "welfare_assign", vacant.pk, **somebody(**wrong))
    page = text_of(refused)
    assert refused.status_code == 422
    assert sentence in page
    assert 'value="2026-11-10"' in page
    assert WelfarePost.objects.get().worker is None
    assert not FULL.search(text_of(look(wang, "welfare_assign", vacant.pk)))


def test_of_two_who_fill_a_post_the_second_is_told(vacant: WelfarePost, wang: User, lin: User) -> None:
    assert act(wang, "welfare_assign", vacant.pk, **somebody()).status_code == 302
    refused = act(lin, "welfare_assign", vacant.pk, **somebody(name="王岗", id_number=id_number("19820202", 9)))
    assert refused.status_code == 422
    assert "已有李岗，不能再安排" in text_of(refused)
    assert WelfarePost.objects.get().worker == Worker.objects.get(name="李岗")


def test_of_two_who_end_a_post_the_second_keeps_what_was_typed_and_may_go_on(
    filled: WelfarePost, wang: User, lin: User, at: datetime
) -> None:
    end_post(post=filled, ends_on=date(2026, 12, 31), version=1, by=wang, at=at)
    refused = act(lin, "welfare_end", filled.pk, ends_on="2026-11-30", version=1)
    page = text_of(refused)
    assert refused.status_code == 422
    assert "刚被别人改过" in page
    assert "2026-12-31" in page
    assert refused.context["form"]["version"].value() == "2"
    assert act(lin, "welfare_end", filled.pk, ends_on="2026-11-30", version=2).status_code == 302
    assert WelfarePost.objects.get().ends_on == date(2026, 11, 30)


def test_ending_needs_somebody_and_a_day(vacant: WelfarePost, filled: WelfarePost, wang: User) -> None:
    assert look(wang, "welfare_end", vacant.pk).status_code == 302
    assert "还没有人上岗" in text_of(act(wang, "welfare_end", vacant.pk, ends_on="2026-11-30", version=0))
    assert "期满日期”还没有填" in text_of(act(wang, "welfare_end", filled.pk, version=1))


def test_a_post_is_voided_for_a_reason_and_then_changes_no_more(filled: WelfarePost, wang: User) -> None:
    assert "请写明撤销原因" in text_of(act(wang, "welfare_void", filled.pk, version=1, reason=" "))
    stale = act(wang, "welfare_void", filled.pk, version=0, reason="重复登记")
    assert stale.status_code == 422
    assert "重复登记" in text_of(stale)
    assert act(wang, "welfare_void", filled.pk, version=1, reason="重复登记").status_code == 302
    assert titles(look(wang, "welfare_list")) == []
    voided = look(wang, "welfare_list", query="?state=voided")
    page, totals = text_of(voided), voided.context["totals"]
    assert (totals.posts, totals.filled, totals.people, totals.month_fen) == (1, 0, 0, 0)
    assert "撤销原因：重复登记" in page
    assert f"/welfare/{filled.pk}/void/" not in page
    assert look(wang, "welfare_void", filled.pk).status_code == 302
    assert "已经撤销" in text_of(act(wang, "welfare_end", filled.pk, ends_on="2026-11-30", version=2))


def test_filters_find_by_state_place_project_and_words(
    vacant: WelfarePost, filled: WelfarePost, road: Project, wang: User, lin: User, at: datetime
) -> None:
    ended = a_filled_post(lin, None, Stated("钱岗", id_number("19800101", 3)), title="期满岗")
    end_post(post=ended, ends_on=date(2026, 11, 5), version=1, by=lin, at=at)
    void_post(
        post=record_post(values=of_post(None, title="撤销岗"), by=lin, at=at), reason="重复", version=0, by=lin, at=at
    )
    wanted = {
        "?state=filled": ["护林员"], "?state=vacant": ["道路养护员"], "?state=ended": ["期满岗"], "?state=waiting": [],
        "?state=voided": ["撤销岗"], f"?project={road.pk}": ["护林员"],
        "?q=周岗": ["护林员"], "?q=养护": ["道路养护员"],
        f"?township={Unit.objects.get(name='八桥镇').pk}": [],
    }  # fmt: skip
    assert {query: titles(look(wang, "welfare_list", query=query)) for query in wanted} == wanted
    totals = look(wang, "welfare_list").context["totals"]
    assert (totals.posts, totals.filled, totals.people, totals.month_fen) == (3, 1, 1, 1_200_00)


def test_the_ledger_with_people_is_taken_out_for_a_reason_masked_and_marked(
    filled: WelfarePost, vacant: WelfarePost, wang: User
) -> None:
    refused = act(wang, "welfare_export", reason="看")
    assert refused.status_code == 422
    assert "请写明导出原因" in text_of(refused)
    assert "看</textarea>" in text_of(refused)
    words = list(cells(act(wang, "welfare_export", reason=REASON).content))
    assert {PERSON.name, PERSON.masked, "护林员", "在岗", "空缺"} <= set(words)
    assert sum(f"用于：{REASON}" in word for word in words) == 2
    assert not [word for word in words if FULL.search(word) or "类别" in word]
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.rows, entry.detail["people"]) == ("导出公益性岗位台账", 2, 1)


def test_a_ledger_that_names_nobody_needs_no_reason(vacant: WelfarePost, wang: User, zhao: User) -> None:
    assert "导出原因" not in text_of(look(wang, "welfare_list"))
    words = list(cells(act(wang, "welfare_export").content))
    assert not [word for word in words if "用于：" in word]
    assert AuditEntry.objects.latest("number").rows == 1
    assert "没有符合条件的岗位" in text_of(act(zhao, "welfare_export"))


def test_an_empty_ledger_says_what_to_do(wang: User, leader: User, reference: None) -> None:
    assert "先登记岗位" in text_of(look(wang, "welfare_list"))
    assert "没有您可以查看的公益性岗位" in text_of(look(leader, "welfare_list"))
    assert "清空条件" in text_of(look(wang, "welfare_list", query="?q=无"))


def test_a_list_costs_the_same_for_2_rows_and_20(wang: User, road: Project) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            assert look(wang, "welfare_list").status_code == 200
        return len(made)

    def fill(order: int) -> None:
        a_filled_post(wang, road, Stated(f"人{chr(0x4E00 + order)}", id_number("19800101", order)), title=f"岗{order}")

    for order in (1, 2):
        fill(order)
    few = cost()
    for order in range(3, 21):
        fill(order)
    assert cost() == few

"""供求研判 as each role sees it: the figures, the lists behind them, the workbook; nobody's name or number."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from labor.models import LaborDemand
from tests.labor.demands.conftest import Ask
from tests.labor.situation.conftest import Publish, World
from units.models import AuditEntry, User

DECEMBER = {"month": "2026-12"}


def page(client: Client, user: User, **asked: Any) -> str:
    client.force_login(user)
    answer = client.get(reverse("situation_page"), DECEMBER | asked)
    assert answer.status_code == 200
    return answer.content.decode()


def section(text: str, key: str) -> str:
    """One table with its chart, without tags; cells apart by a bar."""
    part = text.split(f'id="title-{key}"')[1].split("</section>")[0]
    return re.sub(r"\s*\|[\s|]*", "|", re.sub(r"<[^>]+>", "|", part))


def test_the_page_tells_the_month_in_figures_charts_and_tables(client: Client, lin: User, world: World) -> None:
    text = page(client, lin)
    assert "2026年12月供求研判" in text
    assert "砌筑工缺 2 人（还缺 4 人，适合且可安排 2 人）" in " ".join(text.split())
    assert "|砌筑工|4|0|0|4|2|0|1|0|2|缺2人|" in section(text, "trades")
    assert "|建胜镇|3|1|1|2|3|1|0|0|" in section(text, "townships")
    assert "|合计|7|1|1|6|3|1|1|1|" in section(text, "townships")
    assert "|2027年1月|3|1|1|2|4|1|1|1|" in section(text, "months")
    assert "|就业困难人员|1|0|0|0|1|" in section(text, "categories")
    assert text.count("<svg") >= 4


def test_sectors_are_said_to_have_no_supply_of_their_own(client: Client, lin: User, world: World) -> None:
    told = section(page(client, lin), "sectors")
    assert "领域没有供给数" in told
    assert f"|{world.estate.sector.name}|砌筑工|4|0|0|4|2|" in told


@pytest.mark.parametrize(("who", "number"), [("lin", 2), ("zhao", 2), ("chen_filer", 1)])
def test_the_number_of_posts_leads_to_the_same_demands(
    request: pytest.FixtureRequest, client: Client, world: World, who: str, number: int
) -> None:
    text = page(client, request.getfixturevalue(who))
    links = {
        link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*/demands/\?[^"]*month=2026-12[^"]*)"', text)
    }
    whole = next(link for link in links if "trade=" not in link and "sector=" not in link and "unfilled" not in link
                 and "township=" not in link)  # fmt: skip
    assert client.get(whole).context["page"].paginator.count == number
    for link in links:
        assert client.get(link).context["page"].paginator.count >= 1, link


def test_a_township_leads_to_the_people_it_asked(client: Client, lin: User, zhao: User, world: World) -> None:
    part = world.people["戊"].part
    address = reverse("part_detail", args=[part.pk])
    assert address in page(client, lin)
    own = page(client, zhao)
    assert address in own
    assert reverse("part_detail", args=[world.people["甲"].part.pk]) not in own


def test_nobody_is_named(client: Client, lin: User, world: World) -> None:
    text = page(client, lin)
    assert "50**" not in text
    assert [name for name in world.people if f">{name}<" in text] == []


def test_a_township_sees_its_own_people_and_no_others_numbers(client: Client, zhao: User, world: World) -> None:
    text = page(client, zhao)
    assert "供给为八桥镇的摸底人员" in text
    told = section(text, "townships")
    assert "|建胜镇|3|1|1|2|—|—|—|—|" in told
    assert "|八桥镇|0|0|0|0|0|0|1|1|" in told


def test_a_department_sees_numbers_without_categories(client: Client, chen_filer: User, world: World) -> None:
    text = page(client, chen_filer)
    assert "不含姓名和人员类别" in text
    assert "title-categories" not in text
    assert "就业困难人员" not in text
    assert "part_detail" not in text
    assert reverse("part_detail", args=[world.people["甲"].part.pk]) not in text


@pytest.mark.parametrize("who", ["sysadmin", "security", "auditor"])
def test_administrators_are_told_who_may(request: pytest.FixtureRequest, client: Client, who: str) -> None:
    client.force_login(request.getfixturevalue(who))
    for answer in (client.get(reverse("situation_page")), client.post(reverse("situation_export"))):
        assert answer.status_code == 403
        assert "岗位" in answer.content.decode()


def test_filters_narrow_the_figures_and_are_kept(client: Client, lin: User, world: World) -> None:
    text = page(client, lin, trade=world.mason.pk)
    assert f'<option value="{world.mason.pk}" selected>' in text
    assert "普通杂工|" not in section(text, "trades")
    assert f"trade={world.mason.pk}" in text.split('id="title-months"')[1]


def test_a_month_that_is_none_is_told_at_its_field(client: Client, lin: User, world: World) -> None:
    text = page(client, lin, month="2026-99")
    assert "月份“2026-99”写法不对" in text
    for hostile in ({"township": "x"}, {"trade": "9" * 30}, {"sector": "\x00"}):
        page(client, lin, **hostile)


def test_a_month_far_off_may_be_asked_for(client: Client, lin: User, world: World) -> None:
    assert "2031年5月供求研判" in page(client, lin, month="2031-05")


def test_an_empty_district_says_what_comes_first(client: Client, lin: User) -> None:
    text = page(client, lin)
    assert "还没有可以对照的人员和需求" in text
    assert reverse("survey_list") in text
    assert reverse("situation_export") not in text


def test_conditions_that_fit_nothing_can_be_cleared(client: Client, lin: User) -> None:
    from units.models import Unit

    assert "清空条件" in page(client, lin, township=Unit.objects.townships()[0].pk)


def test_the_workbook_holds_the_tables_and_no_person(client: Client, lin: User, world: World) -> None:
    client.force_login(lin)
    answer = client.post(f"{reverse('situation_export')}?month=2026-12")
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["今后12个月", "按工种", "按镇街", "按领域", "按优先类别"]
    rows = [[cell for cell in row if cell is not None] for row in book["按工种"].iter_rows(values_only=True)]
    assert ["砌筑工", 4, 0, 0, 4, 2, 0, 1, 0, 2, "缺2人"] in rows
    values = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert values.isdisjoint(world.people)
    entry = AuditEntry.objects.get(act="导出供求研判")
    assert "2026年12月" in entry.subject


def test_a_download_is_asked_for_by_post(client: Client, lin: User) -> None:
    client.force_login(lin)
    assert client.get(reverse("situation_export")).status_code == 405


def test_the_page_costs_the_same_for_2_demands_and_20(
    client: Client, lin: User, world: World, publish: Publish, ask: Ask
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            page(client, lin)
        return len(made)

    cost()
    few = cost()
    one = LaborDemand.objects.published()[0]
    for number in range(18):
        publish(world.road, one.trade, 1, one.starts_on, one.ends_on)
        ask(f"某{number}", "九宫庙街道", skills=[world.mason], categories=["01"])
    assert cost() == few

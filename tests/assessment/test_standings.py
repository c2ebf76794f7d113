"""成效一览: counts of months are summed first, divided next, rounded last; only frozen figures speak."""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.standings import standings
from dispatch.models import FigureRevision, PeriodFigure
from projects.models import Period, Project, ProjectKind, Stage
from projects.periods import due_day
from units.models import AuditEntry, Sector, Unit, User

AT = datetime(2026, 11, 13, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
WAN = 1_000_000
NAMES = {"11": "区交通局", "12": "区农业农村委"}


def row(
    unit: str, plan: int, done: int | None, *, filed: bool = True, on_time: bool = False, name: str = ""
) -> PeriodFigure:
    """A frozen row, not saved; money in 万元."""
    return PeriodFigure(
        unit_code=unit,
        unit_name=name or NAMES[unit],
        plan_fen=plan * WAN,
        invested_fen=None if done is None else done * WAN,
        filed=filed,
        on_time=on_time,
    )


def test_months_are_added_before_anything_is_divided() -> None:
    september = [row("11", 100, 50, on_time=True), row("11", 100, 50, on_time=True), row("11", 100, 50)]
    october = [row("11", 100, 60, on_time=True)]
    (unit,), whole = standings({9: september, 10: october})
    assert (unit.due, unit.filed, unit.on_time) == (4, 4, 3)
    assert unit.on_time_rate == "75.0%"  # 3÷4, not the mean of 66.7% and 100%
    assert whole is not None
    assert whole.on_time_rate == "75.0%"


def test_the_total_divides_totals() -> None:
    units, whole = standings({10: [row("11", 900, 450), row("12", 100, 100)]})
    assert {unit.name: unit.completion.text for unit in units} == {"区交通局": "50.0%", "区农业农村委": "100.0%"}
    assert whole is not None
    assert whole.completion.text == "55.0%"
    assert whole.lead.text == "欠28.3个百分点"


def test_money_runs_from_january_so_the_last_month_says_it() -> None:
    (unit,), _ = standings({9: [row("11", 100, 50)], 10: [row("11", 100, 60)]})
    assert unit.invested.text == "60.00"
    assert unit.lead.text == "欠23.3个百分点"


def test_equal_shares_have_one_place_and_the_next_place_is_left_out() -> None:
    figures = [
        row("11", 1, 1, on_time=True),
        row("12", 1, 1, on_time=True),
        row("13", 1, 1, name="区文化旅游委"),
    ]
    units, _ = standings({10: figures})
    assert [(unit.name, unit.place) for unit in units] == [("区交通局", 1), ("区农业农村委", 1), ("区文化旅游委", 3)]


def test_what_nobody_stated_is_a_dash_and_never_zero() -> None:
    (unit,), _ = standings({10: [row("11", 100, None, filed=False)]})
    assert unit.invested.text == "—"
    assert unit.completion.text == "—"
    assert unit.filed_rate == "0.0%"


def test_a_unit_without_projects_in_the_last_month_keeps_its_counts() -> None:
    units, _ = standings({9: [row("11", 100, 50, on_time=True)], 10: [row("12", 1, 1)]})
    traffic = next(unit for unit in units if unit.code == "11")
    assert (traffic.due, traffic.on_time) == (1, 1)
    assert traffic.plan.text == "—"


def test_no_closed_month_means_no_standing() -> None:
    assert standings({}) == ([], None)


Freeze = Callable[..., FigureRevision]


@pytest.fixture
def freeze(reference: None, lin: User) -> Freeze:
    """Save one revision of a month: `freeze(10, ("11", 100, 60, True), number=0)`."""

    def make(month: int, *rows: tuple[str, int, int, bool], number: int = 0) -> FigureRevision:
        first = date(2026, month, 1)
        period, _ = Period.objects.get_or_create(
            month=first, defaults={"due_on": due_day(first), "closed_at": AT, "closed_by": lin}
        )
        revision = FigureRevision.objects.create(
            period=period, number=number, reason="定稿", frozen_at=AT, frozen_by=lin
        )
        for serial, (unit, plan, done, on_time) in enumerate(rows, start=1):
            figure = row(unit, plan, done, on_time=on_time)
            figure.revision, figure.project, figure.serial, figure.total_fen = (
                revision,
                project(unit, serial),
                serial,
                0,
            )
            figure.planned_workers = figure.planned_remuneration_fen = 0
            figure.save()
        return revision

    return make


def project(unit: str, serial: int) -> Project:
    return Project.objects.get_or_create(
        code=f"2410-500104-04-01-{serial:06d}",
        defaults={
            "name": f"第{serial}个项目",
            "sector": Sector.objects.get(code="01"),
            "kind": ProjectKind.KEY,
            "nature": "new",
            "township": Unit.objects.get(code="25"),
            "department": Unit.objects.get(code=unit),
            "site": "建胜镇",
            "content": "演示",
            "total_fen": 0,
            "stage": Stage.CONSTRUCTION,
            "owner_name": "演示",
        },
    )[0]


def test_a_correction_replaces_the_first_figures(freeze: Freeze, lin: User, client: Client) -> None:
    freeze(10, ("11", 100, 60, True))
    freeze(10, ("11", 100, 90, True), number=1)
    client.force_login(lin)
    answer = client.get(reverse("standing_list"))
    ((standing, _),) = answer.context["units"]
    assert standing.completion.text == "90.0%"
    assert standing.due == 1
    assert "90.0%" in answer.text


@pytest.mark.parametrize(
    ("username", "status"),
    [("lin", 200), ("leader", 200), ("wang", 200), ("sysadmin", 403), ("security", 403), ("auditor", 403)],
)
def test_the_page_is_for_those_who_read_figures(
    username: str, status: int, request: pytest.FixtureRequest, client: Client
) -> None:
    client.force_login(request.getfixturevalue(username))
    assert client.get(reverse("standing_list")).status_code == status


def test_before_the_first_close_the_page_says_so(lin: User, client: Client) -> None:
    client.force_login(lin)
    assert "还没有关账的月份" in client.get(reverse("standing_list")).text
    assert client.post(reverse("standing_export", args=[2026])).status_code == 404


def test_ones_own_unit_is_marked(freeze: Freeze, chen_filer: User, client: Client) -> None:
    freeze(10, ("11", 100, 60, True), ("12", 100, 80, False))
    client.force_login(chen_filer)
    assert "区农业农村委（本单位）" in client.get(reverse("standing_list")).text


def test_an_unknown_year_falls_back_to_the_newest(freeze: Freeze, lin: User, client: Client) -> None:
    freeze(10, ("11", 100, 60, True))
    client.force_login(lin)
    for asked in ("1999", "abc", ""):
        assert client.get(reverse("standing_list"), {"year": asked}).context["year"] == 2026


def test_the_workbook_says_what_the_page_says(freeze: Freeze, lin: User, client: Client) -> None:
    freeze(9, ("11", 100, 50, True), ("12", 300, 100, False))
    freeze(10, ("11", 100, 60, True), ("12", 300, 200, True))
    client.force_login(lin)
    answer: Any = client.post(reverse("standing_export", args=[2026]))
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    heading, first, second, total = rows[1:5]
    said = dict(zip(heading, total, strict=True))
    assert (first[1], second[1]) == ("区交通局", "区农业农村委")
    assert said["应报项次（项次）"] == 4
    assert said["按时率（%）"] == 75
    assert said["投资完成率（%）"] == 65
    assert AuditEntry.objects.filter(act="导出成效一览").count() == 1


def test_the_page_costs_the_same_for_one_month_and_ten(
    freeze: Freeze, lin: User, client: Client, django_assert_num_queries: Any
) -> None:
    freeze(1, ("11", 100, 10, True))
    client.force_login(lin)
    client.get(reverse("standing_list"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("standing_list"))
    for month in range(2, 11):
        freeze(month, ("11", 100, 10, True), ("12", 100, 10, False))
    with django_assert_num_queries(len(few)):
        client.get(reverse("standing_list"))

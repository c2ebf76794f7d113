"""One figure through time: its month's revisions, the year's months, its rows as a workbook."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dispatch.correcting import correct_figures
from dispatch.models import FigureRevision
from projects.models import Period
from units.models import AuditEntry


@pytest.fixture
def corrected(closed, lin, at):
    row = closed.figures.get(project_name="管网")
    return correct_figures(
        period=closed.period,
        project_code=row.project_code,
        values={"workers_year": 9},
        reason="漏报三人",
        by=lin,
        at=at,
    )


def month_before(closed, number, lin, at):
    """An earlier month of the year with the same rows."""
    fields = {"month": date(2026, number, 1), "due_on": date(2026, number + 1, 9), "closed_at": at, "closed_by": lin}
    period = Period.objects.create(**fields)
    revision = FigureRevision.objects.create(period=period, number=0, reason="关账定稿", frozen_at=at, frozen_by=lin)
    for frozen in [*closed.figures.all(), *closed.headcounts.all()]:
        frozen.pk, frozen.revision, frozen._state.adding = None, revision, True
        frozen.save()
    return revision


def page(client, revision, figure="workers_year", scope="total", key=""):
    return client.get(f"/figures/{revision.pk}/{scope}/{figure}/", {"key": key} if key else {})


def test_each_revision_tells_the_value_who_and_why(client, corrected, lin):
    client.force_login(lin)
    past = page(client, corrected).context["past"]
    assert [(one.value.text, one.change) for one in past["revisions"]] == [("18", ""), ("21", "18人→21人")]
    shown = page(client, corrected).content.decode()
    assert "漏报三人" in shown
    assert "林岚" in shown


def test_a_figure_the_correction_did_not_touch_says_so(client, corrected, lin):
    client.force_login(lin)
    past = page(client, corrected, "invested_fen").context["past"]
    assert [one.change for one in past["revisions"]] == ["", "没有变化"]


@pytest.mark.parametrize("scope", ["total", "sector", "unit", "project"])
def test_the_months_of_the_year_stand_in_a_table_and_a_chart(client, closed, corrected, lin, at, scope):
    month_before(closed, 9, lin, at)
    row = closed.figures.get(project_name="管网")
    keys = {"total": "", "sector": row.sector_code, "unit": row.unit_code, "project": row.project_code}
    client.force_login(lin)
    answer = page(client, corrected, scope=scope, key=keys[scope])
    past = answer.context["past"]
    assert [one.revision.period.month.month for one in past["months"]] == [9, 10]
    assert past["months"][-1].value.text == answer.context["value"].text
    assert "<svg" in answer.content.decode()


def test_a_month_alone_has_no_chart(client, closed, lin):
    client.force_login(lin)
    assert page(client, closed).context["past"]["chart"] == ""


def test_a_unit_reads_the_history_of_what_was_issued_alone(client, closed, corrected, chen_filer):
    client.force_login(chen_filer)
    assert page(client, closed).status_code == 404


def test_the_history_asks_the_same_for_one_month_and_for_ten(client, closed, lin, at):
    client.force_login(lin)
    page(client, closed)
    with CaptureQueriesContext(connection) as few:
        page(client, closed, "heads_year_distinct")
    for number in range(1, 10):
        month_before(closed, number, lin, at)
    with CaptureQueriesContext(connection) as many:
        page(client, closed, "heads_year_distinct")
    assert len(many) == len(few)


def test_the_rows_behind_a_figure_leave_as_a_workbook_that_is_recorded(client, closed, lin):
    client.force_login(lin)
    answer = client.post(f"/figures/{closed.pk}/total/remuneration_share/workbook/")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    rows = list(book["依据"].iter_rows(values_only=True))
    assert any("道路" in row for row in rows)
    assert "劳务报酬占比" in str(list(book["说明"].iter_rows(values_only=True)))
    assert AuditEntry.objects.filter(act="导出数字依据").count() == 1
    assert client.get(f"/figures/{closed.pk}/total/remuneration_share/workbook/").status_code == 405


def test_no_workbook_of_what_may_not_be_seen(client, closed, chen_filer):
    client.force_login(chen_filer)
    assert client.post(f"/figures/{closed.pk}/total/workers_year/workbook/").status_code == 404

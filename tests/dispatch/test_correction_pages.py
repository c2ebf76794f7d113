"""The page of a correction: typed numbers are kept, older ones undo nothing, impossible ones are refused."""

import pytest

from dispatch.correcting import correct_figures
from tests.dispatch.conftest import WAN


def test_a_correction_on_the_page(closed, lin, client):
    client.force_login(lin)
    row = closed.figures.get(project_name="道路")
    address = f"/figures/{row.pk}/correct/"
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert values["invested_fen"] == "90"
    answer = client.post(address, values | {"reason": ""})
    assert "请写明更正原因" in answer.content.decode()
    answer = client.post(address, values | {"reason": "漏报", "invested_fen": "95.5"}, follow=True)
    page = answer.content.decode()
    assert "第1次修订" in page
    assert "漏报" in page
    assert closed.period.revisions.get(number=1).figures.get(project_name="道路").invested_fen == 95.5 * WAN


def test_a_correction_typed_against_older_numbers_keeps_both(closed, lin, client, at):
    client.force_login(lin)
    row = closed.figures.get(project_name="道路")
    address = f"/figures/{row.pk}/correct/"
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    given = {"project_code": row.project_code, "reason": "漏报3人", "by": lin, "at": at}
    correct_figures(period=closed.period, values={"workers_year": 15}, **given)
    answer = client.post(address, values | {"reason": "在岗人数", "workers_on_day": 9})
    page = answer.content.decode()
    assert "现在是15" in page
    assert answer.context["form"]["workers_on_day"].value() == "9"
    latest = closed.period.revisions.get(number=1).figures.get(project_name="道路")
    assert f'action="/figures/{latest.pk}/correct/"' in page
    assert client.get(address).url == f"/figures/{latest.pk}/correct/"


@pytest.mark.parametrize("typed", [{"workers_year": "99999999999"}, {"invested_fen": "99999999999999"}])
def test_a_number_no_column_holds_is_refused_at_its_field(closed, lin, client, typed):
    client.force_login(lin)
    row = closed.figures.get(project_name="道路")
    answer = client.post(f"/figures/{row.pk}/correct/", {"reason": "漏报"} | typed)
    assert list(typed) == [name for name in typed if name in answer.context["form"].errors]
    assert closed.period.revisions.count() == 1

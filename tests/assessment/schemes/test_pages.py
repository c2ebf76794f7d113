"""Pages of schemes: who may open them, what is typed stays, a unit sees its own line, nothing grows with the rows."""

from __future__ import annotations

from io import BytesIO, StringIO
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import Indicator, Scheme, SchemeState
from assessment.schemes.adopting import adopt_scheme
from assessment.schemes.forms import TrialForm
from assessment.schemes.waiting import waiting_for
from assessment.scoring.totals import COUNTED
from tests.assessment.schemes.conftest import AT, Freeze
from units.models import AuditEntry, Role, Unit, User

GIVEN = {
    "dimension": "项目实施", "title": "开工率", "kind": "formula", "audience": "township", "points_centi": "5",
    "formula": "start_rate", "target_bp": "95", "floor_bp": "", "rule": "", "evidence": "", "basis": "办公室自定（◇）",
}  # fmt: skip


@pytest.fixture
def in_force(scheme: Scheme, lin: User) -> Scheme:
    return adopt_scheme(scheme=scheme, by=lin, at=AT)


@pytest.mark.parametrize(
    ("username", "reads", "drafts", "draft_page"),
    [
        ("lin", 200, 200, 200),
        ("he", 200, 200, 200),
        ("leader", 200, 403, 404),
        ("wang", 200, 403, 404),
        ("chen_reviewer", 200, 403, 404),
        ("sysadmin", 403, 403, 403),
        ("auditor", 403, 403, 403),
    ],
)
def test_who_opens_what(
    username: str, reads: int, drafts: int, draft_page: int, scheme: Scheme, request: pytest.FixtureRequest,
    client: Client,
) -> None:  # fmt: skip
    client.force_login(request.getfixturevalue(username))
    one = scheme.indicators.get(serial=3)
    assert client.get(reverse("scheme_detail", args=[scheme.pk])).status_code == draft_page
    assert client.get(reverse("scheme_scores", args=[scheme.pk])).status_code == draft_page
    Scheme.objects.filter(pk=scheme.pk).update(state=SchemeState.IN_FORCE)
    for name, arguments in [
        ("scheme_list", []), ("scheme_formulas", []), ("scheme_detail", [scheme.pk]), ("scheme_scores", [scheme.pk]),
    ]:  # fmt: skip
        assert client.get(reverse(name, args=arguments)).status_code == reads, name
    for name, arguments in [
        ("scheme_new", []), ("scheme_edit", [scheme.pk]), ("scheme_trial", [scheme.pk]),
        ("indicator_new", [scheme.pk]), ("indicator_edit", [one.pk]),
    ]:  # fmt: skip
        assert client.get(reverse(name, args=arguments)).status_code == drafts, name


def test_an_owner_reads_no_scheme(in_force: Scheme, engage: Any, client: Client) -> None:
    client.force_login(engage("ma", Role.OWNER_CLERK, "区农业农村委"))
    assert client.get(reverse("scheme_detail", args=[in_force.pk])).status_code == 403


def test_from_nothing_to_in_force(lin: User, client: Client) -> None:
    client.force_login(lin)
    assert "还没有考核方案" in client.get(reverse("scheme_list")).text
    client.post(reverse("scheme_new"), {"year": "2026", "copied": ""})
    scheme = Scheme.objects.get()
    said = {"title": "方案", "basis": "依据", "self_due_on": "2027-01-15", "appeal_days": "7", "exempt": []}
    assert client.post(reverse("scheme_edit", args=[scheme.pk]), said).status_code == 302
    client.post(reverse("indicator_new", args=[scheme.pk]), GIVEN)
    refused = client.post(reverse("scheme_adopt", args=[scheme.pk]))
    assert refused.status_code == 422
    assert "镇街的公式计分和材料评分合计105分" in refused.text
    last = scheme.indicators.last()
    assert isinstance(last, Indicator)
    client.post(reverse("indicator_move", args=[last.pk]), {"way": "up"})
    client.post(reverse("indicator_edit", args=[last.pk]), GIVEN | {"title": "属地开工率"})
    assert scheme.indicators.get(serial=24).title == "属地开工率"
    client.post(reverse("indicator_remove", args=[last.pk]))
    assert [one.label for one in waiting_for(lin, on=AT.date())] == ["2026年考核方案待核定施行"]
    assert "已核定施行" in client.post(reverse("scheme_adopt", args=[scheme.pk]), follow=True).text
    assert waiting_for(lin, on=AT.date()) == []
    scheme.refresh_from_db()
    assert (scheme.appeal_days, scheme.exempt.count(), scheme.adopted_by) == (7, 0, lin)
    again = client.post(reverse("scheme_reopen", args=[scheme.pk]), {"reason": ""})
    assert again.status_code == 422
    client.post(reverse("scheme_reopen", args=[scheme.pk]), {"reason": "分值要调"})
    client.post(reverse("scheme_discard", args=[scheme.pk]))
    assert not Scheme.objects.exists()


def test_a_refused_indicator_keeps_what_was_typed(scheme: Scheme, lin: User, client: Client) -> None:
    client.force_login(lin)
    typed = GIVEN | {"kind": "judged", "title": "少用机械", "rule": "重推项目压减机械台班", "points_centi": "5.25"}
    answer = client.post(reverse("indicator_new", args=[scheme.pk]), typed)
    assert answer.status_code == 422
    for words in ("重推项目压减机械台班", "5.25", "不是公式计分", "重推项目不得这样考核"):
        assert words in answer.text
    for wrong in ("5.255", "100.01", "-1", "五"):
        answer = client.post(reverse("indicator_new", args=[scheme.pk]), GIVEN | {"points_centi": wrong})
        assert answer.status_code == 422
        assert "请填0—100之间的数" in answer.text
    assert scheme.indicators.count() == 24


def tried(scheme: Scheme, **changed: str) -> dict[str, str]:
    """The trial form as the browser sends it, with points of some formulas of departments changed."""
    form = TrialForm(scheme.indicators.filter(kind__in=COUNTED))
    said = {name: "" if (value := form[name].value()) is None else str(value) for name in form.fields}
    for formula, points in changed.items():
        one = scheme.indicators.get(formula=formula, audience="sector_department")
        said[f"points_centi-{one.pk}"] = points
    return said


def test_other_weights_are_shown_beside_the_old_and_written_on_demand(
    scheme: Scheme, freeze: Freeze, lin: User, client: Client
) -> None:
    freeze(1, ("11", "建胜镇", 100, 90, False), ("12", "八桥镇", 100, 65, True))
    client.force_login(lin)
    said = tried(scheme, on_time_rate="1", completion_rate="24")
    page, apply = reverse("scheme_trial", args=[scheme.pk]), reverse("scheme_trial_apply", args=[scheme.pk])
    assert "写入方案草稿" not in client.get(page).text
    shown = client.get(f"{page}?{urlencode(said)}")
    assert shown.status_code == 200
    assert "（升1）" in shown.text
    assert "写入方案草稿" in shown.text
    assert scheme.indicators.get(formula="completion_rate", audience="sector_department").points_centi == 1500
    wrong = client.get(f"{page}?{urlencode(said | tried(scheme, on_time_rate='1', completion_rate='24x'))}")
    assert wrong.status_code == 422
    assert "24x" in wrong.text
    done = client.post(apply, said, follow=True)
    assert "改了2项指标" in done.text
    adopt_scheme(scheme=scheme, by=lin, at=AT)
    late = client.post(apply, tried(scheme, on_time_rate="2", completion_rate="23"))
    assert late.status_code == 422
    assert "不能修改" in late.text


def test_a_scheme_is_printed_as_what_it_is(
    scheme: Scheme, lin: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessment.schemes.papers.render_pdf", lambda html: html.encode())
    client.force_login(lin)
    paper = client.get(reverse("scheme_print", args=[scheme.pk]))
    assert paper["Content-Type"] == "application/pdf"
    for words in ("草稿，尚未核定施行", "镇街合计100分", "每个项目最多计到下限", "零分线60%", "区政府办公室"):
        assert words in paper.text


def test_the_command_says_every_score_and_names_a_year_without_a_scheme(scheme: Scheme, freeze: Freeze) -> None:
    freeze(1, ("11", "建胜镇", 100, 90, False), ("12", "八桥镇", 100, 65, True))
    out = StringIO()
    call_command("score", "2026", stdout=out)
    for words in (
        "【区农业农村委】公式得分20／30分，折算66.67分",
        "投资完成率：5分（投资完成率：65.00万元÷100.00万元＝65%；15分×（65%－50%）÷（95%－50%）＝5分",
        "开工率：不适用",
    ):
        assert words in out.getvalue()
    with pytest.raises(CommandError, match="2031年还没有考核方案"):
        call_command("score", "2031", stdout=StringIO())


def test_next_years_weights_are_tried_on_the_year_that_has_figures(
    scheme: Scheme, freeze: Freeze, lin: User, client: Client
) -> None:
    freeze(1, ("11", "建胜镇", 100, 90, False))
    Scheme.objects.filter(pk=scheme.pk).update(year=2027)
    client.force_login(lin)
    shown = client.get(f"{reverse('scheme_trial', args=[scheme.pk])}?{urlencode(tried(scheme))}")
    assert "用2026年的定稿数字（2026-01）测算" in shown.text


def test_a_unit_sees_its_own_line_and_arithmetic_alone(
    in_force: Scheme, freeze: Freeze, chen_filer: User, lin: User, client: Client
) -> None:
    freeze(1, ("11", "建胜镇", 100, 90, False), ("12", "八桥镇", 100, 65, True))
    one = in_force.indicators.get(formula="completion_rate", audience="sector_department")
    of = {code: [in_force.pk, Unit.objects.get(code=code).pk, one.pk] for code in ("11", "12", "25")}
    client.force_login(chen_filer)
    page = client.get(reverse("scheme_scores", args=[in_force.pk])).text
    assert "区农业农村委" in page
    assert "区交通局" not in page
    assert "名次</th>" not in page
    assert client.get(reverse("scheme_arithmetic", args=of["11"])).status_code == 404
    explained = client.get(reverse("scheme_arithmetic", args=of["12"])).text
    assert "65.00万元÷100.00万元＝65%" in explained
    assert "15分×（65%－50%）÷（95%－50%）＝5分" in explained
    assert "印发以后可以打开" in explained  # no report was issued from these figures
    assert "/figures/" not in explained
    client.force_login(lin)
    assert "/figures/" in client.get(reverse("scheme_arithmetic", args=of["11"])).text
    assert client.get(reverse("scheme_arithmetic", args=of["25"])).status_code == 404  # not for townships
    judged = in_force.indicators.get(serial=1)
    assert client.get(reverse("scheme_arithmetic", args=[*of["12"][:2], judged.pk])).status_code == 404


def test_the_workbook_says_what_the_page_says(in_force: Scheme, freeze: Freeze, lin: User, client: Client) -> None:
    freeze(1, ("11", "建胜镇", 100, 90, False), ("12", "八桥镇", 100, 65, True))
    client.force_login(lin)
    answer: Any = client.post(reverse("scheme_scores_export", args=[in_force.pk]))
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["行业主管部门", "镇街"]
    rows = {row[0]: row for row in book["行业主管部门"].iter_rows(values_only=True)}
    heading = rows["单位"]
    said = dict(zip(heading, rows["区农业农村委"], strict=True))
    assert said["投资完成率（15分）"] == 5
    assert said["开工率（10分）"] is None
    totals = [said[name] for name in ("公式得分（分）", "适用分值（分）", "折算（百分制）", "同类名次")]
    assert totals == [20, 30, 66.67, 1]
    assert AuditEntry.objects.filter(act="导出计分测算").count() == 1


def test_the_scores_page_costs_the_same_for_one_month_and_many(
    in_force: Scheme, freeze: Freeze, lin: User, client: Client, django_assert_num_queries: Any
) -> None:
    freeze(1, ("11", "建胜镇", 100, 90, False))
    client.force_login(lin)
    page = reverse("scheme_scores", args=[in_force.pk])
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for month in range(2, 6):
        freeze(month, ("11", "建胜镇", 100, 90, False), ("12", "八桥镇", 100, 65, True))
    with django_assert_num_queries(len(few)):
        client.get(page)

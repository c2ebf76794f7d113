"""What a version says and keeps: changes, numbers, sums, the digest, and the queries it costs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.lists import mark_leaving, proposed, publish_list, verify_version
from projects.lists.rows import KEYS
from projects.models import Change, ListEntry, ListVersion, Project, VersionRow
from tests.projects.conftest import MakeProject
from tests.projects.nominating import Nominate, nominate  # noqa: F401 — a fixture
from tests.projects.samples import AT
from units.models import User

BASIS = "渡以工代赈办〔2026〕3号"


def publish(by: User) -> ListVersion:
    return publish_list(year=2026, basis=BASIS, by=by, at=AT)


def test_the_first_version_adds_every_row_of_the_sample_list(lin: User, listed: None):
    version = publish(lin)
    rows = list(version.rows.all())
    assert version.number == 1
    assert {row.change for row in rows} == {Change.ADDED}
    assert len(rows) == ListEntry.objects.count() > 1
    assert [row.serial for row in rows] == list(range(1, len(rows) + 1))
    assert version.totals["plan_fen"] == sum(entry.plan_fen for entry in ListEntry.objects.all())
    assert version.totals["total_fen"] == sum(project.total_fen for project in Project.objects.all())


def test_a_row_holds_the_official_columns_as_printed(lin: User, road: Project):
    row = publish(lin).rows.get()
    assert set(row.values) == set(KEYS)  # the database keeps no order of keys
    said = {key: row.values[key] for key in ("kind", "nature", "sector", "years", "stage", "department", "total_fen")}
    assert said == {
        "kind": "重推", "nature": "改建", "sector": "农业农村", "years": "2026.01-2026.10", "stage": "建设",
        "department": "区农业农村委", "total_fen": 420_000_000,
    }  # fmt: skip


def test_each_kind_of_change_is_told_apart(lin: User, make_project: MakeProject, nominate: Nominate):  # noqa: F811
    kept, adjusted, gone = make_project(1), make_project(2), make_project(3)
    publish(lin)
    adjusted.entries.update(planned_workers=15)
    mark_leaving(entry=gone.entries.get(), reason="停建", by=lin, at=AT)
    added = nominate()
    proposal = proposed(2026)
    assert {row.code: (row.serial, row.change, row.reason) for row in proposal.rows} == {
        kept.code: (1, Change.KEPT, ""),
        adjusted.code: (2, Change.ADJUSTED, ""),
        gone.code: (3, Change.REMOVED, "停建"),
        added.code: (4, Change.ADDED, ""),
    }
    assert proposal.rows[1].changes == {"planned_workers": [12, 15]}
    assert proposal.counts == {"added": 1, "kept": 1, "adjusted": 1, "removed": 1}
    assert proposal.totals["planned_workers"] == 12 + 15 + 20
    version = publish(lin)
    assert version.totals == proposal.totals
    assert version.rows.get(project=gone).values["planned_workers"] == 12


def test_a_number_once_used_in_the_year_is_not_used_again(
    lin: User,
    make_project: MakeProject,
    nominate: Nominate,  # noqa: F811
):
    make_project(1)
    last = make_project(2)
    publish(lin)
    mark_leaving(entry=last.entries.get(), reason="停建", by=lin, at=AT)
    publish(lin)
    nominate()
    publish(lin)
    make_project(2, code="2410-500104-04-01-000077", name="一次迟到的导入")
    version = publish(lin)
    serials = dict(version.rows.values_list("project__name", "serial"))
    assert serials == {"道路硬化工程01": 1, "灌渠整治工程51": 3, "一次迟到的导入": 4}
    assert ListEntry.objects.get(project__name="一次迟到的导入").serial == 4


def test_a_project_moved_out_is_told_once(lin: User, make_project: MakeProject, nominate: Nominate):  # noqa: F811
    make_project(1)
    gone = make_project(2)
    publish(lin)
    mark_leaving(entry=gone.entries.get(), reason="停建", by=lin, at=AT)
    publish(lin)
    nominate()
    assert not publish(lin).rows.filter(project=gone).exists()
    assert VersionRow.objects.filter(project=gone, change=Change.REMOVED).count() == 1


def test_a_version_keeps_its_words_when_the_register_changes(lin: User, road: Project):
    version = publish(lin)
    Project.objects.update(name="改了名的道路", code="2410-500104-04-01-000099")
    ListEntry.objects.update(plan_fen=1)
    assert version.rows.get().values["name"] == "道路硬化工程01"
    assert verify_version(ListVersion.objects.get())


@pytest.mark.parametrize(
    "tamper",
    [
        lambda version: version.rows.update(reason="后来补的"),
        lambda version: version.rows.update(serial=9),
        lambda version: version.rows.update(values={}),
        lambda version: ListVersion.objects.update(basis="另一份文件"),
        lambda version: ListVersion.objects.update(totals={}),
    ],
)
def test_a_touched_version_no_longer_verifies(lin: User, road: Project, tamper):
    version = publish(lin)
    assert verify_version(version)
    tamper(version)
    assert not verify_version(ListVersion.objects.get())


def test_an_earlier_version_still_verifies_after_the_next(lin: User, make_project: MakeProject):
    make_project(1)
    first = publish(lin)
    make_project(2)
    second = publish(lin)
    assert (first.number, second.number) == (1, 2)
    assert verify_version(ListVersion.objects.get(number=1))
    assert first.digest != second.digest


def test_the_proposal_costs_the_same_queries_for_two_rows_and_twenty(
    lin: User,
    make_project: MakeProject,
    nominate: Nominate,  # noqa: F811
):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            proposed(2026)
        return len(caught)

    make_project(1)
    nominate(51)
    publish(lin)
    nominate(52)
    few = queries()
    for number in range(2, 20):
        make_project(number)
        nominate(52 + number)
    assert queries() == few

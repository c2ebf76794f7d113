"""衔接配套: which kinds, who may, what stays when a link is taken away, and the sums."""

from __future__ import annotations

import pytest

from projects.models import Condition, Connection, Funding, FundingSource, Project, ProjectKind, Stage
from projects.money.connecting import connect, disconnect
from projects.money.links import key_projects, sums_of, with_amounts, without_link
from projects.money.permissions import connections_visible_to
from tests.projects.conftest import MakeProject
from tests.projects.samples import AT
from units.models import AuditEntry, Unit, User
from units.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def special(make_project: MakeProject) -> Project:
    return make_project(21, kind=ProjectKind.SPECIAL, name="进场道路配套")


def tie(special: Project, key: Project, by: User, purpose: str = "配套进场道路") -> Connection:
    return connect(special=special, key=key, purpose=purpose, by=by, at=AT)


def test_a_special_project_serves_a_key_project(special: Project, road: Project, lin: User) -> None:
    made = tie(special, road, lin)
    assert (made.special, made.key, made.linked_by) == (special, road, lin)
    assert AuditEntry.objects.get(act="登记衔接配套").detail == {"purpose": "配套进场道路"}


def test_the_kinds_are_checked_and_all_is_said_at_once(special: Project, road: Project, lin: User) -> None:
    with pytest.raises(Refusal) as refused:
        tie(road, special, lin, purpose=" ")
    said = "".join(refused.value.sentences)
    assert "“道路硬化工程01”是重推项目，“专项投资项目”一栏请选择专项项目。" in said
    assert "“进场道路配套”是专项项目，“重点工程项目”一栏请选择重推项目。" in said
    assert "不能为空" in said
    with pytest.raises(Refusal, match="不能与自己"):
        tie(special, special, lin)
    tie(special, road, lin)
    with pytest.raises(Refusal, match="已经登记过"):
        tie(special, road, lin)


def test_a_project_out_of_the_list_or_archived_is_not_linked(special: Project, road: Project, lin: User) -> None:
    Project.objects.filter(pk=special.pk).update(stage=Stage.ARCHIVED)
    with pytest.raises(Refusal, match="“进场道路配套”已归档"):
        tie(special, road, lin)


WHO = {"lin": True, "chen_filer": True, "chen_reviewer": True, "wang": False, "leader": False, "auditor": False}


@pytest.mark.parametrize("who", WHO)
def test_who_links_and_parts(
    request: pytest.FixtureRequest, special: Project, road: Project, lin: User, who: str
) -> None:
    by = request.getfixturevalue(who)
    if WHO[who]:
        disconnect(connection=tie(special, road, by), reason="登记错了", by=by, at=AT)
        assert not Connection.objects.exists()
        return
    with pytest.raises(NotAllowed):
        tie(special, road, by)
    with pytest.raises(NotAllowed):
        disconnect(connection=tie(special, road, lin), reason="登记错了", by=by, at=AT)


def test_a_department_in_charge_of_neither_does_not_link(
    make_project: MakeProject, chen_filer: User, special: Project
) -> None:
    other = Unit.objects.get(name="区交通局")
    key = make_project(1, department=other)
    assert tie(special, key, chen_filer).pk  # one end is enough
    Project.objects.update(department=other)
    special.refresh_from_db()
    with pytest.raises(NotAllowed, match="由本部门主管"):
        tie(special, make_project(2, department=other), chen_filer)


def test_what_a_link_was_stays_in_the_trail(special: Project, road: Project, lin: User) -> None:
    made = tie(special, road, lin)
    with pytest.raises(Refusal, match="请写明解除衔接的原因"):
        disconnect(connection=made, reason=" ", by=lin, at=AT)
    disconnect(connection=made, reason="重点工程改线", by=lin, at=AT)
    detail = AuditEntry.objects.get(act="解除衔接配套").detail
    assert (detail["special"], detail["key"]) == (special.code, road.code)
    assert (detail["purpose"], detail["reason"], detail["linked_by"]) == ("配套进场道路", "重点工程改线", "lin")


SEES = {"lin": 1, "leader": 1, "chen_filer": 1, "wang": 1, "zhao": 0, "auditor": 0}


@pytest.mark.parametrize("who", SEES)
def test_who_sees_a_link(request: pytest.FixtureRequest, special: Project, road: Project, lin: User, who: str) -> None:
    tie(special, road, lin)
    assert connections_visible_to(request.getfixturevalue(who)).count() == SEES[who]


def test_each_project_counts_once_however_many_links_it_has(
    make_project: MakeProject, special: Project, lin: User
) -> None:
    for label, wan in (("甲", 3), ("乙", 4)):
        Funding.objects.create(project=special, source=FundingSource.BRIDGING, label=label, amount_fen=wan * 1_000_000)
    keys = [make_project(number) for number in (1, 2, 3)]
    make_project(
        4, condition=Condition.REMOVED, condition_reason="调出", condition_since=AT.date()
    )  # needs no link any more
    for key in keys[:2]:
        tie(special, key, lin)
    lonely = without_link(key_projects(Project.objects.all()))
    assert set(lonely) == {keys[2]}
    sums = sums_of(Connection.objects.all(), lonely.count())
    assert (sums.links, sums.specials, sums.keys, sums.keys_without) == (2, 1, 2, 1)
    assert (sums.issued_fen, sums.coverage) == (7_000_000, "66.67%")
    assert [one.special_issued_fen for one in with_amounts(Connection.objects.all())] == [7_000_000] * 2

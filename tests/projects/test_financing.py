"""金融支持 and 社会力量公益性项目: who records, corrects, voids and reads them; what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from projects.models import Financing, FinancingKind, Project, SocialProject
from projects.money import keeping
from projects.money.permissions import financings_visible_to
from tests.cast import Engage
from tests.projects.samples import AT
from units.models import AuditEntry, Role, Sector, Unit, User
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def banker(engage: Engage) -> User:
    """Filer of 区金融发展中心."""
    return engage("banker", Role.UNIT_FILER, "区金融发展中心")


@pytest.fixture
def guide(engage: Engage) -> User:
    """Filer of 区民政局."""
    return engage("guide", Role.UNIT_FILER, "区民政局")


def loan(project: Project, **changed: Any) -> dict[str, Any]:
    values = {
        "project": project, "institution": "某农商行", "kind": FinancingKind.LOAN, "amount_fen": 500_000_000,
        "drawn_fen": 200_000_000, "granted_on": date(2026, 5, 1), "ends_on": date(2029, 5, 1), "note": "",
    }  # fmt: skip
    return values | changed


def garden(**changed: Any) -> dict[str, Any]:
    values = {
        "name": "社区花园整治", "sponsor": "某公益基金会", "unit": Unit.objects.get(name="区民政局"),
        "township": Unit.objects.get(name="建胜镇"), "sector": Sector.objects.get(name="城镇建设"),
        "content": "步道和绿化", "amount_fen": 30_000_000, "workers": 12, "remuneration_fen": 9_000_000,
        "starts_on": date(2026, 4, 1), "ends_on": None,
    }  # fmt: skip
    return values | changed


KEEPS = {"banker": True, "lin": True, "chen_filer": False, "guide": False, "leader": False, "auditor": False}


@pytest.mark.parametrize("who", KEEPS)
def test_who_keeps_the_financing(request: pytest.FixtureRequest, road: Project, lin: User, who: str) -> None:
    by = request.getfixturevalue(who)
    if KEEPS[who]:
        made = keeping.record_financing(values=loan(road), by=by, at=AT)
        assert made.unit.name == "区金融发展中心"
        keeping.correct_financing(financing=made, values=loan(road, drawn_fen=1), by=by, at=AT)
        keeping.void_financing(financing=made, reason="重复", by=by, at=AT)
        assert AuditEntry.objects.get(act="改正金融支持").detail == {"drawn_fen": ["200000000", "1"]}
        return
    with pytest.raises(NotAllowed, match="区金融发展中心或领导小组办公室"):
        keeping.record_financing(values=loan(road), by=by, at=AT)
    made = keeping.record_financing(values=loan(road), by=lin, at=AT)
    with pytest.raises(NotAllowed):
        keeping.correct_financing(financing=made, values=loan(road), by=by, at=AT)
    with pytest.raises(NotAllowed):
        keeping.void_financing(financing=made, reason="重复", by=by, at=AT)


READS = {"lin": 1, "leader": 1, "banker": 1, "chen_filer": 1, "wang": 1, "zhao": 0, "guide": 0, "auditor": 0}


@pytest.mark.parametrize("who", READS)
def test_who_reads_the_financing(request: pytest.FixtureRequest, road: Project, lin: User, who: str) -> None:
    keeping.record_financing(values=loan(road), by=lin, at=AT)
    assert financings_visible_to(request.getfixturevalue(who)).count() == READS[who]


def test_everything_wrong_with_a_financing_is_said_at_once(road: Project, banker: User) -> None:
    wrong = loan(road, drawn_fen=500_000_001, granted_on=date(2026, 12, 1), ends_on=date(2026, 1, 1), institution="")
    with pytest.raises(Refusal) as refused:
        keeping.record_financing(values=wrong, by=banker, at=AT)
    said = "".join(refused.value.sentences)
    for part in ("批准日期不能晚于今天", "已到位金额不能超过", "到期日期不能早于批准日期", "不能为空"):
        assert part in said
    assert not Financing.objects.exists()


def test_what_is_void_stays_and_is_not_changed_any_more(road: Project, banker: User) -> None:
    made = keeping.record_financing(values=loan(road), by=banker, at=AT)
    with pytest.raises(Refusal, match="请写明作废原因"):
        keeping.void_financing(financing=made, reason=" ", by=banker, at=AT)
    keeping.void_financing(financing=made, reason="重复登记", by=banker, at=AT)
    with pytest.raises(WrongState, match="已经作废"):
        keeping.void_financing(financing=made, reason="重复登记", by=banker, at=AT)
    with pytest.raises(WrongState, match="已作废，不能再改"):
        keeping.correct_financing(financing=made, values=loan(road), by=banker, at=AT)
    made.refresh_from_db()
    assert (made.voided_by, made.void_reason) == (banker, "重复登记")


def test_a_guide_keeps_its_own_social_projects_alone(guide: User, engage: Engage, lin: User) -> None:
    made = keeping.record_social(values=garden(), by=guide, at=AT)
    chamber = engage("chamber", Role.UNIT_FILER, "区工商联")
    for refused in (
        lambda: keeping.record_social(values=garden(name="另一个"), by=chamber, at=AT),
        lambda: keeping.correct_social(social=made, values=garden(), by=chamber, at=AT),
        lambda: keeping.correct_social(
            social=made, values=garden(unit=Unit.objects.get(name="区工商联")), by=guide, at=AT
        ),
        lambda: keeping.void_social(social=made, reason="错", by=chamber, at=AT),
    ):
        with pytest.raises(NotAllowed, match="区民政局、区工商联"):
            refused()
    keeping.correct_social(social=made, values=garden(workers=13), by=lin, at=AT)
    keeping.void_social(social=made, reason="重复", by=guide, at=AT)
    assert keeping.record_social(values=garden(), by=guide, at=AT).pk != made.pk  # a voided one is not in the way


def test_everything_wrong_with_a_social_project_is_said_at_once(guide: User) -> None:
    wrong = garden(
        remuneration_fen=30_000_001, ends_on=date(2026, 1, 1), township=Unit.objects.get(name="区交通局"), content=""
    )
    with pytest.raises(Refusal) as refused:
        keeping.record_social(values=wrong, by=guide, at=AT)
    said = "".join(refused.value.sentences)
    for part in ("不是镇街", "发放劳务报酬不能超过投入金额", "结束日期不能早于开始日期", "不能为空"):
        assert part in said
    keeping.record_social(values=garden(), by=guide, at=AT)
    with pytest.raises(Refusal, match="同名项目已经登记过"):
        keeping.record_social(values=garden(), by=guide, at=AT)


SEES = {"lin": 1, "leader": 1, "guide": 1, "wang": 1, "zhao": 0, "chen_filer": 0, "banker": 0, "auditor": 0}


@pytest.mark.parametrize("who", SEES)
def test_who_reads_the_social_projects(request: pytest.FixtureRequest, lin: User, who: str) -> None:
    keeping.record_social(values=garden(), by=lin, at=AT)
    assert SocialProject.objects.visible_to(request.getfixturevalue(who)).count() == SEES[who]

"""Five kinds of bad input an office meets daily: each refused in one sentence that says what to do, nothing saved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from projects.models import (
    Attachment,
    Collection,
    Contract,
    Nature,
    Nomination,
    NominationAct,
    Project,
    ProjectKind,
    Proof,
    Stage,
)
from projects.nominations.filing import begin_nomination
from projects.proofs.recording import record_proof
from tests.projects import proofs
from tests.projects.samples import AT
from tests.projects.uploads import PROGRAM, on_disk, upload
from units.models import AuditEntry, Sector, Unit, User
from units.refusals import Refusal

pytestmark = pytest.mark.django_db
CODE = "2402-500104-04-01-746747"
DOUBLE = "2603-500104-04-01-700032"


@pytest.fixture
def collection(lin: User) -> Collection:
    day = AT.date()
    return Collection.objects.create(
        year=2027, opens_on=day, due_on=day + timedelta(days=20), opened_at=AT, opened_by=lin
    )


def nominate(collection: Collection, by: User, **changed: Any) -> Nomination:
    """Send one nomination of 区农业农村委 to its reviewer, complete unless a keyword says otherwise."""
    unit = Unit.objects.get(name="区农业农村委")
    values = {
        "name": "田间道路硬化工程", "code": CODE, "sector": Sector.objects.get(name="农业农村"),
        "kind": ProjectKind.KEY, "nature": Nature.NEW, "site": "建胜镇民胜村", "content": "硬化道路3公里",
        "starts": "2027-03", "ends": "2027-11", "stage": Stage.PREPARATION, "total_fen": 100_000_000,
        "plan_fen": 80_000_000, "work_items": "路面养护", "planned_workers": 20,
        "planned_remuneration_fen": 15_000_000, "owner_name": "某公司", "department": unit,
        "township": Unit.objects.get(name="建胜镇"), **changed,
    }  # fmt: skip
    return begin_nomination(
        collection=collection, unit=unit, act=NominationAct.SEND, values=values, item_ids=[], by=by, at=AT
    )


def one_sentence(refused: pytest.ExceptionInfo[Refusal]) -> str:
    (sentence,) = refused.value.sentences
    return sentence


def held() -> tuple[int, ...]:
    """How much there is of everything these acts write."""
    return tuple(model.objects.count() for model in (Nomination, Proof, Attachment, AuditEntry))


class TestNominations:
    @pytest.mark.parametrize(
        ("changed", "says"),
        [
            ({"code": CODE[:-1] + "8"}, "校验"),
            ({"works_fen": 60_000_000, "other_fen": 39_989_999}, "与总投资100.00万元不符"),
        ],
        ids=["a wrong check digit", "parts that do not add up by more than 0.01 万元"],
    )
    def test_what_cannot_be_true_is_refused(
        self, collection: Collection, chen_filer: User, changed: dict[str, Any], says: str
    ) -> None:
        before = held()
        with pytest.raises(Refusal) as refused:
            nominate(collection, chen_filer, **changed)
        assert says in one_sentence(refused)
        assert "请" in one_sentence(refused)
        assert held() == before

    def test_parts_within_the_tolerance_are_taken(self, collection: Collection, chen_filer: User) -> None:
        nominate(collection, chen_filer, works_fen=60_000_000, other_fen=39_990_000)
        assert Nomination.objects.count() == 1

    def test_a_double_nomination_is_refused(self, collection: Collection, chen_filer: User) -> None:
        nominate(collection, chen_filer, code=DOUBLE)
        before = held()
        with pytest.raises(Refusal) as refused:
            nominate(collection, chen_filer, code=DOUBLE, name="另一名称的同一项目", site="建胜镇四胜村")
        assert "田间道路硬化工程" in one_sentence(refused)
        assert held() == before


class TestProofs:
    @pytest.mark.parametrize(
        ("changed", "files", "says"),
        [
            ({"clause": ""}, [], "请补签条款后再登记"),
            ({}, [upload("合同.pdf", PROGRAM)], "“合同.pdf”不是可用的格式"),
        ],
        ids=["a contract without clause", "a fake PDF"],
    )
    def test_a_proof_that_proves_nothing_is_refused(
        self, road: Project, chen_filer: User, changed: dict[str, Any], files: list[Any], says: str
    ) -> None:
        before, kept = held(), on_disk()
        _kind, values = proofs.KINDS[Contract]
        with pytest.raises(Refusal) as refused:
            record_proof(project=road, kind="contract", values={**values, **changed}, files=files, by=chen_filer, at=AT)
        assert says in one_sentence(refused)
        assert (held(), on_disk()) == (before, kept)

"""Two people at once on PostgreSQL: nobody waits for somebody who waits for them, and a rule holds whoever comes first.

One person's act has the project and is not yet done; the other's begins and waits; then the first one ends.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event
from typing import Any

import pytest
from django.db import connection, connections, transaction

from projects.fundings import record_funding
from projects.inspections import rectifying
from projects.inspections.holding import lock_project
from projects.inspections.voiding import void_inspection
from projects.models import (
    Approval,
    DemandNotice,
    DisbursementStep,
    Funding,
    FundingSource,
    Project,
    Proof,
    Rectification,
    RectificationState,
    Stage,
    StageAct,
)
from projects.money.disbursing import record_disbursement
from projects.money.voiding import void_disbursement
from projects.proofs.files import attach_files, remove_file
from projects.proofs.recording import void_proof
from projects.stages.actions import move_stage
from projects.stages.missing import NotReady
from tests.projects.inspecting import asked_of, patrol
from tests.projects.pages import set_stage
from tests.projects.proofs import give
from tests.projects.samples import AT
from tests.projects.uploads import another, upload
from units.audit import record
from units.models import User
from units.refusals import WrongState

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture(autouse=True)
def _needs_postgres() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: python -m tests.servers postgres pytest -m postgres")


def one_after_the_other(first: Callable[[], object], second: Callable[[], object]) -> list[object]:
    """What two acts return or raise, when the second begins while the first is done but not yet committed."""
    begun = Event()
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(_held, first, begun), pool.submit(_following, second, begun)]
        return [one.result(30) for one in both]


def _held(act: Callable[[], object], begun: Event) -> object:
    def whole() -> object:
        try:
            with transaction.atomic():
                done = act()
                begun.set()
                _until_somebody_waits()
                record(act="办理", subject="别人在等", by=None, at=AT)
                return done
        finally:
            begun.set()

    return _outcome(whole)


def _following(act: Callable[[], object], begun: Event) -> object:
    assert begun.wait(20)
    return _outcome(act)


def _until_somebody_waits() -> None:
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits: the second act does not lock the project")


def _outcome(act: Callable[[], object]) -> object:
    try:
        return act()
    except Exception as error:  # told to the test
        return error
    finally:
        connections.close_all()


def _answered(road: Project, wang: User) -> Rectification:
    asked = asked_of(road, wang)
    return rectifying.answer_rectification(rectification=asked, answer="已补贴", by=wang, at=AT)


def _money(road: Project, lin: User) -> tuple[Funding, Any]:
    funding = Funding.objects.create(
        project=road, label="区级资金", source=FundingSource.DISTRICT, amount_fen=1_000, issued_on=date(2026, 1, 1)
    )
    return funding, _pay(funding, "凭证1", lin)


def _pay(funding: Funding, voucher: str, by: User) -> Any:
    said = {"amount_fen": 10, "done_on": date(2026, 4, 1), "voucher": voucher, "for_pay": False, "note": ""}
    return record_disbursement(
        funding=funding, step=DisbursementStep.ALLOCATED, values=said, files=[upload()], by=by, at=AT
    )


def _acts(road: Project, wang: User, lin: User) -> dict[str, Callable[[], object]]:
    """Every act that locks the project, ready to be done by 林岚 or 王溪."""
    asked, answered, later = asked_of(road, wang), _answered(road, wang), asked_of(road, wang)
    funding, paid = _money(road, lin)
    notice, other = give(DemandNotice, road, wang), give(DemandNotice, road, wang)
    (file,) = attach_files(target=notice, files=[upload()], by=lin, at=AT)
    said = {"amount_fen": 2_000, "issued_on": None, "document_number": "", "agreed_share": None}
    by = {"by": lin, "at": AT}
    return {
        "answer": lambda: rectifying.answer_rectification(
            rectification=asked, answer="已改", files=[upload()], by=wang, at=AT
        ),
        "close": lambda: rectifying.close(rectification=answered, **by),
        "extend": lambda: rectifying.extend(rectification=later, due_on=date(2027, 1, 1), reason="连日降雨", **by),
        "inspect": lambda: patrol(road, wang),
        "void inspection": lambda: void_inspection(inspection=later.inspection, reason="错", **by),
        "pay": lambda: _pay(funding, "凭证2", lin),
        "void payment": lambda: void_disbursement(disbursement=paid, reason="错", **by),
        "correct funding": lambda: record_funding(funding=funding, **said, **by),
        "attach": lambda: attach_files(target=notice, files=[upload("二.pdf", another(2))], **by),
        "remove": lambda: remove_file(attachment=file, **by),
        "void proof": lambda: void_proof(proof=other, reason="错", **by),
        "move": lambda: move_stage(project=road, act=StageAct.PAUSE, reason="停工", **by),
    }


ACTS = [
    "answer", "close", "extend", "inspect", "void inspection", "pay", "void payment", "correct funding", "attach",
    "remove", "void proof", "move",
]  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_whoever_waits_for_a_project_holds_nothing_that_its_holder_needs(
    road: Project, wang: User, lin: User, name: str
) -> None:
    act = _acts(road, wang, lin)[name]
    held, done = one_after_the_other(lambda: lock_project(road.pk), act)
    assert not isinstance(held, Exception), held
    assert not isinstance(done, Exception), done


def test_a_proof_a_stage_was_just_passed_with_is_not_voided(road: Project, wang: User, lin: User) -> None:
    set_stage(road, Stage.PREPARATION)
    approval = give(Approval, road, wang)
    moved, voided = one_after_the_other(
        lambda: move_stage(project=road, act=StageAct.CONTRACT, reason="", by=lin, at=AT),
        lambda: void_proof(proof=approval, reason="错", by=lin, at=AT),
    )
    assert isinstance(moved, Project)
    assert isinstance(voided, WrongState)


def test_a_stage_is_not_passed_with_a_proof_just_voided(road: Project, wang: User, lin: User) -> None:
    set_stage(road, Stage.PREPARATION)
    approval = give(Approval, road, wang)
    voided, moved = one_after_the_other(
        lambda: void_proof(proof=approval, reason="错", by=lin, at=AT),
        lambda: move_stage(project=road, act=StageAct.CONTRACT, reason="", by=lin, at=AT),
    )
    assert isinstance(voided, Proof)
    assert isinstance(moved, NotReady)
    road.refresh_from_db()
    assert road.stage == Stage.PREPARATION


def test_a_finding_just_voided_is_not_answered(road: Project, wang: User, lin: User) -> None:
    asked = asked_of(road, wang)
    inspection = asked.inspection
    _, answered = one_after_the_other(
        lambda: void_inspection(inspection=inspection, reason="错", by=lin, at=AT),
        lambda: rectifying.answer_rectification(rectification=asked, answer="已改", by=wang, at=AT),
    )
    assert isinstance(answered, rectifying.StaleRectification)
    assert Rectification._default_manager.get(pk=asked.pk).state == RectificationState.OPEN

"""One inspection, and taking one back that was recorded in error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from projects.inspections import rectifying
from projects.inspections.voiding import void_inspection
from projects.models import Condition, Project, Rectification, Stage, StageAct, StageStep
from tests.projects.inspecting import found, patrol
from tests.projects.pages import page
from tests.projects.samples import AT
from units.models import AuditEntry, User
from units.refusals import WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def test_it_tells_what_was_seen_and_links_each_finding(client: Client, road: Project, wang: User) -> None:
    inspection = patrol(road, wang)
    client.force_login(wang)
    shown = page(client, "inspection_detail", inspection.pk)
    finding = inspection.rectifications.get()
    for words in ("现场查看公示和考勤。", "〔2026〕1号", reverse("rectification_detail", args=[finding.pk])):
        assert words in shown


def test_out_of_scope_it_is_not_there(client: Client, road: Project, wang: User, zhao: User) -> None:
    inspection = patrol(road, wang)
    client.force_login(zhao)
    assert client.get(reverse("inspection_detail", args=[inspection.pk])).status_code == 404
    assert client.post(reverse("inspection_void", args=[inspection.pk]), {"reason": "错"}).status_code == 404


@pytest.mark.parametrize(("who", "may"), [("wang", True), ("lin", True), ("chen_filer", False), ("leader", False)])
def test_the_inspecting_unit_or_the_office_takes_it_back(
    client: Client, road: Project, wang: User, who: str, may: bool, request: pytest.FixtureRequest
) -> None:
    inspection = patrol(road, wang, findings=[found(holds_project=True), found()])
    client.force_login(request.getfixturevalue(who))
    assert ("作废这次检查" in page(client, "inspection_detail", inspection.pk)) is may
    answer = client.post(reverse("inspection_void", args=[inspection.pk]), {"reason": "登记错项目"})
    inspection.refresh_from_db()
    road.refresh_from_db()
    assert answer.status_code == (302 if may else 422)
    assert inspection.is_void is may
    assert {one.is_void for one in Rectification.objects.all()} == {may}
    assert road.condition == (Condition.NORMAL if may else Condition.RECTIFYING)
    assert AuditEntry.objects.filter(act="作废监管检查").count() == may
    if may:
        assert "登记错项目" in page(client, "inspection_detail", inspection.pk)


def test_a_reason_is_asked_for(client: Client, road: Project, wang: User) -> None:
    inspection = patrol(road, wang)
    client.force_login(wang)
    answer = client.post(reverse("inspection_void", args=[inspection.pk]), {"reason": " "})
    assert answer.status_code == 422
    assert "请写明作废原因" in answer.content.decode()
    long = client.post(reverse("inspection_void", args=[inspection.pk]), {"reason": "错" * 201})
    assert "有201字" in long.content.decode()
    assert "错" * 201 in long.content.decode()


def test_numbers_of_voided_findings_are_not_given_again(road: Project, wang: User) -> None:
    void_inspection(inspection=patrol(road, wang), reason="登记错项目", by=wang, at=AT)
    assert patrol(road, wang).rectifications.get().label == "〔2026〕2号"


def test_it_is_voided_once_and_nothing_of_it_goes_on(road: Project, wang: User, chen_filer: User) -> None:
    inspection = patrol(road, wang)
    finding = inspection.rectifications.get()
    void_inspection(inspection=inspection, reason="登记错项目", by=wang, at=AT)
    with pytest.raises(WrongState, match="已经作废"):
        void_inspection(inspection=inspection, reason="再来", by=wang, at=AT)
    finding.refresh_from_db()
    with pytest.raises(WrongState, match="已作废"):
        rectifying.answer_rectification(rectification=finding, answer="已改", by=chen_filer, at=AT)


def test_another_holding_finding_keeps_the_project_held(road: Project, wang: User) -> None:
    first = patrol(road, wang, findings=[found(holds_project=True)])
    patrol(road, wang, findings=[found(holds_project=True)])
    void_inspection(inspection=first, reason="登记错项目", by=wang, at=AT)
    road.refresh_from_db()
    assert road.condition == Condition.RECTIFYING


@pytest.mark.parametrize(("standing", "refused"), [(Stage.COMPLETED, True), (Stage.CONSTRUCTION, False)])
def test_what_a_passed_stage_rests_on_stays_until_it_is_stepped_back_from(
    road: Project, wang: User, standing: Stage, refused: bool
) -> None:
    inspection = patrol(road, wang)
    step = StageStep.objects.create(
        project=road, act=StageAct.COMPLETE, stage_before=Stage.CONSTRUCTION, stage=Stage.COMPLETED,
        condition=Condition.NORMAL, at=AT, by=wang,
    )  # fmt: skip
    step.proofs.add(inspection.pk)
    Project.objects.filter(pk=road.pk).update(stage=standing)
    if refused:
        with pytest.raises(WrongState, match="依据了这次检查"):
            void_inspection(inspection=inspection, reason="登记错项目", by=wang, at=AT)
    else:
        assert void_inspection(inspection=inspection, reason="登记错项目", by=wang, at=AT).is_void

"""送审内容: whoever decides reads sum, preparers, what was explained, and what was mended since the last time."""

# ruff: noqa: F811 – fixtures are taken over by name
from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from labor.models import RollAct, RollState, RollStep
from labor.pay.submitted import submitted_of
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll, roll_in  # noqa: F401
from units.models import User

pytestmark = pytest.mark.django_db
WAY = (
    (RollAct.SEND, RollState.SIGNING, "两人补登考勤", {"差异：天数多于考勤": ["", "2处"]}),
    (RollAct.SUBMIT, RollState.OWNER, "", {}),
    (RollAct.HAND_BACK, RollState.DRAFT, "单价有误", {}),
    (RollAct.CORRECT, RollState.DRAFT, "", {"张兰·单价（元）": ["210.00", "220.00"]}),
    (RollAct.SEND, RollState.SIGNING, "值守单已核对", {"差异：单价不符": ["", "1处"]}),
    (RollAct.SUBMIT, RollState.OWNER, "", {}),
)


def test_it_is_told_what_was_explained_and_mended_since_it_was_last_submitted(
    roll_in: MakeRoll, chen_filer: User, wang: User
) -> None:
    roll = roll_in(RollState.OWNER, people=3, submission=2)
    for hours, (act, state, reason, changes) in enumerate(WAY, start=1):
        by = wang if act == RollAct.CORRECT else chen_filer
        at = AT + timedelta(hours=hours)
        RollStep.objects.create(roll=roll, act=act, state=state, reason=reason, changes=changes, at=at, by=by)
    told = submitted_of(roll)
    assert told is not None
    assert told.changes == ("张兰·单价（元）：210.00 → 220.00",)
    assert (told.explained, told.reason) == (("单价不符1处",), "值守单已核对")
    assert told.prepared_by == (str(chen_filer), str(wang))
    assert told.stakes == "本表3人，实发合计12600.00元。"


def test_the_first_submission_has_nothing_before_it_and_a_draft_nothing_to_decide(
    roll_in: MakeRoll, chen_filer: User
) -> None:
    roll = roll_in(RollState.DRAFT)
    assert submitted_of(roll) is None
    changes = {"张兰·单价（元）": ["210.00", "220.00"]}
    RollStep.objects.create(
        roll=roll, act=RollAct.CORRECT, state=RollState.DRAFT, changes=changes, at=AT, by=chen_filer
    )
    RollStep.objects.create(roll=roll, act=RollAct.SUBMIT, state=RollState.OWNER, at=AT, by=chen_filer)
    roll.state = RollState.OWNER
    told = submitted_of(roll)
    assert told is not None
    assert told.changes == ()


def test_the_approver_is_asked_about_the_sum(client: Client, roll_in: MakeRoll, chen_reviewer: User) -> None:
    roll = roll_in(RollState.OWNER, people=3, submission=1)
    client.force_login(chen_reviewer)
    page = client.get(reverse("roll_detail", args=[roll.pk])).content.decode()
    assert "本表3人，实发合计12600.00元。" in page
    assert "第1次送审" in page

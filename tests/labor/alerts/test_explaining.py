"""Who explains, who closes, who is told they came second."""

from __future__ import annotations

from datetime import timedelta

import pytest

from labor.alerts.explaining import StaleAlert, close, explain, reopen
from labor.alerts.permissions import available_moves
from labor.models import Alert, AlertState, Severity
from projects.models import Project
from tests.labor.conftest import AT
from units.grants import grant_role
from units.models import AuditEntry, Role, Unit, User
from units.refusals import NotAllowed, Refusal, WrongState

WORDS = "资金晚到，已约定11月20日前付清"


@pytest.fixture
def alert(road: Project) -> Alert:
    return Alert.objects.create(
        code="pay_overdue", subject="roll:1", project=road, severity=Severity.RED, sentence="逾期",
        first_seen_at=AT, last_seen_at=AT,
    )  # fmt: skip


def test_an_alert_is_explained_closed_and_asked_about_anew_each_with_a_step_and_an_entry(
    alert: Alert, wang: User, lin: User
) -> None:
    alert = explain(alert=alert, words=f" {WORDS} ", by=wang, at=AT, version=0)
    assert (alert.state, alert.explanation, alert.explained_by) == (AlertState.EXPLAINED, WORDS, wang)
    alert = close(alert=alert, words="已付清，核过回单", by=lin, at=AT, version=1)
    assert (alert.state, alert.closed_by) == (AlertState.CLOSED, lin)
    alert = reopen(alert=alert, words="回单与金额不符", by=lin, at=AT, version=2)
    assert (alert.state, alert.closed_by, alert.version) == (AlertState.NEW, None, 3)
    assert [step.act for step in alert.steps.order_by("pk")] == ["explain", "close", "reopen"]
    assert AuditEntry.objects.filter(act__startswith="预警：").count() == 3


def test_only_the_projects_units_explain_and_only_the_office_closes(
    alert: Alert, zhao: User, leader: User, chen_filer: User, chen_reviewer: User, lin: User
) -> None:
    for stranger in (zhao, leader):
        with pytest.raises(NotAllowed, match="责任镇街"):
            explain(alert=alert, words=WORDS, by=stranger, at=AT)
        assert available_moves(alert, stranger) == []
    with pytest.raises(NotAllowed, match="领导小组办公室"):
        close(alert=alert, words=WORDS, by=chen_reviewer, at=AT)
    assert [move.act for move in available_moves(alert, chen_filer)] == ["explain"]
    assert [move.act for move in available_moves(alert, lin)] == ["explain", "close"]


def test_whoever_explained_for_a_unit_does_not_close_it_with_an_office_post(
    alert: Alert, wang: User, lin: User
) -> None:
    office = Unit.objects.get(name="区发展改革委")
    grant_role(user=wang, role=Role.OFFICE_CLERK, unit=office, starts_on=AT.date(), by=None, at=AT)
    explain(alert=alert, words=WORDS, by=wang, at=AT)
    with pytest.raises(NotAllowed, match="不得为同一人"):
        close(alert=alert, words="已经核实", by=User.objects.get(pk=wang.pk), at=AT)
    assert close(alert=alert, words="已经核实", by=lin, at=AT).state == AlertState.CLOSED


def test_the_second_is_told_who_was_first_and_when(alert: Alert, wang: User, chen_filer: User) -> None:
    explain(alert=alert, words=WORDS, by=wang, at=AT, version=0)
    with pytest.raises(StaleAlert, match="王溪已于2026年11月12日14:05办理“说明”"):
        explain(alert=alert, words="另一种说明", by=chen_filer, at=AT + timedelta(minutes=1), version=0)


def test_a_move_that_the_state_does_not_allow_says_which_do(alert: Alert, lin: User) -> None:
    with pytest.raises(WrongState, match="预警现在是“待说明”，只有已说明、已销号的预警可以重新提出"):
        reopen(alert=alert, words="需要再说明", by=lin, at=AT)


@pytest.mark.parametrize(("words", "said"), [("付", "至少4个字"), ("长" * 301, "最多300个字")])
def test_words_that_say_too_little_or_too_much_are_refused(alert: Alert, wang: User, words: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        explain(alert=alert, words=words, by=wang, at=AT)
    assert not alert.steps.exists()


def test_numbers_of_people_are_masked_in_what_is_said(alert: Alert, wang: User) -> None:
    explained = explain(alert=alert, words="本人电话13912345678，已补签", by=wang, at=AT)
    assert explained.explanation == "本人电话139****5678，已补签"

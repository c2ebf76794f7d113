"""交办事项: registered, corrected, answered when its tasks are done; its lamp."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from assignments.assigning.actions import cancel_assignment
from assignments.assigning.lamp import Lamp, clock_on
from assignments.assigning.listing import Origins, assignments_for, export_assignments
from assignments.enclosure_rules import enclosures_visible_to
from assignments.enclosures import attach, sound_files
from assignments.mandates import actions
from assignments.mandates.actions import lamp_of_mandate
from assignments.models import Mandate
from tests.assignments.assigning.conftest import DAY, Give, moment, unit
from tests.projects.uploads import PDF, upload
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.usefixtures("reference")

VALUES: dict[str, Any] = {
    "issuer": "区政府办公室", "document": "批示", "title": "摸清返乡意愿", "demand": "报数",
    "received_on": date(2026, 11, 2), "due_on": date(2026, 12, 1),
}  # fmt: skip


@pytest.fixture
def mandate(he: User) -> Mandate:
    return actions.register_mandate(values=VALUES, files=[], by=he, at=moment(11, 3))


def test_the_office_registers_and_corrects(he: User, wang: User, mandate: Mandate) -> None:
    with pytest.raises(NotAllowed):
        actions.register_mandate(values=VALUES, files=[], by=wang, at=moment(11, 3))
    wrong = VALUES | {"received_on": date(2026, 11, 9), "due_on": date(2026, 11, 8)}
    with pytest.raises(Refusal) as refused:
        actions.register_mandate(values=wrong, files=[], by=he, at=moment(11, 3))
    assert len(refused.value.sentences) == 2
    held = actions.edit_mandate(mandate=mandate, values=VALUES | {"title": "改过"}, by=he, at=moment(11, 4))
    assert held.title == "改过"
    assert AuditEntry.objects.get(act="修改交办事项").detail == {"title": ["摸清返乡意愿", "改过"]}


def test_it_is_answered_when_its_tasks_are_done(lin: User, he: User, mandate: Mandate, give: Give) -> None:
    said = {"mandate": mandate, "reply": "两镇已报", "replied_on": date(2026, 11, 20)}
    with pytest.raises(NotAllowed, match="办公室管理员"):
        actions.reply_mandate(**said, by=he, at=moment(11, 20))
    task = give(origin=mandate)
    with pytest.raises(Refusal) as refused:
        actions.reply_mandate(**{**said, "reply": " ", "replied_on": date(2026, 11, 30)}, by=lin, at=moment(11, 20))
    assert len(refused.value.sentences) == 3
    cancel_assignment(assignment=task, reason="并入月报", by=lin, at=moment(11, 20))
    done = actions.reply_mandate(**said, by=lin, at=moment(11, 20))
    assert done.reply == "两镇已报"
    with pytest.raises(WrongState):
        actions.reply_mandate(**said, by=lin, at=moment(11, 20))
    with pytest.raises(WrongState, match="先撤回"):
        actions.edit_mandate(mandate=done, values=VALUES, by=he, at=moment(11, 20))
    with pytest.raises(Refusal, match="原因"):
        actions.take_back_reply(mandate=done, reason="", by=lin, at=moment(11, 20))
    assert actions.take_back_reply(mandate=done, reason="填错", by=lin, at=moment(11, 20)).replied_on is None


def test_a_unit_sees_the_mandates_it_has_a_part_in(
    lin: User, wang: User, zhao: User, leader: User, sysadmin: User, mandate: Mandate, give: Give
) -> None:
    """The task is the whole house's; what the district asked, and its document, are theirs who have a part in it."""
    attach(place="mandate", target=mandate, files=sound_files([upload("来文.pdf", PDF)]), by=lin, at=moment(11, 3))
    give(origin=mandate, issue=False)
    assert not Mandate.objects.visible_to(wang).exists()
    task = give(origin=mandate, supports=[unit("区财政局")])
    seen = {user.username: Mandate.objects.visible_to(user).exists() for user in (wang, zhao, leader, sysadmin)}
    assert seen == {"wang": True, "zhao": False, "leader": True, "sysadmin": False}
    files = {user.username: enclosures_visible_to(user).exists() for user in (wang, zhao, leader, sysadmin)}
    assert files == seen
    assert [Origins(user).said(task) for user in (wang, zhao)] == ["交办事项：摸清返乡意愿", "交办事项"]
    written = export_assignments(
        found=assignments_for(zhao), conditions=[], clock=clock_on(DAY), by=zhao, at=moment(11, 4)
    )
    cells = [cell for row in load_workbook(BytesIO(written)).active.values for cell in row]
    assert "交办事项" in cells
    assert not [cell for cell in cells if "摸清返乡意愿" in str(cell)]


@pytest.mark.parametrize(
    ("due_on", "replied_on", "lamp", "why"),
    [
        (date(2026, 11, 23), None, Lamp.RED, "逾期1天"),
        (date(2026, 12, 1), None, Lamp.YELLOW, "12-01到期"),
        (date(2026, 12, 2), None, Lamp.GREEN, "办理中"),
        (date(2026, 11, 20), date(2026, 11, 23), Lamp.GREY, "已办结，迟3天"),
        (date(2026, 11, 20), date(2026, 11, 20), Lamp.GREY, "已办结"),
    ],
)
def test_its_lamp(due_on: date, replied_on: date | None, lamp: Lamp, why: str) -> None:
    lit = lamp_of_mandate(Mandate(due_on=due_on, replied_on=replied_on), clock_on(DAY))
    assert (lit.lamp, lit.why) == (lamp, why)

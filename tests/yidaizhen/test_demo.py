"""The demo story: told through actions, told twice without harm, and never on a system that serves real people."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.db.models import QuerySet

from dispatch.figures import FigureBook, latest_revision
from labor.attendance.conflicts import ConflictKind, conflicts
from labor.models import (
    Alert,
    AlertState,
    AttendanceSheet,
    DemandState,
    LaborDemand,
    LaborSurvey,
    Objection,
    ObjectionOutcome,
    Payment,
    Placement,
    PlacementState,
    RollKind,
    RollOrigin,
    RollState,
    WageLine,
    WageRoll,
)
from labor.payments.standing import money_of
from projects.inspections.samples import verify_sample
from projects.lists.proposal import proposed
from projects.lists.publishing import verify_version
from projects.models import (
    Change,
    Collection,
    Condition,
    Connection,
    FilingState,
    Financing,
    Funding,
    Inspection,
    ListVersion,
    NominationState,
    Period,
    ProgressFiling,
    Project,
    ProofKind,
    Rectification,
    RectificationState,
    Sample,
    SocialProject,
    Stage,
)
from projects.money.sums import money_line
from projects.stages.actions import next_step
from tests.cast import PASSWORD, SETTLED_AT
from units.accounts import create_user
from units.audit import first_broken_link
from units.models import Role, User
from units.refusals import WrongState
from units.scope import scope_of
from yidaizhen.demo import MONTH, REVIEWED_PROJECT, chapters
from yidaizhen.demo.lists import ADDED, ADJUSTED, LEAVES, LEAVES_FOR
from yidaizhen.demo.month import this_month
from yidaizhen.demo.stages import FIELDS, HILLS, PARK, ROAD
from yidaizhen.demo_accounts import PEOPLE, ensure_demo_accounts
from yidaizhen.demo_mode import enter_demo_mode
from yidaizhen.home.lamps import lamps

NOW = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def demo_mode(settings: LazySettings, tmp_path: Path) -> Iterator[LazySettings]:
    settings.DATA_DIR, settings.DEMO_MODE = tmp_path, False
    yield settings
    settings.DEMO_MODE = False


def tell(now: datetime = NOW) -> list[str]:
    return [sentence for chapter in chapters(now) for sentence in chapter.tell()]


def counts() -> dict[str, int]:
    """Rows of every table of the house."""
    ours = ("units", "projects", "labor", "dispatch")
    models = [model for label in ours for model in apps.get_app_config(label).get_models()]
    return {model.__name__: QuerySet(model).count() for model in models}


@pytest.mark.django_db
def test_the_story_is_told_whole_and_only_once(demo_mode: LazySettings) -> None:
    enter_demo_mode()
    first = tell()
    assert any("被退回：15 处错误" in sentence for sentence in first)
    the_month_is_closed_on_the_samples()
    the_list_came_out_twice()
    units_are_nominating_for_the_next_year()
    projects_are_on_their_way()
    money_is_followed()
    the_sample_can_be_drawn_again()
    somebody_is_overdue()
    people_were_asked_and_hired()
    people_are_at_work()
    what_was_missed_is_paid()
    before = counts()
    assert any("已关账" in sentence for sentence in tell())
    assert counts() == before
    assert first_broken_link() is None


def the_month_is_closed_on_the_samples() -> None:
    period = Period.objects.get(month=MONTH)
    assert not period.is_open
    assert ProgressFiling.objects.filter(period=period).count() == 12
    recorded = WageRoll.objects.filter(origin=RollOrigin.RECORDED)
    assert recorded.count() == 3
    assert WageLine.objects.filter(roll__in=recorded).count() == 46 + 38 + 22
    reviewed = ProgressFiling.objects.get(project__code=REVIEWED_PROJECT)
    assert reviewed.state == FilingState.ACCEPTED
    assert reviewed.submitted_by == User.objects.get(username="xu")
    book = FigureBook(latest_revision(period))
    assert book.total.value("on_time").text == "1"
    assert book.total.value("filed").text == "12"


def what_was_missed_is_paid() -> None:
    done, posted = WageRoll.objects.filter(kind=RollKind.SUPPLEMENT).order_by("pk")
    assert (done.state, posted.state) == (RollState.ARCHIVED, RollState.NOTICE)
    assert money_of(done).succeeded_fen == 450_00
    assert Payment.objects.filter(batch__roll=done).count() == 3 + 1  # one was refused and sent again
    assert Objection.objects.filter(notice__roll=posted, outcome=ObjectionOutcome.PENDING).count() == 1
    assert Alert.objects.filter(state=AlertState.EXPLAINED).count() == 1


def the_list_came_out_twice() -> None:
    first, second = ListVersion.objects.order_by("number")
    assert verify_version(first)
    assert verify_version(second)
    changed = second.rows.exclude(change=Change.KEPT)
    assert {(row.change, row.project.code) for row in changed} == {
        (Change.ADDED, ADDED.code),
        (Change.ADJUSTED, ADJUSTED.code),
        (Change.ADJUSTED, FIELDS),  # its stage moved on
        (Change.REMOVED, LEAVES),
    }
    assert second.rows.get(change=Change.REMOVED).reason == LEAVES_FOR
    assert not proposed(MONTH.year).is_changed
    gone = Project.objects.get(condition=Condition.REMOVED)
    assert ProgressFiling.objects.filter(project=gone, period__month=MONTH).exists()  # its month was closed before


def units_are_nominating_for_the_next_year() -> None:
    collection = Collection.objects.get(closed_at=None)
    assert collection.due_on > NOW.date()
    waiting = collection.nominations.values_list("state", flat=True)
    assert set(waiting) == set(NominationState) - {NominationState.LISTED}
    for nomination in collection.nominations.exclude(decided_by=None):
        assert len({nomination.filed_by, nomination.submitted_by, nomination.decided_by}) == 3


def projects_are_on_their_way() -> None:
    moved = Project.objects.get(code=FIELDS)
    assert moved.stage == Stage.CONTRACTED
    assert {one.key for one in next_step(moved, on=NOW.date()).missing} == {"no_entry"}  # the demand was published
    park = Project.objects.get(code=PARK)
    assert [one.key for one in next_step(park, on=NOW.date()).missing] == ["approval_without_relief"]
    assert Project.objects.get(code=HILLS).condition == Condition.PAUSED
    papers = moved.proofs.in_force().exclude(proof_kind=ProofKind.DEMAND)  # the system published the demand itself
    assert all(proof.files.in_force().exists() for proof in papers)


def money_is_followed() -> None:
    line = money_line(Funding.objects.get(project__code=ROAD, label="中央预算内资金"))
    assert (line.issued_fen, line.allocated_fen, line.paid_fen) == (320_000_000, 252_080_000, 198_400_000)
    counted = [QuerySet(model).count() for model in (Connection, Financing, SocialProject)]
    assert counted == [1, 2, 2]


def the_sample_can_be_drawn_again() -> None:
    sample = QuerySet(Sample).get()
    assert verify_sample(sample)
    assert sample.inspections.count() == 1
    assert QuerySet(Inspection).filter(is_clean=True).count() == 1


def somebody_is_overdue() -> None:
    states = QuerySet(Rectification).order_by("number").values_list("state", flat=True)
    assert list(states) == [RectificationState.CLOSED, RectificationState.ANSWERED, RectificationState.OPEN]
    for username in ("lin", "wang"):
        red = [lamp.label for lamp in lamps(User.objects.get(username=username), NOW.date()) if lamp.tone == "bad"]
        assert "逾期未销号的整改" in red
    assert Project.objects.get(code=ROAD).condition == Condition.RECTIFYING


def people_were_asked_and_hired() -> None:
    asked = LaborSurvey.objects.get(closed_at=None)
    late = asked.parts.filter(finished_at=None, due_on__lt=NOW.date())
    assert [part.township.name for part in late] == ["茄子溪街道"]
    assert set(LaborDemand.objects.values_list("state", flat=True)) == set(DemandState) - {DemandState.CLOSED}
    states: Counter[str] = Counter(Placement.objects.values_list("state", flat=True))
    assert states == {PlacementState.CONFIRMED: 4, PlacementState.DECLINED: 1, PlacementState.PROPOSED: 3}


def people_are_at_work() -> None:
    """Each person's days are the 工日 of the roll, but for the one who is on three rolls."""
    sheet = AttendanceSheet.objects.get(project__code=ROAD, period__month=MONTH)
    assert sheet.roll is not None
    kept: Counter[int] = Counter()
    for day in sheet.days.all():
        kept[day.worker_id] += day.centidays
    paid = dict(sheet.roll.lines.values_list("worker", "centidays"))
    assert kept == paid
    found = conflicts(sheet.period)
    assert {one.worker.name for one in found} == {"吴渝红"}
    assert [one.kind for one in found] == [ConflictKind.HALVES, ConflictKind.HALVES, ConflictKind.ROLLS]


@pytest.mark.django_db
def test_the_story_opens_the_present_month_even_on_a_clock_that_is_behind() -> None:
    list(this_month(datetime(2026, 1, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))))
    assert [period.key for period in Period.objects.filter(closed_at=None)] == ["2026-11"]


@pytest.mark.usefixtures("reference")
def test_there_is_a_demo_account_for_every_role(demo_mode: LazySettings) -> None:
    assert {person.role for person in PEOPLE} == set(Role)
    demo_mode.DEMO_MODE = True
    office = tuple(person for person in PEOPLE if person.role != Role.OWNER_CLERK)
    assert ensure_demo_accounts(office, at=SETTLED_AT) == len(office)
    for person in office:
        user = User.objects.get(username=person.username)
        assert user.is_demo
        assert not user.must_change_password
        assert user.check_password(demo_mode.DEMO_PASSWORD)
        assert scope_of(user).roles == {person.role}


@pytest.mark.usefixtures("reference")
def test_demo_accounts_are_refused_outside_demo_mode(demo_mode: LazySettings) -> None:
    with pytest.raises(WrongState, match="演示系统"):
        ensure_demo_accounts(PEOPLE, at=SETTLED_AT)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_system_with_real_accounts_does_not_become_a_demo(demo_mode: LazySettings) -> None:
    create_user(username="real", name="真人", password=PASSWORD, by=None, at=SETTLED_AT)
    with pytest.raises(WrongState, match="已有正式账号"):
        enter_demo_mode()
    assert not (Path(demo_mode.DATA_DIR) / "demo-mode").exists()
    assert demo_mode.DEMO_MODE is False


@pytest.mark.django_db
def test_the_environment_can_forbid_a_demo(demo_mode: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIDAIZHEN_DEMO", "0")
    with pytest.raises(WrongState, match="YIDAIZHEN_DEMO"):
        enter_demo_mode()


@pytest.mark.django_db
def test_demo_mode_is_marked_in_the_data_folder(demo_mode: LazySettings) -> None:
    assert enter_demo_mode() is True
    assert enter_demo_mode() is False
    assert (Path(demo_mode.DATA_DIR) / "demo-mode").exists()
    assert demo_mode.DEMO_MODE is True

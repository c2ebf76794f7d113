"""Over two thousand spoiled workbooks through every import: an outcome or a sentence, in time, all or nothing."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from functools import partial
from random import Random

import pytest
from django.conf import settings
from django.db import connection, transaction

from documents.workbooks import UnreadableWorkbook, annotate, read_workbook
from documents.workbooks.plain import plain_csv, plain_workbook
from labor.attendance.importing import import_attendance
from labor.imports import import_wage_roll
from labor.models import (
    Attendance,
    AttendanceSheet,
    Engagement,
    EngagementStep,
    LaborCompany,
    Payment,
    Receipt,
    RollState,
    RollStep,
    SurveyResponse,
    TrainingKind,
    WageLine,
    WageRoll,
    Worker,
)
from labor.payments.receipts import import_receipts
from labor.real_names import Stated
from labor.rosters.form import ROSTER
from labor.rosters.importing import import_roster
from labor.surveys.campaigns import open_survey
from labor.surveys.importing import import_survey
from labor.trades.reference import load_trades
from labor.trainings.actions import record_training, sign
from projects.imports import import_progress, import_projects
from projects.models import (
    Collection,
    Funding,
    ListEntry,
    Nomination,
    NominationStep,
    PayChannel,
    Period,
    ProgressFiling,
    Project,
    ProjectList,
    WorkItem,
)  # fmt: skip
from projects.nominations.intake import import_nominations
from projects.outcome import ImportOutcome
from tests.labor.conftest import AT, OCTOBER, workbook
from tests.labor.mutations import mutated
from tests.labor.paying import make_roll
from tests.labor.payments.banking import bank_form, send_out, told
from tests.projects.samples import LEDGER_FILE, LIST_FILE, OFFICIAL_FILE
from tests.projects.test_nomination_import import book, row
from units.models import AuditEntry, User
from units.refusals import Refusal

pytestmark = [pytest.mark.scale, pytest.mark.django_db]
LATER = AT + timedelta(days=30)  # when everybody has been asked
SHARDS, FILES_A_SHARD = 8, 252
LIMIT_SECONDS = 10  # of this process's own work for one file, checked and then imported; an honest one takes a tenth
ANNOTATED_BYTES = 200_000
COUNTED = (
    WageRoll, WageLine, Worker, Project, ProjectList, ListEntry, Funding, Period, ProgressFiling, Nomination,
    NominationStep, WorkItem, Collection, AuditEntry, SurveyResponse, Engagement, EngagementStep, AttendanceSheet,
    Attendance, Receipt, RollStep,
)  # fmt: skip
COUNT_ALL = " UNION ALL ".join(f"SELECT COUNT(*) FROM {model._meta.db_table}" for model in COUNTED)
Take = Callable[..., ImportOutcome]


class TooLong(BaseException):
    """Not an Exception, so that nothing on the way takes it for damage in the file."""


@contextmanager
def in_time(what: str) -> Iterator[None]:
    """Stop what takes longer than the limit; the time other processes take does not count."""

    def stop(*_: object) -> None:
        raise TooLong(what)

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LIMIT_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def rows_now() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ALL)
        return [count for (count,) in cursor.fetchall()]


@pytest.fixture
def imports(standards: None, road: Project, estate: Project, lin: User) -> list[tuple[str, bytes, Take]]:
    """Each good workbook with the import it is for."""
    october = Period.objects.create(month=OCTOBER, due_on=date(2026, 11, 5))
    Collection.objects.create(
        year=2027, opens_on=date(2026, 10, 20), due_on=date(2026, 11, 20), opened_at=AT, opened_by=lin
    )
    for project in (road, estate):  # the list will name them again
        project.delete()
    import_projects(file=LIST_FILE, name=LIST_FILE.name, year=2026, by=lin, at=AT)
    roll = partial(import_wage_roll, name="发放表.xlsx", period=october, by=lin, at=AT)
    rolled = [Project.objects.get(name=name) for name in ("建胜镇产业道路硬化工程", "沪汉社区文兴街老旧小区改造")]
    progress = partial(import_progress, name="月报.xlsx", month=OCTOBER, by=lin, at=AT)
    return [
        *(("发放表", workbook(project).read_bytes(), partial(roll, project=project)) for project in rolled),
        ("发放表", workbook("faulty").read_bytes(), partial(roll, project=Project.objects.get(name="金属村小区改造"))),
        ("清单", LIST_FILE.read_bytes(), partial(import_projects, name="清单.xlsx", year=2026, by=lin, at=AT)),
        ("月报", LEDGER_FILE.read_bytes(), progress),
        ("调度表", OFFICIAL_FILE.read_bytes(), progress),
        ("申报", book(*map(row, range(1, 9))), partial(import_nominations, name="申报.xlsx", year=2027, by=lin, at=AT)),
        *_people_and_work(*rolled, october, lin),
        *_receipts(rolled[0], lin),
    ]


def _people_and_work(road: Project, streets: Project, october: Period, lin: User) -> Iterator[tuple[str, bytes, Take]]:
    """A township's survey, a roster of trained people, and a month's days of people who are on their roster."""
    load_trades(by=lin, at=LATER)
    LaborCompany.objects.create(
        name="重庆民胜劳务有限公司（演示）", credit_code="91500104MA61DEM000", recorded_at=AT, recorded_by=lin
    )
    survey = open_survey(year=2026, title="摸底", opens_on=date(2026, 9, 15), due_on=LATER.date(), by=lin, at=LATER)
    part = survey.parts.select_related("survey", "township").get(township__name="跳磴镇")
    for day, project in ((26, road), (27, streets)):  # one person is on both rosters
        _trained(project, date(2026, 2, day), lin)
    staff = partial(import_roster, name="名册.xlsx", by=lin, at=LATER)
    assert staff(file=demo(f"名册-{streets}.xlsx"), project=streets).ok
    sheet = partial(import_attendance, name="考勤表.xlsx", project=streets, period=october, by=lin, at=LATER)
    asked = partial(import_survey, name="摸底表.xlsx", part=part, by=lin, at=LATER)
    yield "摸底表", demo("摸底表-跳磴镇-2026年.xlsx"), asked
    yield "名册", demo(f"名册-{road}.xlsx"), partial(staff, project=road)
    yield "考勤表", demo(f"考勤表-{streets}-2026年10月.xlsx"), sheet


def _receipts(road: Project, lin: User) -> Iterator[tuple[str, bytes, Take]]:
    """What the bank answers of a roll of six people of another month, as a workbook and as a text table."""
    june = Period.objects.create(month=date(2026, 6, 1), due_on=date(2026, 7, 5))
    roll = make_roll(road, june, by=lin, people=6, state=RollState.READY, channel=PayChannel.ONE_CARD)
    send_out(roll, by=lin)
    payments = Payment.objects.filter(batch__roll=roll).order_by("pk")
    rows = [[*told(one, "失败" if number % 3 == 0 else "成功").values()] for number, one in enumerate(payments)]
    said = bank_form(roll.channel).result_columns
    headings = [
        said[key][0] for key in ("reference", "name", "account", "amount", "result", "reason", "serial", "date")
    ]
    take = partial(import_receipts, name="回执", roll=roll, by=lin, at=LATER)
    yield "回执", plain_workbook("回执", headings, rows), take
    yield "回执文本", plain_csv(headings, rows), take


def demo(name: str) -> bytes:
    return (settings.BASE_DIR / "fixtures" / "demo" / name).read_bytes()


def _trained(project: Project, day: date, lin: User) -> None:
    """Everybody on the roster's workbook has signed a safety training before the first entry."""
    rows = read_workbook(demo(f"名册-{project}.xlsx"), [ROSTER]).rows
    people = [Stated(row["name"], row["id_number"]) for row in rows]
    said = {
        "title": "安全培训", "kind": TrainingKind.SAFETY, "project": project, "organizer": project.department,
        "held_on": day, "starts": time(9), "ends": time(11), "place": "工地", "teacher": "安全员",
        "note": "", "trade": None,
    }  # fmt: skip
    training = record_training(values=said, trainees=people, by=lin, at=AT)
    sign(training=training, trainees=training.trainees.values_list("pk", flat=True), by=lin, at=AT)


def annotated(content: bytes, outcome: ImportOutcome) -> None:
    """The copy with notes is a workbook again, or the reason is one sentence."""
    try:
        assert annotate(content, outcome.problems).startswith(b"PK")
    except UnreadableWorkbook as unreadable:
        if not str(unreadable).endswith("。"):
            raise


def ends_well(take: Take, content: bytes, *, dry_run: bool) -> str:
    """Import within a transaction that is undone; say how it ended. Unless it saved, every count is as before."""
    before = rows_now()
    with transaction.atomic():
        try:
            outcome = take(file=content, dry_run=dry_run)
        except Refusal as refusal:
            ended, said = "refused", list(refusal.sentences)
        else:
            said = [problem.message for problem in outcome.problems]
            ended = "errors" if outcome.errors else "checked" if dry_run else "saved"
            if outcome.errors and dry_run and len(content) < ANNOTATED_BYTES:
                annotated(content, outcome)
        assert [sentence for sentence in said if not sentence.endswith("。")] == []
        if ended != "saved":
            assert rows_now() == before
        transaction.set_rollback(True)
    return ended


@pytest.mark.parametrize("shard", range(SHARDS))
def test_a_spoiled_workbook_ends_as_an_outcome_or_a_sentence(
    shard: int, imports: list[tuple[str, bytes, Take]]
) -> None:
    ended: Counter[str] = Counter()
    failed: list[str] = []
    for number in range(FILES_A_SHARD):
        dice = Random(f"{shard}/{number}")
        title, good, take = imports[number % len(imports)]
        how, content = mutated(good, dice)
        what = f"shard {shard} file {number}: {title} {how}"
        try:
            with in_time(what):
                ended.update(ends_well(take, content, dry_run=dry_run) for dry_run in (True, False))
        except (Exception, TooLong) as error:  # each file that failed is named, not the first alone
            failed.append(f"{what}: {error!r}")
    assert failed == []
    assert sum(ended.values()) == 2 * FILES_A_SHARD
    assert min(ended[way] for way in ("refused", "errors", "checked", "saved")) > 5, ended  # each way was walked


def test_the_unspoiled_workbooks_are_taken_in(imports: list[tuple[str, bytes, Take]]) -> None:
    ended = [(title, ends_well(take, good, dry_run=False)) for title, good, take in imports]
    assert ended == [
        ("发放表", "saved"), ("发放表", "saved"), ("发放表", "errors"), ("清单", "saved"), ("月报", "saved"),
        ("调度表", "saved"), ("申报", "saved"), ("摸底表", "saved"), ("名册", "saved"), ("考勤表", "saved"),
        ("回执", "saved"), ("回执文本", "saved"),
    ]  # fmt: skip


def test_as_many_files_as_promised() -> None:
    assert SHARDS * FILES_A_SHARD >= 2_000

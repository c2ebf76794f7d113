"""A whole year by the clock: twelve months, four quarters, two halves and the year, each document once."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest

from assessment.schemes.drafting import draft_scheme
from dispatch.correcting import correct_figures
from dispatch.editions import draft_edition
from dispatch.figures import FigureBook
from dispatch.models import Bulletin, BulletinKind, FigureRevision, FilingReminder, OutputAlarm, ReminderLetter
from dispatch.outputs import missing_outputs
from projects.models import ExpectedFiling, Period, Round, RoundKind
from tests.assessment.by_hand import agreed
from tests.dispatch.year_world import ABSENT, JOINS, LATE, NEWCOMER, YEAR, ZONE, Year, last_revision
from units.audit import first_broken_link
from units.models import Role, User
from yidaizhen.reference import load_all_reference

pytestmark = [pytest.mark.scale, pytest.mark.django_db]

STEADY, SLOW, SILENT = "区农业农村委", "区交通局", "区住房城乡建设委"
MAY, JUNE = date(YEAR, 5, 1), date(YEAR, 6, 1)
END = date(YEAR + 1, 2, 3)


@pytest.fixture
def year(reference: None, lin: User, leader: User, engage) -> Year:
    load_all_reference(by=None, at=datetime(YEAR, 1, 1, 8, tzinfo=ZONE))
    made = Year(lin, engage("lu", Role.OFFICE_ADMIN, "区发展改革委", "卢宁"), leader, engage)
    made.posts = [
        made.post(STEADY, "steady", 3, {}),
        made.post(SLOW, "slow", 2, {2: LATE, 5: LATE, 11: LATE}),
        made.post(SILENT, "silent", 2, {3: ABSENT, 8: ABSENT}),
    ]
    return made


def test_a_year_runs_by_itself_and_every_document_comes_once(year: Year) -> None:
    steady = year.posts[0].projects[0]

    def withdraw_a_figure_of_may(at: datetime) -> None:
        correct(MAY, steady.code, {"workers_on_day": None}, year.lin, at)

    def correct_june_and_say_so(at: datetime) -> None:
        correct(JUNE, steady.code, {"invested_new_fen": 8_000_000}, year.lin, at)
        notice = Bulletin.objects.get(kind=BulletinKind.QUARTER_NOTICE, period__month=JUNE)
        draft_edition(bulletin=notice, reason="6月完成投资数更正", by=year.lin, at=at)

    year.happenings = {
        JOINS: year.join,
        date(YEAR, 6, 22): withdraw_a_figure_of_may,
        date(YEAR, 7, 21): correct_june_and_say_so,
    }
    year.live(date(YEAR, 1, 1), END)

    assert year.broken == []
    assert_numbered_without_gaps()
    assert_each_once()
    assert_said_what_the_rolls_said(year)
    assert_the_newcomer_owes_from_july()
    assert_nobody_was_nagged_wrongly()
    assert_the_alarm_showed_what_came_late()
    assert_corrections_are_told_once(steady.code)
    assert_a_script_scores_the_year_alike(year)
    assert first_broken_link() is None


def correct(month: date, code: str, values: dict[str, int | None], by: User, at: datetime) -> FigureRevision:
    period = Period.objects.get(month=month)
    return correct_figures(period=period, project_code=code, values=values, reason="单位来函更正", by=by, at=at)


def assert_numbered_without_gaps() -> None:
    issued = Bulletin.objects.exclude(number=None).order_by("issued_at", "pk")
    numbers = [(made.year, made.number) for made in issued]
    assert numbers == [(YEAR, number) for number in range(1, 17)] + [(YEAR + 1, number) for number in range(1, 5)]


def assert_each_once() -> None:
    kinds = Counter(Bulletin.objects.filter(state="issued").values_list("kind", flat=True))
    assert kinds == {"month": 12, "quarter": 4 + 1, "half": 2, "year": 1}
    for made in Bulletin.objects.filter(edition=1, period__month__year=YEAR).select_related("period"):
        held = Round.objects.get(kind=made.kind, last=made.period.month)
        assert made.issued_on is not None
        assert held.last_day < made.issued_on <= held.issue_on, made
    assert Bulletin.objects.exclude(state="issued").count() == 0


def assert_said_what_the_rolls_said(year: Year) -> None:
    """Each month as it was frozen, against the lines of its day; what came later changed nothing of it."""
    assert len(year.told) == 12
    for month, told in year.told.items():
        total = FigureBook(FigureRevision.objects.get(period__month=month, number=0)).total
        assert total.value("roll_paid_year_fen").numerator == told.paid_year_fen
        assert total.value("heads_year_distinct").numerator == told.people_year


def assert_the_newcomer_owes_from_july() -> None:
    owed = ExpectedFiling.objects.owed().filter(unit__name=NEWCOMER)
    months = [month.month for month in owed.order_by("period").values_list("period__month", flat=True).distinct()]
    assert sorted(set(months)) == [6, 7, 8, 9, 10, 11, 12][1:]
    counts = Counter(row.period.month.month for row in ExpectedFiling.objects.owed().select_related("period"))
    assert counts == {month: 7 if month < 7 else 9 for month in range(1, 13)}


def assert_nobody_was_nagged_wrongly() -> None:
    """After the due day only those are reminded who have not filed; what nobody answered becomes a 催报单."""
    late = FilingReminder.objects.filter(offset__gt=0).select_related("unit", "period").order_by("period__month")
    assert {(one.unit.name, one.period.month.month) for one in late} == {
        (SLOW, 2), (SLOW, 5), (SLOW, 11), (SILENT, 3), (SILENT, 8),
    }  # fmt: skip
    letters = ReminderLetter.objects.select_related("unit", "period").order_by("number")
    assert [(one.number, one.unit.name, one.period.month.month) for one in letters] == [(1, SILENT, 3), (2, SILENT, 8)]


def assert_a_script_scores_the_year_alike(year: Year) -> None:
    """The year's scheme over its twelve frozen months, against a script that reads what `figures --json` prints."""
    draft_scheme(year=YEAR, by=year.lin, at=datetime(YEAR + 1, 2, 3, 9, tzinfo=ZONE))
    scored, compared = agreed(YEAR, range(1, 13))
    assert [month["month"] for month in scored["months"]] == [f"{YEAR}-{month:02}" for month in range(1, 13)]
    assert {name for name, _, centi in compared if centi} >= {STEADY, SLOW, SILENT, NEWCOMER}
    assert len({centi for _, _, centi in compared if centi is not None}) > 5


def assert_the_alarm_showed_what_came_late() -> None:
    """The two months that waited for the silent unit were closed late: told while it lasted, settled since."""
    alarms = OutputAlarm.objects.filter(due_at__year=YEAR)
    assert set(alarms.values_list("key", flat=True)) == {"close:2026-03", "close:2026-08"}
    assert not alarms.filter(settled_at=None).exists()
    missing = missing_outputs(datetime(END.year, END.month, END.day, 12, tzinfo=ZONE))
    assert [one.key for one in missing if f"{YEAR + 1}-01" not in one.key] == []


def assert_corrections_are_told_once(code: str) -> None:
    """What May withdrew in the next report issued, June's correction in the second edition of the quarter's notice."""
    may, june = last_revision(MAY), last_revision(JUNE)
    assert (may.number, june.number) == (1, 1)
    assert may.figures.get(project_code=code).workers_on_day is None
    assert may.told_in == Bulletin.objects.get(kind="month", period__month=JUNE)
    again = Bulletin.objects.get(kind="quarter", period__month=JUNE, edition=2)
    assert june.told_in == again
    assert again.replaces is not None
    assert again.replaces.document_number in again.html
    assert RoundKind(again.kind) is RoundKind.QUARTER

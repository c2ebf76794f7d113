"""A small year: one scheme in force, two departments and two townships, one indicator of each kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from assessment.models import Indicator, IndicatorKind, Scheme, SchemeState, Score, Scoresheet, SheetAct
from assessment.scoring import Scored
from assessment.sheets.filling import Claim, save_self
from assessment.sheets.moving import move_sheet
from assessment.sheets.opening import open_sheets
from assessment.sheets.reviewing import notify, review
from tests.cast import Engage
from units.models import Role, Unit, User

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPENED = datetime(2026, 11, 16, 9, tzinfo=SHANGHAI)  # a Monday
SENT = datetime(2026, 11, 17, 9, tzinfo=SHANGHAI)
TOLD = datetime(2026, 11, 18, 9, tzinfo=SHANGHAI)  # a Wednesday: five working days on is 25 November
APPEALED = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)
OVER = datetime(2026, 11, 26, 9, tzinfo=SHANGHAI)
NAMES = ("区农业农村委", "区交通局", "建胜镇", "八桥镇")

KINDS = (  # serial, title, kind, points
    (1, "按时报送率", IndicatorKind.FORMULA, 4000),
    (2, "组织推进", IndicatorKind.JUDGED, 6000),
    (3, "典型推广", IndicatorKind.BONUS, 500),
    (4, "信息失实", IndicatorKind.DEDUCTION, 1000),
    (5, "拖欠劳务报酬", IndicatorKind.VETO, 0),
)


@pytest.fixture
def he(engage: Engage) -> User:
    """Office clerk."""
    return engage("he", Role.OFFICE_CLERK, "区发展改革委", "何川")


@pytest.fixture
def sun(engage: Engage) -> User:
    """Reviewer of 建胜镇."""
    return engage("sun", Role.UNIT_REVIEWER, "建胜镇", "孙岭")


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Set what the formula counts for every unit, in hundredths."""

    def set_points(points: int, numerator: int = 9) -> None:
        def scores_of(scheme: Scheme) -> dict[tuple[int, int], Scored]:
            said = {
                "text": "按时项次÷应报项次×100%", "label": "按时率", "numerator": numerator, "denominator": 10,
                "numerator_label": "按时项次", "denominator_label": "应报项次", "unit": "项次", "ratio_bp": 9000,
                "target_bp": 10000, "floor_bp": None, "points_max_centi": 4000, "points_centi": points,
                "months": [{"month": "2026-10", "revision": 1, "revision_id": 1}], "projects": [], "pages": [],
                "capacity": "", "why": "",
            }  # fmt: skip
            formulas = scheme.indicators.filter(kind=IndicatorKind.FORMULA)
            return {(unit.pk, one.pk): Scored(points, said) for unit in Unit.objects.all() for one in formulas}

        for module in ("opening", "recounting"):
            monkeypatch.setattr(f"assessment.sheets.{module}.scores_of", scores_of)

    return set_points


@pytest.fixture
def scheme(lin: User, counted: Callable[[int], None], monkeypatch: pytest.MonkeyPatch) -> Scheme:
    counted(3600)
    units = list(Unit.objects.filter(name__in=NAMES).order_by("code"))
    monkeypatch.setattr("assessment.sheets.opening.participants", lambda scheme: units)
    made = Scheme.objects.create(
        year=2026, title="2026年考核方案", basis="办公室自定", state=SchemeState.IN_FORCE, created_at=OPENED,
        adopted_at=OPENED, adopted_by=lin, self_due_on=date(2026, 11, 18),
    )  # fmt: skip
    for serial, title, kind, points in KINDS:
        target = {"formula": "on_time_rate", "target_bp": 10000} if kind == IndicatorKind.FORMULA else {}
        Indicator.objects.create(
            scheme=made, serial=serial, dimension="工作推进", title=title, kind=kind, points_centi=points, **target
        )
    return made


@pytest.fixture
def sheets(scheme: Scheme, lin: User) -> dict[str, Scoresheet]:
    """Unit's name → its sheet, newly opened."""
    return {sheet.unit.name: sheet for sheet in open_sheets(scheme=scheme, by=lin, at=OPENED)}


@pytest.fixture
def sheet(sheets: dict[str, Scoresheet]) -> Scoresheet:
    """建胜镇's."""
    return sheets["建胜镇"]


def score(sheet: Scoresheet, serial: int) -> Score:
    return sheet.scores.select_related("indicator", "sheet__scheme", "sheet__unit").get(indicator__serial=serial)


def claims(sheet: Scoresheet, judged: int | None = 5000, **others: Claim) -> dict[int, Claim]:
    """Claims of a sheet: its judged indicator's points; `s3=Claim(…)` for others."""
    made = {score(sheet, 2).pk: Claim(judged, "做法见佐证")}
    return made | {score(sheet, int(name[1:])).pk: claim for name, claim in others.items()}


def marks(sheet: Scoresheet, judged: int = 5000, bonus: int = 0, deducted: int = 0, veto: int = 0) -> dict[int, Claim]:
    """The office's points on all it judges."""
    given = {2: judged, 3: bonus, 4: deducted, 5: veto}
    return {score(sheet, serial).pk: Claim(points, "据核查记录") for serial, points in given.items()}


@pytest.fixture
def submitted(sheet: Scoresheet, wang: User, sun: User) -> Scoresheet:
    """建胜镇's sheet, as its reviewer submitted it."""
    return submit(sheet, wang, sun)


def submit(sheet: Scoresheet, filer: User, reviewer: User, judged: int = 5000) -> Scoresheet:
    sent = save_self(sheet=sheet, claims=claims(sheet, judged), by=filer, at=SENT, sends=True)
    return move_sheet(sheet=sent, act=SheetAct.SUBMIT, by=reviewer, at=SENT)


@pytest.fixture
def told(submitted: Scoresheet, he: User, lin: User) -> Scoresheet:
    """Judged by the clerk, told by the administrator."""
    return notify(sheet=review(sheet=submitted, marks=marks(submitted), by=he, at=TOLD), by=lin, at=TOLD)


def all_told(sheets: dict[str, Scoresheet], he: User, lin: User, judged: dict[str, int]) -> None:
    """Judge and tell every sheet, whatever its unit did."""
    for name, one in sheets.items():
        Scoresheet.objects.filter(pk=one.pk).update(state="submitted")
        one.refresh_from_db()
        notify(sheet=review(sheet=one, marks=marks(one, judged[name]), by=he, at=TOLD), by=lin, at=TOLD)

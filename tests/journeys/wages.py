"""The people of the journey of pay: three workers on a roster with agreed rates and accounts, a month of days kept."""

from __future__ import annotations

from datetime import time, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from labor.attendance.marks import FULL
from labor.attendance.saving import save_days
from labor.models import Engagement, PublicNotice, Relation, Trade, TrainingKind
from labor.real_names import Stated
from labor.rosters.entering import enter
from labor.trainings.actions import record_training, sign
from projects.imports import import_projects
from projects.models import Project
from projects.periods import open_period
from tests.journeys.people import hire
from tests.labor.sheets import card_number, id_number
from units.models import Role, Unit, User

TODAY = timezone.localdate()
MONTH = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)  # the work is done, the pay is due
ROAD = "建胜镇产业道路硬化工程"
WORKERS = {"李禾": 2, "周溪": 3, "王草": 5}  # in this order on the roll
DAYS, RATE_FEN = 20, 210_00
NUMBERS = {name: id_number(order=order) for name, order in WORKERS.items()}
CARDS = {name: card_number(order) for name, order in WORKERS.items()}
NEW_CARD = card_number(77)
CAST = [
    ("chen", "陈禾", Role.UNIT_FILER, "区农业农村委"),
    ("xu", "徐岭", Role.UNIT_REVIEWER, "区农业农村委"),
    ("wang", "王溪", Role.UNIT_FILER, "建胜镇"),
    ("sun", "孙岸", Role.UNIT_REVIEWER, "建胜镇"),
    ("he", "何原", Role.OFFICE_CLERK, "区发展改革委"),
]


def settle() -> None:
    """Accounts, the year's list, the roster and the month's attendance, all through the actions."""
    now, lin = timezone.now(), hire(CAST)
    yearly = settings.BASE_DIR / "fixtures" / "demo" / "清单-2026年.xlsx"
    assert import_projects(file=yearly, name=yearly.name, year=2026, by=lin, at=now).ok
    period = open_period(month=MONTH, by=lin, at=now)
    road, chen = Project.objects.get(name=ROAD), User.objects.get(username="chen")
    _train(road)
    stays = [_enter(road, name, chen) for name in WORKERS]
    days = {stay: {MONTH + timedelta(days=day): FULL for day in range(DAYS)} for stay in stays}
    save_days(project=road, period=period, days=days, version=None, by=chen, at=now)


def _train(road: Project) -> None:
    now, wang = timezone.now(), User.objects.get(username="wang")
    values = {
        "title": "进场安全生产培训", "kind": TrainingKind.SAFETY, "project": road, "trade": None, "note": "",
        "organizer": Unit.objects.get(name="建胜镇"), "held_on": MONTH, "starts": time(7), "ends": time(8),
        "place": "民胜村村委会", "teacher": "周工",
    }  # fmt: skip
    people = [Stated(name, number) for name, number in NUMBERS.items()]
    training = record_training(values=values, trainees=people, by=wang, at=now)
    sign(training=training, trainees=training.trainees.values_list("pk", flat=True), by=wang, at=now)


def _enter(road: Project, name: str, by: User) -> Engagement:
    values = {
        "name": name, "id_number": NUMBERS[name], "address": "建胜镇民胜村3组", "category": "06",
        "township": Unit.objects.get(name="建胜镇"), "trade": Trade.objects.get(name="普工"), "team": "路面一班",
        "relation": Relation.SERVICE, "entered_on": MONTH, "phone": f"139{WORKERS[name]:08d}", "bank": "农商行建胜支行",
        "card": CARDS[name], "day_rate_fen": RATE_FEN,
    }  # fmt: skip
    return enter(project=road, values=values, by=by, at=timezone.now()).engagements[0]


def eight_days_pass() -> None:
    """The running notice hangs since eight days: no test waits so long, and no page lets anybody antedate one.

    Its days alone are moved; that seven full days are over is then found by the site itself.
    """
    past = timedelta(days=8)
    moved = PublicNotice.objects.filter(stopped_at=None).update(
        starts_on=F("starts_on") - past, ends_on=F("ends_on") - past
    )
    assert moved == 1

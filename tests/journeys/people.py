"""The people of the journey and the month they find: run once inside the site's own process (see `settle`)."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO

from django.conf import settings
from django.utils import timezone
from openpyxl import load_workbook

from projects.imports import import_progress, import_projects
from projects.periods import open_period
from units.accounts import create_user
from units.grants import grant_role
from units.models import Role, Unit, User

PASSWORD = "Ladder-2026"
MONTH = date(2026, 10, 1)
LEFT_OUT = "2309-500104-04-01-297321"  # 跳磴镇高标准农田建设项目: filed in the browser by its unit
CAST = [
    ("chen", "陈禾", Role.UNIT_FILER, "区农业农村委"),
    ("xu", "徐岭", Role.UNIT_REVIEWER, "区农业农村委"),
    ("he", "何畔", Role.OFFICE_CLERK, "区发展改革委"),
    ("leader", "区领导", Role.DISTRICT_LEADER, "区政府办公室"),
]


def settle() -> None:
    """Accounts, the year's list and every filing of October but one, all through the actions."""
    now, lin = timezone.now(), hire(CAST)
    demo = settings.BASE_DIR / "fixtures" / "demo"
    yearly = demo / "清单-2026年.xlsx"
    assert import_projects(file=yearly, name=yearly.name, year=2026, by=lin, at=now).ok
    open_period(month=MONTH, by=lin, at=now)
    ledger = ledger_without(LEFT_OUT)
    assert import_progress(file=ledger, name="月报.xlsx", month=MONTH, by=lin, at=now).ok


def hire(cast: Iterable[tuple[str, str, str, str]]) -> User:
    """Accounts of the cast (account, name, role, unit), and the office's Lin, all with the one password."""
    now, lin = timezone.now(), User.objects.get(username="lin")
    lin.set_password(PASSWORD)
    lin.must_change_password = False
    lin.save()
    for username, name, role, unit in cast:
        user = create_user(username=username, name=name, password=PASSWORD, must_change=False, by=lin, at=now)
        place = Unit.objects.get(name=unit)
        grant_role(user=user, role=role, unit=place, starts_on=date(2026, 1, 1), by=lin, at=now)
    return lin


def ledger_without(code: str) -> BytesIO:
    """The month's ledger as filed, less one project's row."""
    book = load_workbook(settings.BASE_DIR / "fixtures" / "demo" / "月报-2026年10月.xlsx")
    sheet = book.active
    row = next(cells[0].row for cells in sheet.iter_rows() if any(cell.value == code for cell in cells))
    sheet.delete_rows(row)
    out = BytesIO()
    book.save(out)
    return BytesIO(out.getvalue())

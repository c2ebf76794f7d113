"""The sample workbooks, and the moment at which tests stand."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

DEMO = Path(__file__).resolve().parents[2] / "fixtures" / "demo"
LIST_FILE = DEMO / "清单-2026年.xlsx"
LEDGER_FILE = DEMO / "月报-2026年10月.xlsx"
OFFICIAL_FILE = DEMO / "调度表-2026年10月.xlsx"
OCTOBER = date(2026, 10, 1)
SEPTEMBER = date(2026, 9, 1)
AT = datetime(2026, 11, 3, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

"""What is wrong with a day, in Chinese, the same for the grid, the workbook and the database's own no."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from documents.formats import days as day_count
from labor.models import Engagement
from projects.models import Period, Project


def day_label(day: date) -> str:
    """10月5日."""
    return f"{day.month}月{day.day}日"


def person_label(stay: Engagement) -> str:
    """“张兰”（50*************123）: the ID number masked."""
    return f"“{stay.name}”（{stay.worker.id_masked}）"


def elsewhere(stay: Engagement, day: date, work: int, project: Project, there: Sequence[tuple[str, int | None]]) -> str:
    """Name person, day and both projects; work in hundredths of a 工日, None where only the name may be told."""
    kept = "、".join(
        f"“{name}”出勤" + (f"{day_count(work_there)}工日" if work_there is not None else "")
        for name, work_there in there
    )
    return (
        f"{person_label(stay)}{day_label(day)}已在{kept}，不能再在“{project.name}”登记{day_count(work)}工日："
        "同一人同一天合计不超过1工日，请两个项目核对后更正。"
    )


def not_on_roster(name: str, project: Project) -> str:
    """R8: 先实名登记后进场."""
    return f"“{name}”不在“{project.name}”的名册里：先实名登记后进场、后考勤，请先登记名册，或核对姓名和身份证号。"


def before_entry(stay: Engagement, day: date) -> str:
    """R8: 未登记先考勤."""
    return (
        f"{person_label(stay)}{day_label(stay.entered_on)}才进场，{day_label(day)}不能有出勤（未登记先考勤），"
        "请更正考勤或名册的进场日期。"
    )


def after_exit(stay: Engagement, day: date) -> str:
    """After the last day on the site."""
    left = day_label(stay.left_on) if stay.left_on else ""
    return f"{person_label(stay)}已于{left}退场，{day_label(day)}不能有出勤，请更正考勤或名册的退场日期。"


def future_day(stay: Engagement, day: date) -> str:
    """Nobody has worked tomorrow."""
    return f"{day_label(day)}还没有到，不能登记“{stay.name}”的出勤，请核对日期。"


def other_month(stay: Engagement, day: date, period: Period) -> str:
    """A sheet keeps one month."""
    return f"“{stay.name}”的{day.year}年{day_label(day)}不在{period.label}内，请在当月的考勤台账里登记。"


def work_unknown(stay: Engagement, day: date) -> str:
    """Only whole and half days are kept."""
    return f"“{stay.name}”{day_label(day)}的出勤应为一天、半天或没有出勤，请更正。"


def mark_unknown(stay: Engagement, day: date, text: str, how_to: str) -> str:
    """What was typed is no mark; a long text is cut."""
    said = text if len(text) <= 8 else f"{text[:8]}…"
    return f"“{stay.name}”{day_label(day)}填的“{said}”看不懂：{how_to}。"

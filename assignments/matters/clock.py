"""时限: how much of a matter's clock is left, in words; the office is told before and after it runs out, once each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from assignments.issues.people import day_of, office
from assignments.models import MajorMatter, MatterState
from units.telling import Word, tell

LAST_PART = 4  # the office is told when a quarter of the clock is left


@dataclass(frozen=True, slots=True)
class Standing:
    """How the clock stands: in words, the tone of the page, and whether the limit was missed."""

    said: str
    tone: str
    is_late: bool = False


def standing_of(matter: MajorMatter, at: datetime) -> Standing:
    """The clock of one matter; of one that went up, whether it did in time."""
    if matter.state == MatterState.WITHDRAWN:
        return Standing("不再上报", "neutral")
    if matter.reported_at:
        if matter.reported_at <= matter.report_by:
            return Standing("按时上报", "good")
        return Standing(f"迟报{said_span(matter.reported_at - matter.report_by)}", "bad", is_late=True)
    if at > matter.report_by:
        return Standing(f"已超时限{said_span(at - matter.report_by)}", "bad", is_late=True)
    tone = "warn" if at >= warns_at(matter) else "info"
    return Standing(f"还剩{said_span(matter.report_by - at)}", tone)


def said_span(span: timedelta) -> str:
    """2天3小时, 3小时20分钟, 8分钟: whole minutes, at least one."""
    minutes = max(1, int(span.total_seconds()) // 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return f"{days}天{hours}小时" if hours else f"{days}天"
    if hours:
        return f"{hours}小时{rest}分钟" if rest else f"{hours}小时"
    return f"{rest}分钟"


def warns_at(matter: MajorMatter) -> datetime:
    """When the last quarter of the clock begins."""
    return matter.report_by - (matter.report_by - matter.known_at) / LAST_PART


def look_at_matters(*, at: datetime) -> int:
    """One turn: tell the office of each clock that is about to run out, and that ran out; return how many were told."""
    words = [word for matter in MajorMatter.objects.unsent().order_by("pk") for word in _due(matter, at)]
    people = office(day_of(at)) if words else []
    return sum(tell(word, to=people, at=at, by_mail=True) for word in words)


def _due(matter: MajorMatter, at: datetime) -> Iterator[Word]:
    limit = timezone.localtime(matter.report_by)
    if at > matter.report_by:
        yield _word(matter, "late", f"上报超时：{matter}", f"时限{limit:%m-%d %H:%M}已过，请立即上报并说明。", "bad")
    elif at >= warns_at(matter):
        yield _word(matter, "soon", f"即将超时：{matter}", f"请在{limit:%m-%d %H:%M}前上报区政府。", "warn")


def _word(matter: MajorMatter, which: str, title: str, body: str, tone: str) -> Word:
    key = f"matter-{matter.pk}-{which}-{matter.report_by:%Y%m%d%H%M}"
    url = reverse("matter_detail", args=[matter.pk])
    return Word(kind="matter", key=key, title=title[:120], body=body, url=url, tone=tone)

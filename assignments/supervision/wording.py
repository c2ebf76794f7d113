"""What people are told of a 督办; never a person's number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from assignments.models import SupervisionNotice, SupervisionReport
from documents.formats import chinese_date
from units.models import Membership, Role, RoleGrant, Unit, User
from units.scope import UNIT_ROLES
from units.telling import Word, tell

ANSWERING = (Role.UNIT_FILER, Role.UNIT_REVIEWER)


def holders(*roles: str, on: date, units: Iterable[Unit | int] | None = None) -> list[User]:
    """People with one of these roles on a day, in some units or anywhere, each once."""
    grants = RoleGrant.objects.current(on=on).filter(role__in=roles, user__is_active=True)
    if units is not None:
        grants = grants.filter(unit__in=units)
    return list(User.objects.filter(pk__in=grants.values("user")).order_by("username"))


def tell_unit(
    notice: SupervisionNotice, what: str, title: str, body: str, *, at: datetime, roles: Iterable[str] = ANSWERING,
    tone: str = "warn",
) -> None:  # fmt: skip
    """Tell the unit's people, by mail too."""
    to = holders(*roles, on=timezone.localdate(at), units=[notice.unit_id])
    tell(_word(notice, what, title, body, tone), to=to, at=at, by_mail=True)


def tell_office(notice: SupervisionNotice, what: str, title: str, body: str = "", *, at: datetime) -> None:
    to = holders(Role.OFFICE_ADMIN, Role.OFFICE_CLERK, on=timezone.localdate(at))
    tell(_word(notice, what, title, body, "info"), to=to, at=at)


def tell_issued(notice: SupervisionNotice, *, at: datetime) -> None:
    number = notice.paper.document_number if notice.paper else ""
    body = f"{number}。{notice.title}。请审核人签收，{chinese_date(notice.due_on)}前反馈办理情况。"
    tell_unit(notice, "issued", f"请签收督办通知：{notice.title}", body, at=at)


def key_near(notice: SupervisionNotice) -> str:
    """One 催办 for each of its due days and states: an unsigned one is told again when it nears its day."""
    return f"supervision-{notice.pk}-near-{notice.state}-{notice.due_on:%Y%m%d}"


def tell_near(notice: SupervisionNotice, why: str, *, at: datetime) -> int:
    """催办 the unit of what shines yellow; how many people got it."""
    body = f"{why}，反馈期限{chinese_date(notice.due_on)}，{notice.get_state_display()}。"
    word = _word(notice, "near", f"督办请抓紧办理：{notice.title}", body, "warn")
    to = holders(*ANSWERING, on=timezone.localdate(at), units=[notice.unit_id])
    return tell(replace(word, key=key_near(notice)), to=to, at=at, by_mail=True)


def tell_level(notice: SupervisionNotice, *, late: int, at: datetime) -> None:
    """Level 1 goes to those in charge of the unit, level 2 to the district's leaders and the office's director."""
    day, what = timezone.localdate(at), f"level-{notice.level}-{notice.due_on:%Y%m%d}"
    body = f"{notice.unit}，反馈期限{chinese_date(notice.due_on)}，已逾期{late}个工作日，{notice.get_state_display()}。"
    if notice.level == 1:
        to = holders(Role.UNIT_REVIEWER, on=day, units=[notice.unit_id])
        title = f"督办逾期，请分管负责人过问：{notice.title}"
    else:
        to = holders(Role.DISTRICT_LEADER, Role.OFFICE_ADMIN, on=day)
        title = f"督办逾期已提级：{notice.title}"
    tell(_word(notice, what, title[:100], body, "bad"), to=to, at=at, by_mail=True)


def tell_report(report: SupervisionReport, *, at: datetime) -> None:
    """The member units of the day and the leaders hear of an issued 通报."""
    day = timezone.localdate(at)
    members = Membership.objects.current(on=day).values_list("unit", flat=True)
    to = [*holders(*UNIT_ROLES, on=day, units=members), *holders(Role.DISTRICT_LEADER, on=day)]
    number = report.paper.document_number if report.paper else ""
    url = reverse("supervision_report_detail", args=[report.pk])
    word = Word(
        kind="supervision", key=f"supervision-report-{report.pk}", title=f"{report}已印发", body=number, url=url
    )
    tell(word, to=to, at=at, by_mail=True)


def _word(notice: SupervisionNotice, what: str, title: str, body: str, tone: str) -> Word:
    url = reverse("supervision_detail", args=[notice.pk])
    return Word(
        kind="supervision", key=f"supervision-{notice.pk}-{what}", title=title[:100], body=body, url=url, tone=tone
    )

"""公示天数、维权和受理渠道: one dated setting of the office for notices and boards (R9, 国令724第34条)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from documents.formats import chinese_date
from documents.masking import without_numbers
from labor.demands.notice import government_of
from labor.models import BoardContacts
from labor.notices.days import LEAST
from projects.models import Project
from units.audit import record
from units.models import Unit, User
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of

KEEPERS = "公示天数、维权和受理渠道由领导小组办公室设定，您没有这项权限。"
OFFICE = "区以工代赈工作领导小组办公室"
MOST = 20  # days: pay is due within 31 of the month's end (R10)
FIELDS = ("complaint", "arbitration", "legal_aid", "legal_line", "office_phone")


def may_set(user: User) -> bool:
    """The office sets them for the whole district."""
    return scope_of(user).is_office


def contacts_on(day: date) -> BoardContacts | None:
    """What holds on a day: the latest to begin, and of one day the last that was set."""
    return BoardContacts.objects.filter(starts_on__lte=day).order_by("-starts_on", "-pk").first()


def settings_made() -> QuerySet[BoardContacts]:
    """Every setting, the latest first."""
    return BoardContacts.objects.select_related("set_by")


@transaction.atomic
def set_contacts(*, values: Mapping[str, Any], by: User, at: datetime) -> BoardContacts:
    """设定公示天数、维权和受理渠道 from a day on; what was set before stays as history.

    Args:
        values: `starts_on`, the texts of FIELDS, `township_phones`: township code → telephone, and `notice_days` (天).

    Raises:
        NotAllowed: not the office.
        Refusal: a text is missing or too long, or holds somebody's mobile number; or fewer days than R9 asks for.
    """
    if not may_set(by):
        raise NotAllowed(KEEPERS)
    phones = {code: text.strip() for code, text in values["township_phones"].items() if text.strip()}
    texts = {name: str(values[name]).strip() for name in FIELDS}
    days = int(values["notice_days"])
    if wrong := [*_wrong_texts(texts), *_wrong_phones(phones), *_wrong_days(days)]:
        raise Refusal(*wrong)
    made = BoardContacts.objects.create(
        starts_on=values["starts_on"], township_phones=phones, notice_days=days, set_at=at, set_by=by, **texts
    )
    detail = {**texts, "township_phones": phones, "notice_days": days, "starts_on": made.starts_on.isoformat()}
    record(act="设定公示天数和维权渠道", subject=f"{chinese_date(made.starts_on)}起", by=by, at=at, detail=detail)
    return made


def taken_by(project: Project, day: date) -> list[tuple[str, str]]:
    """Who takes objections to a project's notice, with the telephone as set; "" leaves room to write it by hand."""
    held = contacts_on(day)
    phones = held.township_phones if held else {}
    return [
        (government_of(project.township), phones.get(project.township.code, "")),
        (OFFICE, held.office_phone if held else ""),
    ]


def townships() -> QuerySet[Unit]:
    """The townships that have a telephone here."""
    return Unit.objects.townships().order_by("code")


def _wrong_texts(texts: Mapping[str, str]) -> list[str]:
    wrong = []
    for name, text in texts.items():
        column = BoardContacts._meta.get_field(name)
        label, longest = column.verbose_name, column.max_length  # type: ignore[union-attr]
        if not text:
            wrong.append(f"请填写{label}，告示牌上要印。")
        elif longest is not None and len(text) > longest:
            wrong.append(f"{label}有{len(text)}个字，最多{longest}个字。")
        elif without_numbers(text) != text:
            wrong.append(f"{label}里像是个人手机号，请填单位的办公电话或热线。")
    return wrong


def _wrong_phones(phones: Mapping[str, str]) -> list[str]:
    personal = [text for text in phones.values() if without_numbers(text) != text]
    return ["镇街受理电话请填单位的办公电话，不填个人手机号。"] if personal else []


def _wrong_days(days: int) -> list[str]:
    if LEAST <= days <= MOST:
        return []
    return [f"公示天数应为{LEAST}至{MOST}天：规定不少于{LEAST}天，太长会耽误按月发放。"]

"""Who is told when a case moves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessment.models import CaseAct, TypicalCase
from units.models import MessageKind, Role, User
from units.scope import OFFICE_ROLES
from units.telling import Word, tell

UNIT_PEOPLE = [Role.UNIT_FILER, Role.UNIT_REVIEWER]
SAID = {
    CaseAct.SEND: ("{unit}报送了典型案例", "“{title}”待审核。", "info"),
    CaseAct.HAND_BACK: ("典型案例退回修改", "“{title}”已退回，请按说明修改后再报。", "warn"),
    CaseAct.ACCEPT: ("典型案例已入库", "“{title}”已审核入库。", "good"),
    CaseAct.PROMOTE: ("推广典型案例", "{unit}的“{title}”已推广，请学习借鉴。", "good"),
    CaseAct.WITHDRAW: ("典型案例撤下推广", "“{title}”已撤下推广，原因见办理经过。", "warn"),
}


def told_of(case: TypicalCase, act: CaseAct, *, by: User, at: datetime) -> int:
    """Tell the office of what was sent, the unit of what became of it, every unit of what is promoted."""
    if act not in SAID:
        return 0
    title, body, tone = (text.format(unit=case.unit, title=case.title) for text in SAID[act])
    word = Word(
        kind=MessageKind.CASE, key=f"case-{case.pk}-{act}-{case.version}", title=title, body=body,
        url=reverse("case_detail", args=[case.pk]), tone=tone,
    )  # fmt: skip
    return tell(word, to=[one for one in _people(case, act, at) if one != by], at=at)


def _people(case: TypicalCase, act: CaseAct, at: datetime) -> Iterable[User]:
    roles: Q = Q(grants__role__in=UNIT_PEOPLE)
    if act == CaseAct.SEND:
        roles = Q(grants__role__in=OFFICE_ROLES)
    elif act != CaseAct.PROMOTE:
        roles &= Q(grants__unit=case.unit_id)
    day = timezone.localdate(at)
    current = Q(grants__starts_on__lte=day) & (Q(grants__ends_on=None) | Q(grants__ends_on__gte=day))
    return User.objects.filter(roles & current, is_active=True).order_by("pk").distinct()

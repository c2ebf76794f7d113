"""Which roles one person may not hold at the same time (R18 三员分设; 填报与审核分开; who files does not accept)."""

from __future__ import annotations

from collections.abc import Iterable

from units.models import Role, RoleGrant
from units.scope import ADMINISTRATORS

LABELS = dict(Role.choices)


def conflict(role: str, unit_id: int, held: Iterable[RoleGrant]) -> str | None:
    """Return the Chinese reason why `role` in that unit cannot join the grants already held, or None."""
    return next((reason for grant in held if (reason := _against(role, unit_id, grant))), None)


def _against(role: str, unit_id: int, grant: RoleGrant) -> str | None:
    if role == grant.role:
        return None
    pair = {role, grant.role}
    if pair & ADMINISTRATORS:
        return f"“{LABELS[role]}”不能与“{LABELS[grant.role]}”由同一人担任（系统、安全、审计三员分设，且不兼业务）。"
    if Role.DISTRICT_LEADER in pair:
        return f"“区领导”只看报告，不能兼任“{LABELS[(pair - {Role.DISTRICT_LEADER}).pop()]}”。"
    if pair == {Role.UNIT_FILER, Role.UNIT_REVIEWER} and unit_id == grant.unit_id:
        return f"同一人不能在{grant.unit}既填报又审核，请另选一人。"
    return None

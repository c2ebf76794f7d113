"""Lists of people taken out of the system: what for, numbers masked, a mark that says who took them and when (§12)."""

from __future__ import annotations

from datetime import datetime

from documents.formats import chinese_moment
from documents.masking import without_numbers
from units.models import User
from units.refusals import Refusal

SHORTEST_PURPOSE = 4  # characters: enough for somebody who reads the audit trail later
MASKED = "身份证号前2后3位、电话前3后4位、账号后4位以外已隐去；完整号码在系统内按权限查看。"


def stated_purpose(typed: str, *, lacking: str) -> str:
    """What people are taken out for, as it is kept and printed: without numbers of people.

    Raises:
        Refusal: it says too little; `lacking` is the sentence that asks for more.
    """
    said = without_numbers(typed.strip())
    if len(said) < SHORTEST_PURPOSE:
        raise Refusal(lacking)
    return said


def watermark(by: User, at: datetime, purpose: str) -> str:
    """Who took a list of people out of the system, when and what for; it stands at its head and at its foot."""
    return f"{by.name}（{by.username}）于{chinese_moment(at)}导出，用于：{purpose}"

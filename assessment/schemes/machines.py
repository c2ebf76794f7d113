"""R4: “能用人工不用机械” holds for 专项 alone (国家发改委答记者问, 2023-02); nothing may reward it in 重推."""

from __future__ import annotations

import re

from assessment.models import IndicatorKind

PUNISHES = frozenset({IndicatorKind.DEDUCTION, IndicatorKind.VETO})
MACHINE = r"(?:机械|机器|挖掘机|施工设备)"
FEWER = r"(?:替代|代替|取代|替换|减少|压减|压降|降低|少用|不用|停用|限制|控制)"
REPLACES = re.compile(rf"{FEWER}[^。；;]{{0,8}}{MACHINE}|{MACHINE}[^。；;]{{0,10}}{FEWER}|人工换{MACHINE}")
SPECIAL_ONLY, KEY = re.compile(r"专项"), re.compile(r"重推|重点工程|重点项目|全部项目|各类项目|所有项目")
FORBIDS = re.compile(r"不得|禁止|严禁|强制|强行|违规")


def machine_fault(*, kind: str, title: str, texts: tuple[str, ...]) -> str:
    """Why an indicator is refused; "" when it does not reward replacing machines in key projects.

    It may speak of 专项 alone; and a deduction or veto may punish forcing people in where machines are called for.
    """
    said = "。".join((title, *texts))
    if not REPLACES.search(said):
        return ""
    if kind in PUNISHES and FORBIDS.search(said):
        return ""
    if SPECIAL_ONLY.search(said) and not KEY.search(said):
        return ""
    return (
        f"指标“{title}”把以人工替代机械作为要求：这只适用于专项，重推项目不得这样考核"
        "（国家发展改革委2023年2月答记者问）。请写明只对专项项目，或删去这项要求。"
    )

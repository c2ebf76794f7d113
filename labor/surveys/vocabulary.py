"""Words of the 摸底表 and what they mean here; each with its usual other forms, as data."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from documents.workbooks.moments import date_of, month_range_of
from documents.workbooks.problems import BadCell
from labor.models import Ability, Category, Education, Employment, Willingness
from projects.imports.vocabulary import plain

_BETWEEN = re.compile(r"[、,;/|\n]")
_ENDS = re.compile(r"\s*(?:至|到|~|—+|–)\s*")
_CODE = re.compile(r"(\d{1,2})[.、\s-]*(\D*)")
WHOLE_YEAR = frozenset({"全年", "整年", "一年"})
ANY_TIME = frozenset({"长期", "随时", "不限", "均可", "都可以", "任何时间"})
NO_CHOICE = frozenset({"不限", "均可", "都可以", "服从安排", "无", "没有", "-"})


def _words(labels: list[tuple[str, str]], others: Mapping[str, str]) -> dict[str, str]:
    return {plain(str(label)): str(value) for value, label in labels} | {plain(k): str(v) for k, v in others.items()}


EDUCATIONS = _words(
    Education.choices,
    {
        "小学": Education.PRIMARY, "小学以下": Education.PRIMARY, "文盲": Education.PRIMARY, "高中": Education.HIGH,
        "中专": Education.HIGH, "技校": Education.HIGH, "职高": Education.HIGH, "高中或中专": Education.HIGH,
        "专科": Education.COLLEGE, "高职": Education.COLLEGE, "本科": Education.UNIVERSITY,
        "大学": Education.UNIVERSITY, "大学本科": Education.UNIVERSITY, "研究生": Education.UNIVERSITY,
        "硕士": Education.UNIVERSITY, "博士": Education.UNIVERSITY,
    },
)  # fmt: skip
ABILITIES = _words(
    Ability.choices,
    {
        "有": Ability.FULL, "普通劳动力": Ability.FULL, "技能劳动力": Ability.FULL, "全劳动力": Ability.FULL,
        "弱": Ability.WEAK, "弱劳动力": Ability.WEAK, "半劳动力": Ability.WEAK, "部分丧失劳动能力": Ability.WEAK,
        "无": Ability.NONE, "无劳动力": Ability.NONE, "丧失劳动能力": Ability.NONE, "丧失劳动力": Ability.NONE,
    },
)  # fmt: skip
EMPLOYMENTS = _words(
    Employment.choices,
    {
        "失业": Employment.UNEMPLOYED, "待业": Employment.UNEMPLOYED, "无业": Employment.UNEMPLOYED,
        "打零工": Employment.FLEXIBLE, "零工": Employment.FLEXIBLE, "务农": Employment.FARMING,
        "就业": Employment.EMPLOYED, "在业": Employment.EMPLOYED, "在岗": Employment.EMPLOYED,
    },
)  # fmt: skip
WILLINGNESSES = _words(
    Willingness.choices,
    {
        "有": Willingness.YES, "是": Willingness.YES, "强烈": Willingness.YES, "有意愿": Willingness.YES,
        "看岗位": Willingness.DEPENDS, "视情况": Willingness.DEPENDS, "视情况而定": Willingness.DEPENDS,
        "无": Willingness.NO, "否": Willingness.NO, "无意愿": Willingness.NO, "不愿": Willingness.NO,
    },
)  # fmt: skip
CATEGORIES = _words(
    Category.choices,
    {
        "脱贫户": Category.LIFTED, "监测对象": Category.AT_RISK, "监测户": Category.AT_RISK,
        "易地扶贫搬迁群众": Category.RELOCATED, "易地搬迁": Category.RELOCATED, "因灾需救助": Category.DISASTER,
        "受不可抗力无法外出务工": Category.STRANDED, "返乡人员": Category.RETURNED, "返乡务工人员": Category.RETURNED,
        "城镇低收入": Category.URBAN_LOW_INCOME, "就业困难": Category.HARD_TO_EMPLOY,
        "其他农村低收入": Category.RURAL_LOW_INCOME, "农村低收入人口": Category.RURAL_LOW_INCOME,
        "退役军人": Category.VETERAN, "高校毕业生": Category.GRADUATE, "困难毕业生": Category.GRADUATE,
        "外资外贸失业人员": Category.LAID_OFF, "其他": Category.OTHER, "其他劳动力": Category.OTHER,
    },
)  # fmt: skip


def parts_of(text: str) -> list[str]:
    """Several things in one cell: "普工、电工；木工" → three, each once."""
    plainly = unicodedata.normalize("NFKC", text)
    return list(dict.fromkeys(part.strip() for part in _BETWEEN.split(plainly) if part.strip()))


def category_of(text: str) -> str | None:
    """A category by name, by code ("06", "6"), or both ("06返乡农民工"); None where it is none."""
    word = plain(text)
    if word in CATEGORIES:
        return CATEGORIES[word]
    match = _CODE.fullmatch(word)
    code = match[1].zfill(2) if match else ""
    if match is None or code not in Category.values:
        return None
    return code if CATEGORIES.get(match[2], code) == code else None


def days_of(text: str, year: int) -> tuple[date | None, date | None]:
    """可务工时间 as first and last day; both open for 长期. Months reach to their ends.

    Raises:
        BadCell: the words are none of these.
    """
    word = plain(text)
    if word in ANY_TIME or not word:
        return None, None
    if word in WHOLE_YEAR:
        return date(year, 1, 1), date(year, 12, 31)
    ends = _ENDS.split(unicodedata.normalize("NFKC", text).strip())
    try:
        if len(ends) == 2:
            return date_of(ends[0]), date_of(ends[1])
    except BadCell:
        pass  # months, not days
    try:
        first, last = month_range_of(text)
    except BadCell:
        message = "可务工时间看不懂，请写成“2026-12-01至2027-01-31”或“2026.12-2027.01”，也可写“全年”或“长期”。"
        raise BadCell("days_invalid", message) from None
    return first, last.replace(day=monthrange(last.year, last.month)[1])

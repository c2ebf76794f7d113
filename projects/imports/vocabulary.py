"""Words of the forms and what they mean here; a word with its usual other forms, as data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from projects.models import FundingSource, Look, Nature, ProjectKind, Stage

_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """A name for comparing: half-width, no spaces, so that （一期） equals (一期)."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def _words(labels: list[tuple[str, str]], others: Mapping[str, str]) -> dict[str, str]:
    return {**{str(label): value for value, label in labels}, **others}


KINDS = _words(
    ProjectKind.choices,
    {
        "重推项目": ProjectKind.KEY,
        "重点工程": ProjectKind.KEY,
        "农推项目": ProjectKind.RURAL,
        "专项项目": ProjectKind.SPECIAL,
        "以工代赈专项": ProjectKind.SPECIAL,
    },
)
NATURES = _words(Nature.choices, {"恢复重建": Nature.RESTORE})
STAGES = _words(
    Stage.choices,
    {
        "谋划储备": Stage.PLANNING,
        "前期工作": Stage.PREPARATION,
        "在建": Stage.CONSTRUCTION,
        "施工": Stage.CONSTRUCTION,
        "竣工": Stage.COMPLETED,
        "已完工": Stage.COMPLETED,
        "已验收": Stage.ACCEPTED,
    },
)
LOOKS = _words(
    Look.choices,
    {
        "未开工": Look.PREPARATION,
        "前期": Look.PREPARATION,
        "在建": Look.MAIN_WORK,
        "完工": Look.MAIN_DONE,
        "投用": Look.IN_USE,
    },
)

# First match wins: 市级 stands before 财政, so that 市级财政补助 is the city's.
FUNDING_WORDS: tuple[tuple[str, str], ...] = (
    ("中央预算内", FundingSource.CENTRAL_BUDGET),
    ("衔接", FundingSource.BRIDGING),
    ("市级", FundingSource.MUNICIPAL),
    ("市财政", FundingSource.MUNICIPAL),
    ("省级", FundingSource.MUNICIPAL),
    ("债", FundingSource.BOND),
    ("区级", FundingSource.DISTRICT),
    ("区财政", FundingSource.DISTRICT),
    ("自筹", FundingSource.SELF_RAISED),
    ("企业", FundingSource.SELF_RAISED),
    ("业主", FundingSource.SELF_RAISED),
    ("中央", FundingSource.CENTRAL_BUDGET),
)


def look_of(text: str) -> str | None:
    """形象进度 a text begins with: "主体施工（完成60%）" is 主体施工; None when it begins with no word of the form."""
    found = [word for word in LOOKS if plain(text).startswith(word)]
    return LOOKS[max(found, key=len)] if found else None


def funding_source(label: str) -> str | None:
    """The source of money a label names, None where it names none the house knows."""
    return next((source for word, source in FUNDING_WORDS if word in label), None)

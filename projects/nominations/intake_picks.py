"""The column 用工环节 of a nomination sheet: what is written there, matched against the year's catalog."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

from documents.workbooks.reading import Row
from projects.imports.vocabulary import plain
from projects.models import GuidanceItem

PICKS, PICKS_HEADING = "picks", "用工环节"
_BETWEEN = re.compile(r"[;\n]")


class CatalogIndex:
    """A year's items in force by “建设任务：用工环节”, and by 用工环节 alone; read once for a whole workbook."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.whole: dict[str, list[GuidanceItem]] = defaultdict(list)
        self.short: dict[str, list[GuidanceItem]] = defaultdict(list)
        for item in GuidanceItem.objects.of_year(year).in_force():
            self.whole[plain(str(item))].append(item)
            self.short[plain(item.work_item)].append(item)

    def named(self, text: str, sector_id: int | None) -> list[GuidanceItem]:
        """What the text may mean; of several items those of the project's sector."""
        found = self.whole.get(plain(text)) or self.short.get(plain(text), [])
        return [item for item in found if item.sector_id == sector_id] or found


def check_picks(row: Row, catalog: CatalogIndex, sector_id: int | None) -> list[int]:
    """The catalog items a row names; what is unknown or may mean several is told at the cell, all of it at once."""
    texts = [text.strip() for text in _BETWEEN.split(unicodedata.normalize("NFKC", row[PICKS])) if text.strip()]
    found = {text: catalog.named(text, sector_id) for text in texts}
    unknown = [text for text, items in found.items() if not items]
    several = {text: items for text, items in found.items() if len(items) > 1}
    if unknown:
        row.problem(PICKS, "item_unknown", _unknown(unknown, catalog.year))
    if several:
        row.problem(PICKS, "item_ambiguous", "；".join(_several(text, items) for text, items in several.items()))
    if not texts and not row["work_items"]:
        message = "这两栏至少填一栏：写明建设任务和用工环节，或在“用工环节”栏照指导目录填写。"
        row.problem("work_items", "required", message)
    return list(dict.fromkeys(items[0].pk for items in found.values() if len(items) == 1))


def _unknown(texts: list[str], year: int) -> str:
    return (
        f"{year}年度指导目录里没有“{'”“'.join(texts)}”。请照目录写（见菜单“指导目录”，空表的下拉里也有），"
        "几项用“；”隔开；目录没有的写在“可实施以工代赈的建设任务和用工环节”栏。"
    )


def _several(text: str, items: list[GuidanceItem]) -> str:
    return f"“{text}”在目录里有{len(items)}条，请写全：{'、'.join(str(item) for item in items)}"

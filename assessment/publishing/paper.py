"""结果通报 in the layout of GB/T 9704-2012: how it was scored, who stands where, and each score in the annexes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from assessment.models import Scheme, Verdict
from assessment.publishing.rows import Row, grouped, indicators_in
from assessment.scoring import TOTAL_RULE
from assessment.sheets.points import said
from assessment.sheets.reading import appeals_of_year
from assessment.sheets.totals import GROUP_RULE
from assignments.papers import official
from documents.formats import MISSING
from documents.papers import Annex, Block, Column, Heading, OfficialPaper, Paragraph, Table

ENCLOSURE = "考核评价得分明细（电子工作簿）"
LEADING = 3  # places named in the text; all of them are in the annex


@dataclass(frozen=True)
class Result:
    """A year's result on its way to paper; `replaces` is the number of the edition before, "" for the first.

    `counted_to` is the last month of the figures behind the formulas (2026-12), "" where there are none.
    """

    scheme: Scheme
    rows: Sequence[Row]
    edition: int = 1
    reason: str = ""
    replaces: str = ""
    counted_to: str = ""

    def compose(self, number: str, day: date, *, draft: bool = False) -> OfficialPaper:
        """The paper under a document number."""
        return official(
            number=number,
            title=self.title,
            addressee="领导小组各成员单位",
            body=self._body(),
            dated=day,
            draft=draft,
            annexes=(_places_annex(self.rows), _scores_annex(self.rows)),
            enclosures=(ENCLOSURE,),
            unbroken=("考核评价", "结果", "成效"),
        )

    @property
    def title(self) -> str:
        about = f"{self.scheme.year}年度重点工程项目以工代赈工作成效考核评价结果"
        return f"关于更正{about}的通报" if self.edition > 1 else f"关于{about}的通报"

    def _body(self) -> tuple[Block, ...]:
        return (
            Paragraph(
                f"按照《{self.scheme.title}》，领导小组办公室对{len(self.rows)}个单位"
                f"{self.scheme.year}年度重点工程项目以工代赈工作成效进行了考核评价。现将结果通报如下。"
            ),
            *self._corrected(),
            Heading(1, "一、考核办法"),
            Paragraph(f"考核依据：{_plain(self.scheme.basis)}"),
            Paragraph(
                f"公式指标的得分由{self._until()}调度定稿数字计算，单位和办公室均不填写；其余指标由单位自评、办公室复核，"
                f"复核得分告知单位后给予{self.scheme.appeal_days}个工作日申诉期。{self._appeals()}"
            ),
            Paragraph(f"{_plain(TOTAL_RULE)}{_plain(GROUP_RULE)}"),
            Heading(1, "二、考核结果"),
            *(Paragraph(_standing(part), lead=f"{group}（{len(part)}个）。") for group, part in grouped(self.rows)),
            Paragraph("各单位得分和名次见附件1，各项指标得分见附件2，每项得分的计算过程见随文工作簿。"),
        )

    def _until(self) -> str:
        year, _, month = self.counted_to.partition("-")
        return f"截至{year}年{int(month)}月的" if month else ""

    def _corrected(self) -> tuple[Block, ...]:
        if self.edition == 1:
            return ()
        why = self.reason.rstrip("。")
        return (Paragraph(f"本通报为第{self.edition}版，更正原因：{why}。{self.replaces}通报由本通报替代。"),)

    def _appeals(self) -> str:
        verdicts = list(appeals_of_year(self.scheme).values_list("verdict", flat=True))
        if not verdicts:
            return "申诉期内没有单位申诉。"
        upheld = verdicts.count(Verdict.UPHELD)
        return f"共受理申诉{len(verdicts)}项，采纳{upheld}项，维持{verdicts.count(Verdict.REJECTED)}项。"


def _standing(rows: Sequence[Row]) -> str:
    leading = [row for row in rows if row["place"] is not None and row["place"] <= LEADING]
    named = "；".join(_named(place, list(level)) for place, level in groupby(leading, key=itemgetter("place")))
    vetoed = "、".join(row["unit"] for row in rows if row["vetoed"])
    unplaced = [row for row in rows if row["place"] is None and not row["vetoed"]]
    open_ones = "、".join(row["unit"] for row in unplaced if _is_open(row))
    bare = "、".join(row["unit"] for row in unplaced if not _is_open(row))
    parts = [
        named,
        f"一票否决、不合格的有{vetoed}" if vetoed else "",
        f"没有适用指标、不排名的有{bare}" if bare else "",
        f"评分还没有核定、暂不排名的有{open_ones}" if open_ones else "",
    ]
    return "。".join(part for part in parts if part) + "。"


def _is_open(row: Row) -> bool:
    """Not settled yet, as only a preview shows: points without a place, or something not scored."""
    return row["total_centi"] is not None or any(score["told"] == MISSING for score in row["scores"])


def _named(place: int, level: Sequence[Row]) -> str:
    """One place with all who share it."""
    units = "、".join(row["unit"] for row in level)
    return f"第{place}名{units}（{said(level[0]['total_centi'])}分）"


def _plain(words: str) -> str:
    """Words of a page as they stand on paper: the mark ◇ of what the office sets itself is the page's alone."""
    return words.replace("（◇）", "").replace("（◇办公室自定）", "").replace("◇", "").rstrip("。") + "。"


def _places_annex(rows: Sequence[Row]) -> Annex:
    columns = (
        Column("名次", 0.7),
        Column("单位", 2.4, "left"),
        Column("指标得分", 1.1, "right"),
        Column("适用分值", 1.1, "right"),
        Column("加分", 0.8, "right"),
        Column("扣分", 0.8, "right"),
        Column("总分", 1, "right"),
        Column("备注", 1),
    )
    tables = tuple(
        Table(
            columns=columns,
            rows=tuple(_place(row) for row in part),
            caption=group,
            unit="分",
            note="总分＝指标得分÷适用分值×100＋加分－扣分；不合格的不排名。",
        )
        for group, part in grouped(rows)
    )
    return Annex("考核评价得分和名次", tables)


def _place(row: Row) -> tuple[str, ...]:
    numbers = [said(row[key]) for key in ("got_centi", "applicable_centi", "bonus_centi", "deducted_centi")]
    place = MISSING if row["place"] is None else str(row["place"])
    return (place, row["unit"], *numbers, said(row["total_centi"]), "不合格" if row["vetoed"] else "")


def _scores_annex(rows: Sequence[Row]) -> Annex:
    """Indicators head the columns by their serial; what each serial is stands first."""
    listed = Table(
        columns=(
            Column("序号", 0.5),
            Column("一级指标", 1.5, "left"),
            Column("指标", 3, "left"),
            Column("分值", 0.6, "right"),
        ),
        rows=tuple(
            (str(one["serial"]), one["dimension"], one["title"], said(one["points_centi"]))
            for one in indicators_in(rows)
        ),
        caption="指标",
        unit="分",
    )
    tables = tuple(_scores(group, part) for group, part in grouped(rows))
    return Annex("各项指标得分", (listed, *tables), landscape=True)


def _scores(group: str, rows: Sequence[Row]) -> Table:
    held = indicators_in(rows)
    heads = (
        Column("单位", 2.6, "left"),
        *(Column(str(one["serial"]), 1, "right") for one in held),
        Column("总分", 1.1, "right"),
    )
    return Table(columns=heads, rows=tuple(_scored(row, held) for row in rows), caption=group, unit="分", font_size=9)


def _scored(row: Row, held: Sequence[Row]) -> tuple[str, ...]:
    told = {score["serial"]: score["told"] for score in row["scores"]}
    return (row["unit"], *(told.get(one["serial"], MISSING) for one in held), said(row["total_centi"]))

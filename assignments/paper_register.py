"""发文登记簿: every numbered paper of the office, filtered, written out, printed; and whether a number is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from assignments.models import IssuedPaper, PaperKind
from documents.papers import Column as PaperColumn
from documents.papers import Table, chinese_date, render_pdf
from documents.papers.registers import Register, compose_register
from documents.workbooks import Column, Kind, Sheet, write_workbook
from projects.questions import has_words, said_conditions, year_choices
from units.audit import record
from units.models import User

TITLE = "发文登记簿"
READERS = "发文登记簿由领导小组办公室和区领导查看；本单位收到的公文在各项工作的页面里打开。"
COLUMNS: tuple[tuple[str, str, Kind, float], ...] = (
    ("document_number", "发文字号", Kind.TEXT, 1.6),
    ("kind", "文种", Kind.TEXT, 1),
    ("title", "标题", Kind.TEXT, 3.6),
    ("issued_on", "印发日期", Kind.DATE, 1),
    ("issued_by", "印发人", Kind.TEXT, 0.8),
)


class PaperFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By year, kind and words of the number or title."""

    year = django_filters.ChoiceFilter(label="年份", empty_label="全部年份")
    kind = django_filters.ChoiceFilter(label="文种", choices=PaperKind.choices, empty_label="全部文种")
    q = django_filters.CharFilter(
        label="文号或标题",
        method="by_text",
        widget=forms.TextInput({"type": "search", "placeholder": "文号或标题里的字"}),
    )

    class Meta:
        model = IssuedPaper
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[IssuedPaper]) -> None:
        super().__init__(data, queryset=queryset)
        years = IssuedPaper.objects.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = year_choices(years)

    def by_text(self, papers: QuerySet[IssuedPaper], name: str, text: str) -> QuerySet[IssuedPaper]:  # noqa: ARG002
        return papers.filter(has_words(("document_number", "title"), text))

    @property
    def conditions(self) -> list[str]:
        return said_conditions(self)


@dataclass(frozen=True, slots=True)
class SeriesOfYear:
    """One kind's numbers of one year: how many papers, up to which number, and how many numbers have no paper."""

    kind: str
    year: int
    papers: int
    last: int

    @property
    def missing(self) -> int:
        return self.last - self.papers

    @property
    def said(self) -> str:
        lacking = f"缺{self.missing}个号，请查审计日志" if self.missing else "连续，没有缺号"
        return f"1—{self.last}号，{lacking}" if self.last > 1 or self.missing else "1号，没有缺号"


def series_of(papers: QuerySet[IssuedPaper]) -> list[SeriesOfYear]:
    """The whole series the papers found belong to, the latest year first; two queries at most."""
    wanted = set(papers.order_by().values_list("kind", "year").distinct())
    whole = IssuedPaper.objects.order_by().values_list("kind", "year").annotate(papers=Count("pk"), last=Max("number"))
    order = {kind: place for place, kind in enumerate(PaperKind.values)}
    return [SeriesOfYear(PaperKind(kind).label, *rest) for kind, *rest in _sorted(whole, wanted, order)]


def _sorted(whole: Iterable[Any], wanted: set[Any], order: dict[str, int]) -> list[Any]:
    kept = [row for row in whole if (row[0], row[1]) in wanted]
    return sorted(kept, key=lambda row: (-row[1], order[row[0]]))


@transaction.atomic
def export_papers(*, papers: QuerySet[IssuedPaper], conditions: Sequence[str], by: User, at: datetime) -> bytes:
    """Return the register as .xlsx: exactly what was listed; `conditions` are the filters in words."""
    rows = _rows(papers)
    said = _noted("导出", rows, conditions, by, at)
    columns = [Column(key=key, heading=heading, kind=kind) for key, heading, kind, _ in COLUMNS]
    return write_workbook([Sheet(title=TITLE, columns=columns, rows=rows, preamble=[f"筛选条件：{said}"])])


@transaction.atomic
def print_papers(*, papers: QuerySet[IssuedPaper], conditions: Sequence[str], by: User, at: datetime) -> bytes:
    """Return the register as a PDF to be filed: A4 on its side, its pages numbered."""
    rows, day = _rows(papers), timezone.localdate(at)
    said = _noted("打印", rows, conditions, by, at)
    register = Register(
        title=TITLE,
        facts=(f"筛选条件：{said}", f"共{len(rows)}份", f"打印日期：{chinese_date(day)}"),
        table=Table(
            columns=tuple(PaperColumn(heading, width, _align(key)) for key, heading, _, width in COLUMNS),
            rows=tuple(tuple(str(row[key]) for key, *_ in COLUMNS) for row in rows),
        ),
        closing=("文号印发时由系统按年、按文种连续编排，不跳号、不重号；印发后不改动。",),
        foot=f"{TITLE}　{by.name}　{timezone.localtime(at):%Y-%m-%d %H:%M}",
    )
    return render_pdf(compose_register(register, author=by.name, dated=day))


def _align(key: str) -> Any:
    return "left" if key == "title" else "center"


def _rows(papers: QuerySet[IssuedPaper]) -> list[dict[str, Any]]:
    found = papers.select_related("issued_by").order_by("-year", "kind", "-number")
    return [
        {
            "document_number": one.document_number,
            "kind": one.get_kind_display(),
            "title": one.title,
            "issued_on": one.issued_on,
            "issued_by": one.issued_by.name,
        }
        for one in found
    ]


def _noted(act: str, rows: list[Any], conditions: Sequence[str], by: User, at: datetime) -> str:
    said = "；".join(conditions) or "全部"
    record(act=f"{act}{TITLE}", subject=f"{TITLE}（{said}）", by=by, at=at, rows=len(rows))
    return said

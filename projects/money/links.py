"""The links of 衔接配套 with their sums, the key projects without one, and both as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, Sum

from documents.formats import percent
from documents.workbooks import Sheet, write_workbook
from projects.models import Condition, Connection, Funding, Project, ProjectKind
from projects.money.tables import CONNECTIONS, KEYS_WITHOUT
from projects.tables import ListColumn
from units.audit import record
from units.models import User


@dataclass(frozen=True, slots=True)
class LinkSums:
    """Of what was found: links, distinct projects on either side, and the special ones' issued money in 分."""

    links: int
    specials: int
    keys: int
    keys_without: int
    issued_fen: int

    @property
    def coverage(self) -> str:
        """衔接率 = key projects with a link ÷ all key projects found."""
        return percent(self.keys, self.keys + self.keys_without)


def key_projects(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Key projects that may need one: those moved out of the list need none."""
    return projects.filter(kind=ProjectKind.KEY).exclude(condition=Condition.REMOVED)


def without_link(keys: QuerySet[Project]) -> QuerySet[Project]:
    """Key projects that no special-investment project serves."""
    return keys.exclude(pk__in=Connection._default_manager.values("key"))


def with_amounts(links: QuerySet[Connection]) -> QuerySet[Connection]:
    """Links with `special_issued_fen`: what was issued to the special project, None while nothing is known."""
    of_special: QuerySet[Funding] = QuerySet(Funding).filter(project=OuterRef("special")).order_by()
    issued = of_special.values("project").annotate(issued=Sum("amount_fen")).values("issued")
    related = ("key__department", "key__sector", "special__department", "linked_by")
    return links.select_related(*related).annotate(special_issued_fen=Subquery(issued, output_field=BigIntegerField()))


def sums_of(links: QuerySet[Connection], keys_without: int) -> LinkSums:
    """Each project counts once, however many links it has."""
    specials = links.order_by().values("special").distinct()
    issued = QuerySet(Funding).filter(project__in=specials).aggregate(issued=Sum("amount_fen"))["issued"]
    return LinkSums(
        links=links.count(),
        specials=specials.count(),
        keys=links.order_by().values("key").distinct().count(),
        keys_without=keys_without,
        issued_fen=issued or 0,
    )


@transaction.atomic
def export_links(
    *, links: QuerySet[Connection], keys: QuerySet[Project], conditions: Sequence[str], by: User, at: datetime
) -> bytes:
    """Return an .xlsx of both: the links, and the key projects without one. Leaves an audit entry."""
    linked, lonely = list(links), list(keys)
    said = "；".join(conditions) or "全部"
    detail = {"conditions": list(conditions), "links": len(linked), "without": len(lonely)}
    record(act="导出衔接配套", subject=f"衔接配套（{said}）"[:200], by=by, at=at, rows=len(linked), detail=detail)
    note = "同一专项投资项目配套几个重点工程的，下达资金在每行都列出，各行不能相加。"
    return write_workbook([
        _sheet("衔接配套", CONNECTIONS, linked, said, [note]),
        _sheet("未衔接的重点工程项目", KEYS_WITHOUT, lonely, said, []),
    ])  # fmt: skip


def _sheet(title: str, shown: Sequence[ListColumn], rows: Sequence[object], said: str, notes: list[str]) -> Sheet:
    return Sheet(
        title=title, columns=[column.column for column in shown], unit="万元", preamble=[f"筛选条件：{said}"],
        rows=[{column.key: column.value(row) for column in shown} for row in rows],
        notes=notes if rows else ["没有符合条件的项目。"],
    )  # fmt: skip

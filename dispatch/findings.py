"""What the figures of a report show to be wrong: one finding a kind of problem, with which unit has to act."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from dispatch.aggregates import LAG_POINTS
from dispatch.figures import FigureBook
from dispatch.models import PeriodFigure
from dispatch.notes import month_word, names_of, reason_of
from documents.formats import percent

LONGEST_PROBLEM = 200  # 字 a line of the 问题清单 holds


@dataclass(frozen=True)
class Finding:
    """One problem: its title, what the figures show, and what is to be done.

    `remedy` is for the district government (督促…), `demand` for the units themselves (请…); `owed` holds for each
    unit responsible its own part, for the list of problems.
    """

    title: str
    shown: str
    remedy_title: str
    remedy: str
    demand: str
    owed: dict[str, str] = field(default_factory=dict)


def findings(book: FigureBook) -> list[Finding]:
    """Everything found, in the order a report names it."""
    return [finding for look in LOOKS if (finding := look(book)) is not None]


def _by_unit(rows: Iterable[PeriodFigure], said: Callable[[str], str]) -> dict[str, str]:
    """Each unit's projects in one sentence of the list."""
    units: dict[str, list[str]] = {}
    for row in rows:
        units.setdefault(row.unit_name, []).append(row.project_name)
    return {unit: _short(names, said) for unit, names in units.items()}


def _short(names: list[str], said: Callable[[str], str]) -> str:
    """The projects by name; where that is too long for a line of the list, the first and how many in all."""
    full = said(names_of(names))
    return full if len(full) <= LONGEST_PROBLEM else said(f"{names[0]}等{len(names)}个项目")


def _units(rows: Iterable[PeriodFigure]) -> str:
    return names_of(dict.fromkeys(row.unit_name for row in rows), noun="个单位")


def _lagging(book: FigureBook) -> Finding | None:
    behind = book.lagging()
    if not behind:
        return None
    worst = "、".join(
        f"{scope.name}（{scope.value('completion_rate').text}，{scope.value('lead').text}）" for scope in behind[:5]
    )
    rows = [scope.rows[0] for scope in behind]
    act = f"{_units(rows)}对照附件2逐项分析原因，明确赶工措施和完成时限，于下月报送时一并说明。"
    return Finding(
        "部分项目投资进度滞后",
        f"投资完成率低于序时进度{LAG_POINTS}个百分点及以上的项目有{len(behind)}个，差距较大的有{worst}。",
        "加快滞后项目建设",
        f"督促{act}",
        f"请{act}",
        _by_unit(rows, lambda names: f"{names}投资完成率低于序时进度{LAG_POINTS}个百分点及以上"),
    )


def _unfiled(book: FigureBook) -> Finding | None:
    missing = book.unfiled()
    if not missing:
        return None
    month, units = month_word(book), _units(missing)
    names = names_of(row.project_name for row in missing)
    return Finding(
        "部分项目未报送进展",
        f"{names}{month}未报送或报送未通过审核，涉及{units}。",
        "补齐应报未报数据",
        f"督促{units}尽快补报，确无进展的按零报告报送。",
        f"请{units}尽快补报，确无进展的按零报告报送。",
        _by_unit(missing, lambda names: f"{names}{month}未报送或未通过审核"),
    )


def _not_started(book: FigureBook) -> Finding | None:
    waiting = book.not_started()
    if not waiting:
        return None
    said = "；".join(f"{row.project_name}（{reason_of(row)}）" for row in waiting[:5])
    act = "会同业主单位倒排前期工作，逐项明确开工日期。"
    return Finding(
        "部分项目应开工未开工",
        f"按年度清单开工时间应开工而未开工的项目有{len(waiting)}个：{said}。",
        "推动应开工项目尽快开工",
        f"督促有关行业主管部门{act}",
        f"请{_units(waiting)}{act}",
        _by_unit(waiting, lambda names: f"{names}应开工未开工"),
    )


def _no_rows(book: FigureBook) -> Finding | None:
    without = [row for row in book.rows if row.remuneration_year_fen and not row.roll_count]
    if not without:
        return None
    total, month = book.total, month_word(book)
    return Finding(
        "劳务报酬数据缺少发放表支撑",
        f"本年累计已发放劳动报酬{total.value('remuneration_year_fen').said}中，"
        f"有发放表明细的占{total.value('backed_pay_share').text}，其余为汇总填报；"
        f"{len(without)}个填报了劳动报酬的项目{month}没有发放表。",
        "补齐发放表",
        "督促各业主单位、施工单位按月编制实名发放表，由行业主管部门汇总报办公室，做到报酬数据可追溯到人。",
        "请各行业主管部门组织业主单位、施工单位按月编制实名发放表，汇总报办公室，做到报酬数据可追溯到人。",
        _by_unit(without, lambda names: f"{names}填报了劳动报酬，{month}没有发放表"),
    )


def _disagreeing(book: FigureBook) -> Finding | None:
    differing = [row for row in book.rows if _disagrees(row)]
    if not differing:
        return None
    act = "对照发放表核实累计吸纳就业人数和已发放劳动报酬，于下月报送时更正并说明。"
    return Finding(
        "填报数与发放表不一致",
        f"{names_of(row.project_name for row in differing)}填报的累计数小于发放表数，具体差异见数据说明。",
        "核实填报数据",
        f"督促有关行业主管部门{act}",
        f"请{_units(differing)}{act}",
        _by_unit(differing, lambda names: f"{names}填报的累计数小于发放表数"),
    )


def _disagrees(row: PeriodFigure) -> bool:
    fewer = row.workers_year is not None and row.workers_year < row.roll_heads_year
    less = row.remuneration_year_fen is not None and row.remuneration_year_fen < row.roll_paid_year_fen
    return fewer or less


def below_floor(book: FigureBook) -> list[PeriodFigure]:
    """Projects whose stated remuneration does not reach the floor of R3 (渝发改规范〔2023〕10号, 〔2021〕2号)."""
    return [
        row
        for row in book.rows
        if row.floor_base_fen
        and row.floor_share is not None
        and row.relief_remuneration_fen is not None
        and row.relief_remuneration_fen * 100 < row.floor_base_fen * row.floor_share
    ]


def _below_floor(book: FigureBook) -> Finding | None:
    below = below_floor(book)
    if not below:
        return None
    said = "；".join(
        f"{row.project_name}劳务报酬占{row.floor_base_name}的"
        f"{percent(row.relief_remuneration_fen, row.floor_base_fen)}，下限为{row.floor_share}%"
        for row in below[:5]
    )
    act = "督促业主单位落实以工代赈专门条款，在剩余工程量中优先使用当地劳动力，确保完工时达到报酬下限。"
    return Finding(
        "部分项目劳务报酬占比尚未达到下限",
        f"{said}。",
        "提高劳务报酬发放比例",
        f"会同有关行业主管部门{act}",
        f"请{_units(below)}{act}",
        _by_unit(below, lambda names: f"{names}劳务报酬占比尚未达到下限"),
    )


LOOKS: list[Callable[[FigureBook], Finding | None]] = [
    _lagging, _not_started, _unfiled, _below_floor, _disagreeing, _no_rows,
]  # fmt: skip

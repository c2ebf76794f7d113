"""考核方案 on paper: its indicators as a table, to be circulated before it is put in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from assessment.models import Indicator, IndicatorKind, Scheme, SchemeState
from assessment.schemes.checking import weights
from assessment.scoring import TOTAL_RULE
from assessment.scoring.formulas import FORMULAS
from assessment.scoring.points import RULE
from documents.formats import chinese_moment, days
from documents.papers import Column, Table, render_pdf
from documents.papers.registers import Register, compose_register
from units.models import User

COLUMNS = (
    Column("序号", 0.5),
    Column("一级指标", 1.1),
    Column("指标", 2.0, "left"),
    Column("适用对象", 1.3),
    Column("计分方式", 1.1),
    Column("分值", 0.7),
    Column("公式或评分规则", 5.2, "left"),
    Column("依据", 1.6, "left"),
)


def scheme_paper(*, scheme: Scheme, by: User, at: datetime) -> bytes:
    """The scheme as PDF, A4 across; a draft says that it is one."""
    indicators = list(scheme.indicators.all())
    state = "草稿，尚未核定施行" if scheme.state == SchemeState.DRAFT else str(scheme.get_state_display())
    sums = "，".join(f"{weight.audience.label}合计{days(weight.centi)}分" for weight in weights(indicators))
    exempt = "、".join(["办公室所在单位", *(unit.name for unit in scheme.exempt.all())])
    rows = tuple(_line(one) for one in indicators)
    register = Register(
        title=scheme.title,
        facts=(state, f"指标{len(indicators)}项：{sums}", f"不参加考核：{exempt}"),
        table=Table(columns=COLUMNS, rows=rows, empty="还没有指标", font_size=9),
        closing=(f"依据：{scheme.basis}", TOTAL_RULE, RULE, f"申诉期{scheme.appeal_days}个工作日（办公室自定 ◇）。"),
        foot=f"{by.name}于{chinese_moment(at)}打印",
        tall=True,  # rules take two or three lines each
    )
    return render_pdf(compose_register(register, author=by.name, dated=timezone.localdate(at)))


def _line(one: Indicator) -> tuple[str, ...]:
    points = "—" if one.kind == IndicatorKind.VETO else days(one.points_centi)
    kinds: Sequence[str] = (str(one.get_audience_display()), str(one.get_kind_display()))
    return (str(one.serial), one.dimension, one.title, *kinds, points, _rule(one), one.basis)


def _rule(one: Indicator) -> str:
    """How it is scored, in one text."""
    formula = FORMULAS.get(one.formula)
    said = [formula.text, f"满分目标{days(one.target_bp)}%"] if formula else []
    said += [f"零分线{days(one.floor_bp)}%"] if formula and one.floor_bp is not None else []
    said += [one.rule] if one.rule else []
    said += [f"佐证：{one.evidence}"] if one.evidence else []
    return "；".join(said)

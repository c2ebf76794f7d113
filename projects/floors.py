"""劳务报酬下限 (R3): the floor changes its base with the kind of project.

专项·中央预算内 ≥30 %, for batches issued from July 2025 on ≥40 %, of 中央预算内资金 (渝发改规范〔2023〕10号);
专项·衔接 ≥20 % of 衔接资金; 农推 ≥10 % of subsidies of the city and above (渝发改规范〔2021〕2号); 重推 has no floor.
A document may agree on more: the higher of the two holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from documents.formats import ratio, rounded, wan
from projects.models import Funding, FundingSource, Project, ProjectKind


@dataclass(frozen=True, slots=True)
class Step:
    """A share in percent for batches issued from a day on; `since` None is where the rule begins."""

    since: date | None
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Rule:
    """Which money of one kind of project is the base, and its shares in order of time."""

    base: str
    sources: frozenset[str]
    steps: tuple[Step, ...]


RULES: dict[str, tuple[Rule, ...]] = {
    ProjectKind.SPECIAL: (
        Rule(
            "中央预算内资金",
            frozenset({FundingSource.CENTRAL_BUDGET}),
            (Step(None, Decimal(30)), Step(date(2025, 7, 1), Decimal(40))),
        ),
        Rule("衔接资金", frozenset({FundingSource.BRIDGING}), (Step(None, Decimal(20)),)),
    ),
    ProjectKind.RURAL: (
        Rule(
            "市级及以上补助",
            frozenset({FundingSource.CENTRAL_BUDGET, FundingSource.BRIDGING, FundingSource.MUNICIPAL}),
            (Step(None, Decimal(10)),),
        ),
    ),
    ProjectKind.KEY: (),
}


@dataclass(frozen=True, slots=True)
class Floor:
    """A project's remuneration floor: base in 分, its name, share in percent of the base, and how it was reached.

    `base_fen` and `share` are None when there is no floor or the base is not known; `required_fen` is the exact least
    remuneration in 分, rounded half up once.
    """

    base_fen: int | None
    base_name: str
    share: Decimal | None
    arithmetic: str
    required_fen: int | None = None


def remuneration_floor(project: Project) -> Floor:
    """The floor of one project from its fundings (prefetch `fundings` for many projects)."""
    return floor_of(project.kind, project.fundings.all())


def floor_of(kind: str, fundings: Iterable[Funding]) -> Floor:
    """The floor of a project of one kind with these fundings."""
    rules = RULES[kind]
    if not rules:
        return Floor(None, "", None, f"{ProjectKind(kind).label}项目不设劳务报酬占比下限，只记录实际发放。")
    held = list(fundings)
    parts = [(rule, funding) for rule in rules for funding in held if funding.source in rule.sources]
    if not parts:
        bases = "或".join(rule.base for rule in rules)
        return Floor(None, "", None, f"没有登记{bases}，算不出报酬下限，请在资金构成中补登。")
    return _floor(parts)


def _floor(parts: Sequence[tuple[Rule, Funding]]) -> Floor:
    name = "＋".join(dict.fromkeys(rule.base for rule, _ in parts))
    shares = [share_of(rule, funding) for rule, funding in parts]
    remarks = [remark for share in shares for remark in share.remarks]
    unknown = [funding.label for _, funding in parts if funding.amount_fen is None]
    if unknown:
        labels = "、".join(unknown)
        same = {share.percent for share in shares}
        sentence = f"{labels}没有登记金额，算不出报酬下限，请在项目页“资金”一栏补登。"
        return Floor(None, name, same.pop() if len(same) == 1 else None, "".join([sentence, *remarks]))
    return _sum(name, [(funding, share.percent) for (_, funding), share in zip(parts, shares, strict=True)], remarks)


def _sum(name: str, parts: Sequence[tuple[Funding, Decimal]], remarks: Sequence[str]) -> Floor:
    base = sum(funding.amount_fen or 0 for funding, _ in parts)
    exact = sum((Fraction(funding.amount_fen or 0) * Fraction(percent) / 100 for funding, percent in parts), Fraction())
    required = int(rounded(exact, 0))
    terms = "＋".join(
        f"{funding.label}{wan(funding.amount_fen)}万元×{_written(percent)}%" for funding, percent in parts
    )
    share = ratio(exact, base)
    return Floor(
        base_fen=base,
        base_name=name,
        share=None if share is None else rounded(share * 100, 2),
        arithmetic="".join([f"{terms}＝不少于{wan(required)}万元。", *remarks]),
        required_fen=required,
    )


@dataclass(frozen=True, slots=True)
class Share:
    """The percent that holds for one funding, and what must be said about it."""

    percent: Decimal
    remarks: tuple[str, ...] = ()


def share_of(rule: Rule, funding: Funding) -> Share:
    """The higher of the general share for the batch's day and the document's agreed share."""
    general = _general(rule, funding)
    agreed = funding.agreed_share
    if agreed is None or agreed <= general.percent:
        return general
    number = f"（{funding.document_number}）" if funding.document_number else ""
    remark = (
        f"{funding.label}的下达文件{number}约定{_written(agreed)}%，"
        f"高于通用下限{_written(general.percent)}%，按约定执行。"
    )
    return Share(agreed, (*general.remarks, remark))


def _general(rule: Rule, funding: Funding) -> Share:
    if funding.issued_on is not None:
        day = funding.issued_on
        return Share(next(step.percent for step in reversed(rule.steps) if step.since is None or step.since <= day))
    lowest = rule.steps[0].percent
    later = [
        f"{step.since.year}年{step.since.month}月起下达的批次应为{_written(step.percent)}%"
        for step in rule.steps[1:]
        if step.since
    ]
    if not later:
        return Share(lowest)
    remark = (
        f"{funding.label}没有登记下达日期，暂按较低的{_written(lowest)}%计算（{'；'.join(later)}），请补登下达日期。"
    )
    return Share(lowest, (remark,))


def _written(percent: Decimal) -> str:
    text = f"{percent:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

"""考核方案: this year's scheme, drafted from the default, its dates set, put in force; next year's is being weighed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from assessment.models import Scheme
from assessment.schemes.adopting import adopt_scheme
from assessment.schemes.drafting import change_scheme, draft_scheme
from assessment.schemes.trying import apply_trial
from yidaizhen.demo.telling import MONTH, november, once, the


def scheme_in_force() -> Iterator[str]:
    """The year of the demo month: sheets can be opened on it."""
    year = MONTH.year
    yield from once(f"{year}年考核方案", told=Scheme.objects.filter(year=year).exists(), act=_in_force)


def _in_force() -> str:
    lin, he, at = the("lin"), the("he"), november(9)
    scheme = draft_scheme(year=MONTH.year, by=he, at=at)
    _due(scheme, date(MONTH.year + 1, 1, 15), at)
    adopt_scheme(scheme=scheme, by=lin, at=november(10))
    return f"{scheme}已核定施行，指标{scheme.indicators.count()}项。"


def next_scheme() -> Iterator[str]:
    """A draft with other weights, copied from the one in force."""
    year = MONTH.year + 1
    yield from once(f"{year}年考核方案草稿", told=Scheme.objects.filter(year=year).exists(), act=_draft)


def _draft() -> str:
    he, at = the("he"), november(12)
    scheme = draft_scheme(year=MONTH.year + 1, copied=Scheme.objects.get(year=MONTH.year), by=he, at=at)
    done = scheme.indicators.get(formula="completion_rate", audience="sector_department")
    hired = scheme.indicators.get(formula="workers_plan_rate", audience="sector_department")
    trial = {done.pk: {"points_centi": done.points_centi - 500}, hired.pk: {"points_centi": hired.points_centi + 500}}
    changed = apply_trial(scheme=scheme, trial=trial, by=he, at=at)
    return f"{scheme}拟订中，按测算改了{len(changed)}项分值。"


def _due(scheme: Scheme, day: date, at: datetime) -> None:
    change_scheme(
        scheme=scheme,
        title=scheme.title,
        basis=scheme.basis,
        self_due_on=day,
        appeal_days=scheme.appeal_days,
        exempt=scheme.exempt.all(),
        by=the("he"),
        at=at,
    )

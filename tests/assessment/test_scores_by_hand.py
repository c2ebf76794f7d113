"""得分 recomputed by a short script that reads only what `figures --json` prints: both agree to the last hundredth."""

from __future__ import annotations

from datetime import datetime

import pytest

from assessment.explaining import page_url
from assessment.models import Indicator, IndicatorKind
from assessment.schemes.drafting import draft_scheme
from assessment.scoring.formulas import FORMULAS
from tests.assessment.by_hand import agreed
from tests.assessment.closed_year import STEADY, lived
from tests.dispatch.year_world import YEAR, ZONE

pytestmark = pytest.mark.django_db
AT = datetime(YEAR, 4, 17, 9, tzinfo=ZONE)


def test_every_score_is_what_a_script_makes_of_the_printed_figures(lin, leader, engage, monkeypatch, client) -> None:
    lived(lin, leader, engage, monkeypatch)
    scheme = draft_scheme(year=YEAR, by=lin, at=AT)
    ask_everything(scheme)
    scored, compared = agreed(YEAR, range(1, 4))
    assert {formula for _, formula, centi in compared if centi} == set(FORMULAS)  # each says something here
    assert len({centi for name, _, centi in compared if name == STEADY}) > 5  # not all full, not all nothing
    assert [month["revision"] for month in scored["months"]] == [0, 0, 1]
    assert_the_figures_behind_can_be_opened(scored, client, lin)


def assert_the_figures_behind_can_be_opened(scored, client, lin) -> None:
    client.force_login(lin)
    shown = {unit["name"]: unit["scores"] for unit in scored["units"] if unit["name"] in (STEADY, "八桥镇")}
    pages = {
        page_url(page) for scores in shown.values() for one in scores for page in one["arithmetic"].get("pages", [])
    }
    assert len(pages) > 20
    for url in sorted(pages)[::5]:
        assert client.get(url).status_code == 200, url


def ask_everything(scheme) -> None:
    """Every formula of the catalog is asked of departments and townships, some with a floor."""
    Indicator.objects.filter(scheme=scheme, kind=IndicatorKind.FORMULA).delete()
    last = 100
    for audience in ("sector_department", "township"):
        for number, formula in enumerate(FORMULAS.values()):
            last += 1
            Indicator.objects.create(
                scheme=scheme, serial=last, dimension="全部公式", title=f"{formula.label}{audience}", kind="formula",
                audience=audience, points_centi=700 + number, formula=formula.key, target_bp=formula.target_bp,
                floor_bp=1000 if number % 2 else None,
            )  # fmt: skip

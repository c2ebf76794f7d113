"""劳务报酬下限 (R3): base, share and the sentence that shows the arithmetic."""

from datetime import date
from decimal import Decimal

import pytest

from projects.floors import floor_of
from projects.models import Funding, FundingSource, ProjectKind

CENTRAL, BRIDGING, MUNICIPAL = FundingSource.CENTRAL_BUDGET, FundingSource.BRIDGING, FundingSource.MUNICIPAL
DISTRICT = FundingSource.DISTRICT
WAN = 1_000_000


def funding(source: str, wan: int | None, on: date | None = None, agreed: str | None = None) -> Funding:
    return Funding(
        source=source,
        label=FundingSource(source).label,
        amount_fen=None if wan is None else wan * WAN,
        issued_on=on,
        agreed_share=Decimal(agreed) if agreed else None,
    )


BEFORE, SINCE = date(2025, 6, 30), date(2025, 7, 1)
CASES = [
    ("special", [funding(CENTRAL, 320, BEFORE)], 320, "30.00", 96),
    ("special", [funding(CENTRAL, 320, SINCE)], 320, "40.00", 128),
    ("special", [funding(CENTRAL, 320)], 320, "30.00", 96),
    ("special", [funding(BRIDGING, 100)], 100, "20.00", 20),
    ("special", [funding(CENTRAL, 100, BEFORE), funding(CENTRAL, 100, SINCE)], 200, "35.00", 70),
    ("special", [funding(CENTRAL, 100, SINCE), funding(BRIDGING, 100)], 200, "30.00", 60),
    ("special", [funding(CENTRAL, 100, BEFORE), funding(DISTRICT, 900)], 100, "30.00", 30),
    ("special", [funding(CENTRAL, 100, BEFORE, "35")], 100, "35.00", 35),
    ("special", [funding(CENTRAL, 100, SINCE, "35")], 100, "40.00", 40),
    ("rural", [funding(MUNICIPAL, 400)], 400, "10.00", 40),
    ("rural", [funding(MUNICIPAL, 400), funding(CENTRAL, 100), funding(DISTRICT, 212)], 500, "10.00", 50),
    ("rural", [funding(MUNICIPAL, 400, None, "12.5")], 400, "12.50", 50),
]


@pytest.mark.parametrize(("kind", "fundings", "base", "share", "required"), CASES)
def test_the_floor_follows_kind_source_batch_and_agreement(
    kind: str, fundings: list[Funding], base: int, share: str, required: int
) -> None:
    floor = floor_of(kind, fundings)
    assert (floor.base_fen, floor.share, floor.required_fen) == (base * WAN, Decimal(share), required * WAN)


def test_key_projects_have_no_floor() -> None:
    floor = floor_of(ProjectKind.KEY, [funding(CENTRAL, 100, SINCE, "50")])
    assert (floor.base_fen, floor.share, floor.required_fen) == (None, None, None)
    assert floor.arithmetic == "重推项目不设劳务报酬占比下限，只记录实际发放。"


def test_an_unknown_amount_gives_no_base_and_says_so() -> None:
    floor = floor_of(ProjectKind.SPECIAL, [funding(CENTRAL, None, SINCE)])
    assert (floor.base_fen, floor.share, floor.required_fen) == (None, Decimal(40), None)
    assert floor.arithmetic.startswith("中央预算内资金没有登记金额，算不出报酬下限")


def test_no_fund_of_the_right_kind_gives_no_floor_and_says_so() -> None:
    floor = floor_of(ProjectKind.SPECIAL, [funding(DISTRICT, 100)])
    assert floor.arithmetic == "没有登记中央预算内资金或衔接资金，算不出报酬下限，请在资金构成中补登。"


def test_the_arithmetic_is_a_sentence_anyone_can_follow() -> None:
    assert floor_of(ProjectKind.SPECIAL, [funding(CENTRAL, 320, SINCE)]).arithmetic == (
        "中央预算内资金320.00万元×40%＝不少于128.00万元。"
    )


def test_an_unknown_batch_date_takes_the_lower_share_and_says_so() -> None:
    assert floor_of(ProjectKind.SPECIAL, [funding(CENTRAL, 320)]).arithmetic == (
        "中央预算内资金320.00万元×30%＝不少于96.00万元。"
        "中央预算内资金没有登记下达日期，暂按较低的30%计算（2025年7月起下达的批次应为40%），请补登下达日期。"
    )


def test_an_agreed_share_above_the_general_one_is_named() -> None:
    assert (
        "约定12.5%，高于通用下限10%，按约定执行"
        in floor_of("rural", [funding(MUNICIPAL, 400, None, "12.5")]).arithmetic
    )


def test_the_required_amount_is_rounded_once_half_up() -> None:
    odd = Funding(source=BRIDGING, label="衔接资金", amount_fen=13)
    other = Funding(source=BRIDGING, label="衔接二", amount_fen=12)
    assert floor_of(ProjectKind.SPECIAL, [odd, other]).required_fen == 5  # 2.6 + 2.4
    assert floor_of(ProjectKind.SPECIAL, [Funding(source=BRIDGING, label="甲", amount_fen=8)]).required_fen == 2

"""资金构成 as people write it."""

import pytest

from projects.imports.funding_text import funding_parts

CASES = {
    "中央预算内资金320；区级配套": [("中央预算内资金", "central_budget", 320), ("区级配套", "district", None)],
    "市级补助400；区级212": [("市级补助", "municipal", 400), ("区级", "district", 212)],
    "区级财政及企业自筹": [("区级财政", "district", None), ("企业自筹", "self_raised", None)],
    "市级及以上补助400": [("市级及以上补助", "municipal", 400)],
    "中央预算内资金：320万元、衔接资金80.5万元": [
        ("中央预算内资金", "central_budget", 320),
        ("衔接资金", "bridging", 80.5),
    ],
    "专项债券1000，业主自筹 200": [("专项债券", "bond", 1000), ("业主自筹", "self_raised", 200)],
    "市级财政补助５０": [("市级财政补助", "municipal", 50)],
    "社会捐赠": [("社会捐赠", "other", None)],
    "区级财政500000元": [("区级财政", "district", 50)],
    "": [],
}


@pytest.mark.parametrize("text", CASES)
def test_sources_and_amounts_are_read(text: str) -> None:
    parts = [(part.label, part.source, part.amount_fen) for part in funding_parts(text)]
    assert parts == [
        (label, source, None if wan is None else int(wan * 1_000_000)) for label, source, wan in CASES[text]
    ]


def test_an_unknown_source_says_so() -> None:
    assert [part.known for part in funding_parts("社会捐赠20；区级30")] == [False, True]


def test_an_amount_finer_than_a_fen_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="不足一分"):
        funding_parts("区级0.0000001")

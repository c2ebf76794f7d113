"""工种: loaded once, found by any usual name, each name meaning one trade."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest

from labor.models import Trade
from labor.trades.finding import TradeIndex
from labor.trades.reference import load_trades
from units.models import AuditEntry
from units.reference import fixture

pytestmark = pytest.mark.django_db


def test_trades_are_loaded_once_and_written_down_once(at: datetime) -> None:
    first, again = load_trades(by=None, at=at), load_trades(by=None, at=at)
    assert first.created == Trade.objects.count() == len(fixture("trades"))
    assert again.created == 0
    assert AuditEntry.objects.filter(subject="工种").count() == 1


def test_what_the_office_has_changed_stays(at: datetime) -> None:
    load_trades(by=None, at=at)
    Trade.objects.filter(code="01").update(name="普通用工", aliases=["小工"])
    load_trades(by=None, at=at)
    assert Trade.objects.get(code="01").name == "普通用工"


@pytest.mark.parametrize(
    ("text", "name"),
    [("普工", "普工"), ("小工", "普工"), (" 杂 工 ", "普工"), ("泥瓦工", "砌筑工"), ("砌筑工", "砌筑工")],
)
def test_a_trade_is_found_by_name_and_alias(at: datetime, text: str, name: str) -> None:
    load_trades(by=None, at=at)
    found = TradeIndex().named(text)
    assert found is not None
    assert found.name == name


def test_what_is_no_trade_is_none(at: datetime) -> None:
    load_trades(by=None, at=at)
    assert (TradeIndex().named("宇航员"), TradeIndex().named("")) == (None, None)


def test_no_word_means_two_trades() -> None:
    words = Counter(word for row in fixture("trades") for word in [row["name"], *row["aliases"]])
    assert [word for word, times in words.items() if times > 1] == []


def test_a_name_goes_before_the_alias_of_another_trade() -> None:
    Trade.objects.create(code="70", name="甲工")
    Trade.objects.create(code="71", name="乙工", aliases=["甲工"])
    found = TradeIndex().named("甲工")
    assert found is not None
    assert found.code == "70"

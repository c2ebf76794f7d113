"""Every figure of a report opens: over its months, and beside what it is compared with."""

from datetime import date

import pytest

from dispatch.models import FigureRevision
from dispatch.report.content import Figured, Grid, Line
from dispatch.spanbook import SpanBook
from tests.dispatch.report.reading import MONTH, QUARTER, report_of


@pytest.mark.parametrize("kind", [MONTH, QUARTER])
def test_every_figure_of_the_page_opens(third_quarter, draft, lin, client, kind):
    bulletin = draft(third_quarter, kind)
    blocks = [block for annex in report_of(bulletin).annexes for block in annex.blocks]
    parts = [part for block in [*report_of(bulletin).body, *blocks] for part in _parts(block)]
    addresses = sorted({part.url for part in parts if isinstance(part, Figured)})
    assert any("with=" in address for address in addresses) == (kind == QUARTER)
    assert any("against=" in address for address in addresses)
    client.force_login(lin)
    for address in [one for one in addresses if "with=" in one or "against=" in one][::3]:
        assert client.get(address).status_code == 200, address


def _parts(block):
    if isinstance(block, Line):
        return block.parts
    return [part for row in (*block.rows, block.total) for part in row] if isinstance(block, Grid) else []


def test_a_sum_over_the_quarter_shows_each_month_and_what_it_is_compared_with(third_quarter, draft, lin, client):
    book = SpanBook.of(draft(third_quarter, QUARTER))
    earlier = ",".join(str(one.pk) for one in book.earlier)
    client.force_login(lin)
    address = f"/figures/{third_quarter.pk}/total/span_invested_new_fen/?with={earlier}"
    page = client.get(address).content.decode()
    assert "800.00万元" in page
    assert "2026年7月至2026年9月各月定稿" in page
    for label in ("2026年7月", "2026年8月", "2026年9月"):
        assert label in page
    june = FigureRevision.objects.get(period__month=date(2026, 6, 1))
    beside = client.get(f"/figures/{third_quarter.pk}/total/invested_fen/?against={june.pk}").content.decode()
    assert "2026年6月为 1300.00万元，增加800.00万元" in beside
    for wrong in ("?with=0", "?with=x", "?against=99999", "?with=" + "1," * 40):
        assert client.get(f"/figures/{third_quarter.pk}/total/invested_fen/{wrong}").status_code == 404

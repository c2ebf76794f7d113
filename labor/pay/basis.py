"""How a person's pay of a month was worked out, in words: 工日×单价, 小时×单价, 件×单价."""

from __future__ import annotations

from collections.abc import Sequence

from documents.formats import days, yuan
from labor.arithmetic import gross_fen
from labor.models import Measure, WageLine

LONGEST = next(field.max_length or 0 for field in WageLine._meta.fields if field.name == "pay_basis")


def days_term(centidays: int, rate_fen: int) -> str:
    """12工日×210.00元＝2520.00元; days in hundredths of a 工日, rate in 分."""
    return f"{days(centidays)}工日×{yuan(rate_fen)}元＝{yuan(gross_fen(centidays, rate_fen))}元"


def quantity_term(item: str, measure: str, quantity_centi: int, rate_fen: int) -> str:
    """挖沟 12.5小时×30.00元＝375.00元; the quantity in hundredths, rate in 分."""
    unit, amount = Measure(measure).label, gross_fen(quantity_centi, rate_fen)
    return f"{item}{days(quantity_centi)}{unit}×{yuan(rate_fen)}元＝{yuan(amount)}元"


def basis_text(terms: Sequence[str], total_fen: int) -> str:
    """All terms in one line; when they are too many for it, as many as fit, how many there are and their sum."""
    whole = "；".join(terms)
    if len(whole) <= LONGEST:
        return whole
    ending = f"；等共{len(terms)}项，合计{yuan(total_fen)}元，明细见计时计件登记"
    shown: list[str] = []
    for term in terms:
        if len("；".join([*shown, term])) + len(ending) > LONGEST:
            break
        shown.append(term)
    return "；".join(shown) + ending if shown else ending.lstrip("；等")

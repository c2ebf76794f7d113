"""资金构成 as people write it: 「中央预算内资金320；区级配套」 → sources with amounts, or with the amount unknown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from documents.formats import fen_from_wan
from projects.imports.vocabulary import funding_source
from projects.models import FundingSource

# 及 and 和 part two sources, but not in 市级及以上.
_PARTS = re.compile(r"[;；、，,+＋]|(?:及|和|与)(?!以上)")
_AMOUNT = re.compile(r"(?P<label>.*?)[:：]?(?P<number>\d+(?:\.\d+)?)(?P<unit>万元|万|元)?$")
FEN_PER_YUAN = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One source named in the text; `amount_fen` None when no amount is given; `known` False when unrecognized."""

    label: str
    source: str
    amount_fen: int | None
    known: bool


def funding_parts(text: str) -> list[Part]:
    """Read a 资金构成 text; amounts without a unit are 万元, as the form says.

    Raises:
        ValueError: an amount is finer than a 分, with the Chinese sentence.
    """
    pieces = (piece.strip("。. ") for piece in _PARTS.split(unicodedata.normalize("NFKC", text).replace(" ", "")))
    return [_part(piece) for piece in pieces if piece]


def _part(piece: str) -> Part:
    match = _AMOUNT.fullmatch(piece)
    label = (match["label"] if match else piece) or "未写名称"
    amount = None
    if match:
        number = Decimal(match["number"])
        amount = int(number * FEN_PER_YUAN) if match["unit"] == "元" else fen_from_wan(number)
    source = funding_source(label)
    return Part(label=label, source=source or FundingSource.OTHER, amount_fen=amount, known=source is not None)

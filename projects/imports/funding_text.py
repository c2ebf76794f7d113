"""资金构成 as people write it: 「中央预算内资金320；区级配套」 → sources with amounts, or with the amount unknown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from documents.formats import fen_from_wan, fen_from_yuan
from projects.imports.vocabulary import funding_source
from projects.models import FundingSource

# 及 and 和 part two sources, but not in 市级及以上.
_PARTS = re.compile(r"[;；、，,+＋]|(?:及|和|与)(?!以上)")
_AMOUNT = re.compile(r"(?P<label>.*?)[:：]?(?P<number>\d+(?:\.\d+)?)(?P<unit>万元|万|元)?$")
LONGEST_LABEL = 80
LARGEST_FEN = 10**17  # a thousand billion 元


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
        ValueError: an amount is finer than a 分 or too large, or a name too long; with the Chinese sentence.
    """
    pieces = (piece.strip("。. ") for piece in _PARTS.split(unicodedata.normalize("NFKC", text).replace(" ", "")))
    return [_part(piece) for piece in pieces if piece]


def funding_faults(text: str) -> list[str]:
    """What keeps a 资金构成 from being registered: an amount that cannot be, or one source named twice."""
    try:
        labels = [part.label for part in funding_parts(text)]
    except ValueError as error:
        return [str(error)]
    doubles = sorted({label for label in labels if labels.count(label) > 1})
    return [f"“{'、'.join(doubles)}”写了两次，请合并成一项。"] if doubles else []


def _part(piece: str) -> Part:
    match = _AMOUNT.fullmatch(piece)
    label = (match["label"] if match else piece) or "未写名称"
    amount = None
    if match:
        number = Decimal(match["number"])
        amount = fen_from_yuan(number) if match["unit"] == "元" else fen_from_wan(number)
        if amount > LARGEST_FEN:
            raise ValueError(f"“{piece}”的金额太大，请核对数字和单位。")
    if len(label) > LONGEST_LABEL:
        raise ValueError(f"“{label}”作为资金名称太长，最多{LONGEST_LABEL}个字，请精简。")
    source = funding_source(label)
    return Part(label=label, source=source or FundingSource.OTHER, amount_fen=amount, known=source is not None)

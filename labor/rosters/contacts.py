"""Phone and card of a stay, or of a roll's line: checked, sealed, masked; the plain numbers go nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from documents.formats import mask_card, mask_phone
from documents.identifiers import SENTENCES, check_card, check_phone, is_card_form, normalized
from labor.models import Engagement, WageLine
from units.secrecy import blind_index, seal


@dataclass(frozen=True, slots=True)
class NumberFault:
    """What is wrong with a number: its field, the kind, the sentence, and whether it may stand all the same."""

    field: str
    kind: str
    sentence: str
    is_warning: bool


def plain_number(typed: str) -> str:
    """A phone or card number without spaces and hyphens."""
    return normalized(typed or "").replace("-", "")


def write_phone(engagement: Engagement | WageLine, typed: str) -> NumberFault | None:
    """Seal a phone number into a stay (in memory); "" takes it out. Returns what is wrong with it, if anything."""
    number = plain_number(typed)
    if number and (code := check_phone(number)):
        return NumberFault("phone", code, SENTENCES[code], is_warning=False)
    engagement.phone_sealed = seal(number)
    engagement.phone_masked = mask_phone(number) if number else ""
    return None


def write_card(engagement: Engagement | WageLine, typed: str) -> NumberFault | None:
    """Seal a bank card number into a stay (in memory); a wrong Luhn digit is only warned about (§6)."""
    number = plain_number(typed)
    code = check_card(number) if number else None
    if number and not is_card_form(number):
        return NumberFault("card", "card_length", SENTENCES["card_length"], is_warning=False)
    engagement.card_sealed, engagement.card_index = seal(number), blind_index(number)
    engagement.card_masked = mask_card(number) if number else ""
    return NumberFault("card", code, SENTENCES[code], is_warning=True) if code else None

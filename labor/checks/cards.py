"""Cards within one roll: pay goes to the person's own card, so two people on one card are worth a look (§10)."""

from collections.abc import Iterable

from documents.identifiers import same_but_check_digit
from documents.workbooks import Row


def check_cards(rows: Iterable[Row]) -> None:
    """Warn at the second of two people who share a card, or whose cards differ in the check digit alone."""
    by_body: dict[str, list[Row]] = {}
    for row in rows:
        card = row["card"]
        if not card or not row["id_number"]:
            continue
        earlier = by_body.setdefault(card[:-1], [])
        other = next((before for before in earlier if _alike(before, row)), None)
        if other is not None:
            row.problem("card", "card_shared", _sentence(row, other), warning=True)
        earlier.append(row)


def _alike(before: Row, row: Row) -> bool:
    """Different people, and one card — or one card mistyped once."""
    same = before["card"] == row["card"] or same_but_check_digit(before["card"], row["card"])
    return same and before["id_number"] != row["id_number"]


def _sentence(row: Row, other: Row) -> str:
    place = f"{other.cell('card')}（第{other.number}行）"
    if row["card"] == other["card"]:
        return f"与{place}是同一张银行卡但不是同一人，工资应发到本人卡上，请逐人核对。"
    return f"与{place}的卡号只差末位校验数字，应是同一张卡抄错了一位，但不是同一人，请逐人核对。"

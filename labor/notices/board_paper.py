"""维权告示牌 as a paper for the site's gate: A3 or A4 on its side, to be read from a few steps away (国令724第34条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from math import ceil

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe

from documents.fonts import font_stack
from documents.formats import chinese_date
from documents.papers import render_pdf
from labor.models import BoardContacts, RightsBoard, WageStandard
from labor.notices.boards import lacking_to_print, wage_said
from labor.notices.contacts import contacts_on
from labor.standards import standard_for
from units.audit import record
from units.models import User
from units.refusals import Refusal
from units.secrecy import unseal

FACES = {"title": "小标宋", "hei": "黑体", "fang": "仿宋"}
PAPERS = {"A3": ("420mm 297mm", 1.0, "14mm 18mm 12mm"), "A4": ("297mm 210mm", 0.7, "10mm 13mm 9mm")}
LARGEST, SMALLEST = 22.0, 7.0  # points on A3: when every text is short, and when each is as long as it may be
ROOM = 268 / 25.4 * 72  # points between the margins of A3, and a little to spare
BESIDE, WIDE = 13, 26  # characters on a line of a half, and of a whole, row
FRAME, SAYING = 7.6, 4.5  # letters' heights that title, foot and the closing sentence take
LINE, PADDING = 1.62, 0.5


@transaction.atomic
def print_board(*, board: RightsBoard | None, paper: str, by: User, at: datetime) -> bytes:
    """Return the PDF of a project's board with what holds today; the officer's telephone stands on it in full (§34).

    Raises:
        Refusal: it lacks something, or there is no such size of paper.
    """
    day = timezone.localdate(at)
    contacts, standard = contacts_on(day), standard_for(day)
    wrong = lacking_to_print(board, day) + ([] if paper in PAPERS else ["请选择A3或A4纸。"])
    if wrong or board is None or contacts is None or standard is None:
        raise Refusal(*wrong)
    subject = f"{board.project.code} {board.project.name}"
    record(act="打印维权告示牌", subject=subject, by=by, at=at, detail={"version": board.version, "paper": paper})
    return render_pdf(compose_board(board, contacts, standard, paper=paper, on=day))


def compose_board(board: RightsBoard, contacts: BoardContacts, standard: WageStandard, *, paper: str, on: date) -> str:
    """The board as HTML for `render_pdf`; `paper` is A3 or A4."""
    size, scale, margin = PAPERS[paper]
    channels, wage = _channels(board, contacts), wage_said(standard)
    context = {
        "board": board,
        "phone": unseal(board.officer_phone_sealed),
        "wage": wage,
        "channels": channels,
        "dated": chinese_date(on),
        "size": size,
        "letter": f"{_letter(board, wage, channels) * scale:.1f}pt",
        "margin": margin,
        **{name: mark_safe(font_stack(role)) for name, role in FACES.items()},  # noqa: S308 — our own constants
    }
    return render_to_string("labor/notices/paper/board.html", context)


def _channels(board: RightsBoard, contacts: BoardContacts) -> list[tuple[str, str]]:
    return [
        ("行业主管部门投诉", f"{board.supervisor}　{board.supervisor_phone}"),
        ("劳动保障监察投诉举报", contacts.complaint),
        ("劳动争议调解仲裁", contacts.arbitration),
        ("法律援助", contacts.legal_aid),
        ("公共法律服务热线", contacts.legal_line),
    ]


def _letter(board: RightsBoard, wage: str, channels: Sequence[tuple[str, str]]) -> float:
    """How large the letters on A3 are, in points: the largest at which all of it stands on one sheet."""
    beside = [
        (board.builder, board.contractor), (board.subcontractors, board.site_office),
        (board.supervisor, f"{board.officer}　13900000000"), (wage, board.pay_date),
    ]  # fmt: skip
    whole = [text for _, text in channels]
    sizes = (LARGEST - step / 2 for step in range(int(2 * (LARGEST - SMALLEST))))
    return next((size for size in sizes if size * _height(beside, whole, LARGEST / size) <= ROOM), SMALLEST)


def _height(beside: Sequence[tuple[str, str]], whole: Sequence[str], wider: float) -> float:
    """The height of the board in letters, when lines hold so many times what they hold of the largest."""
    halves = sum(max(_lines(text, BESIDE * wider) for text in pair) * LINE + PADDING for pair in beside)
    return FRAME + SAYING + halves + sum(_lines(text, WIDE * wider) * LINE + PADDING for text in whole)


def _lines(text: str, room: float) -> int:
    """How many lines a text takes, digits and Latin letters counting half."""
    return max(1, ceil(sum(0.5 if one.isascii() else 1 for one in text) / room))

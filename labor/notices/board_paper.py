"""维权告示牌 as a paper for the site's gate: A3 or A4 on its side, to be read from a few steps away (国令724第34条)."""

from __future__ import annotations

from datetime import date, datetime

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
PAPERS = {"A3": ("420mm 297mm", "23pt", "14mm 18mm 12mm"), "A4": ("297mm 210mm", "16pt", "10mm 13mm 9mm")}


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
    size, letter, margin = PAPERS[paper]
    context = {
        "board": board,
        "phone": unseal(board.officer_phone_sealed),
        "wage": wage_said(standard),
        "channels": _channels(board, contacts),
        "dated": chinese_date(on),
        "size": size,
        "letter": letter,
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

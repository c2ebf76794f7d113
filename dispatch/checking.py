"""核验码: what binds a paper to the issued file, and the answer to "is this the issued one?"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Q, QuerySet

from dispatch.models import Bulletin, BulletinState
from documents.papers import with_check_mark
from documents.papers.reading import code_in_pdf
from units.models import User
from units.secrecy import sm3

GROUPS, WIDTH = 4, 4  # 7F3A-92CD-0B1E-44A7: 64 bits of the digest
HEX = "[0-9A-F]"
TYPED = re.compile(rf"(?<!{HEX}){HEX}{{{WIDTH}}}(?:-?{HEX}{{{WIDTH}}}){{{GROUPS - 1}}}(?!{HEX})")
DASHES = dict.fromkeys(map(ord, "－—–‐_ \u3000"), "-")
ALIKE = str.maketrans("OIL", "011")  # letters that are none of the code's, typed for the digits they look like
FILES = {"pdf": "公文 PDF", "xlsx": "附表工作簿", "docx": "文字稿"}
NOT_THE_FILE = "不是印发的原文件（内容被改过或另存过）"


def code_of(*, number: str, kind: str, edition: int, revision: int, html: str) -> str:
    """Return the 核验码 of a report: SM3 over its number, kind, edition, revision and its page without the mark."""
    return _in_groups(sm3("\n".join([number, kind, str(edition), str(revision), html])).upper())


def _in_groups(digits: str) -> str:
    return "-".join(digits[start : start + WIDTH] for start in range(0, GROUPS * WIDTH, WIDTH))


def marked(bulletin: Bulletin, *, number: str, html: str) -> tuple[str, str]:
    """Return the 核验码 of a report about to be issued under a number, and its page with the mark on it."""
    code = code_of(
        number=number,
        kind=bulletin.kind,
        edition=bulletin.edition,
        revision=bulletin.revision.number,
        html=html,
    )
    return code, with_check_mark(html, code=code, number=number)


def read_code(text: str) -> str:
    """Return the code in what was typed or scanned, in the form it is printed; "" when there is none.

    A scanner also types the 发文字号 that stands behind it in the 二维码.
    """
    said = text.strip().upper()[:200]
    tight = re.sub("-+", "-", said.translate(DASHES))
    found = TYPED.search(tight) or TYPED.search(tight.translate(ALIKE))
    return _in_groups(found[0].replace("-", "")) if found else ""


@dataclass(frozen=True)
class Verdict:
    """What is known of a code or a file. `part` names which of the issued files the bytes are, "" when none."""

    bulletin: Bulletin | None
    part: str = ""
    code: str = ""
    sentence: str = ""

    @property
    def is_original(self) -> bool:
        return self.bulletin is not None and bool(self.part)


def issued_under(code: str, user: User | None = None) -> Bulletin | None:
    """The report issued under a code, if this person may read it (None: a command, which may)."""
    return _issued(user).filter(code=code).first() if code else None


def verify_file(content: bytes, user: User | None = None) -> Verdict:
    """Whether bytes are a file of an issued report, and of which; else what the code in them leads to."""
    digest = sha256(content).hexdigest()
    same = Q(pdf_sha256=digest) | Q(xlsx_sha256=digest) | Q(docx_sha256=digest)
    found = _issued(user).filter(same).first()
    if found is not None:
        part = next(label for ending, label in FILES.items() if getattr(found, f"{ending}_sha256") == digest)
        return Verdict(found, part, found.code, f"与印发的{part}完全一致：{said_of(found)}。")
    return _by_code(content, user)


def _by_code(content: bytes, user: User | None) -> Verdict:
    code = code_in_pdf(content) if content[:5] == b"%PDF-" else ""
    named = issued_under(code, user)
    if named is not None:
        return Verdict(named, "", code, f"{NOT_THE_FILE}。上面的核验码是{said_of(named)}的，请以印发的文件为准。")
    if code:
        return Verdict(None, "", code, f"{NOT_THE_FILE}：上面的核验码 {code} 没有对应的印发文件。")
    return Verdict(None, "", "", f"{NOT_THE_FILE}，其中也没有读到核验码。有纸质件的，请输入末页的核验码核对。")


def said_of(bulletin: Bulletin) -> str:
    """One line that names an issued report, its edition and what came of it."""
    later = getattr(bulletin, "replaced_by", None)
    gone = f"，已被{later.document_number}替代" if later and later.state == BulletinState.ISSUED else ""
    return f"{bulletin}（{bulletin.document_number}，第{bulletin.edition}版{gone}）"


def _issued(user: User | None) -> QuerySet[Bulletin]:
    found = Bulletin.objects.all() if user is None else Bulletin.objects.visible_to(user)
    related = ("period", "revision__period", "replaced_by", "issued_by")
    return found.filter(state=BulletinState.ISSUED).select_related(*related)

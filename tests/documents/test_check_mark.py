"""核验标记: on the last page, out of the way of the paper, and read back from the PDF."""

from datetime import date
from io import BytesIO

import pypdf
import pytest

from documents.papers import Imprint, OfficialPaper, Paragraph, compose_html, render_pdf, with_check_mark
from documents.papers.check_mark import qr_svg
from documents.papers.reading import code_in_pdf

CODE, NUMBER = "7F3A-92CD-0B1E-44A7", "渡以工代赈办文〔2026〕1号"


def composed(imprint: Imprint | None) -> str:
    day = date(2026, 11, 12)
    body = (Paragraph("一段文字。" * 80),)
    return compose_html(OfficialPaper("办公室", NUMBER, "报告", "区政府", body, "办公室", day, imprint=imprint))


@pytest.fixture(scope="module")
def bare() -> str:
    return composed(Imprint("区发展改革委办公室", date(2026, 11, 12), ("区财政局",)))


@pytest.fixture(scope="module")
def printed(bare: str) -> bytes:
    return render_pdf(with_check_mark(bare, code=CODE, number=NUMBER))


def texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def test_the_mark_stands_on_the_last_page_alone_and_moves_nothing(bare: str, printed: bytes) -> None:
    marked, plain = texts(printed), texts(render_pdf(bare))
    assert [CODE in page for page in marked] == [False] * (len(plain) - 1) + [True]
    assert marked[:-1] == plain[:-1]
    assert marked[-1].replace("核验码", "").replace(CODE, "").split() == plain[-1].split()


def test_the_code_is_read_back_from_keywords_or_text(printed: bytes) -> None:
    assert code_in_pdf(printed) == CODE
    saved_again = pypdf.PdfWriter(clone_from=BytesIO(printed))
    saved_again.metadata = None
    out = BytesIO()
    saved_again.write(out)
    assert code_in_pdf(out.getvalue()) == CODE


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 broken", b"PK\x03\x04", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>"]
)
def test_what_cannot_be_read_has_no_code(content: bytes) -> None:
    assert code_in_pdf(content) == ""


def test_a_paper_without_imprint_has_the_code_among_its_keywords_alone() -> None:
    marked = with_check_mark(composed(None), code=CODE, number=NUMBER)
    assert marked.count(CODE) == 1


def test_equal_text_makes_the_same_square_and_another_text_another() -> None:
    assert qr_svg(f"{CODE} {NUMBER}") == qr_svg(f"{CODE} {NUMBER}") != qr_svg(CODE)

"""What a report says, taken apart for the tests; and a report marked as issued."""

from dispatch.models import Bulletin, BulletinKind
from dispatch.report import build_report
from dispatch.report.content import Grid, Line, Narrative, Title, plain

QUARTER, HALF, YEAR, MONTH = (
    BulletinKind.QUARTER_NOTICE, BulletinKind.HALF_REPORT, BulletinKind.YEAR_REPORT, BulletinKind.MONTH_REPORT,
)  # fmt: skip


def issue(bulletin, by, at, number=1):
    Bulletin.objects.filter(pk=bulletin.pk).update(
        state="issued", issued_at=at, issued_by=by, issued_on=at.date(), year=2026, number=number, html="x",
        pdf_sha256="x", document_number=f"渡以工代赈办文〔2026〕{number}号",
    )  # fmt: skip
    bulletin.refresh_from_db()
    return bulletin


def report_of(bulletin):
    return build_report(bulletin, addressee="区政府")


def words(report):
    """The body as lines, tables left out."""
    shown = {Title: lambda block: block.text, Narrative: lambda block: block.text}
    shown[Line] = lambda block: block.lead + plain(block.parts)
    return "\n".join(shown[type(block)](block) for block in report.body if type(block) in shown)


def table(report, caption):
    grid = next(block for block in report.body if isinstance(block, Grid) and block.caption == caption)
    return {str(row[0]): [str(part) for part in row[1:]] for row in (*grid.rows, grid.total) if row}


def headings(report):
    return [block.text for block in report.body if isinstance(block, Title) and block.level == 1]

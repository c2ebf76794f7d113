"""One of each thing the pages of this floor show, all of 区农业农村委, as the database holds them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile

from assessment.models import (
    Appeal,
    CaseFile,
    Evidence,
    Incentive,
    Indicator,
    Publication,
    Scheme,
    Score,
    Scoresheet,
    TypicalCase,
)
from assessment.urls import urlpatterns
from assignments.models import IssuedPaper, PaperKind
from documents.kept_files import keep
from tests.access import Pages, pages_of
from units.models import Unit, User

AT = datetime(2026, 11, 12, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
OWN = "只有一家知道的事"
OF_THEIR_PARTS = {  # pages whose key is not that of the thing their name begins with
    "sheet_open": "scheme", "sheet_settle": "scheme", "publication_new": "scheme", "publication_preview": "scheme",
    "indicator_new": "scheme", "sheet_score": "score", "sheet_evidence_add": "score", "appeal_new": "score",
    "sheet_evidence": "evidence", "sheet_evidence_remove": "evidence", "case_file_download": "file",
    "case_file_remove": "file",
}  # fmt: skip


def pages(lin: User, by: User) -> Pages:
    """Every page of the floor with the key of its object; a new page without one fails here."""
    things = world(lin, by)
    fixed = {"year": 2026, "unit_pk": things["sheet"].unit_id, "indicator_pk": things["indicator"].pk}
    keys = {
        pattern.name: {
            key: fixed.get(key) or things[_thing(str(pattern.name))].pk for key in pattern.pattern.converters
        }
        for pattern in urlpatterns
    }
    return pages_of(urlpatterns, keys)


def _thing(name: str) -> str:
    return OF_THEIR_PARTS.get(name) or name.partition("_")[0]


def world(lin: User, by: User) -> dict[str, Any]:
    """The things by the first word of their pages' names; `by` is a person of the unit."""
    unit = Unit.objects.get(name="区农业农村委")
    return {**_scored(unit, lin, by), **_told(unit, lin, by)}


def _scored(unit: Unit, lin: User, by: User) -> dict[str, Any]:
    scheme = Scheme.objects.create(
        year=2026, title="2026年考核方案", basis="办公室自定", state="in_force", created_at=AT, created_by=lin,
        adopted_at=AT, adopted_by=lin,
    )  # fmt: skip
    indicator = Indicator.objects.create(
        scheme=scheme, serial=1, dimension="组织", title="材料", kind="judged", points_centi=10000
    )
    sheet = Scoresheet.objects.create(scheme=scheme, unit=unit, state="appealed", appeal_until=date(2026, 11, 20))
    score = Score.objects.create(sheet=sheet, indicator=indicator, self_centi=9000, self_note=OWN, office_centi=8000)
    raised = {"raised_at": AT, "raised_by": by}
    return {
        "scheme": scheme,
        "indicator": indicator,
        "sheet": sheet,
        "score": score,
        "evidence": Evidence.objects.create(score=score, **_file(by)),
        "appeal": Appeal.objects.create(score=score, reason=OWN, asked_centi=9000, before_centi=8000, **raised),
        "publication": _published(lin),
    }


def _published(lin: User) -> Publication:
    """Of the year before, so that this year's sheets are still on their way."""
    before = Scheme.objects.create(
        year=2025, title="2025年考核方案", basis="办公室自定", state="published", created_at=AT, created_by=lin
    )
    kept, book = keep(b"%PDF-1.7", "papers", ".pdf"), keep(b"PK", "papers", ".xlsx")
    paper = IssuedPaper.objects.create(
        kind=PaperKind.SCORES, year=2026, number=1, document_number="渡以工代赈办考〔2026〕1号", title="结果通报",
        html="<p></p>", pdf_path=kept.path, pdf_sha256=kept.sha256, issued_on=AT.date(), issued_at=AT, issued_by=lin,
    )  # fmt: skip
    return Publication.objects.create(
        scheme=before, edition=1, paper=paper, xlsx_path=book.path, xlsx_sha256=book.sha256, published_at=AT,
        published_by=lin,
    )  # fmt: skip


def _told(unit: Unit, lin: User, by: User) -> dict[str, Any]:
    case = TypicalCase.objects.create(title=OWN, unit=unit, state="returned", created_at=AT, created_by=by)
    incentive = Incentive.objects.create(
        kind="talk", year=2026, unit=unit, held_on=AT.date(), grounds=OWN, measures="限期整改", recorded_at=AT,
        recorded_by=lin,
    )  # fmt: skip
    return {"case": case, "file": CaseFile.objects.create(case=case, **_file(by)), "incentive": incentive}


def _file(by: User) -> dict[str, Any]:
    content = ContentFile(b"%PDF-1.7", name="x.pdf")
    told = {"name": "材料.pdf", "kind": "pdf", "size": 8, "digest": "0" * 64}
    return {**told, "file": content, "uploaded_at": AT, "uploaded_by": by}

"""Papers issued without being printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assignments.models import IssuedPaper, PaperKind
from assignments.papers import issue_paper, official
from assignments.series import load_paper_series
from units.models import User

AT = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
Issue = Callable[..., IssuedPaper]


@pytest.fixture
def issue(reference: None, lin: User, monkeypatch: pytest.MonkeyPatch) -> Issue:
    """`issue(kind, title, at=…)`: one paper, numbered and kept."""
    load_paper_series()
    monkeypatch.setattr("assignments.papers.render_pdf", lambda html: b"%PDF-1.7")

    def make(kind: PaperKind = PaperKind.MINUTES, title: str = "会议纪要", *, days: int = 0) -> IssuedPaper:
        return issue_paper(
            kind=kind,
            compose=lambda number, day: official(number=number, title=title, addressee="", body=(), dated=day),
            settle=lambda paper: paper,
            by=lin,
            at=AT + timedelta(days=days),
        )

    return make

"""Every kind of issued document, printed again in a fresh process: the same bytes."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from dispatch.bulletins import draft_bulletin
from dispatch.issuing import issue_bulletin, render_again
from dispatch.models import Bulletin, BulletinKind, FigureRevision
from documents import kept_files
from projects.models import Period
from tests.settings import FOLDER

ROOT = Path(__file__).resolve().parents[2]
PRINT = """
import hashlib, json, sys, django
django.setup()
from documents.papers import render_pdf
pages = json.load(open(sys.argv[1], encoding="utf-8"))
print(json.dumps({key: hashlib.sha256(render_pdf(html)).hexdigest() for key, html in pages.items()}))
"""


@pytest.fixture
def december(closed, lin, at):
    """December of a year whose months are all closed, each with October's rows."""
    for number in [month for month in range(1, 13) if month != 10]:
        following = date(2026 + number // 12, number % 12 + 1, 9)
        fields = {"month": date(2026, number, 1), "due_on": following, "closed_at": at, "closed_by": lin}
        period = Period.objects.create(**fields)
        frozen = {"reason": "关账定稿", "frozen_at": at, "frozen_by": lin}
        revision = FigureRevision.objects.create(period=period, number=0, **frozen)
        for row in [*closed.figures.all(), *closed.headcounts.all()]:
            row.pk, row.revision, row._state.adding = None, revision, True
            row.save()
    return period


def test_reports_of_every_kind_are_the_same_bytes_in_a_fresh_process(december, sign, lin, at):
    for kind in BulletinKind:
        draft = draft_bulletin(period=december, kind=kind, by=lin, at=at)
        issue_bulletin(bulletin=sign(draft), by=lin, at=at, progress=lambda percent, step: None)
    issued = list(Bulletin.objects.order_by("number"))
    assert [one.number for one in issued] == [1, 2, 3, 4]
    assert len({one.code for one in issued}) == len({one.pdf_sha256 for one in issued}) == len(BulletinKind)
    pages = FOLDER / "pages.json"
    pages.write_text(json.dumps({one.kind: one.html for one in issued}), "utf-8")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "yidaizhen.settings", "PYTHONHASHSEED": "77"}
    command = [sys.executable, "-c", PRINT, str(pages)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {one.kind: one.pdf_sha256 for one in issued}
    assert render_again(issued[0]) == kept_files.read(issued[0].pdf_path)

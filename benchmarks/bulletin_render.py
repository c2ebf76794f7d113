"""How long two reports take from frozen figures to PDF bytes, beside bare WeasyPrint on the same HTML.

    python benchmarks/bulletin_render.py [--rounds 9]

The month's report, and the half-year's over six months that are copies of it (about twelve pages). Ours reads the
frozen figures, makes text, tables and charts, composes the paper, prints it with spread lines, checks every glyph and
places 版记 on the last even page. The peer gets the finished HTML and prints it, nothing more. Each side has a warm
process of its own with the same fonts, asked in turn; start-up and one first round are not counted. Processor seconds
are printed beside the clock's: they hold on a busy machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
DEMO = ROOT / "fixtures" / "demo"
ROLLS = {
    "沪汉": "2406-500104-04-01-022933",
    "建胜": "2410-500104-04-01-392139",
    "春晖": "2301-500104-04-01-370695",
}
KINDS = ("month", "half")
AIM = 1.15
Times = tuple[float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--side", choices=["ours", "bare"], help=argparse.SUPPRESS)
    parser.add_argument("--kind", choices=KINDS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side:
        answer_rounds(ours(options.kind) if options.side == "ours" else bare(html_of(options.folder, options.kind)))
    else:
        compare(options.rounds)


def compare(rounds: int) -> None:
    """Build the sample months, then for each report ask both sides in turn and print medians and the ratio."""
    with tempfile.TemporaryDirectory(prefix="yidaizhen-bench-") as folder:
        environment = {**os.environ, "YIDAIZHEN_DATA": folder, "DJANGO_SETTINGS_MODULE": "yidaizhen.settings"}
        environment.pop("DATABASE_URL", None)
        prepare(environment, folder)
        for kind in KINDS:
            tell(kind, asked_in_turn(kind, folder, environment, rounds))


def asked_in_turn(kind: str, folder: str, environment: dict[str, str], rounds: int) -> dict[str, list[Times]]:
    sides = {name: start(name, kind, folder, environment) for name in ("ours", "bare")}
    times: dict[str, list[Times]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, process in sides.items():
            taken = ask(process)
            if number:
                times[name].append(taken)
    for process in sides.values():
        process.communicate()
    return times


def html_of(folder: str, kind: str) -> Path:
    return Path(folder) / f"{kind}.html"


def tell(kind: str, times: dict[str, list[Times]]) -> None:
    medians = {
        name: [statistics.median(column) for column in zip(*taken, strict=True)] for name, taken in times.items()
    }
    for name, (clock, processor) in medians.items():
        print(f"{kind}: {name:5} median {clock:.2f} s, processor {processor:.2f} s over {len(times[name])} rounds")
    ratios = [medians["ours"][index] / medians["bare"][index] for index in (0, 1)]
    said = f"{ratios[0]:.2f}x by the clock, {ratios[1]:.2f}x by the processor"
    print(f"{kind}: ours / bare WeasyPrint: {said} (aim <= {AIM}x)", flush=True)


def prepare(environment: dict[str, str], folder: str) -> None:
    """The sample workbooks through the real commands, the month closed, each report's HTML written into the folder."""
    month = ["--month", "2026-10", "--by", "lin"]
    for command in (
        ["bootstrap", "--office-user", "lin"],
        ["import_projects", found("清单*"), "--year", "2026", "--by", "lin"],
        ["import_progress", found("月报*"), *month],
        ["import_progress", found("调度表*"), *month],
        *(["import_wage_roll", found(f"发放表*{name}*"), "--project", code, *month] for name, code in ROLLS.items()),
        ["close_period", "2026-10", "--by", "lin"],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
        )
    code = f"from benchmarks.bulletin_render import write_html; write_html({folder!r})"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)


def found(pattern: str) -> str:
    return str(next(DEMO.glob(f"{pattern}.xlsx")))


def start(side: str, kind: str, folder: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, str(Path(__file__).resolve()), "--side", side, "--kind", kind, "--folder", folder]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )


def ask(process: subprocess.Popen[str]) -> Times:
    assert process.stdin
    assert process.stdout
    process.stdin.write("go\n")
    process.stdin.flush()
    clock, processor = process.stdout.readline().split()
    return float(clock), float(processor)


def answer_rounds(make: Callable[[], bytes]) -> None:
    """One round a line read; answer the seconds by the clock and by the processor."""
    for _ in sys.stdin:
        clock, processor = time.perf_counter(), time.process_time()
        assert make().startswith(b"%PDF")
        print(time.perf_counter() - clock, time.process_time() - processor, flush=True)


def composed(kind: str) -> str:
    """The report's HTML from the frozen figures, as issuing makes it."""
    from datetime import date

    from dispatch.models import Bulletin
    from dispatch.paper import Issue, compose_report
    from units.office import issuing_office

    bulletin = Bulletin.objects.select_related("period", "revision__period").get(kind=kind)
    issue = Issue("渡以工代赈办文〔2026〕1号", issuing_office().signer, date(2026, 11, 12))
    return compose_report(bulletin, issuing_office(), issue, draft=False, demo=True)


def write_html(folder: str) -> None:
    """Draft both reports and keep their HTML for the peer, their pages for the reader."""
    import django

    django.setup()
    from django.utils import timezone
    from pypdf import PdfReader

    from dispatch.bulletins import ensure_draft
    from dispatch.models import BulletinKind
    from documents.papers import render_pdf
    from projects.models import Period
    from units.models import User

    lin, at = User.objects.get(username="lin"), timezone.now()
    october = Period.objects.get()
    june = [copied(october, month) for month in range(1, 7)][-1]
    ensure_draft(period=october, kind=BulletinKind.MONTH_REPORT, by=lin, at=at)
    ensure_draft(period=june, kind=BulletinKind.HALF_REPORT, by=lin, at=at)
    for kind in KINDS:
        html_of(folder, kind).write_text(composed(kind), "utf-8")
        pages = len(PdfReader(BytesIO(render_pdf(composed(kind)))).pages)
        print(f"{kind}: {pages} pages", flush=True)


def copied(period: Any, number: int) -> Any:
    """A closed month with the frozen figures of another."""
    from dispatch.models import FigureRevision, Headcount, PeriodFigure

    frozen = period.revisions.get()
    month = period.month.replace(month=number)
    made = type(period).objects.create(
        month=month,
        due_on=month.replace(month=number + 1, day=5),
        closed_at=period.closed_at,
        closed_by=period.closed_by,
    )
    revision = FigureRevision.objects.create(
        period=made, number=0, reason=frozen.reason, frozen_at=frozen.frozen_at, frozen_by=frozen.frozen_by
    )
    for model in (PeriodFigure, Headcount):
        rows = list(model.objects.filter(revision=frozen))
        for row in rows:
            row.pk, row.revision = None, revision
        model.objects.bulk_create(rows)
    return made


def ours(kind: str) -> Callable[[], bytes]:
    import django

    django.setup()
    from documents.papers import render_pdf

    return lambda: render_pdf(composed(kind))


def bare(html: Path) -> Callable[[], bytes]:
    import django

    django.setup()
    from documents.fonts import font_dir

    os.environ["FONTCONFIG_FILE"] = f"{font_dir()}/fonts.conf"
    from weasyprint import HTML

    text = html.read_text("utf-8")
    return lambda: bytes(HTML(string=text).write_pdf())


if __name__ == "__main__":
    main()

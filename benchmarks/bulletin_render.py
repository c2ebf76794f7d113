"""How long the report takes from frozen figures to PDF bytes, beside bare WeasyPrint on the same HTML.

    python benchmarks/bulletin_render.py [--rounds 9]

Ours reads the frozen figures, makes text, tables and charts, composes the paper, prints it with spread lines, checks
every glyph and places 版记 on the last even page. The peer gets the finished HTML and prints it, nothing more. Each
side has a warm process of its own with the same fonts, asked in turn; start-up and one first round are not counted.
Processor seconds are printed beside the clock's: they hold on a busy machine.
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
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
DEMO = ROOT / "fixtures" / "demo"
ROLLS = {
    "沪汉": "2406-500104-04-01-022933",
    "建胜": "2410-500104-04-01-392139",
    "春晖": "2301-500104-04-01-370695",
}
AIM = 1.15
Times = tuple[float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--side", choices=["ours", "bare"], help=argparse.SUPPRESS)
    parser.add_argument("--html", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side:
        answer_rounds(ours() if options.side == "ours" else bare(Path(options.html)))
    else:
        compare(options.rounds)


def compare(rounds: int) -> None:
    """Build the sample month, then ask both sides in turn and print medians and the ratio."""
    with tempfile.TemporaryDirectory(prefix="yidaizhen-bench-") as folder:
        environment = {**os.environ, "YIDAIZHEN_DATA": folder, "DJANGO_SETTINGS_MODULE": "yidaizhen.settings"}
        environment.pop("DATABASE_URL", None)
        html = Path(folder) / "report.html"
        prepare(environment, html)
        sides = {name: start(name, html, environment) for name in ("ours", "bare")}
        times: dict[str, list[Times]] = {name: [] for name in sides}
        for number in range(rounds + 1):
            for name, process in sides.items():
                taken = ask(process)
                if number:
                    times[name].append(taken)
        for process in sides.values():
            process.communicate()
    tell(times)


def tell(times: dict[str, list[Times]]) -> None:
    medians = {
        name: [statistics.median(column) for column in zip(*taken, strict=True)] for name, taken in times.items()
    }
    for name, (clock, processor) in medians.items():
        print(f"{name:5} median {clock:.2f} s, processor {processor:.2f} s over {len(times[name])} rounds")
    ratios = [medians["ours"][index] / medians["bare"][index] for index in (0, 1)]
    print(f"ours / bare WeasyPrint: {ratios[0]:.2f}x by the clock, {ratios[1]:.2f}x by the processor (aim <= {AIM}x)")


def prepare(environment: dict[str, str], html: Path) -> None:
    """The sample workbooks through the real commands, the month closed, the report's HTML written beside."""
    month = ["--month", "2026-10", "--by", "lin"]
    for command in (
        ["bootstrap", "--office-user", "lin"],
        ["import_projects", found("清单*"), "--year", "2026", "--by", "lin"],
        ["import_progress", found("月报*"), *month],
        ["import_progress", found("调度表*"), *month],
        *(["import_wage_roll", found(f"*{name}*"), "--project", code, *month] for name, code in ROLLS.items()),
        ["close_period", "2026-10", "--by", "lin"],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
        )
    code = f"from benchmarks.bulletin_render import write_html; write_html({str(html)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)


def found(pattern: str) -> str:
    return str(next(DEMO.glob(f"{pattern}.xlsx")))


def start(side: str, html: Path, environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, str(Path(__file__).resolve()), "--side", side, "--html", str(html)]
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


def composed() -> str:
    """The report's HTML from the frozen figures, as issuing makes it."""
    from datetime import date

    from dispatch.models import Bulletin
    from dispatch.office import issuing_office
    from dispatch.paper import Issue, compose_report

    bulletin = Bulletin.objects.select_related("period", "revision__period").get()
    issue = Issue("渡以工代赈办文〔2026〕1号", issuing_office().signer, date(2026, 11, 12))
    return compose_report(bulletin, issuing_office(), issue, draft=False, demo=True)


def write_html(path: str) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from dispatch.bulletins import ensure_draft
    from projects.models import Period
    from units.models import User

    ensure_draft(period=Period.objects.get(), by=User.objects.get(username="lin"), at=timezone.now())
    Path(path).write_text(composed(), "utf-8")


def ours() -> Callable[[], bytes]:
    import django

    django.setup()
    from documents.papers import render_pdf

    return lambda: render_pdf(composed())


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

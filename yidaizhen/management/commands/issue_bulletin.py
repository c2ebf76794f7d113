"""`manage.py issue_bulletin 2026-10 --by U --out DIR`: issue a month's report through the job queue, and fetch it."""

from __future__ import annotations

import shutil
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from dispatch import jobs, permissions
from dispatch.bulletins import draft_bulletin
from dispatch.job_kinds import ISSUE
from dispatch.models import Bulletin, BulletinState, JobRun, JobState
from dispatch.periods import find_period
from units.command import SignedCommand, month_argument
from units.models import User
from units.refusals import Refusal
from yidaizhen.worker import WorkerUnavailable, ensure_worker

PATIENCE_SECONDS = 900.0
LOOK_SECONDS = 0.2
REVIVE_SECONDS = 20.0


class Command(SignedCommand):
    help = "印发月度调度报告：没有草稿先起草，交后台任务排版编号，等它完成，把 PDF 和附表放到指定文件夹"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("month", metavar="YYYY-MM", help="调度期")
        parser.add_argument("--out", required=True, metavar="文件夹", help="PDF 和 XLSX 放到哪里")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        assert by is not None
        permissions.allow_issue(by)
        bulletin = draft_bulletin(period=find_period(month_argument(options["month"])), by=by, at=self.now())
        already = bulletin.state == BulletinState.ISSUED
        if not already:
            self._issue(bulletin, by)
            bulletin.refresh_from_db()
        pdf, xlsx = fetch(bulletin, Path(options["out"]))
        first = f"{bulletin}{'早已印发' if already else '已印发'}，文号 {bulletin.document_number}。"
        return {
            "number": bulletin.document_number,
            "already_issued": already,
            "pdf": str(pdf),
            "pdf_sha256": bulletin.pdf_sha256,
            "xlsx": str(xlsx),
            "xlsx_sha256": bulletin.xlsx_sha256,
            "lines": [first, f"PDF：{pdf}", f"附表：{xlsx}"],
        }

    def _issue(self, bulletin: Bulletin, by: User) -> None:
        """Queue the job and wait for it, with a worker of our own when none is running."""
        job = jobs.enqueue(
            kind=ISSUE, key=str(bulletin.pk), title=f"印发{bulletin}", by=by, at=self.now(), bulletin=bulletin.pk
        )
        try:
            with ensure_worker() as keep:
                self._wait(job, keep)
        except WorkerUnavailable as error:
            raise Refusal(str(error)) from error
        if job.state == JobState.FAILED:
            raise Refusal(job.failure)

    def _wait(self, job: JobRun, keep: Any) -> None:
        started, revived, said = time.monotonic(), time.monotonic(), ""
        while job.is_active:
            if time.monotonic() - started > PATIENCE_SECONDS:
                raise Refusal(
                    f"等了 {PATIENCE_SECONDS / 60:.0f} 分钟任务还没有完成，请到“后台任务”页查看任务 {job.pk}。"
                )
            time.sleep(LOOK_SECONDS)
            keep()
            if time.monotonic() - revived > REVIVE_SECONDS:
                jobs.revive(at=self.now())
                revived = time.monotonic()
            job.refresh_from_db()
            said = self._tell(job, said)

    def _tell(self, job: JobRun, said: str) -> str:
        """One line a step on stderr: stdout belongs to the answer."""
        line = f"{job.get_state_display()} {job.percent}% {job.step}".rstrip()
        if line != said:
            self.stderr.write(self.style.NOTICE(line))
        return line


def fetch(bulletin: Bulletin, folder: Path) -> tuple[Path, Path]:
    """Copy an issued report's two files; the same bytes every time."""
    pdf, xlsx = folder / f"{bulletin}.pdf", folder / f"{bulletin}附表.xlsx"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for source, target in ((bulletin.pdf_path, pdf), (bulletin.xlsx_path, xlsx)):
            shutil.copyfile(Path(settings.MEDIA_ROOT) / source, target)
    except OSError as error:
        raise Refusal(
            f"报告已印发，但文件没能放到“{folder}”：{error.strerror}。请换一个可以写入的文件夹再运行一次。"
        ) from error
    return pdf, xlsx

"""`manage.py issue_bulletin 2026-10|2026Q3|2026H1|2026 --by U --out DIR`: issue a report by the queue, and fetch it."""

from __future__ import annotations

import shutil
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from dispatch import jobs, permissions
from dispatch.bulletins import ensure_draft
from dispatch.hastening import bring_to_issue
from dispatch.job_kinds import ISSUE
from dispatch.models import Bulletin, BulletinKind, BulletinState, JobRun, JobState
from dispatch.periods import find_period, read_span
from units.command import SignedCommand
from units.models import User
from units.refusals import Refusal
from yidaizhen.worker import WorkerUnavailable, ensure_worker

PATIENCE_SECONDS = 900.0
LOOK_SECONDS = 0.2
REVIVE_SECONDS = 20.0


class Command(SignedCommand):
    help = "印发调度报告：补办起草、送核、核稿、登记签发，交后台任务编号排版，等它完成，把文件放到指定文件夹"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("period", metavar="期次", help="2026-10、2026Q3、2026H1、2026，或末月加 --kind")
        parser.add_argument("--kind", choices=BulletinKind.values, help="报告种类；期次已写明的不用写")
        parser.add_argument("--out", required=True, metavar="文件夹", help="PDF、XLSX 和 DOCX 放到哪里")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        assert by is not None
        permissions.allow_issue(by)
        last, kind = read_span(options["period"], BulletinKind(options["kind"]) if options["kind"] else None)
        bulletin = ensure_draft(period=find_period(last), kind=kind, at=self.now())
        already = bulletin.state == BulletinState.ISSUED
        if not already:
            self._issue(bring_to_issue(bulletin=bulletin, by=by, at=self.now()), by)
            bulletin.refresh_from_db()
        files = fetch(bulletin, Path(options["out"]))
        first = f"{bulletin}{'早已印发' if already else '已印发'}，文号 {bulletin.document_number}。"
        return {
            "number": bulletin.document_number,
            "kind": bulletin.kind,
            "already_issued": already,
            **{kind: str(path) for kind, path in files.items()},
            **{f"{kind}_sha256": getattr(bulletin, f"{kind}_sha256") for kind in files},
            "lines": [first, *(f"{FILES[kind][0]}：{path}" for kind, path in files.items())],
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


FILES = {"pdf": ("PDF", ".pdf"), "xlsx": ("附表", "附表.xlsx"), "docx": ("文字稿", ".docx")}


def fetch(bulletin: Bulletin, folder: Path) -> dict[str, Path]:
    """Copy an issued report's files; the same bytes every time."""
    kept = {kind: getattr(bulletin, f"{kind}_path") for kind in FILES}
    targets = {kind: folder / f"{bulletin}{FILES[kind][1]}" for kind, path in kept.items() if path}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind, target in targets.items():
            shutil.copyfile(Path(settings.MEDIA_ROOT) / kept[kind], target)
    except OSError as error:
        raise Refusal(
            f"报告已印发，但文件没能放到“{folder}”：{error.strerror}。请换一个可以写入的文件夹再运行一次。"
        ) from error
    return targets

"""A worker killed while it prints: the report comes all the same, once, under one number."""

import os
import signal

import pytest

from tests.dispatch.live import ask, bring_in, run, wait_until, worker
from tests.site import Site

pytestmark = pytest.mark.faults

ENQUEUE = """
from django.utils import timezone
from dispatch import jobs
from dispatch.bulletins import ensure_draft
from dispatch.models import BulletinAct
from dispatch.moving import make_move
from dispatch.signing import register_signature
from projects.models import Period
from units.models import User
by, at = User.objects.get(username="lin"), timezone.now()
made = ensure_draft(period=Period.objects.get(), at=at)
for act in (BulletinAct.SEND, BulletinAct.CHECK):
    make_move(bulletin=made, act=act, by=by, at=at)
register_signature(bulletin=made, signer="杜位彬", signed_on=timezone.localdate(at), by=by, at=at)
jobs.enqueue(kind="issue_bulletin", key=str(made.pk), title="印发", by=by, at=at, bulletin=made.pk)
"""
TICK = """
from datetime import timedelta
from django.utils import timezone
from dispatch import jobs, rounds
rounds.tick(at=timezone.now() + jobs.LEASE * 2)
"""
RING_AGAIN = """
from dispatch import jobs
from dispatch.models import JobRun
for pk in JobRun.objects.values_list("pk", flat=True):
    jobs.ring(pk)
"""
STATE = "SELECT state, step, attempt FROM dispatch_jobrun WHERE kind = 'issue_bulletin'"
REPORT = "SELECT state, number, pdf_path FROM dispatch_bulletin"


@pytest.fixture(params=["folder", "redis"])
def closed_site(request, site):
    extra = {"YIDAIZHEN_BROKER_URL": request.getfixturevalue("redis_server")} if request.param == "redis" else {}
    site = Site(site.folder, **extra)
    bring_in(site)
    site.manage("close_period", "2026-10", "--by", "lin", "--waive", "演示")
    return site


def test_a_report_whose_worker_was_killed_comes_once(closed_site):
    run(closed_site, ENQUEUE)
    with worker(closed_site, "first") as first:
        wait_until(lambda: "排版" in ask(closed_site, STATE)[1], "the report to be printing")
        os.kill(first.pid, signal.SIGKILL)
        first.wait(30)
    assert ask(closed_site, REPORT)[:2] == ("signed", None)
    assert ask(closed_site, STATE)[0] == "running"
    run(closed_site, TICK)
    run(closed_site, RING_AGAIN)  # the bell rings twice; the work is done once
    with worker(closed_site, "second"):
        wait_until(lambda: ask(closed_site, STATE)[0] in ("done", "failed"), "the second worker")
    assert ask(closed_site, STATE)[::2] == ("done", 2)
    state, number, path = ask(closed_site, REPORT)
    assert (state, number) == ("issued", 1)
    assert (closed_site.folder / "files" / path).read_bytes().startswith(b"%PDF")
    assert ask(closed_site, "SELECT count(*) FROM units_auditentry WHERE act = '报告：印发'") == (1,)
    assert "完整" in closed_site.manage("verify_audit").stdout

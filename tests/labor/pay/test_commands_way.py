"""A month's pay by commands alone, from attendance to the archive: built, moved, paid, told."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from labor.models import BankForm, Engagement, RollState, WageRoll
from labor.pay.way import stops_of
from projects.models import PayChannel, Project
from tests.cast import Engage
from tests.labor.attendance.conftest import Engagements, Keep, day
from tests.labor.conftest import AT
from tests.labor.payments.banking import bank_form
from tests.labor.sheets import card_number
from tests.labor.trainings.conftest import picture
from units.command import NotDone
from units.models import Role, User
from units.secrecy import blind_index, seal
from yidaizhen.demo.bank import answer_of

Told = dict[str, Any]
Run = Callable[..., Told]
RATE = 210_00
LATER = AT + timedelta(days=8)  # posted on the day of AT, its seven full days are over


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("roll_move", 1, "send", by="chen_filer", at=AT)`: what a command answers as JSON, at a moment."""

    def command(*words: Any, at: datetime = AT, refusal: str = "", **options: Any) -> Told:
        monkeypatch.setattr("units.command.SignedCommand.now", staticmethod(lambda: at))
        out = io.StringIO()
        with pytest.raises(NotDone) if refusal else nullcontext():
            call_command(*map(str, words), json=True, stdout=out, **options)
        told = dict(json.loads(out.getvalue()))
        assert refusal in "".join(told.get("refusals", []))
        return told

    return command


@pytest.fixture
def form() -> BankForm:
    return bank_form(PayChannel.ONE_CARD)


@pytest.fixture
def worked(road: Project, join: Engagements, keep: Keep, standards: None) -> list[Engagement]:
    """Two people's two days at 210 元, each with an account of their own."""
    stays = [join(road, order, day_rate_fen=RATE, bank="农商行", **_paid_to(order)) for order in (1, 2)]
    keep(road, {stay: {day(5): 100, day(6): 100} for stay in stays})
    return stays


def _paid_to(order: int) -> dict[str, Any]:
    card = card_number(order)
    return {"card_sealed": seal(card), "card_index": blind_index(card), "card_masked": f"****{card[-4:]}"}


@pytest.fixture
def people(engage: Engage, chen_filer: User, chen_reviewer: User, wang: User, lin: User) -> None:
    engage("sun", Role.UNIT_REVIEWER, "建胜镇", "孙岸")
    engage("he", Role.OFFICE_CLERK, "区发展改革委", "何原")


@pytest.mark.usefixtures("worked", "people")
def test_a_roll_goes_its_whole_way_by_commands(run: Run, road: Project, form: BankForm, tmp_path: Path) -> None:
    pay, answer, image = tmp_path / "支付.csv", tmp_path / "回执.csv", tmp_path / "影像.png"
    image.write_bytes(picture().read())
    roll = run("build_roll", project=road.code, month="2026-10", by="chen_filer")["roll"]
    run("roll_move", roll, "send", by="chen_filer")
    run("roll_move", roll, "sign", by="chen_filer", file=[str(image)])
    run("roll_move", roll, "submit", by="chen_filer")
    run("roll_move", roll, "approve", by="chen_reviewer")
    run("roll_move", roll, "post", by="wang", file=[str(image)], note="镇政府门口", on=f"{AT:%Y-%m-%d}")
    run("roll_move", roll, "pass", by="wang", at=AT + timedelta(days=7), refusal="公示还没有满7天")
    for act, who in (("pass", "wang"), ("review", "sun"), ("endorse", "lin")):
        run("roll_move", roll, act, by=who, at=LATER)
    run("export_payment", roll, channel="card", out=str(pay), by="he", at=LATER)
    answer.write_bytes(answer_of(pay.read_bytes(), form, on=LATER.date(), refused={}))
    run("import_receipts", answer, roll=roll, by="he", at=LATER)
    run("roll_move", roll, "file", by="chen_filer", at=LATER, on=f"{AT:%Y-%m-%d}", refusal="早于最后一笔发放")
    run("roll_move", roll, "file", by="chen_filer", at=LATER, number="人社备1号")
    assert run("roll_move", roll, "archive", by="lin", at=LATER)["state"] == RollState.ARCHIVED
    told = run("roll", roll, at=LATER)
    assert told["state"] == RollState.ARCHIVED
    assert all(card_number(order) not in json.dumps(told) for order in (1, 2))
    assert all(card_number(order) in pay.read_text("utf-8-sig") for order in (1, 2))
    kept = WageRoll.objects.get(pk=roll)
    stops = {stop.label: stop.step and stop.step.by.username for stop in stops_of(kept, kept.steps.order_by("pk"))}
    assert [stops[done] for done in ("待支付", "发放成功", "备案", "归档")] == ["he", "he", "chen_filer", "lin"]

"""`export_payment`: the whole file or none, its owner's alone, and only by the roll's own channel."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from labor.models import BankForm, PaymentBatch, RollState
from tests.labor.paying import MakeRoll
from units.models import User

pytestmark = pytest.mark.usefixtures("own_guards", "form")


def export(roll: int, out: Path, by: User, **options: Any) -> dict[str, Any]:
    said = StringIO()
    given = {"channel": "account", "out": str(out), "by": by.username, "json": True} | options
    call_command("export_payment", roll, stdout=said, **given)
    return dict(json.loads(said.getvalue()))


def test_the_file_is_written_whole_for_its_owner_alone(roll_in: MakeRoll, chen_filer: User, tmp_path: Path) -> None:
    out = tmp_path / "支付.csv"
    told = export(roll_in(RollState.READY).pk, out, chen_filer)
    assert (told["rows"], told["sum_fen"]) == (2, 8_400_00)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert out.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["支付.csv"]


def test_a_lost_file_is_fetched_again_and_never_a_second_batch_made(
    roll_in: MakeRoll, chen_filer: User, tmp_path: Path
) -> None:
    roll, out = roll_in(RollState.READY), tmp_path / "支付.xlsx"
    export(roll.pk, out, chen_filer)
    first = out.read_bytes()
    with pytest.raises(CommandError):
        export(roll.pk, out, chen_filer)
    export(roll.pk, out, chen_filer, again="文件误删重取")
    assert (out.read_bytes(), PaymentBatch.objects.count()) == (first, 1)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"channel": "card"}, "走农民工工资专用账户，不走一卡通"),
        ({"channel": "cash"}, "只能写 card（一卡通）或 account"),
        ({"form": "没有的"}, "没有在用的格式“没有的”；可用的：专用账户通用格式"),
        ({"out": "支付.txt"}, "应以 .xlsx 或 .csv 结尾"),
        ({"out": "没有的文件夹/支付.csv"}, "不存在"),
    ],
    ids=["channel", "cash", "form", "ending", "folder"],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_sent(
    options: dict[str, str], words: str, roll_in: MakeRoll, chen_filer: User, tmp_path: Path
) -> None:
    given = dict(options)
    out = tmp_path / given.pop("out", "支付.csv")
    with pytest.raises(CommandError, match=words):
        export(roll_in(RollState.READY).pk, out, chen_filer, json=False, **given)
    assert not PaymentBatch.objects.exists()


def test_a_disk_that_is_full_leaves_no_batch_and_no_half_file(
    roll_in: MakeRoll, chen_filer: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CommandError, match="写不进"):
        export(roll_in(RollState.READY).pk, tmp_path / "支付.csv", chen_filer, json=False)
    assert (PaymentBatch.objects.count(), list(tmp_path.iterdir())) == (0, [])
    assert BankForm.objects.exists()

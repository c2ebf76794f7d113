"""The receipt page and the command: errors at their cells, typed things kept, on to the roll's payments."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from labor.models import Payment, Receipt, RollState, WageRoll
from tests.labor.paying import MakeRoll
from tests.labor.payments.banking import bank_form, result_csv, send_out, told
from tests.labor.payments.receipts_world import keys
from tests.labor.sheets import card_number
from units.models import User


@pytest.fixture
def sent(roll_in: MakeRoll, chen_filer: User) -> WageRoll:
    roll = roll_in(RollState.READY, people=2)
    send_out(roll, by=chen_filer)
    return roll


def rows_of(roll: WageRoll, **changed: Any) -> list[dict[str, Any]]:
    payments = Payment.objects.filter(batch__roll=roll).select_related("line").order_by("pk")
    return [told(one, **changed) for one in payments]


def upload(client: Client, roll: WageRoll, content: bytes, **said: Any) -> Any:
    file = SimpleUploadedFile("回执.csv", content)
    return client.post(reverse("receipt_import", args=[roll.pk]), {"file": file, **said})


def test_the_page_checks_refuses_and_takes_in(client: Client, sent: WageRoll, chen_filer: User) -> None:
    client.force_login(chen_filer)
    page = client.get(reverse("receipt_import", args=[sent.pk])).content.decode()
    assert "<strong>2</strong> 笔、<strong>8400.00</strong> 元没有回执" in page
    wrong = upload(client, sent, result_csv(rows_of(sent, 处理结果="处理中")), form=bank_form().pk)
    assert wrong.status_code == 422
    assert "不认识这个结果" in wrong.content.decode()
    assert "结果和金额不要自己改" in wrong.content.decode()
    assert f'value="{bank_form().pk}" selected' in wrong.content.decode()
    assert card_number(1) not in wrong.content.decode()
    checked = upload(client, sent, result_csv(rows_of(sent)), check="1").content.decode()
    assert "检查通过" in checked
    assert not Receipt.objects.exists()
    done = upload(client, sent, result_csv(rows_of(sent)))
    assert (done.status_code, done["Location"]) == (302, reverse("roll_payments", args=[sent.pk]))
    said = [str(message) for message in done.wsgi_request._messages]
    assert said == ["回执已导入：成功2笔。发放表现在是“已发放”。"]
    again = upload(client, sent, result_csv(rows_of(sent)))
    assert "陈禾已于" in next(str(message) for message in again.wsgi_request._messages if "导入过" in str(message))


def test_who_does_not_bring_receipts_in_is_told_who_does(
    client: Client, sent: WageRoll, chen_reviewer: User, leader: User, zhao: User, sysadmin: User
) -> None:
    address = reverse("receipt_import", args=[sent.pk])
    for user, status in ((chen_reviewer, 403), (leader, 403), (zhao, 404), (sysadmin, 403)):
        client.force_login(user)
        assert client.get(address).status_code == status
        assert client.post(address).status_code == status


def test_the_command_imports_and_tells_in_data(sent: WageRoll, chen_filer: User, zhao: User, tmp_path: Path) -> None:
    path = tmp_path / "回执.csv"
    path.write_bytes(result_csv(rows_of(sent)))

    def run(*more: str, by: str = "chen_filer", roll: int = sent.pk) -> str:
        out = StringIO()
        call_command("import_receipts", str(path), "--roll", str(roll), "--by", by, *more, stdout=out)
        return out.getvalue()

    assert json.loads(run("--dry-run", "--json"))["succeeded"] == 2
    with pytest.raises(CommandError, match="专用账户通用格式"):
        run("--form", "没有的格式")
    with pytest.raises(CommandError, match="您看不到它"):
        run(by="zhao")
    told_of = json.loads(run("--form", "专用账户通用格式", "--json"))
    assert (told_of["saved"], told_of["state"], told_of["waiting"]) == (True, "已发放", 0)
    assert "陈禾已于" in run()


def test_the_world_names_the_page(sent: WageRoll, lin: User) -> None:
    assert set(keys(roll=sent, lin=lin)) == {"receipt_import"}

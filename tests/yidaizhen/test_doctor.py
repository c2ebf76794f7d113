"""The doctor: each line ok or what to do; one broken thing never hides another."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings

from dispatch.models import Heartbeat
from dispatch.pulse import SCHEDULER
from labor.models import Worker
from tests.site import Site
from units.secrecy import seal
from yidaizhen import checkup

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a worker were alive."""
    monkeypatch.setattr(checkup, "worker_alive", lambda: True)


@pytest.mark.faults
def test_a_migrated_site_is_well_and_an_empty_one_is_told_to_migrate(site: Site, tmp_path: Path) -> None:
    well = site.manage("doctor")
    assert "数据库：ok（SQLite（WAL））" in well.stdout
    assert "数据表：ok" in well.stdout
    ill = Site(tmp_path / "empty").manage("doctor", check=False)
    assert ill.returncode == 1
    assert "运行 manage.py migrate" in ill.stdout
    assert ill.stderr == "CommandError: 8 项需要处理。\n"  # 数据表, 禁删保护 and the six that read tables


@pytest.mark.faults
def test_unreachable_servers_are_named_and_the_rest_is_still_examined(tmp_path: Path) -> None:
    nowhere = {"DATABASE_URL": "postgres://u:p@127.0.0.1:1/d", "YIDAIZHEN_BROKER_URL": "redis://127.0.0.1:1/0"}
    ill = Site(tmp_path, **nowhere).manage("doctor", "--json", "--by", "anybody", check=False)
    assert ill.returncode == 1
    checks = {check["subject"]: check for check in json.loads(ill.stdout)["checks"]}
    assert {name for name, check in checks.items() if not check["ok"]} == {
        "数据库", "数据表", "禁删保护", "任务队列", "任务进程", "定时任务", "任务排队", "备份", "应有产出", "加密数据",
        "密钥轮换", "附件文件",
    }  # fmt: skip
    assert "DATABASE_URL" in checks["数据库"]["problems"][0]
    assert "YIDAIZHEN_BROKER_URL" in checks["任务队列"]["problems"][0]
    assert checks["密钥"]["ok"]


@pytest.mark.django_db
def test_a_schedule_that_never_ran_is_a_fault_while_the_system_is_served(served: None) -> None:
    assert "celery beat" in checkup.schedule(at=NOW).problems[0]


@pytest.mark.django_db
def test_nothing_is_expected_of_a_schedule_that_nobody_started() -> None:
    assert checkup.schedule(at=NOW).ok


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "ok"), [(0, True), (5, True), (6, False)])
def test_a_schedule_is_late_after_five_minutes(served: None, minutes: int, ok: bool) -> None:
    Heartbeat.objects.create(name=SCHEDULER, at=NOW - timedelta(minutes=minutes))
    finding = checkup.schedule(at=NOW)
    assert finding.ok is ok
    if not ok:
        assert "已有 6 分钟没有运行" in finding.problems[0]


def test_a_key_that_others_can_read_is_a_fault(tmp_path: Path) -> None:
    key = tmp_path / "field.key"
    key.write_text("a" * 64)
    key.chmod(0o644)
    with override_settings(KEY_DIR=tmp_path):
        [problem] = checkup.keys().problems
        assert f"chmod 600 {key}" in problem
        key.chmod(0o600)
        assert checkup.keys().ok


def test_a_key_that_is_not_hexadecimal_is_a_fault() -> None:
    with override_settings(FIELD_KEY="password"):
        assert "加密密钥" in checkup.keys().problems[0]


@pytest.mark.django_db
def test_a_key_that_does_not_open_the_stored_numbers_is_a_fault() -> None:
    number = "500104199001011239"
    Worker.objects.create(
        name="演示甲", id_sealed=seal(number), id_index="0" * 64, id_masked="50", sex="M", born_on=date(1990, 1, 1)
    )
    assert checkup.sealed_numbers().ok
    with override_settings(FIELD_KEY="0" * 64):
        assert "打不开已存的身份证号" in checkup.sealed_numbers().problems[0]


def test_a_full_disk_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "LEAST_FREE_BYTES", 2**60)
    assert "请清理或扩容" in checkup.data_folder().problems[0]


def test_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    assert "不能写入" in checkup.unwritable(tmp_path / "absent")[0]


def test_missing_page_files_name_the_command(tmp_path: Path) -> None:
    with override_settings(BASE_DIR=tmp_path):
        assert "make setup" in checkup.page_files().problems[0]

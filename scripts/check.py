"""Run every static check, show the output of those that fail, end non-zero if any did."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
MANAGE = [str(BIN / "python"), "-W", "error", "manage.py"]
CHECKS = {
    "代码规范": [str(BIN / "ruff"), "check"],
    "代码格式": [str(BIN / "ruff"), "format", "--check"],
    "分层": [str(BIN / "lint-imports")],
    "模板": [str(BIN / "djlint"), "templates", "--check", "--lint"],
    "系统检查": [*MANAGE, "check", "--fail-level", "WARNING"],
    "迁移齐全": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "类型": [str(BIN / "mypy")],
}


def main() -> None:
    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    if failed:
        raise SystemExit(f"没有通过：{'、'.join(failed)}")


def passes(name: str, command: list[str]) -> bool:
    started = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    mark = "通过" if done.returncode == 0 else "未通过"
    print(f"{name}：{mark}（{time.monotonic() - started:.1f} 秒）", flush=True)
    if done.returncode != 0:
        print(done.stdout + done.stderr, file=sys.stderr, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    main()

"""What the machine must bring: look for it, and let Debian install what is missing."""

from __future__ import annotations

import ctypes
import glob
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LOG = ROOT / ".cache" / "setup.log"


class Need(NamedTuple):
    """A Debian package, what it is for, and how to see that it is not needed any more."""

    package: str
    purpose: str
    present: Callable[[], bool]


def has_command(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def has_library(soname: str) -> Callable[[], bool]:
    def present() -> bool:
        try:
            ctypes.CDLL(soname)
        except OSError:
            return False
        return True

    return present


def has_venv() -> bool:
    return importlib.util.find_spec("ensurepip") is not None


def has_chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    found = subprocess.run(["fc-list", ":lang=zh-cn", "file"], stdout=subprocess.PIPE, check=False)
    return bool(found.stdout.strip())


def has_postgres() -> bool:
    return bool(shutil.which("initdb") or glob.glob("/usr/lib/postgresql/*/bin/initdb"))


RUN_NEEDS = [
    Need("python3-venv", "建立 Python 环境", has_venv),
    Need("libpango-1.0-0", "公文排版", has_library("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", "公文排版", has_library("libpangoft2-1.0.so.0")),
    Need("libharfbuzz-subset0", "公文嵌入字体（缺少时出一页慢数倍）", has_library("libharfbuzz-subset.so.0")),
    Need("fontconfig", "查找字体", has_command("fc-list")),
    Need("fonts-noto-cjk", "屏幕中文字体", has_chinese_font),
]
NPM_NEED = Need("npm", "取页面样式与图标", has_command("npm"))
TEST_NEEDS = [
    Need("chromium", "浏览器测试", has_command("chromium", "chromium-browser", "google-chrome")),
    Need("redis-server", "任务队列测试", has_command("redis-server")),
    Need("poppler-utils", "核对 PDF", has_command("pdftoppm")),
    Need("postgresql", "数据库测试", has_postgres),
]


def require_python() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 — an older Python is what this looks for
        found = ".".join(str(part) for part in sys.version_info[:3])
        raise SystemExit(
            f"需要 Python 3.11 或更高版本，当前 python3 是 {found}。"
            "请使用 Debian 12、Ubuntu 24.04 或更新的系统，或指定解释器：make run PYTHON=python3.12"
        )


def require_packages(needs: list[Need]) -> None:
    """Install the packages behind unmet needs, or end with the exact command when this account may not."""
    missing = [need for need in needs if not need.present()]
    if not missing:
        return
    packages = [need.package for need in missing]
    listed = "、".join(f"{need.package}（{need.purpose}）" for need in missing)
    command = install_command(packages)
    by_hand = f"  sudo apt-get update && sudo {' '.join(command)}"
    if shutil.which("apt-get") is None:
        raise SystemExit(f"缺少：{listed}。本机不是 Debian 或 Ubuntu，请用本机的方式安装后重试。")
    prefix = root_prefix()
    if prefix is None:
        raise SystemExit(f"缺少：{listed}。\n当前账号不能安装软件包，请执行下面一行后重试：\n{by_hand}")
    print(f"安装系统软件包：{listed}", flush=True)
    if not install([*prefix, *command], [*prefix, "apt-get", "update"]):
        raise SystemExit(f"系统软件包没有装上，详情见 {LOG}。请检查网络和软件源，或手工执行：\n{by_hand}")


def install_command(packages: list[str]) -> list[str]:
    return ["apt-get", "install", "-y", "--no-install-recommends", *packages]


def root_prefix() -> list[str] | None:
    """The words before a command that make it root's: none when root, `sudo -n` when it asks no password."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and logged(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def install(command: list[str], refresh: list[str]) -> bool:
    """Try with the package lists at hand; a fresh or stale machine needs them read again first."""
    return logged(command) or (logged(refresh) and logged(command))


def logged(command: list[str]) -> bool:
    LOG.parent.mkdir(exist_ok=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with LOG.open("a") as log:
        log.write(f"$ {' '.join(command)}\n")
        log.flush()
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, check=False)
    return done.returncode == 0

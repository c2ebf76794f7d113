"""Make this checkout ready to run: Debian packages, Python environment, page files, paper fonts.

Each step leaves a stamp with the hash of what it was made from and does nothing while that holds,
so a second run needs no network and says nothing. `--dev` adds what tests and checks need.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import machine
import vendor

ROOT = machine.ROOT
CACHE = ROOT / ".cache"
VENV = ROOT / ".venv"
OWN_PYTHON = VENV / "bin" / "python"
LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
UV_LOCK = ROOT / "scripts" / "requirements-uv.lock"
FRONT_END = [ROOT / "package-lock.json", vendor.ICONS, ROOT / "scripts" / "vendor.py"]


def main() -> None:
    dev = "--dev" in sys.argv[1:]
    machine.require_python()
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        machine.require_packages(machine.RUN_NEEDS + (machine.TEST_NEEDS if dev else []))
        make_environment(dev)
        make_front_end()
        make_fonts()


def make_environment(dev: bool) -> None:
    """Bring .venv to the lock; one that was made for tests stays so, and a broken one is made anew."""
    kind = "dev" if dev or (VENV / "bin" / "pytest").exists() else "run"
    token = f"{kind} {fingerprint([LOCKS[kind]])} {sys.version_info[:2]} {VENV}"
    stamp = VENV / "lock-stamp"
    if OWN_PYTHON.exists() and read(stamp) == token:
        return
    stamp.unlink(missing_ok=True)
    print(f"建立 Python 环境（{LOCKS[kind].name}）", flush=True)
    if not is_healthy():
        shutil.rmtree(VENV, ignore_errors=True)
        step([sys.executable, "-m", "venv", str(VENV)], "Python 环境没有建成")
    if not sync_with_uv(LOCKS[kind]):
        pip = [str(OWN_PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCKS[kind])]
        step(pip, "Python 依赖没有装上，请检查网络后重试")
    stamp.write_text(token)


def is_healthy() -> bool:
    """True when .venv runs this Python from this place and has pip; a copied or half-made one does not."""
    probe = "import pip, sys; print(sys.prefix, sys.version_info[:2])"
    if not OWN_PYTHON.exists():
        return False
    done = subprocess.run(
        [str(OWN_PYTHON), "-c", probe], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False
    )
    return done.stdout.strip() == f"{VENV} {sys.version_info[:2]}"


def sync_with_uv(lock: Path) -> bool:
    """Install the lock exactly, a few times faster than pip; uv itself comes by pip, checked by hash."""
    pip = [str(OWN_PYTHON), "-m", "pip"]
    if not machine.logged([*pip, "install", "--quiet", "--require-hashes", "-r", str(UV_LOCK)]):
        return False
    # Offices often set a mirror for pip; uv does not read pip's settings.
    mirror = subprocess.run([*pip, "config", "get", "global.index-url"], capture_output=True, text=True, check=False)
    if mirror.returncode == 0:
        os.environ.setdefault("UV_DEFAULT_INDEX", mirror.stdout.strip())
    os.environ.update(VIRTUAL_ENV=str(VENV), UV_PYTHON_DOWNLOADS="never")
    return machine.logged([str(VENV / "bin" / "uv"), "pip", "sync", "--require-hashes", "--quiet", str(lock)])


def make_front_end() -> None:
    token = fingerprint(FRONT_END)
    stamp = vendor.VENDOR / ".stamp"
    if read(stamp) == token:
        return
    machine.require_packages([machine.NPM_NEED])
    print("取页面样式与图标（npm）", flush=True)
    step(["npm", "ci", "--omit=dev", "--loglevel=error"], "页面样式没有取到，请检查网络后重试")
    vendor.copy_vendor_files()
    stamp.write_text(token)


def make_fonts() -> None:
    """Have the paper fonts made; the command knows itself when there is nothing to do."""
    folder = Path(os.environ.get("YIDAIZHEN_FONTS", CACHE / "fonts"))
    token = fingerprint(sorted((ROOT / "documents").glob("font*.py"))) + office_fonts()
    stamp = folder / ".stamp"
    if read(stamp) == token:
        return
    print("准备公文字体（首次约一两分钟）", flush=True)
    done = subprocess.run([str(OWN_PYTHON), "manage.py", "build_fonts"], cwd=ROOT, check=False)
    if done.returncode != 0:
        raise SystemExit("公文字体没有备好：请按上面的提示处理后重试。")
    stamp.write_text(token)


def office_fonts() -> str:
    """The state of the folder with the office's own licensed fonts, so that a new file there is taken up."""
    folder = os.environ.get("YIDAIZHEN_PAPER_FONTS", "")
    if not os.path.isdir(folder):
        return folder
    return " ".join(f"{file.name}:{file.stat().st_mtime_ns}" for file in sorted(Path(folder).iterdir()))


def step(command: list[str], failure: str) -> None:
    """Run one outside command into the log; on failure end with a sentence and the log's last lines."""
    os.chdir(ROOT)
    if not machine.logged(command):
        tail = "\n".join(machine.LOG.read_text(errors="replace").split("\n")[-12:])
        raise SystemExit(f"{tail}\n{failure}（完整记录：{machine.LOG}）。")


def fingerprint(files: list[Path]) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def read(stamp: Path) -> str:
    return stamp.read_text() if stamp.exists() else ""


if __name__ == "__main__":
    main()

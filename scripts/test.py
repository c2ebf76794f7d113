"""All proofs in order: static checks, the fast suite on SQLite, the same on PostgreSQL, then the slow suites.

Every part runs even when an earlier one failed, so one run tells everything; the exit code is non-zero if any did.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = str(ROOT / ".venv" / "bin" / "python")
PYTEST = [PYTHON, "-m", "pytest", "-q"]
SLOW = "browser or faults or scale"
BYTECODE = ROOT / ".cache" / "bytecode"  # kept between runs: many processes start, and compiling is half of a start
NOT_PASSED_ON = ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE")
PARTS = {
    "静态检查": [PYTHON, "scripts/check.py"],
    "测试（SQLite）": [*PYTEST, "-n", "2", "-m", f"not postgres and not ({SLOW})"],
    "测试（PostgreSQL）": [PYTHON, "-m", "tests.servers", "postgres", *PYTEST, "-n", "2", "-m", f"not ({SLOW})"],
    "浏览器、故障与大数据量": [*PYTEST, "-n", "2", "--dist", "worksteal", "--durations", "20", "-m", SLOW],
}


def main() -> None:
    results = {name: run(name, command) for name, command in PARTS.items()}
    failed = [name for name, code in results.items() if code != 0]
    if failed:
        print(f"没有通过：{'、'.join(failed)}", file=sys.stderr)
        raise SystemExit(1)


def run(name: str, command: list[str]) -> int:
    print(f"== {name}", flush=True)
    kept = {key: value for key, value in os.environ.items() if key not in NOT_PASSED_ON}
    environment = {**kept, "PYTHONPYCACHEPREFIX": str(BYTECODE)}
    return subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode


if __name__ == "__main__":
    main()

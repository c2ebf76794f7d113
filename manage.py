#!/usr/bin/env python
"""Run a management command; finds the project's own environment when started by another Python."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OWN_PYTHON = HERE / ".venv" / "bin" / "python"


def enter_own_environment() -> None:
    """Re-run under .venv, so that `python3 manage.py …` works without activating anything."""
    if Path(sys.prefix) != HERE / ".venv" and OWN_PYTHON.exists() and "VIRTUAL_ENV" not in os.environ:
        os.execv(OWN_PYTHON, [str(OWN_PYTHON), *sys.argv])  # noqa: S606 - our own interpreter


def main() -> None:
    enter_own_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yidaizhen.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

"""manage.py write_states: bring docs/states.md up to date with the move tables."""

from typing import Any

from django.core.management.base import BaseCommand

from yidaizhen.states import refreshed, states_file


class Command(BaseCommand):
    help = "按流转表更新 docs/states.md 的状态图和办理表"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        file = states_file()
        file.write_text(refreshed(file.read_text("utf-8")), "utf-8")
        self.stdout.write("docs/states.md 已更新。")

"""manage.py write_words: bring docs/words.md up to date with the models."""

from typing import Any

from django.core.management.base import BaseCommand

from yidaizhen.words import refreshed, words_file


class Command(BaseCommand):
    help = "按模型更新 docs/words.md 的中英名称表"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        file = words_file()
        file.write_text(refreshed(file.read_text("utf-8")), "utf-8")
        self.stdout.write("docs/words.md 已更新。")

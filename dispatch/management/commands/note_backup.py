"""`manage.py note_backup --json`: the office's own backup script says that it succeeded."""

from typing import Any

from django.utils import timezone

from dispatch.pulse import BACKUP, beat
from documents.formats import chinese_moment
from units.command import SignedCommand
from units.models import User


class Command(SignedCommand):
    help = "登记一次成功的备份（由备份脚本在最后一步调用），供 /healthz、doctor 和后台任务页显示"
    needs_signature = False

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:  # noqa: ARG002
        at = self.now()
        beat(BACKUP, at=at)
        return {"backup_at": timezone.localtime(at).isoformat(), "lines": [f"已登记{chinese_moment(at)}的备份。"]}

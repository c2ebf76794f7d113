"""`manage.py alerts [--check] [--project CODE] [--json]`: what the checks found and nobody has closed yet."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from labor.alerts.filters import GRAVEST, RELATED
from labor.alerts.permissions import may_read_alerts
from labor.alerts.raising import as_result, run_checks
from labor.alerts.tables import as_dict, label_of
from labor.models import Alert, AlertState
from projects.models import Project
from units.command import SignedCommand
from units.models import User
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of


class Command(SignedCommand):
    help = "没有销号的预警；--check 先检查一遍，--all 连已销号的一起列出"
    needs_signature = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--check", action="store_true", help="先按规则检查一遍")
        parser.add_argument("--project", metavar="CODE", help="只列一个项目，写项目代码")
        parser.add_argument("--all", action="store_true", help="已销号的也列出")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        self._guard(by, is_checking=options["check"])
        project = _project(options["project"], by)
        checked = as_result(run_checks(at=timezone.now(), by=by)) if options["check"] else None
        found = Alert.objects.all() if by is None else Alert.objects.visible_to(by)
        if project is not None:
            found = found.filter(project=project)
        if not options["all"]:
            found = found.exclude(state=AlertState.CLOSED)
        alerts = list(found.select_related(*RELATED).order_by(*GRAVEST))
        told = [as_dict(alert) for alert in alerts]
        return {"checked": checked, "count": len(told), "alerts": told, "lines": _lines(alerts, checked)}

    @staticmethod
    def _guard(by: User | None, *, is_checking: bool) -> None:
        """Without a signature it is the system itself at the console."""
        if by is not None and not may_read_alerts(by):
            raise NotAllowed("预警由业务岗位查看，这个账号没有业务岗位。")
        if by is not None and is_checking and not scope_of(by).is_office:
            raise NotAllowed("检查由领导小组办公室办理，这个账号没有这项权限。")


def _project(code: str | None, by: User | None) -> Project | None:
    if code is None:
        return None
    seen = Project.objects.all() if by is None else Project.objects.visible_to(by)
    found = seen.filter(code=code).first()
    if found is None:
        raise Refusal(f"没有项目代码为“{code}”的项目，或者这个账号看不到它，请核对代码。")
    return found


def _lines(alerts: list[Alert], checked: dict[str, Any] | None) -> list[str]:
    head = []
    if checked is not None:
        head = [
            f"检查完毕：新出现{checked['raised']}条，重新提出{checked['reopened']}条，"
            f"情形消失{checked['ceased']}条，仍在{checked['seen']}条。"
        ]
    rows = [
        f"[{alert.get_severity_display()}] {alert.get_state_display()} {label_of(alert.code)} "
        f"{alert.project.name}：{alert.sentence}"
        for alert in alerts
    ]
    return [*head, *rows, f"共{len(rows)}条。"]

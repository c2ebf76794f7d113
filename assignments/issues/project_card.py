"""新情况新问题 on a project's page: what is open on it, what is late, and where to raise one."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from assignments.issues.moves import may_raise
from assignments.models import Issue, IssueState
from projects.models import Project
from projects.views.annexes import Annex, register
from projects.views.glance import Figure
from units.models import User

LEAD = "这个项目上提出、需要协调解决的问题（通知二（六）），只计您看得到的。"


def issue_annex(project: Project, user: User, at: datetime) -> Annex:
    """Open issues of the project among those the person may see, in one query, and the link to raise one."""
    seen = Issue.objects.visible_to(user).filter(project=project).order_by()
    is_open = ~Q(state__in=[IssueState.CLOSED, IssueState.WITHDRAWN])
    late = Q(state=IssueState.ASSIGNED, due_on__lt=timezone.localdate(at))
    sums = seen.aggregate(every=Count("pk"), open=Count("pk", filter=is_open), late=Count("pk", filter=late))
    address = f"{reverse('issue_list')}?project={project.pk}"
    note = f"其中逾期{sums['late']}件" if sums["late"] else ""
    figures = [
        Figure("未办结问题", str(sums["open"]), "件", note, f"{address}&state=open" if sums["open"] else ""),
        Figure("提出过的问题", str(sums["every"]), "件", "", address if sums["every"] else ""),
    ]
    if may_raise(user):
        new = f"{reverse('issue_new')}?project={project.pk}"
        figures.append(Figure("有新的问题", "提出", "", "由办公室交办协调", new))
    return Annex("issues", "新情况新问题", LEAD, figures)


def register_all() -> None:
    register(issue_annex)

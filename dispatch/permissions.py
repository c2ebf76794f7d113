"""Who may close a month, word a report, issue it, and open the rows behind its figures."""

from __future__ import annotations

from units.models import Role, User
from units.refusals import NotAllowed
from units.scope import scope_of


def may_close(user: User) -> bool:
    return scope_of(user).has(Role.OFFICE_ADMIN)


def may_draft(user: User) -> bool:
    return scope_of(user).is_office


def may_issue(user: User) -> bool:
    return scope_of(user).has(Role.OFFICE_ADMIN)


def may_see_figures(user: User) -> bool:
    """Frozen figures of the whole district: the office, leaders and every member unit that reports."""
    scope = scope_of(user)
    return scope.reads_everything or bool(scope.unit_ids())


def allow_close(user: User) -> None:
    if not may_close(user):
        raise NotAllowed("只有办公室管理员可以关账和更正定稿数字，请联系办公室管理员办理。")


def allow_draft(user: User) -> None:
    if not may_draft(user):
        raise NotAllowed("只有办公室人员可以起草和修改调度报告。")


def allow_issue(user: User) -> None:
    if not may_issue(user):
        raise NotAllowed("只有办公室管理员可以印发调度报告，请联系办公室管理员办理。")

"""Who keeps a project's roster: its department, township and owner, and the office; who may waive training is fewer."""

from __future__ import annotations

from labor.models import Engagement, EngagementAct
from labor.permissions import works_on
from projects.models import Project
from projects.proofs.permissions import closed
from units.models import User
from units.refusals import NotAllowed, WrongState
from units.scope import UNIT_ROLES, scope_of

WHO = "请由该项目的行业主管部门、责任镇街、业主单位或区以工代赈办公室办理。"
WAIVER_WHO = (
    "免训（先训后上岗的例外）只能由项目的行业主管部门或区以工代赈办公室写明原因后办理，请先组织安全培训并登记签字。"
)


def may_waive(user: User, project: Project) -> bool:
    """Whether a person may let somebody enter without the safety training: the department in charge, the office."""
    scope = scope_of(user)
    return scope.is_office or project.department_id in scope.unit_ids(*UNIT_ROLES)


def why_not(user: User, engagement: Engagement, act: EngagementAct) -> str:
    """The sentence why this person may not do this with a stay; "" when they may."""
    if not works_on(user, engagement.project):
        return f"您的岗位不经办“{engagement.project.name}”，不能办理{act.label}。{WHO}"
    if sentence := closed(engagement.project):
        return sentence
    return _state_fault(engagement, act)


def _state_fault(engagement: Engagement, act: EngagementAct) -> str:
    if engagement.voided_at:
        return f"{engagement.name}的这条名册登记已作废，不能再办理{act.label}。请刷新页面看最新情况。"
    if act == EngagementAct.LEAVE and engagement.left_on:
        return f"{engagement.name}已于{engagement.left_on:%Y-%m-%d}退场，不用再办理退场。"
    if act == EngagementAct.RETURN and not engagement.left_on:
        return f"{engagement.name}还没有退场，不用撤销退场。"
    return ""


def available_acts(user: User, engagement: Engagement) -> list[EngagementAct]:
    """What a person may do with a stay now: its buttons."""
    acts = (one for one in EngagementAct if one != EngagementAct.ENTER)
    return [act for act in acts if not why_not(user, engagement, act)]


def require_act(user: User, engagement: Engagement, act: EngagementAct) -> None:
    """Refuse what `why_not` has a sentence against.

    Raises:
        NotAllowed: the person's post does not handle the project.
        WrongState: the stay or its project does not allow it now.
    """
    sentence = why_not(user, engagement, act)
    if sentence:
        kind = WrongState if works_on(user, engagement.project) else NotAllowed
        raise kind(sentence)

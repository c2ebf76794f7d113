"""Who keeps which money. The notice names the units; their codes are those of the reference data."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from projects.models import Connection, Financing, Funding, Project, SocialProject
from units.models import Role, Unit, User
from units.models.unit import UnitQuerySet
from units.scope import UNIT_ROLES, scope_of

FINANCE_BUREAU = "06"  # 区财政局, notice 三（三）
FINANCING_CENTER = "27"  # 区金融发展中心, notice 三（七）
SOCIAL_GUIDES = ("05", "18")  # 区民政局、区工商联, notice 三（六）
KEEPERS = (Role.UNIT_FILER, Role.UNIT_REVIEWER)

FUNDING_WHO = "资金信息由领导小组办公室登记，您没有这项权限。"
DISBURSE_WHO = (
    "资金拨付、支付由项目行业主管部门的填报人、业主单位录入人、区财政局填报人或领导小组办公室登记，您没有这项权限。"
)
CONNECT_WHO = (
    "衔接配套由领导小组办公室登记；两个项目中有一个由本部门主管的，也可以由该行业主管部门登记。您没有这项权限。"
)
FINANCING_WHO = "金融支持由区金融发展中心或领导小组办公室登记，您没有这项权限。"
SOCIAL_WHO = "社会力量公益性项目由区民政局、区工商联或领导小组办公室登记，您没有这项权限。"


def unit_ids(user: User, codes: tuple[str, ...], *roles: str) -> set[int]:
    """Those of the units with these codes in which the person holds one of the roles (any unit role by default)."""
    held = scope_of(user).unit_ids(*roles)
    return set(Unit.objects.filter(code__in=codes, pk__in=held).values_list("pk", flat=True)) if held else set()


def follows_all_money(user: User) -> bool:
    """The office, the leaders and 区财政局 follow the money of every project."""
    return scope_of(user).reads_everything or bool(unit_ids(user, (FINANCE_BUREAU,)))


def fundings_visible_to(user: User) -> QuerySet[Funding]:
    """Fundings of the projects a person may see; 区财政局 follows all of them."""
    if follows_all_money(user):
        return QuerySet(Funding)
    return QuerySet(Funding).filter(project__in=Project.objects.visible_to(user))


def may_disburse(user: User, project: Project) -> bool:
    """Whether a person may record money allocated or paid: the office, 区财政局, and the filers of the department in
    charge and of the owner.
    """
    scope = scope_of(user)
    return (
        scope.is_office
        or project.department_id in scope.unit_ids(Role.UNIT_FILER)
        or project.owner_id in scope.unit_ids(Role.UNIT_FILER, Role.OWNER_CLERK)
        or bool(unit_ids(user, (FINANCE_BUREAU,), Role.UNIT_FILER))
    )


def connections_visible_to(user: User) -> QuerySet[Connection]:
    """Links of which a person may see at least one end."""
    if scope_of(user).reads_everything:
        return QuerySet(Connection)
    seen = Project.objects.visible_to(user).values("pk")
    return QuerySet(Connection).filter(Q(special__in=seen) | Q(key__in=seen))


def may_connect_any(user: User) -> bool:
    """Whether the person may link any projects at all: the office, or a department in charge of some."""
    scope = scope_of(user)
    return scope.is_office or Project.objects.filter(department_id__in=scope.unit_ids(*KEEPERS)).exists()


def may_connect(user: User, special: Project, key: Project) -> bool:
    """Whether a person may link or part these two: the office, or the department in charge of either."""
    scope = scope_of(user)
    return scope.is_office or bool({special.department_id, key.department_id} & scope.unit_ids(*KEEPERS))


def financings_visible_to(user: User) -> QuerySet[Financing]:
    """The unit that records its own, departments, townships and owners those of their projects; the office all."""
    scope = scope_of(user)
    if scope.reads_everything:
        return QuerySet(Financing)
    seen = Project.objects.visible_to(user).values("pk")
    return QuerySet(Financing).filter(Q(unit_id__in=scope.unit_ids(*UNIT_ROLES)) | Q(project__in=seen))


def may_keep_financing(user: User) -> bool:
    """Whether a person may record 金融支持: the office and 区金融发展中心."""
    return scope_of(user).is_office or bool(unit_ids(user, (FINANCING_CENTER,), *KEEPERS))


def financing_units(user: User) -> UnitQuerySet:
    """In whose name a person records: 区金融发展中心, also when the office writes it down for it."""
    return Unit.objects.filter(code=FINANCING_CENTER) if may_keep_financing(user) else Unit.objects.none()


def may_edit_financing(user: User, financing: Financing) -> bool:
    """Whether a person may correct or void this record: the office and the unit in whose name it stands."""
    return scope_of(user).is_office or financing.unit_id in scope_of(user).unit_ids(*KEEPERS)


def social_units(user: User) -> UnitQuerySet:
    """The guiding units in whose name a person records; the office may write it down for either."""
    guides = Unit.objects.filter(code__in=SOCIAL_GUIDES)
    return guides if scope_of(user).is_office else guides.filter(pk__in=scope_of(user).unit_ids(*KEEPERS))


def may_keep_social(user: User) -> bool:
    """Whether a person may record 社会力量公益性项目: the office, 区民政局 and 区工商联."""
    return social_units(user).exists()


def may_edit_social(user: User, social: SocialProject) -> bool:
    """Whether a person may correct or void this record: the office and the unit that guides the project."""
    return scope_of(user).is_office or social.unit_id in scope_of(user).unit_ids(*KEEPERS)


def recording_projects(user: User) -> QuerySet[Project]:
    """Projects whose financing a person may record: the center's remit is the whole district."""
    return Project.objects.all() if may_keep_financing(user) else Project.objects.none()

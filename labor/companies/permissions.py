"""Who keeps the two ledgers: the office, 区人力社保局, the township; of a project's posts also who handles it."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet

from labor.models import LaborCompany, WelfarePost
from labor.permissions import works_on
from projects.models import Project
from units.models import Role, Unit, User
from units.refusals import NotAllowed
from units.scope import UNIT_ROLES, scope_of

LABOR_BUREAU = "07"  # 区人力社保局
COMPANY_WHO = "由所在镇街填报人、区人力社保局或区以工代赈办公室办理"
POST_WHO = "由该镇街、项目的行业主管部门、业主单位、区人力社保局或区以工代赈办公室办理"


def companies_visible_to(user: User) -> QuerySet[LaborCompany]:
    """The companies' ledger: every unit, the office and leaders read it; administrators and the ungranted do not."""
    scope = scope_of(user)
    known = scope.reads_everything or scope.has(*UNIT_ROLES)
    return LaborCompany.objects.all() if known else LaborCompany.objects.none()


def _keeps_all(user: User) -> bool:
    scope = scope_of(user)
    units = Unit.objects.filter(code=LABOR_BUREAU, pk__in=scope.unit_ids(Role.UNIT_FILER))
    return scope.is_office or units.exists()


def may_keep_company(user: User, township: Unit | None) -> bool:
    """Whether a person may record or correct a company of this township (None: of outside the district)."""
    if township is not None and township.pk in scope_of(user).unit_ids(Role.UNIT_FILER):
        return True
    return _keeps_all(user)


def require_company_keeper(user: User, township: Unit | None, act: str) -> None:
    """Refuse people who do not keep this township's companies.

    Raises:
        NotAllowed: with whom to ask.
    """
    if not may_keep_company(user, township):
        raise NotAllowed(f"您不能{act}：劳务公司{COMPANY_WHO}。")


def may_record_company(user: User) -> bool:
    """Whether a person keeps any company at all: 区人力社保局, the office, the filers of townships."""
    return _keeps_all(user) or Unit.objects.townships().filter(pk__in=scope_of(user).unit_ids(Role.UNIT_FILER)).exists()


def company_townships(user: User) -> tuple[QuerySet[Unit], bool]:
    """The townships whose companies a person may record; and whether also companies of outside the district."""
    if _keeps_all(user):
        return Unit.objects.townships(), True
    return Unit.objects.townships().filter(pk__in=scope_of(user).unit_ids(Role.UNIT_FILER)), False


def may_record_post(user: User) -> bool:
    """Whether a person may record posts at all; of which township and project is judged when it is saved."""
    scope = scope_of(user)
    return scope.is_office or scope.has(*UNIT_ROLES)


def keeper_of_posts(user: User) -> Callable[[WelfarePost], bool]:
    """Return the question whether the person keeps a post; asked of many rows it costs one query together."""
    keeps_all, units = _keeps_all(user), scope_of(user).unit_ids(*UNIT_ROLES)

    def keeps(post: WelfarePost) -> bool:
        return keeps_all or post.township_id in units or (post.project is not None and works_on(user, post.project))

    return keeps


def may_keep_post(user: User, township: Unit, project: Project | None) -> bool:
    """Whether a person may record and change a welfare post of this township and project."""
    if township.pk in scope_of(user).unit_ids(*UNIT_ROLES):
        return True
    return (project is not None and works_on(user, project)) or _keeps_all(user)


def require_post_keeper(user: User, post: WelfarePost, act: str) -> None:
    """Refuse people who do not keep this post.

    Raises:
        NotAllowed: with whom to ask.
    """
    if not may_keep_post(user, post.township, post.project):
        raise NotAllowed(f"您不能{act}：公益性岗位{POST_WHO}。")

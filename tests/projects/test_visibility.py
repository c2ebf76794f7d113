"""Who sees which projects, lists and filings: a table; deny by default."""

import pytest
from django.test import Client
from django.urls import reverse

from projects.filters import visible_entries
from projects.models import Period, ProgressFiling, Project
from tests.cast import Engage
from tests.projects.conftest import MakeProject
from units.models import Role, Unit, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(make_project: MakeProject, october: Period) -> dict[str, Project]:
    """Projects that differ in who is in charge: department, township, owner."""
    unit = {each.name: each for each in Unit.objects.all()}
    made = {
        "of_chen_in_wangs": make_project(1),
        "of_chen_in_zhaos": make_project(2, township=unit["八桥镇"]),
        "of_others_owned_by_wang": make_project(
            3, department=unit["区交通局"], township=unit["跳磴镇"], owner=unit["建胜镇"]
        ),
        "of_others": make_project(4, department=unit["区交通局"], township=unit["跳磴镇"]),
    }
    for project in made.values():
        ProgressFiling.objects.create(project=project, period=october)
    return made


EVERYTHING = {"of_chen_in_wangs", "of_chen_in_zhaos", "of_others_owned_by_wang", "of_others"}
SEES = {
    "lin": EVERYTHING,
    "wei": EVERYTHING,
    "leader": EVERYTHING,
    "chen_filer": {"of_chen_in_wangs", "of_chen_in_zhaos"},
    "chen_reviewer": {"of_chen_in_wangs", "of_chen_in_zhaos"},
    "wang": {"of_chen_in_wangs", "of_others_owned_by_wang"},
    "zhao": {"of_chen_in_zhaos"},
    "sysadmin": set(),
    "security": set(),
    "auditor": set(),
}


@pytest.mark.parametrize("who", SEES)
def test_visible_to(request: pytest.FixtureRequest, four: dict[str, Project], who: str) -> None:
    user = request.getfixturevalue(who)
    expected = {four[name].pk for name in SEES[who]}
    assert set(Project.objects.visible_to(user).values_list("pk", flat=True)) == expected
    assert set(ProgressFiling.objects.visible_to(user).values_list("project", flat=True)) == expected
    assert set(visible_entries(user).values_list("project", flat=True)) == expected


ENTERS = {
    "chen_filer": {"of_chen_in_wangs", "of_chen_in_zhaos"}, "wang": {"of_others_owned_by_wang"},
    "zhao": set(), "chen_reviewer": set(), "lin": set(),
}  # fmt: skip


@pytest.mark.parametrize("who", ENTERS)
def test_entered_by(request: pytest.FixtureRequest, four: dict[str, Project], who: str) -> None:
    user = request.getfixturevalue(who)
    expected = {four[name].pk for name in ENTERS[who]}
    assert set(Project.objects.entered_by(user).values_list("pk", flat=True)) == expected


def test_an_owners_clerk_sees_and_enters_its_own(four: dict[str, Project], engage: Engage) -> None:
    clerk = engage("clerk", Role.OWNER_CLERK, "建胜镇")
    assert set(Project.objects.entered_by(clerk)) == {four["of_others_owned_by_wang"]}


def pages(project: Project) -> dict[str, tuple[str, str]]:
    filing = project.filings.get()
    return {
        "project_detail": ("get", reverse("project_detail", args=[project.pk])),
        "filing_detail": ("get", reverse("filing_detail", args=[filing.pk])),
        "filing_edit": ("get", reverse("filing_edit", args=[filing.pk])),
        "filing_edit posted": ("post", reverse("filing_edit", args=[filing.pk])),
        "filing_new": ("get", reverse("filing_new", args=[project.pk, "2026-10"])),
        "filing_move": ("post", reverse("filing_move", args=[filing.pk])),
    }


def test_zhao_finds_nothing_of_wangs(client: Client, four: dict[str, Project], zhao: User) -> None:
    client.force_login(zhao)
    for name, (method, address) in pages(four["of_chen_in_wangs"]).items():
        assert getattr(client, method)(address).status_code == 404, name
    assert "道路硬化工程01" not in client.get(reverse("project_list")).content.decode()
    assert "道路硬化工程01" not in client.get(reverse("filing_list")).content.decode()


CLOSED = [
    ("get", "project_list", []), ("post", "project_export", []), ("get", "import_projects", []),
    ("get", "import_progress", []), ("get", "filing_list", []), ("post", "filing_accept_many", []),
    ("get", "import_template", ["list"]), ("get", "project_detail", [1]), ("get", "filing_detail", [1]),
]  # fmt: skip


@pytest.mark.parametrize("who", ["sysadmin", "security", "auditor"])
def test_administrators_do_not_enter(client: Client, request: pytest.FixtureRequest, who: str) -> None:
    client.force_login(request.getfixturevalue(who))
    for method, name, arguments in CLOSED:
        assert getattr(client, method)(reverse(name, args=arguments)).status_code == 403, name


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    for method, name, arguments in CLOSED:
        answer = getattr(client, method)(reverse(name, args=arguments))
        assert answer.status_code == 302, name
        assert answer.url.startswith(reverse("login")), name


FOR_THE_OFFICE = [("import_projects", []), ("import_template", ["list"])]


@pytest.mark.parametrize("who", ["chen_filer", "leader"])
def test_the_list_is_for_the_office_to_import(client: Client, request: pytest.FixtureRequest, who: str) -> None:
    client.force_login(request.getfixturevalue(who))
    for name, arguments in FOR_THE_OFFICE:
        assert client.get(reverse(name, args=arguments)).status_code == 403, name


def test_a_funding_is_for_the_office_to_enter(client: Client, chen_filer: User, lin: User, listed: None) -> None:
    funding = Project.objects.get(code="2410-500104-04-01-392139").fundings.first()
    assert funding is not None
    address = reverse("funding_edit", args=[funding.pk])
    client.force_login(chen_filer)
    assert client.post(address, {"amount_fen": "1"}).status_code == 403
    client.force_login(lin)
    assert client.get(address).status_code == 200


def test_get_never_writes_and_post_only_pages_refuse_get(client: Client, lin: User) -> None:
    client.force_login(lin)
    for name, arguments in (("project_export", []), ("filing_accept_many", []), ("filing_move", [1])):
        assert client.get(reverse(name, args=arguments)).status_code == 405, name

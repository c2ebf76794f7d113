"""What only a browser shows: Enter does not send a filing, an upload keeps its file, both screens are sound."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from projects import filings
from projects.models import Period, ProgressFiling, Project
from tests.cast import PASSWORD
from tests.projects.books import edited
from tests.projects.conftest import MakeProject
from tests.projects.figures import complete
from tests.projects.samples import AT, LIST_FILE
from units.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@contextmanager
def signed_in(server: LiveServer, username: str) -> Iterator[Page]:
    """A page of this person, whose scripts must run without a fault. The database is not asked meanwhile."""
    faults: list[str] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = chromium.new_page(viewport=DESK, locale="zh-CN", base_url=server.url)  # type: ignore[arg-type]
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto("/login/")
        page.get_by_label("账号").fill(username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_selector("h1:has-text('今天是')")
        yield page
        chromium.close()
    assert faults == []


def assert_sound(page: Page) -> None:
    """Nothing runs off the side of either screen, and axe has nothing to say."""
    for size in (DESK, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url} {size}\n{found.generate_report()}"
    page.set_viewport_size(DESK)  # type: ignore[arg-type]


def test_enter_keeps_the_filing_where_it_is_and_tab_runs_down_the_fields(
    live_server: LiveServer, road: Project, october: Period, chen_filer: User
) -> None:
    with signed_in(live_server, "chen_filer") as page:
        page.goto(f"/filings/new/{road.pk}/2026-10/")
        page.fill("#id_invested_before_fen", "300")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "id_invested_new_fen"
        assert page.input_value("#id_invested_before_fen") == "300"
    assert not ProgressFiling.objects.exists()


def test_errors_of_an_upload_come_below_the_form_and_the_file_stays_chosen(
    live_server: LiveServer, lin: User, tmp_path: Path
) -> None:
    faulty = tmp_path / "清单.xlsx"
    faulty.write_bytes(edited(LIST_FILE, {"U9": "区某局"}))
    with signed_in(live_server, "lin") as page:
        page.goto("/projects/import/")
        page.fill("#id_year", "2026")
        page.set_input_files("#id_file", faulty)
        page.get_by_role("button", name="检查并导入").click()
        page.wait_for_selector(".problems-error")
        assert_sound(page)
        with page.expect_download() as download:
            page.get_by_role("button", name="下载批注原件").click()
        book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
        assert book["清单"]["U9"].comment is not None
        page.set_input_files("#id_file", LIST_FILE)
        page.get_by_role("button", name="检查并导入").click()
        page.get_by_text("已导入：新增12行").wait_for()
    assert Project.objects.count() == 12


@pytest.fixture
def two_months(
    make_project: MakeProject, september: Period, october: Period, lin: User, chen_filer: User, chen_reviewer: User
) -> tuple[Project, ProgressFiling, ProgressFiling]:
    """A project, its October filing waiting for the office, and another project's filing returned to the unit."""
    made = []
    for number in (1, 2):
        project = make_project(number)
        last = filings.start_filing(project=project, period=september, by=lin, at=AT)
        filings.file_for_unit(filing=last, values=complete(), by=lin, at=AT)
        filing = filings.start_filing(project=project, period=october, by=chen_filer, at=AT)
        filings.save_filing(filing=filing, values=complete(invested_before_fen=340_000_000), by=chen_filer, at=AT)
        filings.send_to_review(filing=filing, by=chen_filer, at=AT)
        made.append(filings.submit(filing=filing, by=chen_reviewer, at=AT))
    filings.return_fields(filing=made[1], reasons={"workers_year": "与发放表不一致"}, by=lin, at=AT)
    return made[0].project, made[0], made[1]


def test_the_offices_pages_are_sound_on_both_screens(
    live_server: LiveServer, two_months: tuple[Project, ProgressFiling, ProgressFiling]
) -> None:
    project, filing, _ = two_months
    with signed_in(live_server, "lin") as page:
        for address in (
            "/projects/", f"/projects/{project.pk}/", "/progress/import/", "/filings/?period=2026-10",
            f"/filings/{filing.pk}/",
        ):  # fmt: skip
            page.goto(address)
            assert_sound(page)


def test_the_filing_form_is_sound_and_shows_what_was_returned(
    live_server: LiveServer, two_months: tuple[Project, ProgressFiling, ProgressFiling]
) -> None:
    _, _, returned = two_months
    with signed_in(live_server, "chen_filer") as page:
        page.goto(f"/filings/{returned.pk}/edit/")
        assert page.get_by_text("退回：与发放表不一致").is_visible()
        assert page.get_by_text("2026年9月：").first.is_visible()
        assert_sound(page)

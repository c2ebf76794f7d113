"""A running site and a real browser: web, worker and scheduler as separate processes, Debian's Chromium."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.people import PASSWORD
from tests.site import Site

DESK = {"width": 1366, "height": 768}
SignIn = Callable[[str], Page]


@pytest.fixture
def scene() -> str:
    """The module whose `settle()` puts people and data in place; a journey may begin from another."""
    return "tests.journeys.people"


@pytest.fixture
def address(site: Site, scene: str) -> Iterator[str]:
    """The address of a site where the scene is set."""
    site.manage("bootstrap", "--office-user", "lin")
    site.manage("shell", "-c", f"from {scene} import settle; settle()")
    with site.serve() as address:
        yield address


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def sign_in(chromium: Browser, address: str) -> Iterator[SignIn]:
    """`sign_in("chen")` gives a page on which Chen has signed in; each person has a browser of their own."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def enter(username: str) -> Page:
        context = chromium.new_context(viewport=DESK, locale="zh-CN", base_url=address, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto("/")
        page.get_by_label("账号").fill(username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.get_by_role("heading", level=1).wait_for()
        return page

    yield enter
    for context in contexts:
        context.close()
    assert faults == []

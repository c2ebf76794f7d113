"""Every kind of page that can be reached by links, on the demo data: fits both screens, and axe has nothing to say.

The office's pages go through axe on its desk screen, the units' on the phone: most kinds of page are walked by both.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Error, Page, ViewportSize

from tests.site import Site

pytestmark = pytest.mark.browser

DESK, PHONE = ViewportSize(width=1366, height=768), ViewportSize(width=390, height=844)
ONLY_FAULTS = {"resultTypes": ["violations"]}  # what passes is not told node by node
PAGES = 40  # fewer kinds of pages than this would mean that the walk lost its way


@pytest.mark.parametrize(("who", "read_on"), [("lin", DESK), ("chen", PHONE)])
def test_every_page_fits_both_screens_and_says_what_it_shows(
    demo_site: Site, chromium: Browser, who: str, read_on: ViewportSize
) -> None:
    with demo_site.serve() as address:
        context = chromium.new_context(locale="zh-CN", base_url=address, viewport=DESK)
        page = context.new_page()
        sign_in(page, who)
        seen = walk(page, read_on)
        context.close()
    faults = [fault for found in seen.values() for fault in found]
    assert not faults, "\n".join(faults)
    assert len(seen) >= (PAGES if who == "lin" else PAGES // 2)


def sign_in(page: Page, who: str) -> None:
    page.goto("/")
    page.locator("[name=username]").fill(who)
    page.locator("[name=password]").fill(settings.DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", level=1).wait_for()


def walk(page: Page, read_on: ViewportSize) -> dict[str, list[str]]:
    """Follow links from the first page, one of each kind (URL name); the faults found on each."""
    seen: dict[str, list[str]] = {}
    waiting = deque(["/"])
    while waiting:
        path = waiting.popleft()
        name = kind_of(path)
        if name is None or name in seen or not is_page(page, path):
            continue
        seen[name] = [*faults_of(page, read_on)]
        waiting += links_of(page)
    return seen


def kind_of(path: str) -> str | None:
    """The URL name behind an address of ours; None for others and for files."""
    try:
        return resolve(urlsplit(path).path).url_name
    except Resolver404:
        return None


def is_page(page: Page, path: str) -> bool:
    """Open it; False for what is handed out as a file."""
    try:
        answer = page.goto(path)
    except Error as refused:
        if "Download is starting" not in str(refused):
            raise
        return False
    assert answer is not None
    assert answer.ok, f"{path}: {answer.status}"
    return "text/html" in answer.headers["content-type"]


def links_of(page: Page) -> list[str]:
    inside: list[str] = page.evaluate(
        "[...document.querySelectorAll('a[href]')].filter(a => a.origin === location.origin)"
        ".map(a => a.pathname + a.search)"
    )
    return inside


def faults_of(page: Page, read_on: ViewportSize) -> Iterator[str]:
    for screen in (DESK, PHONE):
        page.set_viewport_size(screen)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            yield f"{page.url} {screen['width']}: runs off the side"
        if screen == read_on and (result := Axe().run(page, options=ONLY_FAULTS)).violations_count:
            yield f"{page.url} {screen['width']}: {said(result)}"


def said(result: AxeResults) -> str:
    """Each broken rule with the places that break it."""
    rules = result.response["violations"]
    return "；".join(f"{rule['id']}: {[node['html'][:160] for node in rule['nodes']]}" for rule in rules)

"""The frame in a real browser: keyboard, both sizes of screen, no fault of accessibility, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from dispatch.closing import close_period
from dispatch.models import Bulletin, BulletinState
from tests.cast import PASSWORD
from tests.yidaizhen.months import AT, TODAY, filed, listed, october
from units.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
WATCH_BUSY = """button => {
    window.busy = [];
    new MutationObserver(() => busy.push(button.getAttribute("aria-busy")))
        .observe(button, {attributeFilter: ["aria-busy"]});
}"""


@contextmanager
def browser_at(server: LiveServer, size: dict[str, int], complaints: list[str]) -> Iterator[Page]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = chromium.new_page(viewport=size, locale="zh-CN", base_url=server.url)  # type: ignore[arg-type]
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.on("request", lambda asked: complaints.append(asked.url) if not asked.url.startswith(server.url) else None)
        yield page
        chromium.close()


def sign_in(page: Page, username: str) -> None:
    page.goto("/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('今天是')")


def assert_sound(page: Page) -> None:
    """Nothing runs off the side of the screen, and axe has nothing to say."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.fixture
def busy(chen_filer: User, chen_reviewer: User, lin: User, leader: User) -> None:
    """October with a filing in every state; September's report issued for the leader to read."""
    cast = {"filer": chen_filer, "reviewer": chen_reviewer, "office": lin}
    october()
    for project, state in zip(listed(6), ["draft", "reviewing", "submitted", "returned", "accepted"], strict=False):
        filed(project, state, **cast)


@pytest.fixture
def reported(busy: None, lin: User) -> None:
    revision = close_period(period=october(), by=lin, at=AT, waive_all="演示")
    Bulletin.objects.create(
        period=october(), revision=revision, state=BulletinState.ISSUED, problems="无", next_steps="无",
        year=2026, number=1, document_number="渡以工代赈办〔2026〕1号", signer="林", issued_on=TODAY, html="x",
        pdf_sha256="x", created_at=AT, created_by=lin, issued_at=AT, issued_by=lin,
    )  # fmt: skip


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_first_pages_are_sound_at_both_sizes(busy: None, live_server: LiveServer, size: dict[str, int]) -> None:
    complaints: list[str] = []
    with browser_at(live_server, size, complaints) as page:
        page.goto("/login/")
        assert_sound(page)
        for username in ("chen_filer", "lin"):
            sign_in(page, username)
            assert_sound(page)
            page.goto("/password/")
            assert_sound(page)
            page.context.clear_cookies()
    assert complaints == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_leaders_page_is_sound_at_both_sizes(reported: None, live_server: LiveServer, size: dict[str, int]) -> None:
    complaints: list[str] = []
    with browser_at(live_server, size, complaints) as page:
        sign_in(page, "leader")
        assert page.locator("figure.chart svg[role=img]").count() == 3
        assert_sound(page)
    assert complaints == []


def test_the_first_key_leads_past_the_menu_to_the_work(busy: None, live_server: LiveServer) -> None:
    with browser_at(live_server, DESK, []) as page:
        sign_in(page, "chen_filer")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "跳到正文"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "3px"


def test_the_menu_of_a_phone_opens_and_closes_by_key(busy: None, live_server: LiveServer) -> None:
    with browser_at(live_server, PHONE, []) as page:
        sign_in(page, "chen_filer")
        button, menu = page.get_by_role("button", name="菜单"), page.locator("#menu")
        assert not menu.is_visible()
        button.focus()
        page.keyboard.press("Enter")
        assert menu.is_visible()
        assert button.get_attribute("aria-expanded") == "true"
        page.keyboard.press("Escape")
        assert not menu.is_visible()


def test_the_menu_fits_a_small_screen_and_a_group_opens_by_key(busy: None, live_server: LiveServer) -> None:
    with browser_at(live_server, DESK, []) as page:
        sign_in(page, "lin")
        menu = page.locator("#menu")
        assert menu.evaluate("box => box.scrollHeight <= box.clientHeight")
        line = menu.get_by_role("link", name="摸底调查")
        assert line.count() == 0
        menu.get_by_text("用工", exact=True).focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("h1:has-text('摸底调查')")
        assert line.get_attribute("aria-current") == "page"


def test_after_an_act_the_next_key_starts_at_what_was_said(busy: None, live_server: LiveServer) -> None:
    with browser_at(live_server, DESK, []) as page:
        sign_in(page, "lin")
        page.goto("/surveys/new/")
        page.fill("[name=title]", "秋季摸底")
        page.fill("[name=due_on]", "2020-01-01")
        page.get_by_role("button", name="开启摸底").press("Enter")
        page.wait_for_selector(".form-errors")
        assert page.evaluate("document.activeElement.matches('.form-errors')")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")
        page.fill("[name=due_on]", "2099-12-31")
        page.get_by_role("button", name="开启摸底").press("Enter")
        page.wait_for_selector("h1:has-text('秋季摸底')")
        assert page.evaluate("document.activeElement.matches('.notices > .notice')")


def test_an_impatient_second_click_sends_a_form_once(busy: None, live_server: LiveServer) -> None:
    sent: list[str] = []
    with browser_at(live_server, DESK, []) as page:
        page.goto("/login/")
        page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
        page.fill("#id_username", "chen_filer")
        page.fill("#id_password", PASSWORD)
        page.get_by_role("button", name="登录").dblclick()
        page.wait_for_selector("h1:has-text('今天是')")
    assert len(sent) == 1


def test_without_script_the_menu_is_simply_open(busy: None, live_server: LiveServer) -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = chromium.new_page(viewport=PHONE, java_script_enabled=False, base_url=live_server.url)  # type: ignore[arg-type]
        sign_in(page, "chen_filer")
        assert page.locator("#menu").is_visible()
        chromium.close()


def test_a_download_is_busy_until_its_file_has_come(lin: User, live_server: LiveServer) -> None:
    complaints: list[str] = []
    with browser_at(live_server, DESK, complaints) as page:
        sign_in(page, "lin")
        page.goto("/units/")
        button = page.get_by_role("button", name="导出")
        button.evaluate(WATCH_BUSY)
        with page.expect_download():
            button.click()
        expect(page.locator(".is-busy, form[data-sent]")).to_have_count(0, timeout=20_000)
        assert page.evaluate("busy") == ["true", None]
        with page.expect_download():
            button.click()
    assert complaints == []

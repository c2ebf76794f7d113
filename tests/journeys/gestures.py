"""What a person does on any page of this house: press, follow, fill in, answer a question, read a paper."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from playwright.sync_api import Page, expect
from pypdf import PdfReader


def says(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("main")).to_contain_text(text)


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def ready(page: Page, field: str) -> None:
    """Wait for the page of a field and its scripts: before they have come, forms work the plain way."""
    page.locator(field).first.wait_for()
    page.wait_for_load_state("load")


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def fill(page: Page, texts: dict[str, str], **choices: str) -> None:
    for name, label in choices.items():
        page.locator(f"select[name={name}]").select_option(label=label)
    for name, text in texts.items():
        page.locator(f"[name={name}]").fill(text)


def confirm(page: Page, name: str, reason: str = "") -> None:
    """Open the question behind a button, answer it with a reason where one is asked, and go through with it."""
    box = page.get_by_role("main").locator("details").filter(has=page.locator("summary", has_text=name)).first
    box.locator("summary").click()
    if reason:
        box.locator("[name=reason]").fill(reason)
    box.get_by_role("button", name=name).click()


def words_of(paper: Any) -> str:
    """The words of a PDF, without blanks."""
    return re.sub(r"\s", "", "".join(leaf.extract_text() for leaf in PdfReader(paper).pages))


def paper_behind(page: Page, name: str | re.Pattern[str]) -> str:
    """The words of the PDF that a link opens in the browser."""
    address = page.get_by_role("main").get_by_role("link", name=name).first.get_attribute("href")
    answer = page.request.get(f"{address}")
    assert answer.ok, address
    return words_of(BytesIO(answer.body()))


def label_of(page: Page, choices: str, words: str) -> str:
    return page.locator(f"{choices} option", has_text=words).first.inner_text()


def links(page: Page, pattern: str) -> list[str]:
    """Where the page's links lead that look like `pattern`."""
    every = (link.get_attribute("href") or "" for link in page.get_by_role("main").get_by_role("link").all())
    found = list(dict.fromkeys(address for address in every if re.search(pattern, address)))
    assert found, pattern
    return found

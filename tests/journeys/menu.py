"""The menu as a person uses it: a line of a folded group is reached through its title."""

from playwright.sync_api import Page


def from_menu(page: Page, label: str) -> None:
    """Open the page that the menu calls `label`."""
    line = page.locator("li a").filter(has_text=label)
    fold = page.locator("#menu details:not([open])").filter(has=line)
    if fold.count():
        fold.locator("summary").click()
    page.locator("#menu").locator(line).click()

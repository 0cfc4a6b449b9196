"""Opens the page of the tutorial in Chromium, says something on it, and sees it there: `visitor.py URL`."""

import shutil
import sys

from playwright.sync_api import expect, sync_playwright

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


def visit(url: str) -> None:
    """Do what the tutorial tells its reader. Raises where the badge isn't green, or what was said can't be seen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(QUIET))
        page = browser.new_page()
        page.goto(url)
        expect(page.locator("ws-badge")).to_have_attribute("state", "live")
        expect(page.locator("li")).to_have_text(["Eve: is here"])
        page.get_by_label("Say").fill("hello from a page")
        page.keyboard.press("Enter")
        expect(page.locator("li").last).to_have_text("Eve: hello from a page")
        browser.close()


if __name__ == "__main__":
    visit(sys.argv[1])

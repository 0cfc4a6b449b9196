"""The system's Chromium for the tests of this folder: one for each file, and a page that says what went wrong in it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent.parent
IS_CI = bool(os.environ.get("CI"))
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A page that a test makes up comes from nowhere, and may still open a connection to this machine.
    "--disable-features=LocalNetworkAccessChecks",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window. Playwright's event loop ends with the file: other files run loops of their own."""
    chromium = shutil.which("chromium")
    if chromium is None:
        if IS_CI:
            pytest.fail("Chromium isn't installed here: `make setup` installs it")
        pytest.skip("Chromium isn't installed: `make setup` installs it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page of a context of its own; what it throws, or what its policy stops, is a failure."""
    with browser.new_context(viewport={"width": 1200, "height": 900}, reduced_motion="reduce") as context:
        opened = context.new_page()
        opened.set_default_timeout(15_000)
        faults: list[str] = []
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        yield opened
        assert faults == []


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """Says what axe-core finds wrong with a page, or a part of it, as it is now: the rules, and what breaks them."""
    script = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()

    def violations(page: Page, part: str = "html") -> list[str]:
        # Evaluated by the debugger, which no Content-Security-Policy stops.
        page.evaluate(f"{script}; undefined")
        return page.evaluate(
            """async part => (await axe.run(part)).violations.map(
                each => `${each.id}: ${each.help}: ${each.nodes.map(node => node.target.join(" ")).join(", ")}`
            )""",
            part,
        )

    return violations

"""One JupyterLab a worker, one Chromium a file, one kernel at a time."""

import os

import pytest

MISSING = "no Chromium or Chrome at /usr/bin/chromium or on the PATH: install one to run the browser tests"

try:
    import playwright.sync_api  # noqa: F401
    import real_lab
except ImportError as error:
    real_lab, MISSING = None, f"browser tests need the package {error.name}: pip install -e '.[test]'"


@pytest.fixture(scope="session")
def chromium():
    path = real_lab and real_lab.find_chromium()
    if not path:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    return path


@pytest.fixture(scope="session")
def lab(chromium, tmp_path_factory):
    server = real_lab.Lab(tmp_path_factory.mktemp("lab"))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browser(chromium):
    # A file at a time, not a session: while Playwright's sync API is open, asyncio.run() fails in every other test of this worker.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chrome = real_lab.launch(playwright)
        yield chrome
        chrome.close()


@pytest.fixture(scope="module")
def open_book(lab, browser):
    """`open_book(name)` opens a notebook; the one opened before is closed first, so that one kernel runs at a time."""
    opened = []

    def open_(name: str, **options):
        while opened:
            opened.pop().close()
        opened.append(real_lab.Book(lab, browser, name, **options))
        return opened[-1]

    yield open_
    while opened:
        opened.pop().close()

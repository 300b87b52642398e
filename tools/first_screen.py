"""Take README's picture again: the convolution explorer with stride 2 and padding 1, in Chromium at twice the resolution.

python tools/first_screen.py
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "explorers"), str(ROOT / "tests" / "browser")]
from bare_page import bare_page  # noqa: E402
from real_lab import launch  # noqa: E402

from helpers import explorers  # noqa: E402

with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
    page_file = Path(folder) / "page.html"
    page_file.write_text(bare_page(explorers.ConvolutionExplorer(size=6, stride=2, padding=1, row=1, col=1)))
    browser = launch(playwright)
    page = browser.new_page(viewport={"width": 1000, "height": 800}, device_scale_factor=2)
    page.goto(page_file.as_uri())
    page.wait_for_function("window.ready")
    page.wait_for_timeout(200)
    target = ROOT / "docs" / "first_screen.png"
    target.parent.mkdir(exist_ok=True)
    page.locator('[data-role="explorer"]').screenshot(path=target)
    browser.close()
    print("wrote", target.relative_to(ROOT))

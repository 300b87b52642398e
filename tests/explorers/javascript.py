"""Run a function of the page's arithmetic.js or words.js over many cases at once: in node, else in headless Chromium."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ESM = Path(__file__).parents[2] / "helpers" / "explorers" / "esm"
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"


def source() -> str:
    text = "\n".join((ESM / name).read_text(encoding="utf-8") for name in ("arithmetic.js", "words.js"))
    return re.sub(r"^import [^;]*;\n", "", text, flags=re.MULTILINE)


def run(body: str, cases: list, module: str | None = None) -> list:
    """`body` is the body of a function of one case `c`, which may call every function of the two files."""
    text = f"{(module or source()).replace('export ', '')}\nconst one = (c) => {{ {body} }};\n"
    if node := shutil.which("node"):
        program = (
            text
            + 'let s = ""; process.stdin.on("data", (d) => (s += d)).on("end", () => console.log(JSON.stringify(JSON.parse(s).map(one))));'
        )
        done = subprocess.run([node, "-e", program], input=json.dumps(cases), capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if not chromium:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
            "no node and no Chromium with playwright: the page's arithmetic did not run"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        try:
            return browser.new_page().evaluate(f"(cases) => {{ {text} return cases.map(one); }}", cases)
        finally:
            browser.close()

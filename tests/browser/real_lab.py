"""Drive a real JupyterLab in Chromium: a server with its own folders, notebooks opened in pages, kernels asked questions.

Used by the browser tests beside it and by tools/bench_explorers.py and tools/look.py.
"""

import contextlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Playwright, TimeoutError

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",  # containers often have a tiny /dev/shm
]
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}

# Settings a learner would click away once: no news, no update check, no help pop-up, no toasts over the page.
SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
}
PAGE_CONFIG = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}

# What a page may report without failing a test. One pattern a line, and why it is harmless.
ALLOWED: list[tuple[str, str]] = []


def find_chromium() -> str | None:
    """Path of a Chromium or Chrome on this machine: Debian's place first, then the PATH."""
    if Path("/usr/bin/chromium").exists():
        return "/usr/bin/chromium"
    return next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)


class Lab:
    """A JupyterLab server on 127.0.0.1 with a free port, a token and folders of its own, all under `folder`."""

    def __init__(self, folder: Path, settings: dict[str, dict] | None = None):
        self.folder, self.root = folder, folder / "root"
        self.token, self.port = secrets.token_hex(16), free_port()
        places = {name: folder / name for name in ("root", "config", "data", "runtime", "settings", "workspaces", "ipython")}
        for place in places.values():
            place.mkdir(parents=True, exist_ok=True)
        write_json(places["config"] / "labconfig/page_config.json", PAGE_CONFIG)
        for name, content in {**SETTINGS, **(settings or {})}.items():
            write_json(places["settings"] / f"{name}.jupyterlab-settings", content)
        environment = {
            **os.environ,
            "JUPYTER_CONFIG_DIR": str(places["config"]),
            "JUPYTER_DATA_DIR": str(places["data"]),
            "JUPYTER_RUNTIME_DIR": str(places["runtime"]),
            "JUPYTERLAB_SETTINGS_DIR": str(places["settings"]),
            "JUPYTERLAB_WORKSPACES_DIR": str(places["workspaces"]),
            "IPYTHONDIR": str(places["ipython"]),
            "OMP_NUM_THREADS": "1",
        }
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"]
        command += [f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={self.token}"]
        command += [f"--ServerApp.root_dir={self.root}", "--LabApp.expose_app_in_browser=True"]
        self.log = folder / "server.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=self.root, start_new_session=True
            )
        self._wait_until_up()

    def _wait_until_up(self, seconds: float = 180) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url('api/status')}", timeout=2):
                return
            time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"JupyterLab did not start within {seconds:g} s; its log ends:\n{self.log.read_text()[-2000:]}")

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}?token={self.token}"

    def put(self, path: Path) -> str:
        """Copy a notebook into the server's folder and return its name there."""
        shutil.copy(path, self.root / path.name)
        return path.name

    def write(self, name: str, *cells: str) -> str:
        """Make a small notebook of code cells in the server's folder."""
        content = {
            "cells": [
                {"cell_type": "code", "id": f"cell-{i}", "metadata": {}, "source": c, "outputs": [], "execution_count": None}
                for i, c in enumerate(cells)
            ],
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        write_json(self.root / name, content)
        return name

    def stop(self) -> None:
        """End the server and its kernels: they share one process session, and nothing else is in it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Book:
    """One notebook open in one page, with a kernel of its own."""

    def __init__(self, lab: Lab, browser: Browser, name: str, theme: str = "light", size: tuple[int, int] = (1400, 1000), scale: float = 1):
        self.lab, self.name, self.problems, self._theme = lab, name, [], None
        width, height = size
        self.context = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=scale)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.on(
            "console", lambda m: self._note(f"console error: {m.text} ({m.location.get('url', '')})") if m.type == "error" else None
        )
        self.page.on("pageerror", lambda e: self._note(f"page error: {e}"))
        self.page.goto(lab.url(f"lab/tree/{name}") + "&reset")
        self.page.wait_for_function(READY, arg=name, timeout=120_000)
        self.page.evaluate(LISTEN)
        self.theme(theme)

    def _note(self, text: str) -> None:
        if not any(re.search(pattern, text) for pattern, _ in ALLOWED):
            self.problems.append(text)

    def check(self) -> None:
        """Fail on any console error, uncaught page error, widget that did not load, or exception in a kernel's callback."""
        for _ in range(2):  # a widget holds its next message back until the kernel is idle: ask twice, so that nothing is under way
            self.kernel("pass")
            self.page.wait_for_timeout(50)
        problems = self.problems + self.page.evaluate("window.kernelErrors")
        problems += [f"widget error: {text}" for text in self.page.locator(".jupyter-widgets-error-widget").all_inner_texts()]
        assert not problems, f"{self.name} in JupyterLab:\n" + "\n".join(problems)

    def theme(self, name: str) -> None:
        """Switch JupyterLab to the light or the dark theme; nothing to do if it is there already."""
        if self._theme == name:
            return
        self._theme = name
        self.page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', {theme})", THEMES[name])
        self.page.wait_for_function("light => document.body.dataset.jpThemeLight === light", arg="true" if name == "light" else "false")

    def run_all(self, seconds: float = 600) -> None:
        """What a learner does with Run > Run All Cells; returns when the last cell is done. `seconds` only ends what hangs."""
        self.page.evaluate(RUN_ALL)
        self.page.wait_for_function("window.runAllDone", timeout=seconds * 1000)
        self.page.wait_for_function(IDLE)

    def run_cell(self, index: int) -> None:
        self.page.evaluate(RUN_CELL, index)
        self.page.wait_for_function(IDLE)

    def cells(self) -> list[dict]:
        """Every cell as JupyterLab holds it now: id, cell_type, source, outputs, execution_count, metadata."""
        return self.page.evaluate("jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.toJSON())")

    def cell(self, index: int) -> Locator:
        return self.page.locator(f".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell[data-windowed-list-index='{index}']")

    def shown(self, index: int) -> str:
        """The text of a cell's output as a reader sees it; scrolled to, because the browser skips what is far from the window."""
        area = self.cell(index).locator(".jp-OutputArea")
        for _ in range(8):  # what is drawn above may push the cell out of the window again: scroll once more
            area.scroll_into_view_if_needed()
            with contextlib.suppress(TimeoutError):  # the text seen is the text returned: a moment later it may be out of the window
                return self.page.wait_for_function("area => area.innerText.trim()", arg=area.element_handle(), timeout=3_000).json_value()
        return ""

    def set_source(self, index: int, source: str) -> None:
        self.page.evaluate("([i, s]) => jupyterapp.shell.currentWidget.content.widgets[i].model.sharedModel.setSource(s)", [index, source])

    def selection(self) -> list:
        """What JupyterLab thinks is active: the cell's index and the mode. An explorer's keys must leave both alone."""
        return self.page.evaluate("(n => [n.activeCellIndex, n.mode])(jupyterapp.shell.currentWidget.content)")

    def kernel(self, code: str) -> str:
        """Run `code` in the notebook's kernel and return what it printed."""
        answer = self.page.evaluate(ASK_KERNEL, code)
        assert answer["error"] is None, f"the kernel raised on {code!r}: {answer['error']}"
        return answer["text"]

    def value(self, expression: str):
        """The value of a Python expression in the kernel; tensors and tuples come as lists."""
        return json.loads(
            self.kernel(f"import json; print(json.dumps({expression}, default=lambda v: v.tolist() if hasattr(v, 'tolist') else str(v)))")
        )

    def wait_value(self, expression: str, expected, seconds: float = 10) -> None:
        """Wait until the kernel's value is the expected one: a change made in the page reaches it by message."""
        end = time.monotonic() + seconds
        while (value := self.value(expression)) != expected:
            assert time.monotonic() < end, f"{expression} is {value} in the kernel, expected {expected}"
            time.sleep(0.05)

    def axe(self, selector: str) -> list[str]:
        """axe-core's violations inside `selector`, each as one line.

        JupyterLab's <body> is 0 px high and hides its overflow, so axe takes everything for hidden and skips the contrast of all
        text without a word: it gets a height while axe looks. What axe cannot decide (text in SVG) `contrast` measures.
        """
        self.page.locator(selector).first.scroll_into_view_if_needed()
        self.page.evaluate("document.body.style.height = '100vh'")
        found = Axe().run(self.page, context=selector).response["violations"]
        self.page.evaluate("document.body.style.height = ''")
        return [f"{v['id']}: {n['html'][:160]} ({n['failureSummary']})" for v in found for n in v["nodes"]]

    def contrast(self, selector: str, least: float = 4.5) -> list[str]:
        """SVG texts inside `selector` that stand out too little from the shapes under them, each as one line with its ratio."""
        return self.page.evaluate(CONTRAST, [selector, least])

    def close(self) -> None:
        with contextlib.suppress(Exception):  # a page that has crashed has no kernel to end; the server's stop() ends it
            self.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.context.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_json(path: Path, content: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))


READY = """name => {
  const panel = window.jupyterapp?.shell?.currentWidget, session = panel?.sessionContext;
  return panel?.context?.path === name && panel.context.isReady && session.isReady && session.session?.kernel?.status === 'idle';
}"""
IDLE = "jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'"

# An exception in an `observe` callback reaches no cell: it arrives as an error message whose parent is a widget's message.
LISTEN = """() => {
  window.kernelErrors = [];
  jupyterapp.shell.currentWidget.sessionContext.iopubMessage.connect((_, message) => {
    const {header, parent_header, content} = message;
    if (header.msg_type === 'error' && parent_header.msg_type === 'comm_msg')
      window.kernelErrors.push(`exception in a widget's callback: ${content.ename}: ${content.evalue}`);
  });
}"""

# The command settles, and JupyterLab clears every [*], at the first cell that raises, although the cells after it still run.
# A request of our own stands behind them all in the kernel's queue: when it is answered, they are done.
RUN_ALL = """() => {
  window.runAllDone = false;
  jupyterapp.commands.execute('notebook:run-all-cells').catch(() => {}).then(() => {
    const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    return kernel.requestExecute({code: 'pass', silent: true, store_history: false}).done;
  }).finally(() => { window.runAllDone = true; });
}"""

RUN_CELL = """async index => {
  jupyterapp.shell.currentWidget.content.activeCellIndex = index;
  await jupyterapp.commands.execute('notebook:run-cell');
}"""

ASK_KERNEL = """async code => {
  const answer = {text: '', error: null};
  const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const request = kernel.requestExecute({code, store_history: false});
  request.onIOPub = ({header, content}) => {
    if (header.msg_type === 'stream' && content.name === 'stdout') answer.text += content.text;
    if (header.msg_type === 'error') answer.error = `${content.ename}: ${content.evalue}`;
  };
  await request.done;
  return answer;
}"""

# WCAG's contrast of each SVG text: the shapes drawn before it that lie under its middle are laid over the page's colour, then compared.
CONTRAST = """([selector, least]) => {
  const pen = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = (colour, opacity = 1) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255 * opacity];
  };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3]));
  const light = colour => colour.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const opacity = (element, stop) => {
    let value = 1;
    for (let e = element; e && e !== stop; e = e.parentElement) value *= +getComputedStyle(e).opacity;
    return value;
  };
  const paint = (element, svg) => {
    const style = getComputedStyle(element);
    if (style.fill === 'none' || style.fill.startsWith('url')) return null;
    return rgba(style.fill, style.fillOpacity * opacity(element, svg));
  };
  const ground = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const poor = [];
  for (const svg of document.querySelectorAll(`${selector} svg`)) {
    const page = ground(svg), shapes = [];
    for (const element of svg.querySelectorAll('rect, circle, path, polygon, text')) {
      const box = element.getBoundingClientRect(), style = getComputedStyle(element);
      if (element.closest('defs') || style.visibility === 'hidden' || !box.width || !box.height) continue;
      const colour = paint(element, svg);
      if (!colour) continue;
      if (element.tagName !== 'text') { shapes.push([box, colour]); continue; }
      if (!element.textContent.trim()) continue;
      const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
      const under = shapes.filter(([b]) => b.left <= x && x <= b.right && b.top <= y && y <= b.bottom)
        .reduce((below, [, top]) => over(top, below), page);
      const [low, high] = [light(over(colour, under)), light(under)].sort((a, b) => a - b);
      const ratio = (high + 0.05) / (low + 0.05);
      if (ratio < least) poor.push(`"${element.textContent}" has contrast ${ratio.toFixed(2)} (${element.getAttribute('class')})`);
    }
  }
  return poor;
}"""

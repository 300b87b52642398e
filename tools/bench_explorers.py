"""Key to paint of each explorer beside the same numbers drawn with `ipywidgets.interact` and matplotlib, in one run.

    python tools/bench_explorers.py

A real JupyterLab in headless Chromium. Each route gets 20 real key presses on its focused slider, one at a time:
* the clock starts at the time stamp the browser gives the key event (`event.timeStamp`, when the key goes down);
* a MutationObserver on the picture sees the change of the page; a new PNG is decoded first (`img.decode()`): that is the column "change";
* the next `requestAnimationFrame` starts the frame that holds the change; a message posted from it is handled after that frame's style,
  layout and paint, and stops the clock: the column "paint". It contains the wait for the frame, 0 to 17 ms; the bench asks for no other
  frame meanwhile, for a page that is kept busy waits longer than the still page of a reader. What the compositor and the screen add
  is not seen, for either route.
The first row is the least: a widget of one slider and one number, which no picture in this page can beat.
Then a burst, 30 presses, one every 33 ms as when a key is held down: the frames that show a new picture are counted.
Wall times on a shared machine vary a lot: compare the rows of one run, never two runs.
"""

import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests/browser"))
import real_lab

PRESSES, BURST, EVERY = 20, 30, 1 / 30
GOAL_MS, GOAL_RATIO = 25, 10

SETUP = """
%matplotlib inline
import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from ipywidgets import IntSlider, interact
from helpers import explorers

torch.set_num_threads(1)
x = torch.arange(64.0, dtype=torch.float64).reshape(8, 8) % 10
w = torch.tensor([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]], dtype=torch.float64)

def conv(image, **options):
    return F.conv2d(image[None, None], w[None, None], **options)[0, 0]

def grids(title, *arrays, corner=None):
    figure, axes = plt.subplots(1, len(arrays), figsize=(9, 3.2))
    for axis, array in zip(axes, arrays):
        axis.imshow(array, cmap="Blues", vmin=-60, vmax=60)
        axis.axis("off")
        for (row, column), value in np.ndenumerate(array.numpy()):
            axis.text(column, row, f"{value:g}", ha="center", va="center", fontsize=7)
    if corner is not None:
        axes[0].add_patch(plt.Rectangle((corner[1] - 0.5, corner[0] - 0.5), 3, 3, fill=False, edgecolor="C1", linewidth=2))
    figure.suptitle(title)
    plt.show()
"""

LEAST = '''
import anywidget, traitlets

class Least(anywidget.AnyWidget):
    n = traitlets.Int(3).tag(sync=True)
    _esm = """
    export default { render({ model, el }) {
      const root = document.createElement("div"), slider = document.createElement("input"), shown = document.createElement("output");
      root.dataset.role = "explorer";
      Object.assign(slider, { type: "range", min: 0, max: 10, value: model.get("n") });
      slider.oninput = () => { shown.textContent = slider.value; model.set("n", +slider.value); model.save_changes(); };
      root.addEventListener("keydown", event => event.stopPropagation());
      root.append(slider, shown);
      el.append(root);
    } }"""

Least()
'''


@dataclass
class Pair:
    """An explorer and the interact cell that shows the same: what to run, which slider to press keys on."""

    name: str
    explorer: str
    slider: str
    interact: str


PAIRS = [
    Pair(
        "window stepper, output cell",
        "explorers.WindowStepper(x, w)",
        "[data-role=slider-stop]",
        """
def step(cell):
    row, column = divmod(cell, 6)
    window = x[row : row + 3, column : column + 3]
    terms = " + ".join(f"{a:g}·{b:g}" for a, b in zip(window.flatten(), w.flatten()))
    grids(f"{terms} = {(window * w).sum():g}", x, w, window * w, conv(x), corner=(row, column))

interact(step, cell=IntSlider(0, 0, 35));
""",
    ),
    Pair(
        "boundary explorer, width",
        "explorers.BoundaryExplorer(x, w, mode='symmetric', width=1)",
        "[data-role=slider-width]",
        """
def boundary(mode, width):
    padded = torch.from_numpy(np.pad(x.numpy(), width, mode=mode))
    row = torch.from_numpy(np.pad(w.numpy(), ((0, 5), (0, 5))))
    grids(f"padded {tuple(padded.shape)}", padded, conv(padded), w, row)

interact(boundary, mode=["symmetric", "reflect", "wrap", "edge"], width=IntSlider(1, 0, 4));
""",
    ),
    Pair(
        "convolution explorer, padding",
        "explorers.ConvolutionExplorer(x, w, padding=1)",
        "[data-role=slider-padding]",
        """
def convolution(size, kernel, stride, padding, dilation):
    image, part = x[:size, :size], w[:kernel, :kernel]
    out = F.conv2d(image[None, None], part[None, None], stride=stride, padding=padding, dilation=dilation)[0, 0]
    grids(f"output {tuple(out.shape)}", F.pad(image, (padding,) * 4), part, out)

interact(convolution, padding=IntSlider(1, 0, 3), size=IntSlider(8, 1, 8), kernel=IntSlider(3, 1, 3),
         stride=IntSlider(1, 1, 4), dilation=IntSlider(1, 1, 3));
""",
    ),
]

ARM = """([cell, picture]) => {
  const bench = window.bench = {start: null, changed: null, paints: [], changes: [], fresh: 0, frames: 0, shown: null, last: null};
  const source = () => cell.querySelector(picture)?.src ?? null;
  bench.shown = source();
  bench.onKey = event => { bench.start = event.timeStamp; };
  const seen = async () => {
    const image = cell.querySelector(picture);
    if (image?.tagName === 'IMG') {
      if (image.src === bench.shown) return;
      bench.shown = image.src;
      await image.decode();
    } else if (!image) return;
    bench.fresh += 1;
    if (bench.start === null) return;
    const start = bench.start;
    bench.start = null;
    bench.changes.push(performance.now() - start);
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => bench.paints.push(performance.now() - start);
      after.port2.postMessage(null);
    });
  };
  bench.observer = new MutationObserver(seen);
  const watched = source() === null ? cell.querySelector(picture) : cell.querySelector('.jp-OutputArea');
  bench.observer.observe(watched, {subtree: true, childList: true, characterData: true, attributes: true});
  addEventListener('keydown', bench.onKey, true);
  const count = () => {
    if (bench.fresh) {
      bench.fresh = 0;
      const now = bench.shown ?? cell.querySelector(picture).outerHTML;
      if (now !== bench.last) bench.frames += 1;
      bench.last = now;
    }
    bench.timer = requestAnimationFrame(count);
  };
  bench.count = () => {
    bench.fresh = bench.frames = 0;
    count();
  };
}"""
DISARM = "() => { bench.observer.disconnect(); removeEventListener('keydown', bench.onKey, true); cancelAnimationFrame(bench.timer); }"


def measure(book: real_lab.Book, cell: int, slider: str, picture: str) -> dict:
    """20 single presses, then a burst of 30, on the slider of one cell."""
    page, place = book.page, book.cell(cell)
    place.scroll_into_view_if_needed()
    place.locator(picture).first.wait_for()
    place.locator(slider).first.focus()
    keys = ["ArrowRight", "ArrowLeft"]
    for key in keys:  # once each before the clock runs
        page.keyboard.press(key)
        page.wait_for_timeout(800)
    page.evaluate(ARM, [place.element_handle(), picture])
    for i in range(PRESSES):
        page.keyboard.press(keys[i % 2])
        page.wait_for_function("n => bench.paints.length === n", arg=i + 1, timeout=5000, polling=25)  # by default it asks in every frame
        page.wait_for_timeout(40 + 7 * (i % 5))  # not in step with the frames
    page.wait_for_timeout(500)
    paints, changes = page.evaluate("[bench.paints, bench.changes]")
    page.evaluate("bench.count()")
    begin = time.perf_counter()
    for i in range(BURST):
        page.keyboard.press(keys[i % 2])
        time.sleep(max(0.0, begin + (i + 1) * EVERY - time.perf_counter()))
    page.wait_for_timeout(3000)
    frames = page.evaluate("bench.frames")
    page.evaluate(DISARM)
    p95 = statistics.quantiles(paints, n=20, method="inclusive")[-1]
    return {"change": statistics.median(changes), "paint": statistics.median(paints), "p95": p95, "burst": frames}


def show(name: str, row: dict, ratio: str) -> None:
    print(f"{name:34}{row['change']:10.1f}{row['paint']:10.1f}{row['p95']:8.1f}{row['burst']:13}{ratio:>14}".rstrip())


def main() -> None:
    cells = [SETUP, LEAST] + [code for pair in PAIRS for code in (pair.explorer, pair.interact)]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lab, chrome = real_lab.Lab(Path(folder)), real_lab.launch(playwright)
        try:
            book = real_lab.Book(lab, chrome, lab.write("bench.ipynb", *cells))
            book.run_all()
            rows = []
            for i, pair in enumerate(PAIRS):
                ours = measure(book, 2 + 2 * i, pair.slider, "[data-role=explorer]")
                rows.append((pair.name, ours, measure(book, 3 + 2 * i, ".noUi-handle", ".jp-OutputArea-output img")))
            least = measure(book, 1, "input", "[data-role=explorer]")  # last: the page has come to rest
            print(f"{'':34}{'change ms':>10}{'paint ms':>10}{'p95':>8}{'burst of 30':>13}{'times faster':>14}")
            show("one slider, one number", least, "")
            for name, ours, theirs in rows:
                show(name, ours, f"{theirs['paint'] / ours['paint']:.1f}")
                show("  the same with interact", theirs, f"at most {theirs['paint'] / least['paint']:.1f}")
            book.check()
        finally:
            chrome.close()
            lab.stop()
    print(f"\nGoal: median paint at most {GOAL_MS} ms and at least {GOAL_RATIO} times faster than interact.")
    print("At most: how many times faster one slider with one number is; no picture in this page can be faster than that.")


if __name__ == "__main__":
    main()

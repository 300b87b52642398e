"""An explorer as it stands in the page: its controls, its grids of numbers, its texts, found by their data-role."""

import re
import time

import torch
from real_lab import Book

TAB_LIMIT = 60


class Shown:
    def __init__(self, book: Book, kind: str, nth: int = 0):
        self.book, self.page = book, book.page
        self.root = book.page.locator(f"[data-role='explorer'][data-kind='{kind}']").nth(nth)
        self.name = f"{kind}-{nth}"
        self.root.scroll_into_view_if_needed()

    @property
    def selector(self) -> str:
        """A CSS selector of this explorer alone. Marked anew each time: an explorer rebuilds itself when its arrays change."""
        self.root.evaluate("(node, name) => { node.dataset.test = name; }", self.name)
        return f"[data-test='{self.name}']"

    def role(self, name: str):
        return self.root.locator(f"[data-role='{name}']")

    def text(self, name: str) -> str:
        return self.role(name).inner_text()

    def refused(self) -> bool:
        return self.root.get_attribute("data-refused") == "true"

    # ---- numbers ----
    def cells(self, *roles: str) -> dict[tuple[int, int], dict]:
        """Shown cells of these roles by row and column: the exact value, the text a reader sees, the looks."""
        found = self.root.evaluate(
            """(root, roles) => [...root.querySelectorAll('.cnx-cell')]
              .filter(cell => roles.includes(cell.dataset.role) && getComputedStyle(cell).visibility !== 'hidden')
              .map(cell => ({row: +cell.dataset.row, col: +cell.dataset.col, value: +cell.dataset.value,
                             text: cell.querySelector('text').textContent, looks: [...cell.classList].slice(1)}))""",
            list(roles),
        )
        return {(cell["row"], cell["col"]): cell for cell in found}

    def grid(self, *roles: str) -> torch.Tensor:
        """The shown numbers as a matrix; the texts must say the same as the exact values, as far as they are written out."""
        cells = self.cells(*roles)
        rows, cols = sorted({r for r, _ in cells}), sorted({c for _, c in cells})
        assert len(cells) == len(rows) * len(cols), f"{roles} is not a full grid: {sorted(cells)}"
        for place, cell in cells.items():
            written, exact = number(cell["text"]), cell["value"]
            assert abs(written - exact) <= 0.005 * max(1, abs(exact)), f"{roles} at {place} shows {cell['text']} for {exact}"
        return torch.tensor([[cells[r, c]["value"] for c in cols] for r in rows], dtype=torch.float64)

    def looking(self, look: str, *roles: str) -> set[tuple[int, int]]:
        """Rows and columns of the cells of these roles that have this look."""
        return {place for place, cell in self.cells(*roles).items() if look in cell["looks"]}

    def cell(self, role: str, row: int, col: int):
        return self.root.locator(f".cnx-cell[data-role='{role}'][data-row='{row}'][data-col='{col}']")

    def wait_cell(self, role: str, row: int, col: int, look: str) -> None:
        self.root.locator(f".cnx-cell.{look}[data-role='{role}'][data-row='{row}'][data-col='{col}']").wait_for()

    def wait_text(self, role: str, expected: str) -> None:
        self.role(role).filter(has_text=re.compile(f"^{re.escape(expected)}$")).wait_for()

    def wait_grid(self, role: str, expected: torch.Tensor, seconds: float = 5) -> None:
        """Wait until the page shows these numbers: what Python sets comes by message."""
        end = time.monotonic() + seconds
        while not torch.equal(shown := self.grid(role), expected):
            assert time.monotonic() < end, f"{role} shows {shown}, expected {expected}"
            self.page.wait_for_timeout(20)

    def accessibility(self) -> list[str]:
        selector = self.selector
        return self.book.axe(selector) + self.book.contrast(selector)

    # ---- hands ----
    def drag(self, name: str, value: int) -> None:
        """Take a slider's thumb with the mouse and let it go at `value`."""
        slider = self.role(f"slider-{name}")
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        low, high, now = (float(slider.evaluate(f"s => s.{key}")) for key in ("min", "max", "value"))
        at = lambda v: box["x"] + 8 + (box["width"] - 16) * (v - low) / (high - low)  # noqa: E731 a thumb is 16 px wide
        middle = box["y"] + box["height"] / 2
        self.page.mouse.move(at(now), middle)
        self.page.mouse.down()
        self.page.mouse.move(at(value), middle, steps=4)
        self.page.mouse.up()
        self.page.mouse.move(box["x"], box["y"] - 4)
        assert int(slider.input_value()) == value

    def keys(self, name: str, *keys: str) -> None:
        """Press keys on a focused control; JupyterLab's selection, its scroll and the focus must not move."""
        control = self.role(name)
        control.focus()
        before = self.book.selection()
        for key in keys:
            self.page.keyboard.press(key)
        assert self.book.selection() == before, f"{keys} on {name} moved JupyterLab's selection"
        assert control.evaluate("node => node === document.activeElement"), f"{keys} took the focus from {name}"

    def burst(self, control: str, value: str, presses: int = 30) -> list[str]:
        """Press right and left in turn, fast; return each text that the value beside the control went through."""
        self.role(control).focus()
        self.root.evaluate(
            """(root, role) => {
              const node = root.querySelector(`[data-role='${role}']`);
              window.texts = [];
              window.watch = new MutationObserver(() => texts.push(node.textContent));
              watch.observe(node, {subtree: true, childList: true, characterData: true});
            }""",
            value,
        )
        for i in range(presses):
            self.page.keyboard.press(["ArrowRight", "ArrowLeft"][i % 2])
            self.page.wait_for_timeout(25)  # about as fast as a held key repeats; the kernel's answers come in between
        self.page.wait_for_timeout(500)
        return self.page.evaluate("watch.disconnect(), texts")

    def tab_stops(self) -> list[str]:
        """The data-role of every place that Tab reaches inside the explorer, in order."""
        self.root.evaluate("root => [...root.querySelectorAll('input, button, select, [tabindex]')].find(n => !n.disabled).focus()")
        inside = "root => root.contains(document.activeElement) ? document.activeElement.dataset.role ?? '' : null"
        stops = []
        while (role := self.root.evaluate(inside)) is not None and len(stops) < TAB_LIMIT:
            stops.append(role)
            self.page.keyboard.press("Tab")
        return stops


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def adds_up(worked_sum: str) -> float:
    """Do the sum that an explorer wrote out and return what it says it comes to; the two must agree."""
    terms, sign, result = re.fullmatch(r"[^=≈]*? = (.*) ([=≈]) (\S+)", worked_sum.strip()).groups()
    python = re.sub(r"\s*\(bias\)", "", terms).replace("·", "*").replace("−", "-")
    assert re.fullmatch(r"[-+*().\d\s]+", python), terms
    total = eval(python)
    assert abs(total - number(result)) <= (1e-9 if sign == "=" else 1e-2) * max(1, abs(total)), f"{worked_sum}: the terms come to {total}"
    return number(result)

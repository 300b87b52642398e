"""Screenshots of a notebook as JupyterLab shows it, light and dark, for a person to look at.

    python tools/look.py notebooks/solutions/01_convolution_by_hand.ipynb build/look
    python tools/look.py NOTEBOOK FOLDER --all           the text and the code as well
    python tools/look.py NOTEBOOK FOLDER --cell ex-slide --cell 12 --scale 2

Runs every cell in a real JupyterLab, then writes one PNG an output (`07_check-slide_dark.png`), taken at 100 % zoom.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests/browser"))
import real_lab


def look(notebook: Path, folder: Path, themes: list[str], wanted: list[str], everything: bool, scale: float, width: int) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        lab, chrome = real_lab.Lab(Path(place)), real_lab.launch(playwright)
        try:
            # A tall window: an output taller than the window would be cut off.
            book = real_lab.Book(lab, chrome, lab.put(notebook), size=(width, 2400), scale=scale)
            book.run_all(300)
            for theme in themes:
                book.theme(theme)
                for index, cell in enumerate(book.cells()):
                    if wanted and str(index) not in wanted and cell["id"] not in wanted:
                        continue
                    if not everything and not wanted and not cell.get("outputs"):
                        continue
                    whole = everything or wanted or cell["cell_type"] == "markdown"
                    shown = book.cell(index) if whole else book.cell(index).locator(".jp-Cell-outputWrapper")
                    shown.scroll_into_view_if_needed()
                    book.page.wait_for_timeout(150)  # an image and a widget paint a little after they enter the window
                    taken.append(folder / f"{index:02d}_{cell['id']}_{theme}.png")
                    shown.screenshot(path=taken[-1], animations="disabled")
            try:
                book.check()
            except AssertionError as problem:
                print(problem, file=sys.stderr)
        finally:
            chrome.close()
            lab.stop()
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebook", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true", help="markdown and code cells too, not the outputs alone")
    parser.add_argument("--cell", action="append", default=[], help="only this cell (its number or its id); may be repeated")
    parser.add_argument("--theme", action="append", choices=list(real_lab.THEMES), help="one theme only")
    parser.add_argument("--scale", type=float, default=1, help="pixels of the picture for one of the page")
    parser.add_argument("--width", type=int, default=1400, help="width of the window")
    a = parser.parse_args()
    if not a.notebook.is_file():
        parser.error(f"no notebook {a.notebook}")
    for path in look(a.notebook, a.folder, a.theme or list(real_lab.THEMES), a.cell, a.all, a.scale, a.width):
        print(path)


if __name__ == "__main__":
    main()

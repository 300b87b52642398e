"""The guards of these tests, seen failing: each fault a page can have is found by `Book.check` or by `Book.selection`."""

import pytest

pytestmark = pytest.mark.browser

# A widget with two sliders: `safe` keeps its keys to itself, `leaky` lets them through to JupyterLab.
WIDGET = '''
import anywidget, traitlets
from IPython.display import Markdown, display

class Sliders(anywidget.AnyWidget):
    n = traitlets.Int(3).tag(sync=True)
    _esm = """
    export default { render({ model, el }) {
      for (const name of ["safe", "leaky"]) {
        const root = document.createElement("div"), slider = document.createElement("input");
        Object.assign(slider, { type: "range", min: 0, max: 10, value: model.get("n") });
        slider.dataset.role = name;
        slider.oninput = () => { model.set("n", +slider.value); model.save_changes(); };
        model.on("change:n", () => { slider.value = model.get("n"); });
        if (name === "safe") root.addEventListener("keydown", event => event.stopPropagation());
        root.append(slider);
        el.append(root);
      }
    } }"""

w = Sliders()
display(Markdown("# One"))
w
'''


@pytest.fixture(scope="module")
def book(lab, open_book):
    book = open_book(lab.write("guards.ipynb", WIDGET, "display(Markdown('# Two'))"))
    book.run_all()
    return book


def test_changes_travel_both_ways_and_a_good_page_passes(book):
    slider = book.page.locator("[data-role=safe]")
    slider.focus()
    slider.press("ArrowRight")
    book.wait_value("w.n", 4)
    book.kernel("w.n = 9")
    book.page.wait_for_function("document.querySelector('[data-role=safe]').value === '9'")
    book.check()

    # The same notebook, faults added one at a time.
    book.kernel("w.observe(lambda change: 1 / (change.new - 8), 'n')")
    slider.press("ArrowLeft")
    with pytest.raises(AssertionError, match="callback: ZeroDivisionError"):
        book.check()
    book.page.evaluate("window.kernelErrors = []")

    book.page.evaluate("console.error('a message for developers')")
    with pytest.raises(AssertionError, match="console error: a message for developers"):
        book.check()
    book.problems.clear()

    book.page.evaluate("setTimeout(() => { throw new Error('thrown later') })")
    with pytest.raises(AssertionError, match="page error: thrown later"):
        book.check()
    book.problems.clear()

    book.page.evaluate("fetch('/api/contents/no-such-file')")
    with pytest.raises(AssertionError, match="404"):
        book.check()


def test_arrow_keys_of_an_unprotected_slider_move_the_notebook(book):
    for role, moved in [("safe", False), ("leaky", True)]:
        book.page.locator(f"[data-role={role}]").click()
        before = book.selection()
        for _ in range(2):
            book.page.keyboard.press("ArrowUp")
            book.page.keyboard.press("ArrowDown")
        book.page.keyboard.press("ArrowDown")
        assert (book.selection() != before) is moved, role


def test_axe_and_contrast_find_a_slider_without_a_name_and_pale_texts(book):
    assert any(line.startswith("label:") for line in book.axe("[data-role=safe]"))
    book.page.evaluate("""() => {
      const root = document.querySelector('[data-role=safe]').parentElement;
      root.id = 'axe-here';
      for (const input of root.querySelectorAll('input')) input.setAttribute('aria-label', 'number');
    }""")
    assert book.axe("#axe-here") == []

    add = "html => document.querySelector('#axe-here').insertAdjacentHTML('beforeend', html)"
    book.page.evaluate(add, "<span style='color: #ccc; background: #fff'>pale</span>")
    assert any(line.startswith("color-contrast:") for line in book.axe("#axe-here"))

    text = "<svg><rect width='90' height='20' fill='#0072b2' opacity='{}'/><text x='9' y='14' fill='#fff'>cell</text></svg>"
    book.page.evaluate(add, text.format(1))
    assert book.contrast("#axe-here") == []
    book.page.evaluate(add, text.format(0.3))
    assert len(book.contrast("#axe-here")) == 1

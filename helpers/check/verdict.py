"""How an answer looks: one short block, as HTML in a notebook, as plain text, and with bold and underline in a terminal."""

import contextlib
import html
import sys
import textwrap
from dataclasses import dataclass, field

from helpers.check.grids import END, MARK
from helpers.check.markup import as_html, as_text

BOLD, BOLD_UNDERLINE, RESET = "\x1b[1m", "\x1b[1;4m", "\x1b[0m"
SIGN = {"wrong": "✗", "not started": "○", "unfinished": "○", "right": "✓"}
EDGE = {"wrong": "#d55e00", "not started": "#0072b2", "unfinished": "#0072b2", "right": "#009e73"}  # Okabe and Ito's colours
# A check that is not right raises, and JupyterLab paints what was raised red, a blank exercise too. The block above it says it all.
QUIET = (
    "<style>.jp-OutputArea-child:has(.check-verdict) + .jp-OutputArea-child:has("
    '[data-mime-type="application/vnd.jupyter.stderr"], [data-mime-type="application/vnd.jupyter.error"]) { display: none }</style>'
)


@dataclass
class Verdict:
    """state: not started, unfinished (right so far, some values still open), wrong or right.

    `mistake` is the name of the known mistake, `hint` its text.
    """

    state: str
    number: str
    title: str
    heading: str = ""  # what stands after the title
    grids: list[str] = field(default_factory=list)
    problem: list[str] = field(default_factory=list)
    hint: str = ""
    mistake: str = ""
    sure: bool = True

    def __repr__(self) -> str:
        return "\n".join(text.replace(MARK, "").replace(END, "") for _, text in self._lines())

    @property
    def name(self) -> str:
        return f"{SIGN[self.state]} {self.number} {self.title}"

    @property
    def hint_word(self) -> str:
        return "Hint" if self.sure else "Perhaps"

    @property
    def ansi(self) -> str:
        """The block for a terminal: the title bold, wrong numbers bold and underlined."""
        lines = []
        for role, text in self._lines():
            if role == "head":
                text = f"{BOLD}{self.name}{RESET}{text[len(self.name) :]}"
            elif role == "hint":
                word, _, rest = text.partition(":")
                text = f"{BOLD}{word}:{RESET}{rest}"
            lines.append(text.replace(MARK, BOLD_UNDERLINE).replace(END, RESET))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        parts = [f"<div><strong>{html.escape(self.name)}</strong> — {as_html(self.heading)}</div>"]
        if self.grids:
            numbers = html.escape(textwrap.dedent("\n".join(self.grids))).replace(MARK, "<strong><u>").replace(END, "</u></strong>")
            parts.append(f'<pre tabindex="0" style="margin: 6px 0; overflow-x: auto; white-space: pre">{numbers}</pre>')
        parts += [f"<div>{as_html(text)}</div>" for text in self.problem]
        if self.hint:
            parts.append(f'<div style="margin-top: 4px"><strong>{self.hint_word}:</strong> {as_html(self.hint)}</div>')
        return (
            f'<div class="check-verdict" style="border-left: 4px solid {EDGE[self.state]}; padding: 4px 12px; margin: 4px 0">'
            f"{''.join(parts)}</div>{'' if self.state == 'right' else QUIET}"
        )

    def _lines(self) -> list[tuple[str, str]]:
        lines = [("head", f"{self.name} — {as_text(self.heading)}")]
        lines += [("grid", text) for text in self.grids]
        for text in self.problem:
            lines += [("problem", line) for line in _wrapped(text)]
        if self.hint:
            lines += [("hint" if i == 0 else "problem", line) for i, line in enumerate(_wrapped(f"{self.hint_word}: {self.hint}"))]
        return lines


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(as_text(text), 96, initial_indent="  ", subsequent_indent="    ")


class CheckFailed(Exception):
    """Raised by a check unless the answer is right, so that a grader sees it; in a notebook it shows its block and no traceback."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(repr(verdict))
        self.verdict, self.shown = verdict, False

    def _render_traceback_(self) -> list[str]:
        """In a notebook the block is displayed, and one line stands for the error; elsewhere the block is the error's text."""
        with contextlib.suppress(Exception):
            if hasattr(sys.modules["IPython"].get_ipython(), "kernel"):
                if not self.shown:  # IPython asks twice: for the page, and for its history
                    sys.modules["IPython.display"].display(self.verdict)
                self.shown = True
                return [f"{self.verdict.name}: {'not right yet' if self.verdict.state == 'wrong' else 'not done yet'}"]
        return [self.verdict.ansi]

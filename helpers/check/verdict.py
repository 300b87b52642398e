"""How an answer looks: one short block, as plain text, with bold and underline for an error output, and as HTML."""

import html
import textwrap
from dataclasses import dataclass, field

from helpers.check.grids import END, MARK

# No colours: an error output has a pink ground in the light theme and a dark red one in the dark, and no colour reads on both.
BOLD, BOLD_UNDERLINE, RESET = "\x1b[1m", "\x1b[1;4m", "\x1b[0m"
SIGN = {"wrong": "✗", "not started": "○", "unfinished": "○", "right": "✓"}
EDGE = {"wrong": "#d55e00", "not started": "#0072b2", "unfinished": "#0072b2", "right": "#009e73"}  # Okabe and Ito's colours


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
    def ansi(self) -> str:
        """The block for an error output: the title bold, wrong numbers bold and underlined."""
        lines = []
        for role, text in self._lines():
            if role == "head":
                name = f"{SIGN[self.state]} {self.number} {self.title}"
                text = f"{BOLD}{name}{RESET}{text[len(name) :]}"
            elif role == "hint":
                word, _, rest = text.partition(":")
                text = f"{BOLD}{word}:{RESET}{rest}"
            lines.append(text.replace(MARK, BOLD_UNDERLINE).replace(END, RESET))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        head, *rest = [text for _, text in self._lines()]
        name = f"{SIGN[self.state]} {self.number} {self.title}"
        more = "".join(f"<div>{html.escape(text.strip())}</div>" for text in rest)
        return (
            f'<div style="border-left: 4px solid {EDGE[self.state]}; padding: 4px 12px; margin: 4px 0">'
            f"<div><strong>{html.escape(name)}</strong>{html.escape(head[len(name) :])}</div>{more}</div>"
        )

    def _lines(self) -> list[tuple[str, str]]:
        lines = [("head", f"{SIGN[self.state]} {self.number} {self.title} — {self.heading}")]
        lines += [("grid", text) for text in self.grids]
        for text in self.problem:
            lines += [("problem", line) for line in textwrap.wrap(text, 96, initial_indent="  ", subsequent_indent="    ")]
        if self.hint:
            wrapped = textwrap.wrap(f"{'Hint' if self.sure else 'Perhaps'}: {self.hint}", 96, initial_indent="  ", subsequent_indent="    ")
            lines += [("hint" if i == 0 else "problem", line) for i, line in enumerate(wrapped)]
        return lines


class CheckFailed(Exception):
    """Raised by a check unless the answer is right, so that a grader sees it; in a notebook it shows its block and no traceback."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(repr(verdict))
        self.verdict = verdict

    def _render_traceback_(self) -> list[str]:
        return [self.verdict.ansi]

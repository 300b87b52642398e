"""The static picture of an explorer: one SVG text with its own colours, for viewers that run no JavaScript."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from helpers.explorers.words import short

CELL, FONT, GAP = 28, 13, 36
FILL = {
    "input": "#d9ecf7",
    "ring": "#ececec",
    "window": "#fbdca0",
    "weight": "#e6e0f3",
    "output": "#dff0e8",
    "chosen": "#fbdca0",
    "unread": "#ffffff",
}
LINE = {
    "input": "#7fb3d3",
    "ring": "#8a8a8a",
    "window": "#b35900",
    "weight": "#8e7cc3",
    "output": "#4f9d7c",
    "chosen": "#b35900",
    "unread": "#8a8a8a",
}


class Panel(NamedTuple):
    """A grid of numbers with its title; `looks` names the look of each cell: input, ring, window, weight, output, chosen, unread."""

    title: str
    values: Sequence[Sequence[float]]
    looks: Sequence[Sequence[str]]


def static_svg(panels: Sequence[Panel], lines: Sequence[str], sentence: str) -> str:
    """Panels side by side, lines of text below, on a white card that reads in a dark theme too."""
    texts = [[[short(v) for v in row] for row in p.values] for p in panels]
    longest = max(len(t) for panel in texts for row in panel for t in row)
    cell = max(CELL, round(7.4 * longest) + 6)
    parts, x, height = [], 16, 0
    for panel, shown in zip(panels, texts, strict=True):
        parts.append(f'<text x="{x}" y="28" font-weight="bold">{escape(panel.title)}</text>')
        for r, row in enumerate(shown):
            for c, text in enumerate(row):
                look = panel.looks[r][c]
                left, top = x + c * cell, 40 + r * CELL
                dash = ' stroke-dasharray="3 2"' if look == "ring" else ""
                parts.append(
                    f'<rect x="{left + 1}" y="{top + 1}" width="{cell - 2}" height="{CELL - 2}" rx="3" fill="{FILL[look]}" '
                    f'stroke="{LINE[look]}" stroke-width="{2 if look in ("window", "chosen") else 1}"{dash}/>'
                )
                if look == "unread":
                    parts.append(
                        f'<path d="M{left + 3} {top + CELL - 3}L{left + cell - 3} {top + 3}M{left + 3} {top + CELL // 2}'
                        f'L{left + cell // 2} {top + 3}" stroke="#8a8a8a"/>'
                    )
                parts.append(f'<text x="{left + cell // 2}" y="{top + CELL // 2 + 5}" text-anchor="middle">{text}</text>')
        x += max(len(shown[0]) * cell, round(7.4 * len(panel.title))) + GAP
        height = max(height, len(shown))
    wrapped = [piece for line in lines for piece in _wrap(line, max(96, (x - 30) // 8))]
    top = 40 + height * CELL
    parts += [f'<text x="16" y="{top + 26 + 20 * i}">{escape(line)}</text>' for i, line in enumerate(wrapped)]
    width = max(x - GAP + 16, max((round(7.8 * len(line)) for line in wrapped), default=0) + 32)
    full = top + 20 + 20 * len(wrapped) + 6
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{full}" viewBox="0 0 {width} {full}" role="img" '
        f'font-family="Arial, Liberation Sans, sans-serif" font-size="{FONT}" fill="#1a1a1a" aria-label="{escape(sentence, quote=True)}">'
        f'<rect width="{width}" height="{full}" rx="6" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def _wrap(line: str, width: int) -> list[str]:
    pieces, rest = [], line
    while len(rest) > width:
        cut = rest.rfind(" ", 0, width)
        cut = cut if cut > 0 else width
        pieces.append(rest[:cut])
        rest = "    " + rest[cut:].lstrip()
    return [*pieces, rest]

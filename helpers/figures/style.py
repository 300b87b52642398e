"""One look for every static figure: sizes in CSS pixels, one font, colours that colour-blind readers can tell apart.

Colours: Okabe & Ito, Color Universal Design (2008).
"""

import io

import matplotlib
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

BLACK, GREY, LIGHT = "#1a1a1a", "#6b6b6b", "#d9d9d9"
BLUE, ORANGE, GREEN, RED = "#0072b2", "#e69f00", "#009e73", "#d55e00"
SKY, YELLOW, PINK = "#56b4e9", "#f0e442", "#cc79a7"
SERIES = (BLUE, RED, GREEN, PINK, ORANGE, SKY)
MARK_FILLS = ("#fbe3a6", "#cfe8f9", "#c9ecdf", "#f5dcea")  # pale orange, sky, green, pink: black text reads on all of them
MARK_EDGES = (RED, BLUE, GREEN, PINK)

WIDTH = 720  # CSS pixels: fits JupyterLab's output area on a small laptop
TEXT, SMALL = 13, 11.5  # CSS pixels
SCALE = 2  # PNG pixels for each CSS pixel

# Below zero orange, zero white, above zero blue.
DIVERGING = LinearSegmentedColormap.from_list("orange-white-blue", ["#b35806", "#f7b267", "#ffffff", "#7fb8dd", "#08519c"])


def pt(pixels: float) -> float:
    """Matplotlib's points from CSS pixels: 96 pixels an inch, 72 points an inch.

    >>> pt(12)
    9.0
    """
    return pixels * 72 / 96


RC = {
    "font.family": "DejaVu Sans",
    "font.size": pt(TEXT),
    "axes.titlesize": pt(TEXT),
    "axes.labelsize": pt(SMALL),
    "xtick.labelsize": pt(SMALL),
    "ytick.labelsize": pt(SMALL),
    "legend.fontsize": pt(SMALL),
    "text.color": BLACK,
    "axes.edgecolor": GREY,
    "axes.labelcolor": BLACK,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": BLACK,
    "ytick.labelcolor": BLACK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.6,
}


def new_figure(width: float, height: float) -> Figure:
    """A white figure of that many CSS pixels, outside pyplot, so nothing stays open."""
    return Figure(figsize=(width / 96, height / 96), dpi=96 * SCALE, facecolor="white")


def styled(draw):
    """Run a drawing function under the house settings, whatever the notebook has set."""

    def wrapper(*args, **kwargs):
        with matplotlib.rc_context(RC):
            return draw(*args, **kwargs)

    wrapper.__name__, wrapper.__doc__, wrapper.__wrapped__ = draw.__name__, draw.__doc__, draw
    return wrapper


def to_png(figure: Figure) -> bytes:
    """PNG bytes without version or date: the same figure gives the same bytes."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=96 * SCALE, facecolor="white", metadata={"Software": None})
    return buffer.getvalue()


def number(value: float) -> str:
    """How a value is written in a cell: integers bare, others with two digits after the point.

    >>> number(-4.0), number(0.25), number(1 / 3), number(1234.5)
    ('−4', '0.25', '0.33', '1234')
    """
    value = float(value)
    text = f"{value:.0f}" if value == round(value) or abs(value) >= 1000 else f"{value:.2f}"
    return text.replace("-0.00", "0.00").replace("-", "−") if text != "-0" else "0"

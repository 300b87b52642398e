"""NormalizationExplorer: which cells of a small N×C×H×W tensor share a mean, and batch norm's running statistics batch by batch."""

import re
from collections.abc import Sequence
from html import escape

import torch
from torch import Tensor

from helpers.explorers import normalization_torch as layers
from helpers.explorers import normalization_words as say
from helpers.explorers.normalization_state import SETTINGS, NormalizationState
from helpers.explorers.normalization_traits import Place
from helpers.explorers.static import FILL, LINE
from helpers.explorers.traits import ESM, SettingError, module_text
from helpers.explorers.words import short

PARTS = ("normalization_arithmetic.js", "normalization_words.js", "normalization_picture.js", "normalization_panel.js")


def _module_text() -> str:
    """Its ES module with the shared ones, without comments: the text is stored once for each widget."""
    text = module_text(*PARTS, "normalization.js")
    return re.sub(r"^ *//.*\n", "", text, flags=re.M)


class NormalizationExplorer(NormalizationState):
    """Normalise a small tensor and see which cells share a mean; let batches go through and watch the running statistics.

    `norm` is "batch", "layer" (over channels and space), "layer_channels" (over channels only), "instance", "group" or "rms" (over
    channels and space). There is no gain and no shift. `batches` is a sequence of batches of one shape, or how many there are: those
    after `x` are drawn with the mean and the spread of its channels from `seed`. In training mode each batch that is shown has gone
    through once: `running_mean` of a new explorer counts batch 0, as that of torch's layer does after its first call.
    `shared(cell)` is True where a cell shares its statistics with `cell`.

    >>> explorer = NormalizationExplorer()
    >>> explorer.output.shape, int(explorer.shared((0, 0, 0, 0)).sum())
    (torch.Size([3, 4, 2, 3]), 18)
    >>> explorer.running_mean[1], explorer.running_var[1]
    (tensor(0.6000), tensor(1.1471))
    >>> explorer.set(norm="group", groups=4)
    >>> print(explorer.torch_line)
    nn.GroupNorm(4, 4)(x)
    """

    _css = (ESM / "explorers.css").read_text(encoding="utf-8") + (ESM / "normalization.css").read_text(encoding="utf-8")
    _esm = _module_text()

    # ---- what it computes ----
    def _running(self, exactly: bool = False) -> layers.Running:
        return layers.running_statistics(self._tensors.double() if exactly else self._tensors, self.seen, self.momentum)

    @property
    def output(self) -> Tensor:
        """`input` normalised by torch's layer."""
        if why := self.refusal:
            raise SettingError(why)
        return layers.torch_output(self.input, self._settings(), self._running())

    @property
    def page_output(self) -> Tensor | None:
        """The numbers that the page shows for this very state; None when no page has shown it yet."""
        now = {name: getattr(self, name) for name in SETTINGS} | {"seen": self.seen, "revision": self._revision}
        if self._page.get("of") != now:
            return None
        return torch.tensor(self._page["output"], dtype=self._tensors.dtype)

    @property
    def running_mean(self) -> Tensor | None:
        """Batch norm's running mean of each channel; None for a norm that keeps none."""
        return self._running().mean if self.norm == "batch" else None

    @property
    def running_var(self) -> Tensor | None:
        """Batch norm's running variance of each channel (unbiased, as torch keeps it); None for a norm that keeps none."""
        return self._running().var if self.norm == "batch" else None

    def shared(self, cell: Sequence[int] | None = None) -> Tensor:
        """True where a cell of `input` shares the statistics of `cell`, without one of the chosen cell."""
        if why := self.refusal:
            raise SettingError(why)
        cell = Place.validate(type(self).cell, self, self.cell if cell is None else cell)
        if self._inside(cell) != cell:
            raise SettingError(f"cell {cell} lies outside the input of shape {tuple(self.input.shape)}")
        return layers.shared_mask(self.input.shape, self.norm, self.groups, cell)

    @property
    def torch_line(self) -> str:
        """The line of PyTorch that computes `output` from the shown batch."""
        return layers.norm_line(self.input.shape, self._settings(), self._tensors.shape[1:], self.name)

    # ---- what it shows without a page ----
    def _lines(self) -> list[str]:
        settings, running, cell = self._settings(), self._running(exactly=True), self._inside(self.cell)
        words = say.sharing_words(self.input.shape, settings, cell)
        return [words, *say.worked_lines(self.input, settings, running, cell), *say.running_lines(settings, running, cell[1])]

    def _head(self) -> str:
        shape = "×".join(map(str, self.input.shape))
        groups = f" of {self.groups} groups" if self.norm == "group" else ""
        mode = "train" if self.training else "eval"
        settings = f"{mode}, eps {self.eps!r}, momentum {self.momentum!r}, batch {self.batch}"
        return f"{self.norm} norm{groups}, {settings}, input {shape} → output {shape}"

    def _said(self) -> list[str]:
        return [self._head(), *self._lines(), self.torch_line]

    def _svg(self) -> str:
        return _static(self)


def _static(explorer: NormalizationExplorer) -> str:
    """Input above output on a white card, the cells that share coloured; lines of text below."""
    x, output, cell = explorer.input.tolist(), explorer.output.tolist(), explorer._inside(explorer.cell)
    shared = explorer.shared(cell)
    examples, channels, height, width = shared.shape
    w, h, gap = 40, 26, 8
    parts, top = [], 0
    for title, values in (("input", x), (f"output, {explorer.norm} norm", output)):
        parts.append(f'<text x="16" y="{top + 26}" font-weight="bold">{escape(title)}</text>')
        for place in torch.cartesian_prod(*map(torch.arange, shared.shape)).tolist():
            n, c, r, q = place
            text = short(values[n][c][r][q])
            look = "chosen" if place == list(cell) else "ring" if not shared[n, c, r, q] else "window"
            left, up = 16 + c * (width * w + gap) + q * w, top + 36 + n * (height * h + gap) + r * h
            fill = "#ffffff" if look == "ring" else FILL[look]
            parts.append(
                f'<rect x="{left + 1}" y="{up + 1}" width="{w - 2}" height="{h - 2}" rx="3" fill="{fill}" stroke="{LINE[look]}" '
                f'stroke-width="{2 if look == "chosen" else 1}"/>'
                f'<text x="{left + w // 2}" y="{up + 18}" text-anchor="middle">{text}</text>'
            )
        top += 36 + examples * (height * h + gap)
    lines = [*explorer._lines(), explorer.torch_line]
    parts += [f'<text x="16" y="{top + 26 + 20 * i}">{escape(line)}</text>' for i, line in enumerate(lines)]
    wide = max(32 + channels * (width * w + gap), 32 + round(7.2 * max(map(len, lines))))
    full = top + 26 + 20 * len(lines)
    sentence = escape(repr(explorer).replace("\n", ". "), quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{full}" viewBox="0 0 {wide} {full}" role="img" '
        f'font-family="Arial, Liberation Sans, sans-serif" font-size="13" fill="#1a1a1a" aria-label="{sentence}">'
        f'<rect width="{wide}" height="{full}" rx="6" fill="#ffffff"/>{"".join(parts)}</svg>'
    )

"""OverlayExplorer: a picture with the region above a threshold coloured over it, and how well that region fits the truth."""

import base64
from typing import Any

import torch
import torch.nn.functional as F
import traitlets as t
from torch import Tensor

from helpers.analysis.regions import connected_regions
from helpers.analysis.segmentation import iou, precision_recall
from helpers.explorers.field_picture import VERMILION, grey, png, static_svg
from helpers.explorers.page_widget import PageWidget
from helpers.explorers.traits import Real, SettingError, Whole, module_text

LARGEST = 128  # pixels along one side
BLUE = "#0072b2"


class OverlayExplorer(PageWidget):
    """Colour the pixels of `image` whose `probability` is at or above `threshold`; with a `truth`, compare the two masks.

    All three are h × w, tensors or arrays, up to 128 pixels a side; a leading axis of 1 is dropped. Probabilities are kept in float32.
    `opacity` is that of the colour, `outline` draws the truth's border, `row` and `col` are the pixel whose value is told. The arrays stay
    as given: for others make another explorer.

    >>> probability = torch.tensor([[0.9, 0.6, 0.1], [0.2, 0.1, 0.7]])
    >>> explorer = OverlayExplorer(torch.zeros(2, 3), probability, truth=[[1, 0, 0], [0, 0, 1]])
    >>> explorer.mask.int().tolist(), explorer.regions
    ([[1, 1, 0], [0, 0, 1]], 2)
    >>> round(explorer.iou, 3), round(explorer.precision, 3), explorer.recall
    (0.667, 0.667, 1.0)
    >>> explorer.threshold = 0.65
    >>> explorer.iou
    1.0

    Raises ValueError if the shapes differ or a value is no probability.
    """

    _esm = module_text("overlay_arithmetic.js", "overlay.js")
    _settings_of = ("threshold", "opacity", "outline", "row", "col")

    threshold = Real(0.5)
    opacity = Real(0.5)
    outline = t.Bool(True).tag(sync=True)
    row, col = Whole(0), Whole(0)
    _size = t.List(t.Int()).tag(sync=True)
    _image, _probability, _truth = (t.Unicode("").tag(sync=True) for _ in range(3))

    def __init__(self, image, probability, truth=None, threshold=0.5, opacity=0.5, outline=True, row=None, col=None, **more: Any) -> None:
        self._picture, values = _grid(image, "image").float(), _grid(probability, "probability").float().contiguous()
        low, high = values.min().item(), values.max().item()
        if not 0 <= low <= high <= 1:
            raise SettingError(f"probability must be from 0 to 1, got {low:.4g} to {high:.4g}: scores need a sigmoid or a softmax first")
        self._p, self._target = values, None if truth is None else _grid(truth, "truth")
        if self._target is not None and not ((self._target == 0) | (self._target == 1)).all():
            raise SettingError("truth must be a mask of 0 and 1: of labels take one, such as labels == 1")
        for name, grid in (("probability", self._p), ("truth", self._target)):
            if grid is not None and grid.shape != self._picture.shape:
                raise SettingError(f"image and {name} must have the same shape, got {tuple(self._picture.shape)} and {tuple(grid.shape)}")
        super().__init__(
            _size=list(values.shape),
            _image=png(grey(self._picture)),
            _probability=base64.b64encode(values.numpy().astype("<f4").tobytes()).decode(),
            _truth="" if self._target is None else base64.b64encode(bytes(self._target.flatten().int().tolist())).decode(),
            **more,
        )
        row, col = (n // 2 if at is None else at for at, n in zip((row, col), self._size, strict=True))
        self.set(threshold=threshold, opacity=opacity, outline=outline, row=row, col=col)

    def _why_not(self, values: dict[str, Any]) -> str:
        for name in ("threshold", "opacity"):
            if not 0 <= values[name] <= 1:
                return f"{name} must be from 0 to 1, got {values[name]:g}"
        for name, n in zip(("row", "col"), self._size, strict=True):
            if not 0 <= values[name] < n:
                return f"{name} must be from 0 to {n - 1}, got {values[name]}"
        return ""

    # ---- what it computes ----
    @property
    def probability(self) -> Tensor:
        """The probabilities, in float32."""
        return self._p.clone()

    @property
    def truth(self) -> Tensor | None:
        """The true mask, if there is one."""
        return None if self._target is None else self._target.bool()

    @property
    def mask(self) -> Tensor:
        """The pixels at or above the threshold."""
        self._possible()
        return self._p >= self.threshold

    @property
    def regions(self) -> int:
        """The number of connected regions of `mask`; pixels touch at their sides, not at corners."""
        return int(connected_regions(self.mask).max())

    @property
    def iou(self) -> float:
        """Hits / (hits + misses + false alarms) against the truth; nan if both masks are empty."""
        return iou(self.mask.long(), self._true().long(), 2)[1].item()

    @property
    def precision(self) -> float:
        """Hits / called pixels; nan if nothing is called."""
        return precision_recall(self.mask, self._true()).precision

    @property
    def recall(self) -> float:
        """Hits / true pixels; nan if nothing is true."""
        return precision_recall(self.mask, self._true()).recall

    def _true(self) -> Tensor:
        if self._target is None:
            raise SettingError("there is nothing to compare with: give the explorer a truth")
        return self._target.bool()

    # ---- what it shows without a page ----
    def _said(self) -> list[str]:
        h, w = self._size
        lines = [f"{h}×{w}, threshold {self.threshold:g}: {int(self.mask.sum())} of {h * w} pixels, regions {self.regions}"]
        if self._target is not None:
            lines.append(f"IoU {self.iou:.3f}, precision {self.precision:.3f}, recall {self.recall:.3f}")
        return lines

    def _svg(self) -> str:
        images = [png(grey(self._picture)), png(self.mask * round(255 * self.opacity), VERMILION)]
        if self._target is not None and self.outline:
            beside = F.max_pool2d(1 - self._target.float()[None], 3, 1, 1)[0]  # the truth's rim: its pixels beside one outside
            images.append(png(self._target.bool() * beside * 255, BLUE))
        return static_svg(self._size, (range(0), range(0)), images, self._said())


def _grid(value: Any, name: str) -> Tensor:
    try:
        grid = torch.as_tensor(value).detach().cpu()
    except (TypeError, ValueError, RuntimeError) as error:
        raise SettingError(f"{name} must be numbers in 2 axes, h w: {error}") from None
    shape = tuple(grid.shape)
    grid = grid[0] if grid.ndim == 3 and len(grid) == 1 else grid
    if grid.ndim != 2 or not 1 <= min(grid.shape) <= max(grid.shape) <= LARGEST:
        raise SettingError(f"{name} must have axes h w, sides from 1 to {LARGEST}, got shape {shape}")
    if grid.is_complex() or not torch.isfinite(grid).all():
        raise SettingError(f"{name} must hold finite real numbers only")
    return grid.clone()

"""UNetShapes: the size and channels of every map of a U-Net, the crop on every link, for any input size, depth and padding."""

from html import escape
from typing import Any

import traitlets as t

from helpers.explorers.page_widget import PageWidget
from helpers.explorers.traits import Whole, module_text
from helpers.geometry import UNetStage, unet_sizes

MOST = {"size": 4096, "depth": 5, "width": 256}
WIDE, BOX, TALL, STEP, INSET, TOP = 748, 150, 44, 66, 20, 26  # of the drawing, in pixels; unet_picture.js has the same


class UNetShapes(PageWidget):
    """A calculator for the shapes of a U-Net with `depth` pools on a picture of `size` × `size` pixels.

    Every stage has two 3×3 convolutions with padding "valid" (none) or "same"; `width` are the channels of the first stage.
    `stage` is the stage whose arithmetic is written out, counted from 0 along the walk.

    >>> shapes = UNetShapes()
    >>> shapes.output_size, shapes.channels
    (388, [64, 128, 256, 512, 1024, 512, 256, 128, 64])
    >>> shapes.sizes[5], shapes.crops
    (UNetStage(name='up 4', size_in=56, size_out=52, link=64), [88, 40, 16, 4])
    >>> shapes.set(size=64, padding="same")
    >>> shapes.output_size
    64

    Raises ValueError, with the nearest sizes that fit, if `size` does not.
    """

    _esm = module_text("unet_arithmetic.js", "unet_picture.js", "unet_shapes.js")
    _settings_of = ("size", "depth", "padding", "width", "stage")

    size = Whole(572)
    depth = Whole(4)
    padding = t.Unicode("valid").tag(sync=True)
    width = Whole(64)
    stage = Whole(0)

    def __init__(self, size: int = 572, depth: int = 4, padding: str = "valid", width: int = 64, stage: int = 0, **more: Any) -> None:
        super().__init__(**more)
        self.set(size=size, depth=depth, padding=padding, width=width, stage=stage)

    def set(self, **settings: Any) -> None:
        """Change several settings at once; they are checked together. A smaller depth keeps `stage` among its stages.

        Raises ValueError, and changes nothing, if they do not go together.
        """
        with self._lock:
            if isinstance(depth := settings.get("depth"), int) and "stage" not in settings and depth > 0:
                settings["stage"] = min(self.stage, 2 * depth)
            super().set(**settings)

    def _why_not(self, values: dict[str, Any]) -> str:
        for name, most in MOST.items():
            if not 1 <= values[name] <= most:
                return f"{name} must be from 1 to {most}, got {values[name]}"
        if not 0 <= values["stage"] <= 2 * values["depth"]:
            return f"stage must be from 0 to {2 * values['depth']}, got {values['stage']}"
        try:
            unet_sizes(values["size"], values["depth"], values["padding"])
        except ValueError as error:
            return str(error)
        return ""

    # ---- what it computes ----
    @property
    def sizes(self) -> list[UNetStage]:
        """The walk through every stage, as helpers.geometry.unet_sizes gives it."""
        self._possible()
        return unet_sizes(self.size, self.depth, self.padding)

    @property
    def output_size(self) -> int:
        """Pixels along one side of the output."""
        return self.sizes[-1].size_out

    @property
    def channels(self) -> list[int]:
        """The channels that each stage gives."""
        self._possible()
        return [self.width * 2 ** min(i, 2 * self.depth - i) for i in range(2 * self.depth + 1)]

    @property
    def crops(self) -> list[int]:
        """Pixels cut off each side of the encoder's maps, from the top link down."""
        return [(stage.link - stage.size_in) // 2 for stage in self.sizes[: self.depth : -1]]

    @property
    def torch_line(self) -> str:
        """The line of PyTorch that gives the shape of the output: helpers.models.UNet on a picture of zeros."""
        self._possible()
        net = f'UNet(base_channels={self.width}, depth={self.depth}, padding="{self.padding}")'
        return f"{net}(torch.zeros(1, 1, {self.size}, {self.size})).shape"

    # ---- what it shows without a page ----
    def _said(self) -> list[str]:
        walk = ", ".join(f"{stage.name} {stage.size_in} → {stage.size_out}" for stage in self.sizes)
        crops = ", ".join(str(n) for n in self.crops)
        head = f"size {self.size}, depth {self.depth}, padding {self.padding}, width {self.width} → output {self.output_size}"
        return [head, walk, f"pixels off each side of the links: {crops}"]

    def _svg(self) -> str:
        stages, channels, high = self.sizes, self.channels, TOP + (self.depth + 1) * STEP
        parts = []
        for i, stage in enumerate(stages):
            level = min(i, 2 * self.depth - i)
            x = (WIDE - BOX) / 2 if i == self.depth else 2 + level * INSET if i < self.depth else WIDE - BOX - 2 - level * INSET
            y = TOP + level * STEP
            fill = "#d9ecf7" if i < self.depth else "#ececec" if i == self.depth else "#dff0e8"
            parts.append(f'<rect x="{x:g}" y="{y}" width="{BOX}" height="{TALL}" rx="3" fill="{fill}" stroke="#8a8a8a"/>')
            text = (f"{stage.size_in}² → {stage.size_out}²", f"{channels[i]} channels")
            parts += [f'<text x="{x + BOX / 2:g}" y="{y + 18 + 18 * j}">{line}</text>' for j, line in enumerate(text)]
            if i > self.depth:
                off = (stage.link - stage.size_in) // 2
                said = f"{stage.link}² → {stage.size_in}²: {off} pixels off each side" if off else f"{stage.link}²: whole"
                parts.append(f'<path d="M{WIDE - x:g} {y + TALL / 2:g}H{x:g}" stroke="#8a8a8a"/>')
                parts.append(f'<text x="{WIDE / 2:g}" y="{y + TALL / 2 - 6:g}">{said}</text>')
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{high}" viewBox="0 0 {WIDE} {high}" role="img" '
            f'font-family="Arial, Liberation Sans, sans-serif" font-size="13" fill="#1a1a1a" text-anchor="middle" '
            f'aria-label="{escape(". ".join(self._said()), quote=True)}"><rect width="{WIDE}" height="{high}" rx="6" fill="#ffffff"/>'
            f'<text x="{WIDE / 2:g}" y="17" font-weight="bold">{self._said()[0]}</text>{"".join(parts)}</svg>'
        )

"""What NormalizationExplorer is set to: batches, norm, mode and cell, checked together, from Python and from the page."""

from collections.abc import Sequence
from typing import Any

import traitlets as t
from torch import Tensor

from helpers.explorers import normalization_torch as layers
from helpers.explorers.normalization_traits import LARGEST, Name, Norm, Number, Place, as_batches
from helpers.explorers.spoken import SpokenWidget
from helpers.explorers.traits import SettingError, Whole, refuse_unknown

SETTINGS = ("norm", "groups", "eps", "momentum", "training", "batch", "batch_of_one", "one_pixel")


class NormalizationState(SpokenWidget):
    """The batches and the settings. A setting that cannot be is refused in words, and nothing changes."""

    norm = Norm("batch").tag(sync=True)
    groups = Whole(2)
    eps = Number(1e-5)
    momentum = Number(0.1)
    training = t.Bool(True).tag(sync=True)
    batch = Whole(0)
    batch_of_one = t.Bool(False).tag(sync=True)
    one_pixel = t.Bool(False).tag(sync=True)
    cell = Place().tag(sync=True)
    pinned = t.Bool(False).tag(sync=True)
    name = Name().tag(sync=True)
    seen = t.List().tag(sync=True)
    _batches = t.List().tag(sync=True)
    _revision = t.Int(0).tag(sync=True)
    _page = t.Dict().tag(sync=True)

    def __init__(
        self,
        x: Any = None,
        norm: str = "batch",
        groups: int = 2,
        eps: float = 1e-5,
        momentum: float = 0.1,
        training: bool = True,
        batches: Any = 8,
        seed: int = 0,
        **more: Any,
    ) -> None:
        self._seed = seed
        self._tensors = as_batches(x, batches, seed)
        settings = dict(norm=norm, groups=groups, eps=eps, momentum=momentum, training=training) | more
        super().__init__(_batches=self._tensors.double().tolist(), **settings)
        self.seen = self._counted([])
        self.observe(self._follow, names=["batch", "training", "batch_of_one", "one_pixel"])

    # ---- arrays ----
    @property
    def batches(self) -> Tensor:
        """The sequence of batches: batch, example, channel, row, column. Setting it starts anew."""
        return self._tensors

    @batches.setter
    def batches(self, value: Any) -> None:
        self.set(batches=value)

    @property
    def x(self) -> Tensor:
        """Batch 0. Setting it draws the other batches anew."""
        return self._tensors[0]

    @x.setter
    def x(self, value: Any) -> None:
        self.set(x=value)

    @property
    def input(self) -> Tensor:
        """What is normalised now: the shown batch, or of it what the two switches leave."""
        return layers.cropped(self._tensors[self.batch % len(self._tensors)], self.batch_of_one, self.one_pixel)

    # ---- settings ----
    def _values(self, **changed: Any) -> dict[str, Any]:
        return {name: getattr(self, name) for name in (*SETTINGS, "cell")} | changed

    def _settings(self, values: dict[str, Any] | None = None) -> layers.Settings:
        values = values or self._values()
        return layers.Settings(**{name: values[name] for name in layers.Settings._fields})

    def _why_not(self, values: dict[str, Any]) -> str:
        full = self._tensors.shape[1:]
        groups = full[1] if values["norm"] == "group" else LARGEST[1]
        for name, least, most in (("groups", 1, groups), ("batch", 0, 9999)):
            if not least <= values[name] <= most:
                return f"{name} must be from {least} to {most}, got {values[name]}"
        if values["eps"] <= 0:
            return f"eps must be greater than 0, got {values['eps']!r}"
        if not 0 <= values["momentum"] <= 1:
            return f"momentum must be from 0 to 1, got {values['momentum']!r}"
        return layers.refusal(self._shape(values, full), self._settings(values))

    @staticmethod
    def _shape(values: dict[str, Any], full: Sequence[int]) -> tuple[int, ...]:
        n, c, h, w = full
        return (1 if values["batch_of_one"] else n, c, *((1, 1) if values["one_pixel"] else (h, w)))

    def _inside(self, cell: Sequence[int], values: dict[str, Any] | None = None) -> tuple[int, ...]:
        shape = self._shape(values or self._values(), self._tensors.shape[1:])
        return tuple(min(max(at, 0), size - 1) for at, size in zip(cell, shape, strict=True))

    @t.validate(*SETTINGS)
    def _possible(self, proposal: Any) -> Any:
        if not self._from_page and (why := self._why_not(self._values(**{proposal["trait"].name: proposal["value"]}))):
            raise SettingError(why)
        return proposal["value"]

    @t.validate("cell")
    def _cell_inside(self, proposal: Any) -> Any:
        cell = proposal["value"]
        if not self._from_page and self._inside(cell) != cell:
            shape = self._shape(self._values(), self._tensors.shape[1:])
            raise SettingError(f"cell {cell} lies outside the input of shape {shape}")
        return cell

    def _counted(self, seen: Sequence[Sequence[int]]) -> list[list[int]]:
        """A batch shown in training mode has gone through the layer once, as it is shown now."""
        if not self.training:
            return list(seen)
        before = [entry for i, entry in enumerate(seen) if not (i == len(seen) - 1 and entry[0] == self.batch)]
        return [*before, [self.batch, int(self.batch_of_one), int(self.one_pixel)]]

    def _follow(self, change: Any) -> None:
        if self._from_page:
            return
        self.seen = self._counted(self.seen)
        self.cell = self._inside(self.cell)

    def set(self, **settings: Any) -> None:
        """Change several settings at once; they are checked together.

        Raises ValueError, and changes nothing, if they do not go together.
        """
        refuse_unknown(settings, sorted({*SETTINGS, "cell", "pinned", "name", "x", "batches"}))
        given = {name: settings.pop(name) for name in ("x", "batches") if name in settings}
        with self._lock, self.hold_sync():
            old = self._tensors
            if given:
                batches = given.get("batches", len(old))
                self._tensors = as_batches(given.get("x", self.x if isinstance(batches, int) else None), batches, self._seed)
            try:
                with self.hold_trait_notifications():
                    for name, value in settings.items():
                        setattr(self, name, value)
                if why := self._why_not(self._values()):
                    raise SettingError(why)
            except SettingError:
                self._tensors = old
                raise
            if given:
                self._revision += 1
                self._batches = self._tensors.double().tolist()
                self.cell = self._inside(self.cell)
                self.reset()
                self.batch = settings.get("batch", 0)

    def next_batch(self) -> None:
        """Let the next batch go through; after the last one comes batch 0 again."""
        self.batch += 1

    def reset(self) -> None:
        """Back to batch 0 and to a new layer: running mean 0, running variance 1, then batch 0 if in training mode."""
        with self._lock, self.hold_sync():
            self.seen = []
            self.batch = 0
            self.seen = self._counted([])

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """State that comes from the page; the batches are Python's own."""
        super().set_state({name: value for name, value in sync_data.items() if name not in ("_batches", "_revision")})

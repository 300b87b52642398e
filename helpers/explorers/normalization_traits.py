"""What NormalizationExplorer keeps: the name of a norm, a cell, a variable's name, and small batches of four axes."""

import keyword
from collections.abc import Sequence
from typing import Any

import torch
import traitlets as t
from torch import Tensor

from helpers.explorers.normalization_torch import NORMS
from helpers.explorers.traits import Real, SettingError

DEFAULT_X = torch.tensor(
    [
        [[[3, 1, 2], [0, 4, 2]], [[5, 7, 6], [8, 4, 6]], [[-1, 0, -2], [1, -3, -1]], [[2, 2, 3], [2, 1, 2]]],
        [[[1, 0, 2], [3, 1, 5]], [[9, 6, 7], [5, 8, 7]], [[0, -4, -1], [-2, 2, 1]], [[3, 2, 2], [1, 3, 1]]],
        [[[6, 2, 4], [1, 3, 2]], [[4, 6, 3], [7, 5, 5]], [[3, 1, -1], [0, 2, -2]], [[2, 4, 2], [3, 2, 1]]],
    ],
    dtype=torch.float32,
)
LARGEST = (6, 8, 6, 6)  # examples, channels, rows, columns: more numbers than this nobody reads
ACROSS = 24  # columns of all channels side by side
NAMED = {"layer norm": "layer", "channels": "layer_channels", "layer over channels": "layer_channels", "rmsnorm": "rms"}


class Norm(t.TraitType):
    """The name of a norm."""

    info_text = "the name of a norm"

    def validate(self, obj: t.HasTraits, value: Any) -> str:
        name = NAMED.get(value, value) if isinstance(value, str) else value
        if name not in NORMS:
            raise SettingError(f"norm must be one of {', '.join(NORMS)}, got {value!r}")
        return name


class Number(Real):
    """A finite number; None is refused."""

    def validate(self, obj: t.HasTraits, value: Any) -> float:
        if value is None or isinstance(value, bool):
            raise SettingError(f"{self.name} must be one number, got {value!r}")
        return super().validate(obj, value)


class Place(t.TraitType):
    """The place of a cell: example, channel, row, column."""

    info_text = "four whole numbers"
    default_value = (0, 0, 0, 0)

    def validate(self, obj: t.HasTraits, value: Any) -> tuple[int, ...]:
        given = tuple(value) if isinstance(value, (tuple, list)) else ()
        if len(given) != 4 or not all(isinstance(n, int) and not isinstance(n, bool) for n in given):
            raise SettingError(f"cell must be four whole numbers (example, channel, row, column), got {value!r}")
        return given


class Name(t.TraitType):
    """The name of the reader's tensor, for the line to copy."""

    info_text = "the name of a variable"
    default_value = "x"

    def validate(self, obj: t.HasTraits, value: Any) -> str:
        if not isinstance(value, str) or not value.isidentifier() or keyword.iskeyword(value):
            raise SettingError(f'name must be the name of a variable, such as "maps", got {value!r}')
        return value


def as_batch(value: Any, name: str = "x") -> Tensor:
    """Numbers in 4 axes as a tensor of its own, floating point."""
    try:
        tensor = (
            value.detach().clone() if isinstance(value, Tensor) else torch.tensor(value.tolist() if hasattr(value, "tolist") else value)
        )
    except (TypeError, ValueError, RuntimeError) as error:
        raise SettingError(f"{name} must be numbers in 4 axes: {error}") from None
    shape = tuple(tensor.shape)
    if tensor.is_complex():
        raise SettingError(f"{name} must be real numbers, got {tensor.dtype}")
    if tensor.ndim != 4:
        raise SettingError(f"{name} must have 4 axes (examples, channels, rows, columns), got {tensor.ndim}: shape {shape}")
    if min(shape) < 1 or any(n > most for n, most in zip(shape, LARGEST, strict=True)) or shape[1] * shape[3] > ACROSS:
        limits = f"at most {'×'.join(map(str, LARGEST))} numbers with {ACROSS} columns side by side"
        raise SettingError(f"{name} must be small, {limits}, to be drawn with every number; got shape {shape}")
    if not torch.isfinite(tensor).all():
        raise SettingError(f"{name} must hold finite numbers only")
    tensor = tensor.cpu()
    return tensor if tensor.dtype in (torch.float32, torch.float64) else tensor.to(torch.get_default_dtype())


def drawn_batches(x: Tensor, count: int, seed: int) -> Tensor:
    """x and count − 1 batches drawn with the mean and spread of its channels, to one decimal or, for whole numbers, to none."""
    generator = torch.Generator().manual_seed(seed)
    noise = torch.randn(count - 1, *x.shape, generator=generator, dtype=torch.float64)
    values = x.double().transpose(0, 1).flatten(1)
    mean, spread = (v.view(-1, 1, 1) for v in (values.mean(1), values.std(1, correction=0)))
    decimals = 0 if torch.equal(values, values.round()) else 1
    drawn = (mean + spread * noise).round(decimals=decimals) + 0.0
    return torch.cat([x[None], drawn.to(x.dtype)])


def as_batches(x: Any, batches: Any, seed: int) -> Tensor:
    """`x` and the batches given or, for a number of them, drawn: batch, example, channel, row, column."""
    if isinstance(batches, (bool, str)) or not (isinstance(batches, (int, Sequence)) or hasattr(batches, "tolist")):
        raise SettingError(f"batches must be a number of batches or the batches themselves, got {batches!r}")
    if isinstance(batches, int):
        if not 1 <= batches <= 64:
            raise SettingError(f"batches must be from 1 to 64, got {batches}")
        return drawn_batches(as_batch(DEFAULT_X if x is None else x), batches, seed)
    given = [as_batch(batch, f"batches[{place}]") for place, batch in enumerate(batches)]
    given = ([] if x is None else [as_batch(x)]) + given
    shapes = {tuple(batch.shape) for batch in given}
    if len(shapes) != 1 or len(given) > 64:
        raise SettingError(f"batches must be from 1 to 64 batches of one shape, got {len(given)} of shapes {sorted(shapes)}")
    return torch.stack([batch.to(given[0].dtype) for batch in given])

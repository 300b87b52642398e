"""What explorers keep and check: arrays, whole and real numbers and names as traits; and the text of their modules."""

import operator
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
import traitlets as t
from torch import Tensor

ESM = Path(__file__).parent / "esm"
OWN_NAMES = ("x", "weight")  # the names of the two arrays in the line to copy, unless the reader gives others
SHARED = ("arithmetic.js", "words.js", "kit.js", "controls.js", "pictures.js", "saying.js")  # in the module of every explorer
LARGEST = 32  # cells along one side of an input: more numbers than this nobody reads


def module_text(*names: str) -> str:
    """One ES module out of the shared files and the explorer's own: their imports of each other fall away."""
    texts = [(ESM / file).read_text(encoding="utf-8") for file in (*SHARED, *names)]
    joined = re.sub(r"^import [^;]*;\n", "", "\n".join(texts), flags=re.MULTILINE)
    return re.sub(r"^export (?=function|const|class)", "", joined, flags=re.MULTILINE)


class SettingError(t.TraitError, ValueError):
    """A setting that cannot be: traitlets puts the old value back, the reader sees a ValueError with both numbers."""


def refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    """A name that is no setting: an explorer would take it without a word.

    Raises SettingError with the unknown names and the known ones.
    """
    if unknown := sorted(set(given) - set(known)):
        raise SettingError(f"unknown settings: {', '.join(unknown)}; known: {', '.join(known)}")


def as_grid(value: Any, name: str) -> Tensor:
    """A list, array or tensor of 1 or 2 axes as a tensor of its own, floating point.

    >>> as_grid([[1, 2], [3, 4]], "x")
    tensor([[1., 2.],
            [3., 4.]])
    """
    try:
        grid = torch.tensor(value.tolist(), dtype=_dtype(value)) if hasattr(value, "tolist") else torch.tensor(value)
    except (TypeError, ValueError, RuntimeError) as error:
        raise SettingError(f"{name} must be numbers in 1 or 2 axes: {error}") from None
    if grid.is_complex():
        raise SettingError(f"{name} must be real numbers, got {grid.dtype}")
    grid = grid if grid.is_floating_point() else grid.to(torch.get_default_dtype())
    shape = tuple(grid.shape)
    if grid.ndim not in (1, 2):
        raise SettingError(f"{name} must have 1 axis (a signal) or 2 axes (an image), got {grid.ndim}: shape {shape}")
    if not 1 <= min(shape) <= max(shape) <= LARGEST:
        raise SettingError(f"each side of {name} must be from 1 to {LARGEST} cells, got shape {shape}: crop it first")
    if not torch.isfinite(grid).all():
        raise SettingError(f"{name} must hold finite numbers only")
    return grid


def _dtype(value: Any) -> torch.dtype | None:
    if isinstance(value, Tensor):
        return value.dtype
    return {"float64": torch.float64, "float32": torch.float32, "float16": torch.float16}.get(str(getattr(value, "dtype", "")))


def _grid_to_json(grid: Tensor | None, _widget: object) -> list[list[float]] | None:
    return None if grid is None else torch.atleast_2d(grid.double()).tolist()


class Grid(t.TraitType):
    """A trait that holds a tensor and travels as a list of rows."""

    info_text = "numbers in 1 or 2 axes"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tag(sync=True, to_json=_grid_to_json, from_json=lambda value, widget: value)

    def validate(self, obj: t.HasTraits, value: Any) -> Tensor:
        old = obj._trait_values.get(self.name)
        grid = as_grid(value, self.name)
        if getattr(obj, "_from_page", False) and isinstance(old, Tensor):
            return grid.reshape(old.shape).to(old.dtype) if grid.numel() == old.numel() else old
        return grid


class Whole(t.TraitType):
    """A whole number; which ones are possible is checked with all settings together."""

    info_text = "a whole number"

    def __init__(self, default: int) -> None:
        super().__init__(default)
        self.tag(sync=True)

    def validate(self, obj: t.HasTraits, value: Any) -> int:
        try:
            if isinstance(value, bool):
                raise TypeError
            return operator.index(value)
        except TypeError:
            raise SettingError(f"{self.name} must be a whole number, got {value!r}") from None


class Real(t.TraitType):
    """A finite number; None stands for 0, a tensor of one element for its number."""

    info_text = "a number"

    def __init__(self, default: float) -> None:
        super().__init__(default)
        self.tag(sync=True)

    def validate(self, obj: t.HasTraits, value: Any) -> float:
        try:
            number = 0.0 if value is None else float(value)
        except (TypeError, ValueError, RuntimeError):
            raise SettingError(f"{self.name} must be one number, got {value!r}") from None
        if not abs(number) < float("inf"):
            raise SettingError(f"{self.name} must be a finite number, got {value!r}")
        return number


class Names(t.TraitType):
    """Two names: under which the reader has the input and the kernel, for the line to copy."""

    info_text = "two names"
    default_value = OWN_NAMES

    def validate(self, obj: t.HasTraits, value: Any) -> tuple[str, str]:
        given = tuple(value) if isinstance(value, (tuple, list)) else ()
        if len(given) != 2 or not all(isinstance(name, str) and name.isidentifier() for name in given):
            raise SettingError(f'names must be two names of variables, such as ("a", "b"), got {value!r}')
        return given

"""What every explorer shares in Python: arrays as traits, settings checked together, output, repr and static picture.

The page computes; Python keeps the same settings and can compute the same output with plain torch. Refused settings raise
ValueError when Python makes them; made in the page they show the refusal there and reach Python as `refusal`.
"""

import operator
import re
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import anywidget
import torch
import torch.nn.functional as F
import traitlets as t
from torch import Tensor

from helpers.explorers import words
from helpers.explorers.static import Panel, static_svg
from helpers.geometry import source_indices

ESM = Path(__file__).parent / "esm"
OWN_NAMES = ("x", "weight")  # the names of the two arrays in the line to copy, unless the reader gives others
LARGEST = 32  # cells along one side of an input: more numbers than this nobody reads


def module_text(name: str) -> str:
    """One ES module out of arithmetic.js, kit.js and the explorer's own file: their imports of each other fall away."""
    texts = [(ESM / file).read_text(encoding="utf-8") for file in ("arithmetic.js", "kit.js", name)]
    joined = re.sub(r"^import [^;]*;\n", "", "\n".join(texts), flags=re.MULTILINE)
    return re.sub(r"^export (?=function|const|class)", "", joined, flags=re.MULTILINE)


class SettingError(t.TraitError, ValueError):
    """A setting that cannot be: traitlets puts the old value back, the reader sees a ValueError with both numbers."""


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


class View(NamedTuple):
    """What one setting of the controls comes to."""

    x: Tensor
    weight: Tensor
    plan: words.Plan
    mode: str
    value: float

    @property
    def one_dimensional(self) -> bool:
        return self.x.ndim == 1

    def sources(self) -> tuple[list[int | None], list[int | None]]:
        axes = [self.plan.rows, self.plan.cols]
        rows, cols = (source_indices(a.size, a.before, a.after, self.mode if a.before or a.after else "zeros") for a in axes)
        return rows, cols

    def padded(self) -> Tensor:
        """The input with its ring, as a grid of 2 axes."""
        rows, cols = self.sources()
        grid = torch.atleast_2d(self.x)
        filled = grid[[r or 0 for r in rows]][:, [c or 0 for c in cols]]
        copied = torch.tensor([[r is not None and c is not None for c in cols] for r in rows])
        return torch.where(copied, filled, torch.full_like(filled, self.value))

    def output(self, bias: float, flip: bool = False) -> Tensor:
        """torch's own convolution of the padded input."""
        weight = torch.atleast_2d(self.weight).to(self.x.dtype)
        weight = weight.flip(0, 1) if flip else weight
        rows, cols = self.plan
        out = F.conv2d(
            self.padded()[None, None],
            weight[None, None],
            bias=self.x.new_tensor([bias]),
            stride=(rows.stride, cols.stride),
            dilation=(rows.dilation, cols.dilation),
        )[0, 0]
        return out[0] if self.one_dimensional else out

    def worked_sum(self, row: int, col: int, bias: float, flip: bool = False) -> str:
        padded, weight = self.padded().tolist(), torch.atleast_2d(self.weight)
        weight = (weight.flip(0, 1) if flip else weight).tolist()
        windows = [(p, q) for p in enumerate(self.plan.rows.window(row)) for q in enumerate(self.plan.cols.window(col))]
        return words.worked_sum([(padded[r][c], weight[i][j]) for (i, r), (j, c) in windows], bias)


class Explorer(anywidget.AnyWidget):
    """The base of the explorers; a subclass names its settings and turns them into a View."""

    _css = (ESM / "explorers.css").read_text(encoding="utf-8")
    _settings_of: tuple[str, ...] = ()

    x = Grid()
    weight = Grid()
    bias = Real(0.0)
    row = Whole(0)
    col = Whole(0)
    pinned = t.Bool(False).tag(sync=True)
    names = Names().tag(sync=True)
    limits = t.Dict().tag(sync=True)
    _ndim = t.Int(2).tag(sync=True)
    _revision = t.Int(0).tag(sync=True)
    _settings = t.List(t.Unicode()).tag(sync=True)
    _page = t.Dict().tag(sync=True)
    _from_page = False
    _made = False
    _lock = threading.RLock()  # JupyterLab's widget messages run on a thread of their own: a cell and a message take turns

    def __setattr__(self, name: str, value: Any) -> None:
        with self._lock:
            if name in ("x", "weight") and self._made and not self._cross_validation_lock:
                self.set(**{name: value})
            else:
                super().__setattr__(name, value)

    def __init__(self, **settings: Any) -> None:
        super().__init__(_settings=list(self._settings_of), limits=self._limits(settings), _ndim=settings["x"].ndim, **settings)
        self.observe(self._follow, names=["x", "weight", "row", "col", *self._settings_of])
        self._made = True

    # ---- settings ----
    def _values(self, **changed: Any) -> dict[str, Any]:
        names = ("x", "weight", "bias", "row", "col", *self._settings_of)
        return {name: getattr(self, name) for name in names} | changed

    def _view(self, values: dict[str, Any]) -> View:
        raise NotImplementedError

    def _limits(self, values: dict[str, Any]) -> dict[str, list[int]]:
        """The smallest and the largest value of each slider."""
        return {}

    def _why_not(self, values: dict[str, Any]) -> str:
        """The refusal of these settings in words, or an empty text; subclasses add theirs."""
        for name, (low, high) in self._limits(values).items():
            for number in values[name] if isinstance(values[name], tuple) else [values[name]]:
                if isinstance(number, int) and not low <= number <= high:
                    return f"{name} must be from {low} to {high}, got {number}"
        if values["x"].ndim != values["weight"].ndim:
            shapes = f"shapes {tuple(values['x'].shape)} and {tuple(values['weight'].shape)}"
            return f"x has {values['x'].ndim} axes and weight has {values['weight'].ndim}: they must agree, got {shapes}"
        return ""

    def _possible(self, proposal: Any) -> Any:
        """Called by traitlets with each new value, or with the last ones of a `set`."""
        if not self._from_page:
            name = proposal["trait"].name
            values = self._values(**{name: proposal["value"]})
            why = self._why_not(values)
            if not why and name in ("row", "col"):
                axis = self._view(values).plan.rows if name == "row" else self._view(values).plan.cols
                if not 0 <= proposal["value"] < axis.out:
                    why = f"{name} must be from 0 to {axis.out - 1}, got {proposal['value']}"
            if why:
                raise SettingError(why)
        return proposal["value"]

    def _whole_of(self, name: str, value: Any) -> dict[str, Any]:
        """Settings that a new array brings along: the sliders that crop it open fully."""
        return {}

    def _follow(self, change: Any) -> None:
        """After a change: tell the page of a new array, keep the chosen cell inside the output."""
        if change["name"] in ("x", "weight"):
            self._ndim = self.x.ndim
            self._revision += 1
        values = self._values()
        self.limits = self._limits(values)
        if self._why_not(values):
            return
        plan = self._view(values).plan
        self.row, self.col = (min(max(at, 0), axis.out - 1) for at, axis in zip((self.row, self.col), plan, strict=True))

    def set(self, **settings: Any) -> None:
        """Change several settings at once; they are checked together.

        Raises ValueError, and changes nothing, if they do not go together.
        """
        unknown = sorted(set(settings) - set(self._values()) - {"pinned"})
        if unknown:
            raise SettingError(f"unknown settings: {', '.join(unknown)}; known: {', '.join(sorted(self._values()))}")
        arrays = {name: as_grid(settings[name], name) for name in ("x", "weight") if name in settings}
        whole = {k: v for name, grid in arrays.items() for k, v in self._whole_of(name, grid).items()}
        with self._lock, self.hold_sync(), self.hold_trait_notifications():  # one message to the page
            for name, value in (whole | settings | arrays).items():
                setattr(self, name, value)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """State that comes from the page: kept as it is, the page has checked it and shows any refusal."""
        with self._lock, self._page_speaks():
            super().set_state(sync_data)

    @contextmanager
    def _page_speaks(self):
        self._from_page = True
        try:
            yield
        finally:
            self._from_page = False

    # ---- what it computes ----
    @property
    def refusal(self) -> str:
        """Why the present settings are impossible, in words; empty when they are possible."""
        return self._why_not(self._values())

    def _state(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in (*self._settings_of, "bias")} | {"revision": self._revision}

    @property
    def computed_by(self) -> str:
        """ "page" when `output` is the grid the page computed for the present settings, else "python"."""
        page = self._page
        return "page" if page.get("grid") and page.get("of") == _listed(self._state()) else "python"

    @property
    def output(self) -> Tensor:
        """The output for the present settings: the page's own grid when one has come back, else torch's.

        Raises ValueError while the settings are impossible.
        """
        if why := self.refusal:
            raise SettingError(why)
        if self.computed_by == "page":
            grid = torch.tensor(self._page["grid"], dtype=torch.float64).to(self.x.dtype)
            return grid[0] if self.x.ndim == 1 else grid
        return self._torch_output(self._view(self._values()))

    def _torch_output(self, view: View) -> Tensor:
        return view.output(self.bias, getattr(self, "flip", False))

    # ---- what it shows without a page ----
    def _head(self, view: View) -> str:
        raise NotImplementedError

    def _panels(self, view: View) -> list[Panel]:
        return usual_panels(view, self._torch_output(view), self.row, self.col, getattr(self, "flip", False))

    def _lines(self, view: View) -> list[str]:
        where = f"output[{self.col}]" if view.one_dimensional else f"output[{self.row}, {self.col}]"
        return [f"{where} = {view.worked_sum(self.row, self.col, self.bias, getattr(self, 'flip', False))}"]

    def __repr__(self) -> str:
        name = type(self).__name__
        if why := self.refusal:
            return f"{name}: refused: {why}"
        view = self._view(self._values())
        return "\n".join([f"{name}: {self._head(view)}", *self._lines(view)])

    def _repr_svg_(self) -> str | None:
        if self.refusal:
            return None
        view = self._view(self._values())
        return static_svg(self._panels(view), self._lines(view), repr(self).replace("\n", ". "))

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        data["text/plain"] = repr(self)
        if svg := self._repr_svg_():
            data["image/svg+xml"] = svg
        return data, metadata


def _listed(state: dict[str, Any]) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in state.items()}


def shape_text(tensor: Tensor) -> str:
    return "×".join(str(n) for n in tensor.shape)


def headed(name: str, tensor: Tensor) -> str:
    """A panel's heading: `input, 10 cells` or `input 3×3`."""
    count = tensor.numel()
    return f"{name}, {count} cell{'s' * (count != 1)}" if tensor.ndim == 1 else f"{name} {shape_text(tensor)}"


def usual_panels(view: View, output: Tensor, row: int, col: int, flip: bool = False) -> list[Panel]:
    """Input with its ring, kernel and output: the window of the chosen output marked, cells never read hatched."""
    rows, cols = view.plan
    padded = view.padded()
    window = {(r, c) for r in rows.window(row) for c in cols.window(col)}
    read_rows = {p for i in range(rows.out) for p in rows.window(i)}
    read_cols = {p for i in range(cols.out) for p in cols.window(i)}

    def look(r: int, c: int) -> str:
        if (r, c) in window:
            return "window"
        if r not in read_rows or c not in read_cols:
            return "unread"
        inside = 0 <= r - rows.before < rows.size and 0 <= c - cols.before < cols.size
        return "input" if inside else "ring"

    looks = [[look(r, c) for c in range(padded.shape[1])] for r in range(padded.shape[0])]
    weight, out = torch.atleast_2d(view.weight), torch.atleast_2d(output)
    weight = weight.flip(0, 1) if flip else weight
    ring = ", padded" if rows.padded > rows.size or cols.padded > cols.size else ""
    return [
        Panel(headed("input", view.x) + ring, padded.tolist(), looks),
        Panel("kernel, flipped" if flip else "kernel", weight.tolist(), [["weight"] * weight.shape[1]] * weight.shape[0]),
        Panel(
            headed("output", output),
            out.tolist(),
            [["chosen" if (r, c) == (row, col) else "output" for c in range(out.shape[1])] for r in range(out.shape[0])],
        ),
    ]

"""What one setting of a grid explorer comes to: padded input, output by torch, worked sum, and the panels of the static picture."""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from helpers.explorers import words
from helpers.explorers.static import Panel
from helpers.geometry import source_indices


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

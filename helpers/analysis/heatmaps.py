"""From heatmaps to places: the peak of a map is the joint; how far it is off; the loss over positions that makes maps peak.

Newell, Yang & Deng, Stacked hourglass networks, arXiv:1603.06937; Sun et al., Integral human pose regression, arXiv:1711.08229.
Axes: n batch, j joints, h/w rows/columns; a place is (row, column), and pixel centres are whole numbers.
"""

import torch
from jaxtyping import Float
from torch import Tensor

REFINEMENTS = ("none", "quarter", "mean")


def heatmap_places(maps: Float[Tensor, "n j h w"], picture: int | None = None, refine: str = "none") -> Float[Tensor, "n j 2"]:
    """Decode each map to the row and column of its peak, in pixels of the map, or of a square picture `picture` pixels wide.

    Not in torch. "none": the largest cell. "quarter": a quarter of a cell towards the larger neighbour on each axis, none at the edge.
    "mean": the mean of all places weighted by the map's softmax, so it has a gradient. Cell p of s is (p + 1/2)*picture/s - 1/2.

    >>> maps = torch.tensor([[[[0.0, 1.0, 5.0, 2.0]]]])
    >>> heatmap_places(maps), heatmap_places(maps, refine="quarter")
    (tensor([[[0., 2.]]]), tensor([[[0.0000, 2.2500]]]))

    Raises ValueError if maps has other axes, refine is unknown, or picture is below 1. Source: arXiv:1603.06937, arXiv:1711.08229.
    """
    if refine not in REFINEMENTS:
        raise ValueError(f"refine must be 'none', 'quarter' or 'mean', got {refine!r}")
    if maps.ndim != 4:
        raise ValueError(f"heatmaps have shape (n, j, h, w), got {tuple(maps.shape)}")
    if picture is not None and picture < 1:
        raise ValueError(f"picture must be at least 1 pixel wide, got {picture}")
    h, w = maps.shape[2:]
    if refine == "mean":
        chances = maps.flatten(2).softmax(-1).view_as(maps)
        rows = (chances.sum(3) * torch.arange(h, dtype=maps.dtype, device=maps.device)).sum(2)
        columns = (chances.sum(2) * torch.arange(w, dtype=maps.dtype, device=maps.device)).sum(2)
        places = torch.stack([rows, columns], -1)
    else:
        peak = maps.flatten(2).argmax(-1)
        at = torch.stack([peak // w, peak % w], -1)  # n j 2
        places = at.to(maps.dtype)
        if refine == "quarter":
            places = places + torch.stack([_towards(maps.transpose(2, 3), at.flip(-1)), _towards(maps, at)], -1) / 4
    if picture is None:
        return places
    return (places + 0.5) * picture / places.new_tensor([h, w]) - 0.5


def _towards(maps, at):
    """+1 or -1 along the last axis, to the larger neighbour of the peak; 0 if they are equal or the peak lies at the edge."""
    row = maps.gather(2, at[..., :1, None].expand(-1, -1, 1, maps.shape[3])).squeeze(2)  # n j w
    column = at[..., 1:]
    left, right = (row.gather(2, (column + step).clamp(0, row.shape[2] - 1)) for step in (-1, 1))
    inside = (column > 0) & (column < row.shape[2] - 1)
    return (torch.sign(right - left) * inside).squeeze(-1)


def heatmap_loss(maps: Float[Tensor, "n j h w"], target: Float[Tensor, "n j h w"]) -> Float[Tensor, ""]:
    """Ask each map where its joint is: the cross-entropy over all positions, against a target that adds up to 1, averaged over joints.

    torch.nn.functional.cross_entropy with one class a position. Mean-squared error is the paper's loss; this one learns faster here.

    >>> heatmap_loss(torch.zeros(1, 1, 2, 2), torch.tensor([[[[0.0, 1.0], [0.0, 0.0]]]]))  # no idea: log(4)
    tensor(1.3863)

    Raises ValueError if the shapes differ or a target does not add up to 1. Source: arXiv:1711.08229, section 2.
    """
    if maps.shape != target.shape or maps.ndim != 4:
        raise ValueError(f"maps and target must both be (n, j, h, w), got {tuple(maps.shape)} and {tuple(target.shape)}")
    sums = target.flatten(2).sum(-1)
    if not torch.allclose(sums, torch.ones_like(sums), atol=1e-4):
        raise ValueError(f"each target must add up to 1; they add up to {sums.min().item():.3g} to {sums.max().item():.3g}")
    return -(target * maps.flatten(2).log_softmax(-1).view_as(maps)).sum((2, 3)).mean()


def correct_places(predicted: Float[Tensor, "n j 2"], target: Float[Tensor, "n j 2"], within: float) -> Float[Tensor, " j"]:
    """For each joint, give the share of pictures in which the place is at most `within` pixels off: PCK.

    Not in torch. PCK@.05 of pictures 64 wide is within = 3.2.

    >>> correct_places(torch.tensor([[[0.0, 3.0]], [[5.0, 5.0]]]), torch.tensor([[[0.0, 0.0]], [[5.0, 1.0]]]), within=3)
    tensor([0.5000])

    Raises ValueError if the shapes differ or within is below 0. Source: Yang & Ramanan, IEEE TPAMI 35, 2013.
    """
    if predicted.shape != target.shape or predicted.ndim != 3 or predicted.shape[2] != 2:
        raise ValueError(f"places must both be (n, j, 2), got {tuple(predicted.shape)} and {tuple(target.shape)}")
    if within < 0:
        raise ValueError(f"within must be at least 0 pixels, got {within}")
    return ((predicted - target).norm(dim=-1) <= within).to(predicted.dtype).mean(0)

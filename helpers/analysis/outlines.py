"""Outlines of masks, and how well two of them agree: what counts when an area is right but its edge is not.

Csurka, Larlus & Perronnin, What is a good evaluation measure for semantic segmentation?, BMVC 2013.
Axes: any in front, then h/w rows/columns.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Bool
from torch import Tensor


def outline(mask: Bool[Tensor, "*n h w"]) -> Bool[Tensor, "*n h w"]:
    """Keep the pixels of a mask that have a neighbour above, below, left or right that is not in it; beyond the picture there is none.

    Not in torch; skimage.segmentation.find_boundaries(mask, connectivity=1, mode="inner").

    >>> mask = torch.tensor([[1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 1, 0], [0, 0, 0, 0]]).bool()
    >>> outline(mask).long()
    tensor([[0, 0, 1, 0],
            [0, 0, 1, 0],
            [1, 1, 1, 0],
            [0, 0, 0, 0]])

    Raises ValueError if mask is not boolean or has fewer than two axes. Source: the definition.
    """
    _check_mask(mask)
    inside = mask.clone()
    inside[..., 1:, :] &= mask[..., :-1, :]
    inside[..., :-1, :] &= mask[..., 1:, :]
    inside[..., 1:] &= mask[..., :-1]
    inside[..., :-1] &= mask[..., 1:]
    return mask & ~inside


def outline_f1(predicted: Bool[Tensor, "*n h w"], target: Bool[Tensor, "*n h w"], tolerance: int = 1) -> float:
    """Compare two outlines: the F1 score of precision and recall, where a pixel is right if the other outline passes within `tolerance`.

    Not in torch. precision = share of predicted outline pixels near the true outline, recall the other way round; diagonal steps
    count one. f1 = 2*precision*recall / (precision + recall); 1 if neither mask has an outline, 0 if only one has.

    >>> square = torch.zeros(8, 8).bool()
    >>> square[2:6, 2:6] = True
    >>> outline_f1(square.roll(1, 0), square), outline_f1(square.roll(1, 0), square, tolerance=0)
    (1.0, 0.5)

    Raises ValueError if the shapes differ, a mask is not boolean, or tolerance is below 0. Source: Csurka et al. 2013, section 3.
    """
    if predicted.shape != target.shape:
        raise ValueError(f"predicted and target have different shapes: {tuple(predicted.shape)} and {tuple(target.shape)}")
    if tolerance < 0:
        raise ValueError(f"tolerance must be at least 0, got {tolerance}")
    ours, theirs = outline(predicted), outline(target)
    if not ours.any() or not theirs.any():
        return float(not ours.any() and not theirs.any())
    precision = _near(theirs, tolerance)[ours].double().mean()
    recall = _near(ours, tolerance)[theirs].double().mean()
    return (2 * precision * recall / (precision + recall).clamp(min=1e-12)).item()


def _near(line, distance):
    """The pixels at most `distance` rows and columns away from a line."""
    maps = line.float().view(-1, 1, *line.shape[-2:])
    return F.max_pool2d(maps, 2 * distance + 1, stride=1, padding=distance).view(line.shape) > 0


def _check_mask(mask):
    if mask.dtype != torch.bool or mask.ndim < 2:
        raise ValueError(f"an outline needs a mask of booleans with rows and columns, got {mask.dtype}, {tuple(mask.shape)}")

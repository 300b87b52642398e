"""How many objects were found: regions of a prediction matched with the true ones by their overlap.

Kirillov et al., Panoptic segmentation, arXiv:1801.00868; Caicedo et al., Nature Methods 16, 2019 (cells).
Axes: *size, any; an object is a number from 1 on, 0 is what lies outside.
"""

import torch
from jaxtyping import Int
from torch import Tensor


def instance_f1(predicted: Int[Tensor, "*size"], target: Int[Tensor, "*size"], least_iou: float = 0.5) -> float:
    """Count an object as found if a predicted region overlaps it with iou above `least_iou`; give the F1 score of the counts.

    Not in torch. f1 = 2*found / (regions + objects); 1 if there are neither. Above one half no region can match two objects, nor an object
    two regions, so there is nothing to assign. Two cells that run together are one region with too large a union: both are lost.

    >>> target = torch.tensor([[1, 1, 1, 0, 2, 2, 2]])
    >>> instance_f1(torch.tensor([[4, 4, 0, 0, 0, 7, 7]]), target), instance_f1(torch.tensor([[1, 1, 1, 1, 1, 1, 1]]), target)
    (1.0, 0.0)

    Raises ValueError if the shapes differ, a number is below 0, or least_iou is below 0.5 or not below 1.
    Source: arXiv:1801.00868, section 4.1.
    """
    if predicted.shape != target.shape:
        raise ValueError(f"predicted and target have different shapes: {tuple(predicted.shape)} and {tuple(target.shape)}")
    if not 0.5 <= least_iou < 1:
        raise ValueError(f"least_iou must be from 0.5 to below 1, where matches are unique, got {least_iou}")
    if predicted.numel() and min(predicted.min(), target.min()) < 0:
        raise ValueError(f"objects are numbers from 1 on and 0 is outside, got {min(predicted.min(), target.min()).item()}")
    rows, columns = (int(t.max()) + 1 if t.numel() else 1 for t in (target, predicted))
    table = torch.bincount((target.long() * columns + predicted).flatten(), minlength=rows * columns).view(
        rows, columns
    )  # objects x regions
    areas, regions = table.sum(1)[1:], table.sum(0)[1:]
    shared = table[1:, 1:]
    found = (shared > least_iou * (areas[:, None] + regions - shared)).sum().item()
    count = ((areas > 0).sum() + (regions > 0).sum()).item()
    return 2 * found / count if count else 1.0

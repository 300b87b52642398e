"""How good is a labelling of pixels or voxels: counts of right and wrong by class, overlaps, and the vote of several labellings.

Everingham et al., The PASCAL visual object classes challenge, IJCV 88, 2010 (overlap); Falk et al., Nature Methods 16, 2019 (vote of five).
Axes: any; k classes, m members of a vote. Labels are whole numbers from 0; masks are booleans.
"""

from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

VOTES = ("any", "majority", "unanimous")


def confusion(predicted: Int[Tensor, "..."], target: Int[Tensor, "..."], classes: int) -> Int[Tensor, "k k"]:
    """Count pixels by what they are (row) and what they were called (column).

    Not in torch; scikit-learn's confusion_matrix. The table adds up to the number of pixels.

    >>> confusion(torch.tensor([0, 1, 1, 1]), torch.tensor([0, 0, 1, 1]), classes=2)
    tensor([[1, 1],
            [0, 2]])

    Raises ValueError if the shapes differ, labels are no whole numbers or one lies outside 0 ... classes - 1. Source: the definition.
    """
    _same_shape(predicted, target)
    if any(labels.is_floating_point() or labels.is_complex() for labels in (predicted, target)):
        raise ValueError(f"labels are whole numbers, got {predicted.dtype} and {target.dtype}")
    both = torch.stack([target.flatten(), predicted.flatten()]).long()  # a uint8 ends at 255 = 15*16 + 15
    if both.numel() and not 0 <= both.min() <= both.max() < classes:
        raise ValueError(f"labels must lie between 0 and {classes - 1}, got {both.min().item()} to {both.max().item()}")
    return torch.bincount(both[0] * classes + both[1], minlength=classes**2).view(classes, classes)


def pixel_accuracy(predicted: Int[Tensor, "..."], target: Int[Tensor, "..."]) -> float:
    """Give the share of pixels that have the right label.

    Not in torch. A large background alone makes it high: look at iou as well.

    >>> pixel_accuracy(torch.tensor([0, 1, 1, 1]), torch.tensor([0, 0, 1, 1]))
    0.75

    Raises ValueError if the shapes differ. Source: the definition.
    """
    _same_shape(predicted, target)
    return (predicted == target).double().mean().item()


def iou(predicted: Int[Tensor, "..."], target: Int[Tensor, "..."], classes: int) -> Float[Tensor, " k"]:
    """For each class, divide the pixels that are and are called so by those that are or are called so; nan if there are none.

    Not in torch; scikit-learn's jaccard_score. iou = hits / (hits + misses + false alarms).

    >>> iou(torch.tensor([0, 1, 1, 1]), torch.tensor([0, 0, 1, 1]), classes=2)
    tensor([0.5000, 0.6667])

    Raises ValueError as confusion does. Source: Everingham et al. 2010, section 4.
    """
    table = confusion(predicted, target, classes)
    hits = table.diagonal()
    return hits / (table.sum(0) + table.sum(1) - hits)


def dice(predicted: Int[Tensor, "..."], target: Int[Tensor, "..."], classes: int) -> Float[Tensor, " k"]:
    """For each class, divide twice the shared pixels by the sum of both areas: the F1 score; nan if there are none.

    Not in torch; scikit-learn's f1_score. dice = 2*iou / (1 + iou).

    >>> dice(torch.tensor([0, 1, 1, 1]), torch.tensor([0, 0, 1, 1]), classes=2)
    tensor([0.6667, 0.8000])

    Raises ValueError as confusion does. Source: Dice, Ecology 26, 1945.
    """
    table = confusion(predicted, target, classes)
    return 2 * table.diagonal() / (table.sum(0) + table.sum(1))


class PrecisionRecall(NamedTuple):
    """The share of called pixels that are right, and the share of right pixels that are called; nan of nothing."""

    precision: float
    recall: float


def precision_recall(predicted: Bool[Tensor, "..."], target: Bool[Tensor, "..."]) -> PrecisionRecall:
    """Compare a mask with the true one: what it calls and should not costs precision, what it misses costs recall.

    Not in torch. precision = hits / called, recall = hits / true.

    >>> precision_recall(torch.tensor([True, True, False, False]), torch.tensor([True, False, False, True]))
    PrecisionRecall(precision=0.5, recall=0.5)

    Raises ValueError if the shapes differ or one is no mask. Source: the definition.
    """
    _same_shape(predicted, target)
    if predicted.dtype != torch.bool or target.dtype != torch.bool:
        raise ValueError(f"masks are booleans, got {predicted.dtype} and {target.dtype}")
    hits = (predicted & target).sum().double()
    return PrecisionRecall((hits / predicted.sum()).item(), (hits / target.sum()).item())


def vote(masks: Bool[Tensor, "m *size"], rule: str = "majority") -> Bool[Tensor, "*size"]:
    """Make one mask of several: a pixel counts if any of them has it, more than half of them, or all.

    Not in torch. "unanimous" trades recall for precision, "any" the other way round.

    >>> masks = torch.tensor([[True, True, True, False], [True, True, False, False], [True, False, False, False]])
    >>> [vote(masks, rule).tolist().count(True) for rule in ("any", "majority", "unanimous")]
    [3, 2, 1]

    Raises ValueError for another rule, no member, or what is no mask. Source: Falk et al. 2019.
    """
    if rule not in VOTES:
        raise ValueError(f"rule must be 'any', 'majority' or 'unanimous', got {rule!r}")
    if masks.dtype != torch.bool or masks.ndim == 0 or len(masks) == 0:
        raise ValueError(f"vote needs one mask or more, booleans stacked along the first axis; got {masks.dtype}, {tuple(masks.shape)}")
    ayes, members = masks.sum(0), len(masks)
    return ayes >= {"any": 1, "majority": members // 2 + 1, "unanimous": members}[rule]


def _same_shape(predicted, target):
    if predicted.shape != target.shape:
        raise ValueError(f"predicted and target have different shapes: {tuple(predicted.shape)} and {tuple(target.shape)}")

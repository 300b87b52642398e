"""Exercise 15.1: the many ways to score a class wrongly, and the mistakes of code rather than of the formula."""

import torch

from helpers.check.engine import Mistake


def _counts(predicted, target, classes):
    """hits, misses and false alarms of each class, as float tensors (k,)."""
    both = torch.bincount((target * classes + predicted).flatten(), minlength=classes**2).view(classes, classes).double()
    hits = both.diagonal()
    return hits, both.sum(1) - hits, both.sum(0) - hits


def by_counts(formula):
    return lambda predicted, target, classes: formula(*_counts(predicted, target, classes))


def ious(predicted, target, classes):
    hits, misses, alarms = _counts(predicted, target, classes)
    return hits / (hits + misses + alarms)


def by_picture(predicted, target, classes, always=False, mean=torch.mean):
    """The mean over pictures; `always`: also where the first axis is no picture, but a row."""
    if predicted.ndim < 3 and not always:
        return ious(predicted, target, classes)
    return mean(torch.stack([ious(p, t, classes) for p, t in zip(predicted, target, strict=True)]), dim=0)


def _masks(predicted, target, classes, ratio):
    """The usual loop, with another ratio of the two masks."""
    return torch.stack([torch.as_tensor(ratio(predicted == k, target == k)) for k in range(classes)])


def of_masks(ratio):
    return lambda predicted, target, classes: _masks(predicted, target, classes, ratio)


def nan_unless(test):
    """The usual ratio where test(is called, is so), else nan."""
    return of_masks(lambda p, t: (p & t).sum() / (p | t).sum() if test(p, t) else float("nan"))


def _into_whole_numbers(predicted, target, classes):
    values = torch.zeros(classes, dtype=torch.long)
    for k, value in enumerate(ious(predicted, target, classes)):
        values[k] = value
    return values


def _no_brackets(p, t, k):
    return torch.stack([(p == c & t == c).sum() / ((p == c) | (t == c)).sum() for c in range(k)])


def skip_absent(predicted, target, classes):
    values = ious(predicted, target, classes)
    return values[~values.isnan()]


def _python_division(predicted, target, classes, number=int):
    hits, misses, alarms = (list(map(number, counts.tolist())) for counts in _counts(predicted, target, classes))
    return [h / (h + m + a) for h, m, a in zip(hits, misses, alarms, strict=True)]


def share_of_pixels(predicted, target, classes):
    hits, _, _ = _counts(predicted, target, classes)
    return hits / predicted.numel()


MORE = [
    Mistake(
        "brackets forgotten",
        "& and | come before ==. Write brackets round each comparison: (predicted == k) & (target == k).",
        _no_brackets,
        also=(lambda p, t, k: torch.stack([(p == c & t == c).sum() / (p == c | t == c).sum() for c in range(k)]),),
        line=r"^(?!.*\b(and|or|not|if|while)\b).*==[^()]*[&|][^()]*==",
    ),
    Mistake(
        "and for &",
        "`and` and `or` ask whether a whole mask is True, which torch cannot say. Pixel by pixel it is `&` and `|`, "
        "with brackets round each comparison.",
        of_masks(lambda p, t: (p and t).sum() / (p or t).sum()),
        also=(lambda p, t, k: torch.stack([(p == c and t == c).sum() / (p == c or t == c).sum() for c in range(k)]),),
        line=r"\b(and|or)\b",
    ),
    Mistake(
        "divided as Python numbers",
        "Right until a class is in neither labelling: Python refuses 0 / 0. Divide the tensors, without .item(), int() or len(); "
        "or return float('nan') for such a class.",
        _python_division,
        also=(lambda p, t, k: _python_division(p, t, k, float),),
    ),
    Mistake(
        "not counted",
        "You divide pixel by pixel. First count each of the two masks with .sum(), then divide the two counts.",
        of_masks(lambda p, t: (p & t) / (p | t)),
        also=(of_masks(lambda p, t: ((p & t) / (p | t)).sum()), of_masks(lambda p, t: ((p & t) / (p | t)).mean())),
    ),
    Mistake(
        "counted along one axis",
        "You count along one axis only. `.sum()` without a number counts the whole mask.",
        of_masks(lambda p, t: (p & t).sum(0) / (p | t).sum(0)),
        also=(of_masks(lambda p, t: (p & t).sum(1) / (p | t).sum(1)), of_masks(lambda p, t: (p & t).sum(-1) / (p | t).sum(-1))),
    ),
    Mistake(
        "all places counted",
        "Every class gets 1. Do you count all places of the masks (len, numel, shape) and not the True ones? Those are counted by .sum().",
        of_masks(lambda p, t: len(p & t) / len(p | t)),
        also=(of_masks(lambda p, t: (p & t).numel() / (p | t).numel()), lambda p, t, k: torch.ones(k)),
    ),
    Mistake(
        "nan for a class in one of the two",
        "Only a class in *neither* labelling gets nan. A class that one of the two has, or both without a pixel in common, gets "
        "0 / union = 0.",
        nan_unless(lambda p, t: t.any()),
        also=(
            nan_unless(lambda p, t: p.any()),
            nan_unless(lambda p, t: p.any() and t.any()),
            nan_unless(lambda p, t: (p & t).any()),
        ),
    ),
    Mistake(
        "cat of single numbers",
        "torch.cat joins tensors that have an axis. Single numbers become one tensor with torch.stack(ratios).",
        lambda p, t, k: torch.cat([value for value in ious(p, t, k)]),
    ),
    Mistake(
        "whole numbers",
        "// cuts the ratios to whole numbers. Divide with /.",
        of_masks(lambda p, t: (p & t).sum() // (p | t).sum()),
    ),
    Mistake(
        "into whole numbers",
        "The ratios are cut to whole numbers, because they are put into a tensor of whole numbers. torch.zeros(classes) makes floats.",
        _into_whole_numbers,
    ),
    Mistake(
        "& between labels",
        "You write & between the labels themselves. First ask which pixels are k, then join the two answers, each in brackets: "
        "(predicted == k) & (target == k).",
        lambda p, t, k: torch.stack([((p & t) == c).sum() / ((p | t) == c).sum() for c in range(k)]),
        also=(lambda p, t, k: torch.stack([((p & t) == c).sum() / ((p == c) | (t == c)).sum() for c in range(k)]),),
    ),
]

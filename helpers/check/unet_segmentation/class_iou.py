"""Exercise 15.1, Score each class: what is right, and the mistakes that the check knows by name."""

import torch

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.unet_segmentation.cases import draw, labels


def _counts(predicted, target, classes):
    """hits, misses and false alarms of each class, as float tensors (k,)."""
    both = torch.bincount((target * classes + predicted).flatten(), minlength=classes**2).view(classes, classes).double()
    hits = both.diagonal()
    return hits, both.sum(1) - hits, both.sum(0) - hits


def _by(formula):
    return lambda predicted, target, classes: formula(*_counts(predicted, target, classes))


def _iou(predicted, target, classes):
    hits, misses, alarms = _counts(predicted, target, classes)
    return hits / (hits + misses + alarms)


def _by_picture(predicted, target, classes):
    if predicted.ndim < 3:
        return _iou(predicted, target, classes)
    return torch.stack([_iou(p, t, classes) for p, t in zip(predicted, target, strict=True)]).mean(0)


def _masks(predicted, target, classes, ratio):
    """The usual loop, with another ratio of the two masks."""
    return torch.stack([torch.as_tensor(ratio(predicted == k, target == k)) for k in range(classes)])


def _with(ratio):
    return lambda predicted, target, classes: _masks(predicted, target, classes, ratio)


def _into_whole_numbers(predicted, target, classes):
    values = torch.zeros(classes, dtype=torch.long)
    for k, value in enumerate(_iou(predicted, target, classes)):
        values[k] = value
    return values


def _no_brackets(p, t, k):
    return torch.stack([(p == c & t == c).sum() / ((p == c) | (t == c)).sum() for c in range(k)])


def _skip_absent(predicted, target, classes):
    values = _iou(predicted, target, classes)
    return values[~values.isnan()]


def _python_division(predicted, target, classes, number=int):
    hits, misses, alarms = (list(map(number, counts.tolist())) for counts in _counts(predicted, target, classes))
    return [h / (h + m + a) for h, m, a in zip(hits, misses, alarms, strict=True)]


def _share_of_pixels(predicted, target, classes):
    hits, _, _ = _counts(predicted, target, classes)
    return hits / predicted.numel()


class_iou = FunctionExercise(
    number="15.1",
    title="Score each class",
    oracle=lambda predicted, target, classes: _iou(predicted, target, classes),
    cases=[
        Case("4 pixels, 2 classes", (torch.tensor([[0, 1], [1, 1]]), torch.tensor([[0, 0], [1, 1]]), 2)),
        Case("all right", (draw(".c|c", "..cc"), draw(".c|c", "..cc"), 3)),
        Case("the border is missed", (draw("cccc.", "cccc."), draw("cc|c.", "cc|c."), 3)),
        Case("5×6 random labels, 3 classes", (labels(5, 6, classes=3, seed=1), labels(5, 6, classes=3, seed=2), 3)),
        Case("3 pictures of 4×5, 4 classes", (labels(3, 4, 5, classes=4, seed=3), labels(3, 4, 5, classes=4, seed=4) % 3, 4)),
        Case(
            "one class in neither: nan",
            (torch.tensor([[0, 0, 2], [2, 2, 0]]), torch.tensor([[0, 2, 2], [2, 2, 0]]), 3),
        ),
    ],
    mistakes=[
        Mistake(
            "recall",
            "You divide by the pixels that are of the class. False alarms cost nothing then. Divide by those that are *or are called* so.",
            _by(lambda hits, misses, alarms: hits / (hits + misses)),
        ),
        Mistake(
            "precision",
            "You divide by the pixels that are called so. Misses cost nothing that way. Divide by those that *are* or are called so.",
            _by(lambda hits, misses, alarms: hits / (hits + alarms)),
        ),
        Mistake(
            "sum instead of union",
            "You divide by the sum of both areas. The pixels that both have are counted twice in it; the union counts them once.",
            _by(lambda hits, misses, alarms: hits / (2 * hits + misses + alarms)),
        ),
        Mistake(
            "dice",
            "This is Dice, 2·hits / (both areas), also called F1. IoU is hits / union.",
            _by(lambda hits, misses, alarms: 2 * hits / (2 * hits + misses + alarms)),
        ),
        Mistake(
            "hits over all errors",
            "You divide by the pixels that only one of the two masks holds (the errors). The union holds the shared pixels, too.",
            _by(lambda hits, misses, alarms: hits / (misses + alarms)),
        ),
        Mistake(
            "mean",
            "This is the mean over the classes. Return one number for each class, `classes` of them.",
            lambda p, t, k: _iou(p, t, k).mean(),
            also=(lambda p, t, k: _iou(p, t, k).nanmean(), lambda p, t, k: _iou(p, t, k).mean().item()),
        ),
        Mistake(
            "accuracy",
            "This is the share of right pixels over all classes together. Take one class at a time: a mask of where it is, a mask of where "
            "it is called.",
            lambda p, t, k: (p == t).double().mean(),
            also=(lambda p, t, k: (p == t).double().mean().item(),),
        ),
        Mistake(
            "share of all pixels",
            "You divide by all pixels of the picture. Divide by the union of this class: where it is or is called so.",
            _share_of_pixels,
        ),
        Mistake(
            "absent class gives 0",
            "Right but for a class that is in neither labelling: 0 / 0 is nan, not 0. "
            "(A small number added below the line makes a 0 of it, too: leave it out.)",
            lambda p, t, k: _iou(p, t, k).nan_to_num(0),
        ),
        Mistake(
            "absent class gives 1",
            "Right but for a class that is in neither labelling: 0 / 0 is nan here, not 1.",
            lambda p, t, k: _iou(p, t, k).nan_to_num(1),
        ),
        Mistake(
            "absent class left out", "A class that is in neither labelling is left out. Return k numbers, nan for that one.", _skip_absent
        ),
        Mistake("background left out", "Class 0 is missing: let k run over range(classes).", lambda p, t, k: _iou(p, t, k)[1:]),
        Mistake(
            "last class left out",
            "The last class is missing: range(classes) ends at classes - 1 by itself.",
            lambda p, t, k: _iou(p, t, k)[:-1],
        ),
        Mistake(
            "mean over pictures",
            "You average over the pictures. Count the pixels of all pictures together, then divide once.",
            _by_picture,
        ),
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
            _with(lambda p, t: (p and t).sum() / (p or t).sum()),
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
            "from 1",
            "k runs from 1 to `classes`. The classes are 0 to classes - 1: range(classes). (No pixel has the last one: nan.)",
            lambda p, t, k: _iou(p, t, k + 1)[1:],
        ),
        Mistake("one class too many", "One number too many: range(classes) gives 0 to classes - 1.", lambda p, t, k: _iou(p, t, k + 1)),
        Mistake(
            "always 3 classes",
            "You always return 3 numbers. How many classes there are is in `classes`: range(classes).",
            lambda p, t, k: _iou(p, t, max(k, 3))[:3],
        ),
        Mistake(
            "upside down",
            "This is union / intersection. The intersection goes above the line: intersection / union.",
            lambda p, t, k: 1 / _iou(p, t, k),
        ),
        Mistake(
            "not counted",
            "You divide pixel by pixel. First count each of the two masks with .sum(), then divide the two counts.",
            _with(lambda p, t: (p & t) / (p | t)),
            also=(_with(lambda p, t: ((p & t) / (p | t)).sum()), _with(lambda p, t: ((p & t) / (p | t)).mean())),
        ),
        Mistake(
            "counted along one axis",
            "You count along one axis only. `.sum()` without a number counts the whole mask.",
            _with(lambda p, t: (p & t).sum(0) / (p | t).sum(0)),
            also=(_with(lambda p, t: (p & t).sum(1) / (p | t).sum(1)), _with(lambda p, t: (p & t).sum(-1) / (p | t).sum(-1))),
        ),
        Mistake(
            "len of a mask",
            "len counts the rows (or pictures) of a mask, True or not. Its True pixels are counted by .sum().",
            _with(lambda p, t: len(p & t) / len(p | t)),
        ),
        Mistake(
            "accuracy for every class",
            "Each number is the share of right pixels over all classes. Ask for one class at a time: predicted == k, target == k.",
            lambda p, t, k: (p == t).double().mean().repeat(k),
        ),
        Mistake(
            "agreement",
            "You count where the two masks agree, the pixels that are not of the class included. Take intersection / union.",
            _with(lambda p, t: (p == t).double().mean()),
        ),
        Mistake(
            "only class 0",
            "One number comes back, that of class 0: is `return` inside the loop? Collect the ratios, return after it.",
            lambda p, t, k: _iou(p, t, k)[0],
        ),
        Mistake(
            "cat of single numbers",
            "torch.cat joins tensors that have an axis. Single numbers become one tensor with torch.stack(ratios).",
            lambda p, t, k: torch.cat([value for value in _iou(p, t, k)]),
        ),
        Mistake(
            "whole numbers",
            "// cuts the ratios to whole numbers. Divide with /.",
            _with(lambda p, t: (p & t).sum() // (p | t).sum()),
        ),
        Mistake(
            "into whole numbers",
            "The ratios are cut to whole numbers, because they are put into a tensor of whole numbers. torch.zeros(classes) makes floats.",
            _into_whole_numbers,
        ),
        Mistake(
            "classes of one labelling",
            "You leave out the classes that do not occur in `target`, or in `predicted`. Let k run over range(classes): all of them.",
            lambda p, t, k: _iou(p, t, k)[t.unique()],
            also=(lambda p, t, k: _iou(p, t, k)[p.unique()],),
        ),
        Mistake(
            "& between labels",
            "You write & between the labels themselves. First ask which pixels are k, then join the two answers, each in brackets: "
            "(predicted == k) & (target == k).",
            lambda p, t, k: torch.stack([((p & t) == c).sum() / ((p | t) == c).sum() for c in range(k)]),
            also=(lambda p, t, k: torch.stack([((p & t) == c).sum() / ((p == c) | (t == c)).sum() for c in range(k)]),),
        ),
        Mistake(
            "counts",
            "These are the sizes of the intersections. Divide each by the size of its union.",
            _by(lambda hits, misses, alarms: hits.long()),
        ),
    ],
)

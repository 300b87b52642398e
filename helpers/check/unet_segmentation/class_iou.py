"""Exercise 15.1, Score each class: what is right, and the mistakes that the check knows by name."""

from functools import partial

import torch

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.unet_segmentation.cases import draw, labels
from helpers.check.unet_segmentation.ratios import MORE, by_counts, by_picture, ious, of_masks, share_of_pixels, skip_absent

class_iou = FunctionExercise(
    number="15.1",
    title="Score each class",
    oracle=lambda predicted, target, classes: ious(predicted, target, classes),
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
        Case("the last class in neither: nan", (torch.tensor([[0, 1], [1, 0]]), torch.tensor([[0, 1], [0, 0]]), 3)),
    ],
    mistakes=[
        Mistake(
            "recall",
            "You divide by the pixels that are of the class. False alarms cost nothing then. Divide by those that are *or are called* so.",
            by_counts(lambda hits, misses, alarms: hits / (hits + misses)),
        ),
        Mistake(
            "precision",
            "You divide by the pixels that are called so. Misses cost nothing that way. Divide by those that *are* or are called so.",
            by_counts(lambda hits, misses, alarms: hits / (hits + alarms)),
        ),
        Mistake(
            "sum instead of union",
            "You divide by the sum of both areas. The pixels that both have are counted twice in it; the union counts them once.",
            by_counts(lambda hits, misses, alarms: hits / (2 * hits + misses + alarms)),
        ),
        Mistake(
            "dice",
            "This is Dice, 2·hits / (both areas), also called F1. IoU is hits / union.",
            by_counts(lambda hits, misses, alarms: 2 * hits / (2 * hits + misses + alarms)),
        ),
        Mistake(
            "hits over all errors",
            "You divide by the pixels that only one of the two masks holds (the errors). The union holds the shared pixels, too.",
            by_counts(lambda hits, misses, alarms: hits / (misses + alarms)),
        ),
        Mistake(
            "mean",
            "This is the mean over the classes. Return one number for each class, `classes` of them.",
            lambda p, t, k: ious(p, t, k).mean(),
            also=(lambda p, t, k: ious(p, t, k).nanmean(), lambda p, t, k: ious(p, t, k).mean().item()),
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
            share_of_pixels,
        ),
        Mistake(
            "absent class gives 0",
            "Right but for a class that is in neither labelling: 0 / 0 is nan, not 0. "
            "(A small number added below the line makes a 0 of it, too: leave it out.)",
            lambda p, t, k: ious(p, t, k).nan_to_num(0),
        ),
        Mistake(
            "absent class gives 1",
            "Right but for a class that is in neither labelling: 0 / 0 is nan here, not 1.",
            lambda p, t, k: ious(p, t, k).nan_to_num(1),
        ),
        Mistake(
            "absent class left out",
            "A class that is in neither labelling is left out. Return `classes` numbers, nan for that one.",
            skip_absent,
        ),
        Mistake("background left out", "Class 0 is missing: let k run over range(classes).", lambda p, t, k: ious(p, t, k)[1:]),
        Mistake(
            "last class left out",
            "The last class is missing: range(classes) ends at classes - 1 by itself.",
            lambda p, t, k: ious(p, t, k)[:-1],
        ),
        Mistake(
            "mean over pictures",
            "You average over the pictures. Count the pixels of all pictures together, then divide once.",
            by_picture,
        ),
        Mistake(
            "one for each picture",
            "You get a number for each class and picture: the sums run over rows and columns only. Count the pixels of all pictures "
            "together, .sum() without axes.",
            lambda p, t, k: ious(p, t, k) if p.ndim < 3 else torch.stack([ious(*pair, k) for pair in zip(p, t, strict=True)], 1),
            also=(lambda p, t, k: ious(p, t, k) if p.ndim < 3 else torch.stack([ious(*pair, k) for pair in zip(p, t, strict=True)]),),
        ),
        Mistake(
            "loop over the first axis",
            "You loop over the first axis, as if it were pictures; of a labelling (h, w) it is the rows. Count all pixels together: "
            "(predicted == k) has the shape of `predicted`, whatever that is, and .sum() adds up all of it.",
            partial(by_picture, always=True),
            also=(partial(by_picture, always=True, mean=torch.nanmean),),
        ),
        Mistake(
            "from 1",
            "k runs from 1 to `classes`. The classes are 0 to classes - 1: range(classes). (No pixel has the last one: nan.)",
            lambda p, t, k: ious(p, t, k + 1)[1:],
        ),
        Mistake("one class too many", "One number too many: range(classes) gives 0 to classes - 1.", lambda p, t, k: ious(p, t, k + 1)),
        Mistake(
            "always 3 classes",
            "You always return 3 numbers. How many classes there are is in `classes`: range(classes).",
            lambda p, t, k: ious(p, t, max(k, 3))[:3],
        ),
        Mistake(
            "upside down",
            "This is union / intersection. The intersection goes above the line: intersection / union.",
            lambda p, t, k: 1 / ious(p, t, k),
        ),
        Mistake(
            "accuracy for every class",
            "Each number is the share of right pixels over all classes. Ask for one class at a time: predicted == k, target == k.",
            lambda p, t, k: (p == t).double().mean().repeat(k),
        ),
        Mistake(
            "agreement",
            "You count where the two masks agree, the pixels that are not of the class included. Take intersection / union.",
            of_masks(lambda p, t: (p == t).double().mean()),
        ),
        Mistake(
            "only class 0",
            "One number comes back, that of class 0: is `return` inside the loop? Collect the ratios, return after it.",
            lambda p, t, k: ious(p, t, k)[0],
            also=(lambda p, t, k: ious(p, t, k)[:1],),
        ),
        Mistake(
            "classes of one labelling",
            "You leave out the classes that do not occur in `target`, or in `predicted`. Let k run over range(classes): all of them.",
            lambda p, t, k: ious(p, t, k)[t.unique()],
            also=(lambda p, t, k: ious(p, t, k)[p.unique()],),
        ),
        Mistake(
            "classes counted from the data",
            "You read off the labels how many classes there are. The last one may be in neither labelling, and gets nan: it is `classes`.",
            lambda p, t, k: ious(p, t, k)[: max(p.max(), t.max()) + 1],
            also=(lambda p, t, k: ious(p, t, k)[: p.max() + 1], lambda p, t, k: ious(p, t, k)[: t.max() + 1]),
        ),
        Mistake(
            "counts",
            "These are the sizes of the intersections. Divide each by the size of its union.",
            by_counts(lambda hits, misses, alarms: hits.long()),
        ),
        *MORE,
    ],
)

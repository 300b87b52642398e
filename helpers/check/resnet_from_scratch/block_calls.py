"""Mistakes of exercise 13.2 in how the functions are called: padding, weights, and results that are thrown away."""

import torch.nn.functional as F

from helpers.check.engine import Mistake
from helpers.check.resnet_from_scratch import wrong_blocks as wrong
from helpers.check.resnet_from_scratch.wrong_blocks import conv, eval_norm

CALLS = [
    Mistake(
        "no padding",
        "Without padding each convolution makes the image two pixels smaller, so that the second may find no room and the sum does not "
        "fit. Use padding=1.",
        wrong.padded_by(0, 0),
    ),
    Mistake("first padding missing", "The first convolution has no padding=1: its image gets two pixels smaller.", wrong.padded_by(0, 1)),
    Mistake("second padding missing", "The second convolution has no padding=1: its image gets two pixels smaller.", wrong.padded_by(1, 0)),
    Mistake("padding of 2", "With padding=2 each convolution makes the image two pixels larger. A 3×3 needs 1.", wrong.padded_by(2, 2)),
    Mistake(
        "a layer for a function",
        "nn.Conv2d makes a new layer and wants numbers of channels. F.conv2d(x, w1, padding=1) takes the image and the weights.",
        wrong.layer_for_function,
        line=r"nn\.Conv2d",
    ),
    Mistake(
        "image and weights swapped",
        "F.conv2d takes the image first and the weights second: F.conv2d(x, w1, padding=1).",
        wrong.arguments_swapped,
    ),
    Mistake(
        "random weights",
        "nn.Conv2d makes a layer with random weights of its own. The weights are given: F.conv2d(x, w1, padding=1).",
        wrong.layers_of_its_own(bias=True),
        also=(wrong.layers_of_its_own(bias=False),),
    ),
    Mistake(
        "results thrown away",
        "No norm has an effect, and no ReLU between the convolutions. Each is missing or thrown away (write out = norm(out)), or the norms "
        "are in eval mode.",
        lambda x, w1, w2, skip: F.relu((x if skip else 0) + conv(conv(x, w1), w2)),
        also=(wrong.thrown_away, lambda x, w1, w2, skip: F.relu((x if skip else 0) + eval_norm(conv(eval_norm(conv(x, w1)), w2)))),
    ),
    Mistake(
        "second convolution reads x",
        "The convolution with w2 reads x, so that nothing of the first one is left. It reads what convolution, norm and ReLU gave: `out`.",
        lambda x, w1, w2, skip: F.relu((x if skip else 0) + wrong.norm(conv(x, w2))),
    ),
    Mistake(
        "norms and last ReLU missing",
        "Only the ReLU in the middle has an effect. Norms and last ReLU are missing or thrown away (write out = norm(out)), or the norms "
        "are in eval mode.",
        lambda x, w1, w2, skip: (x if skip else 0) + conv(F.relu(conv(x, w1)), w2),
        also=(lambda x, w1, w2, skip: (x if skip else 0) + eval_norm(conv(F.relu(eval_norm(conv(x, w1))), w2)),),
    ),
]

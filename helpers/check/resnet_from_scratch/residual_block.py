"""Exercise 13.2, Write the block: what is right, and the mistakes that the check knows by name."""

from functools import partial

import torch
import torch.nn.functional as F

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.resnet_from_scratch import wrong_blocks as wrong
from helpers.check.resnet_from_scratch.block_calls import CALLS
from helpers.check.resnet_from_scratch.cases import random, whole
from helpers.check.resnet_from_scratch.wrong_blocks import block, branch, conv, norm

residual_block = FunctionExercise(
    number="13.2",
    title="Write the block",
    oracle=block,
    cases=[
        Case(
            "plain, 1 image of 4×4",
            lambda: (whole(1, 1, 4, 4, seed=1), whole(1, 1, 3, 3, seed=2), whole(1, 1, 3, 3, seed=3), False),
        ),
        Case(
            "residual, 1 image of 4×4",
            lambda: (whole(1, 1, 4, 4, seed=1), whole(1, 1, 3, 3, seed=2), whole(1, 1, 3, 3, seed=3), True),
        ),
        Case("plain, 2 channels, 4×5", lambda: (random(2, 2, 4, 5, seed=4), random(2, 2, 3, 3, seed=5), random(2, 2, 3, 3, seed=6), False)),
        Case(
            "residual, 2 channels, 4×5", lambda: (random(2, 2, 4, 5, seed=4), random(2, 2, 3, 3, seed=5), random(2, 2, 3, 3, seed=6), True)
        ),
        Case(
            "residual, 3 channels, 6×5", lambda: (random(3, 3, 6, 5, seed=7), random(3, 3, 3, 3, seed=8), random(3, 3, 3, 3, seed=9), True)
        ),
    ],
    mistakes=[
        Mistake(
            "skip ignored",
            "With `skip` True the block stays plain: x is never added, or the sum is thrown away. Write out = x + out.",
            lambda x, w1, w2, skip: F.relu(branch(x, w1, w2)),
        ),
        Mistake(
            "always a skip",
            "You add x also when `skip` is False. The plain block is the same block without that sum.",
            lambda x, w1, w2, skip: F.relu(x + branch(x, w1, w2)),
        ),
        Mistake(
            "not (skip)",
            "The two cases have swapped places: you add x when `skip` is False.",
            lambda x, w1, w2, skip: block(x, w1, w2, not skip),
        ),
        Mistake(
            "no last ReLU",
            "The last ReLU, after the sum or at the end of the plain block, is missing, or its result is thrown away: return F.relu(out).",
            lambda x, w1, w2, skip: x + branch(x, w1, w2) if skip else branch(x, w1, w2),
        ),
        Mistake(
            "no ReLU after the sum",
            "Plain is right. With the shortcut the last ReLU stands before the sum; it comes after it: relu(x + out).",
            lambda x, w1, w2, skip: (x if skip else 0) + F.relu(branch(x, w1, w2)),
        ),
        Mistake(
            "ReLU before and after the sum",
            "One ReLU too many: between the second norm and the sum there is none, so that the branch can also take something away from x.",
            lambda x, w1, w2, skip: F.relu((x if skip else 0) + F.relu(branch(x, w1, w2))),
        ),
        Mistake(
            "no ReLU in the middle",
            "The ReLU between the two convolutions is missing, or its result is thrown away: out = F.relu(out).",
            lambda x, w1, w2, skip: F.relu((x if skip else 0) + norm(conv(norm(conv(x, w1)), w2))),
        ),
        Mistake(
            "no ReLU at all",
            "No ReLU has an effect. One stands after the first norm, one at the end; each returns a new tensor: out = F.relu(out).",
            lambda x, w1, w2, skip: (x if skip else 0) + norm(conv(norm(conv(x, w1)), w2)),
        ),
        Mistake(
            "first norm missing",
            "The norm after the first convolution has no effect: it is missing, thrown away (write out = norm(out)) or in eval mode.",
            lambda x, w1, w2, skip: F.relu((x if skip else 0) + norm(conv(F.relu(conv(x, w1)), w2))),
            also=(partial(wrong.block_with, first=wrong.eval_norm, second=norm),),
        ),
        Mistake(
            "second norm missing",
            "The norm after the second convolution has no effect: it is missing, thrown away (write out = norm(out)) or in eval mode.",
            lambda x, w1, w2, skip: F.relu((x if skip else 0) + conv(F.relu(norm(conv(x, w1))), w2)),
            also=(partial(wrong.block_with, first=norm, second=wrong.eval_norm),),
        ),
        Mistake(
            "no norm",
            "No norm has an effect. Each is missing, its result is thrown away (write out = norm(out)), or it is in eval mode and uses "
            "mean 0 and variance 1.",
            lambda x, w1, w2, skip: F.relu((x if skip else 0) + conv(F.relu(conv(x, w1)), w2)),
            also=(partial(wrong.block_with, first=wrong.eval_norm, second=wrong.eval_norm), wrong.eval_layers),
        ),
        Mistake(
            "norm after ReLU",
            "Norm and ReLU have swapped places: it is convolution, norm, ReLU.",
            lambda x, w1, w2, skip: F.relu((x if skip else 0) + norm(conv(norm(F.relu(conv(x, w1))), w2))),
        ),
        Mistake(
            "norm after the sum",
            "You normalise the sum, shortcut and all. The second norm stands before the sum, so that x goes through untouched.",
            lambda x, w1, w2, skip: F.relu(norm((x if skip else 0) + conv(F.relu(norm(conv(x, w1))), w2))),
            also=(lambda x, w1, w2, skip: F.relu(norm(x + branch(x, w1, w2)) if skip else branch(x, w1, w2)),),
        ),
        Mistake("w1 twice", "You use w1 for both convolutions; the second one has w2.", lambda x, w1, w2, skip: block(x, w1, w1, skip)),
        Mistake("w2 twice", "You use w2 for both convolutions; the first one has w1.", lambda x, w1, w2, skip: block(x, w2, w2, skip)),
        Mistake("w1 and w2 swapped", "w1 and w2 have swapped places.", lambda x, w1, w2, skip: block(x, w2, w1, skip)),
        Mistake(
            "x overwritten",
            "What you add is not the block's input but a later result. Keep x for the sum.",
            wrong.overwritten,
        ),
        Mistake(
            "a shortcut past each convolution",
            "You add twice, once after each convolution. Here one shortcut goes past both.",
            wrong.each_convolution,
        ),
        Mistake(
            "shortcut past the first convolution only",
            "You add x after the first convolution. The shortcut goes past both and ends before the last ReLU.",
            wrong.early,
        ),
        Mistake(
            "times instead of plus",
            "You multiply x and the branch. A shortcut adds.",
            lambda x, w1, w2, skip: F.relu(x * branch(x, w1, w2) if skip else branch(x, w1, w2)),
        ),
        Mistake(
            "minus",
            "You subtract. The block computes x + out.",
            lambda x, w1, w2, skip: F.relu(x - branch(x, w1, w2) if skip else branch(x, w1, w2)),
            also=(lambda x, w1, w2, skip: F.relu(branch(x, w1, w2) - x if skip else branch(x, w1, w2)),),
        ),
        Mistake(
            "concatenated",
            "You put x and the branch side by side, as DenseNet does: twice the channels. A residual block adds them.",
            lambda x, w1, w2, skip: F.relu(torch.cat([x, branch(x, w1, w2)], 1) if skip else branch(x, w1, w2)),
            also=(lambda x, w1, w2, skip: F.relu(torch.cat([branch(x, w1, w2), x], 1) if skip else branch(x, w1, w2)),),
        ),
        Mistake(
            "x normalised",
            "You add the normalised x. The shortcut carries x as it came in.",
            lambda x, w1, w2, skip: F.relu((norm(x) if skip else 0) + branch(x, w1, w2)),
        ),
        Mistake(
            "ReLU of x",
            "You add relu(x). The shortcut carries x as it came in; the ReLU comes after the sum.",
            lambda x, w1, w2, skip: F.relu((F.relu(x) if skip else 0) + branch(x, w1, w2)),
        ),
        Mistake(
            "pre-activation",
            "This is the pre-activation order, norm, ReLU, convolution (section 13.10). Here it is convolution, norm, ReLU.",
            wrong.pre_activation,
        ),
        Mistake(
            "one convolution",
            "Only one convolution has an effect: the second, with w2, is missing, or its result is thrown away. Write out = F.conv2d(…).",
            lambda x, w1, w2, skip: F.relu((x if skip else 0) + norm(conv(x, w1))),
            also=(
                lambda x, w1, w2, skip: F.relu((x if skip else 0) + F.relu(norm(conv(x, w1)))),
                lambda x, w1, w2, skip: F.relu((x if skip else 0) + norm(F.relu(norm(conv(x, w1))))),
            ),
        ),
        Mistake(
            "branch added to itself",
            "You add the branch to itself. If x was given to later results, the block's input is lost: call them `out` and keep x.",
            wrong.overwritten_twice,
        ),
        Mistake(
            "skip added",
            "You add `skip`, which is True and counts as 1. It only says whether to add; what is added is x.",
            lambda x, w1, w2, skip: F.relu(branch(x, w1, w2) + skip),
        ),
        Mistake(
            "norm over the whole tensor",
            "You normalise with one mean and one variance for the whole tensor. Each channel has its own: use the `norm` given above.",
            wrong.norm_over_all,
        ),
        Mistake(
            "norm of each image",
            "You normalise each image by itself. Mean and variance are taken over the whole batch: use the `norm` given above.",
            wrong.norm_of_each_image,
        ),
        *CALLS,
    ],
)

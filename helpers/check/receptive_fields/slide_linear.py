"""Exercise 7.5, Make the linear layer slide: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.engine import Case, FunctionExercise, Mistake
from helpers.check.receptive_fields import slide_slips as slips
from helpers.check.receptive_fields.raised import NOT_RAISED


def _random(*shape, seed):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def _case(c_out, c, h, w, height, width, seed):
    return (_random(c_out, c * h * w, seed=seed), _random(c_out, seed=seed + 1), _random(c, height, width, seed=seed + 2), h, w)


slide_linear = FunctionExercise(
    number="7.5",
    title="Make the linear layer slide",
    oracle=slips.slid,
    cases=[
        Case(
            "1 channel, 2×2, on a map of the same size",
            lambda: (torch.arange(4.0).view(1, 4), torch.tensor([0.5]), torch.eye(2)[None], 2, 2),
        ),
        Case("1 channel, 2×3, on 3×5", lambda: _case(2, 1, 2, 3, 3, 5, seed=0)),
        Case("3 channels, 2×2, on 2×2", lambda: _case(4, 3, 2, 2, 2, 2, seed=10)),
        Case("3 channels, 2×2, on 4×3", lambda: _case(2, 3, 2, 2, 4, 3, seed=20)),
        Case("2 channels, 3×2, on 5×6", lambda: _case(3, 2, 3, 2, 5, 6, seed=30)),
        Case("4 channels, 1×3, on 2×7", lambda: _case(5, 4, 1, 3, 2, 7, seed=40)),
    ],
    mistakes=[
        Mistake(
            "bias forgotten",
            "The bias is missing: it is added at every window.",
            lambda weight, bias, maps, h, w: slips.slid(weight, None, maps, h, w),
        ),
        Mistake(
            "bias along another axis",
            "The bias is added along rows or columns. There is one for each answer: give it two more axes, bias[:, None, None].",
            lambda weight, bias, maps, h, w: slips.slid(weight, None, maps, h, w) + bias[:, None],
            also=(lambda weight, bias, maps, h, w: slips.slid(weight, None, maps, h, w) + bias,),
        ),
        Mistake(
            "first answer only",
            "This is the first answer alone: one [0] too many. With maps[None] the first [0] takes the batch axis off; "
            "without [None] there is none to take off.",
            lambda weight, bias, maps, h, w: slips.slid(weight, bias, maps, h, w)[0],
        ),
        Mistake(
            "channels last",
            "The channels come last where they must come first. Flattening a map (c, h, w) puts channel after channel: "
            "so each kernel is (c, h, w).",
            lambda weight, bias, maps, h, w: slips.reshaped(weight, bias, maps, h, w, (h, w, len(maps)), (3, 1, 2)),
        ),
        Mistake(
            "h and w swapped",
            "h and w have swapped places: a map is (c, H, W), and a window of it, like the kernel of each answer, (c, h, w).",
            lambda weight, bias, maps, h, w: slips.slid(weight, bias, maps, w, h),
        ),
        Mistake(
            "rows and columns of the kernel swapped",
            "Each kernel is transposed against its window: flattening reads row after row, so view(…, h, w) is enough.",
            lambda weight, bias, maps, h, w: slips.reshaped(weight, bias, maps, h, w, (len(maps), w, h), (1, 3, 2)),
        ),
        Mistake(
            "weights transposed",
            "You transpose the weights first. Each row of `weight` belongs to one answer already: weight.view(c_out, c, h, w).",
            lambda weight, bias, maps, h, w: F.conv2d(maps[None], weight.T.reshape(len(weight), len(maps), h, w), bias)[0],
        ),
        Mistake(
            "answers last in the weights",
            "You cut the weights as if the answers were their last axis. Each row of `weight` belongs to one answer: "
            "weight.view(c_out, c, h, w), and nothing to permute.",
            lambda weight, bias, maps, h, w: F.conv2d(maps[None], weight.reshape(len(maps), h, w, -1).permute(3, 0, 1, 2), bias)[0],
        ),
        Mistake(
            "flipped",
            "The kernel is flipped. F.conv2d does not flip, and nothing needs turning round.",
            lambda weight, bias, maps, h, w: slips.slid(weight.flip(1).view(len(weight), -1, h * w).flip(1).flatten(1), bias, maps, h, w),
            also=(lambda weight, bias, maps, h, w: slips.slid(weight.flip(1), bias, maps, h, w),),
        ),
        Mistake(
            "batch left over",
            "The values are right, with a batch axis in front. Return (c_out, rows, columns): take [0].",
            lambda weight, bias, maps, h, w: slips.slid(weight, bias, maps, h, w)[None],
        ),
        Mistake(
            "answers last",
            "Right numbers, axes in another order: the answers' channels come first, (c_out, rows, columns).",
            slips.by_crops,
        ),
        Mistake(
            "first window only",
            "This is the answer for the top left window alone. The kernel slides over all of them.",
            lambda weight, bias, maps, h, w: F.linear(maps[:, :h, :w].flatten(), weight, bias),
            also=(lambda weight, bias, maps, h, w: slips.slid(weight, bias, maps[:, :h, :w], h, w),),
        ),
        Mistake(
            "padded",
            "The map is padded, so there are windows over the edge. Every window of the answer lies inside: no padding.",
            lambda weight, bias, maps, h, w: F.conv2d(maps[None], weight.view(len(weight), len(maps), h, w), bias, padding="same")[0],
            also=slips.PADDED,
        ),
        Mistake(
            "windows side by side",
            "The kernel moves on by more than one cell and leaves windows out. Every window is wanted: stride 1.",
            lambda weight, bias, maps, h, w: F.conv2d(maps[None], weight.view(len(weight), len(maps), h, w), bias, stride=(h, w))[0],
            also=(
                lambda weight, bias, maps, h, w: F.conv2d(maps[None], weight.view(len(weight), len(maps), h, w), bias, stride=h)[0],
                lambda weight, bias, maps, h, w: F.conv2d(maps[None], weight.view(len(weight), len(maps), h, w), bias, stride=w)[0],
                lambda weight, bias, maps, h, w: F.conv2d(maps[None], weight.view(len(weight), len(maps), h, w), bias, stride=2)[0],
            ),
        ),
        Mistake(
            "whole map flattened",
            "The linear layer wants c·h·w numbers; a larger map has more. Turn the weights into a kernel instead and slide it.",
            lambda weight, bias, maps, h, w: F.linear(maps.flatten(), weight, bias),
            also=(lambda weight, bias, maps, h, w: weight @ maps.flatten() + bias,),
        ),
        Mistake(
            "one window too few",
            "The last row or the last column of windows is missing: there are H − h + 1 rows and W − w + 1 columns of them.",
            slips.too_few,
            also=(
                slips.not_filled,
                lambda weight, bias, maps, h, w: slips.not_filled(weight, bias, maps, h, w, columns=False),
                lambda weight, bias, maps, h, w: slips.not_filled(weight, bias, maps, h, w, rows=False),
            ),
        ),
        Mistake(
            "return in the loop",
            "Only the first windows are filled. Does `return` stand inside a loop? Move it out, in line with the first `for`.",
            lambda weight, bias, maps, h, w: slips.first_filled(weight, bias, maps, h, w, slice(None)),
            also=(lambda weight, bias, maps, h, w: slips.first_filled(weight, bias, maps, h, w, slice(1)),),
        ),
        Mistake(
            "weights not reshaped",
            "F.conv2d wants a kernel with four axes, (c_out, c, h, w); the linear layer's weights have two. Use view.",
            lambda weight, bias, maps, h, w: F.conv2d(maps[None], weight, bias)[0],
            line=NOT_RAISED,
        ),
    ],
)

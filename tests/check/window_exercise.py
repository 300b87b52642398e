"""The exercise that the engine's tests use: slide a window over an image."""

import torch
import torch.nn.functional as F

from helpers.check.engine import Case, FunctionExercise, Mistake

_conv2d = F.conv2d


def correlate(x, k):
    return _conv2d(x[None, None], k[None, None])[0, 0]


def flipped(x, k):
    return correlate(x, k.flip(0, 1))


def padded(x, k):
    rows, columns = k.shape
    return correlate(F.pad(x, (columns - 1, 0, rows - 1, 0)), k)


def window(**more):
    cases = [
        Case("3×3 image, 2×2 kernel", (torch.arange(9.0).view(3, 3), torch.tensor([[0.0, 1.0], [2.0, 3.0]]))),
        Case("3×4 image, 2×3 kernel", lambda: (torch.randn(3, 4), torch.randn(2, 3))),
        Case("12×9 image, 3×3 kernel", lambda: (torch.randn(12, 9), torch.randn(3, 3))),
    ]
    mistakes = [
        Mistake("flipped", "The kernel is flipped. A CNN layer does cross-correlation, so k[0, 0] meets the top-left pixel.", flipped),
        Mistake("padded", "You pad the image first; here the window stays inside it.", padded),
    ]
    return FunctionExercise("1.1", "Slide the window", correlate, cases, mistakes, **{"time_limit": 2.0} | more)

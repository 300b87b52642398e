"""Exercises of notebook 01, convolution by hand: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.engine import Case, FunctionExercise, Mistake, ValueExercise


def _signal(*values):
    return torch.tensor(values, dtype=torch.float64)


def _grid(*rows):
    return torch.tensor(rows, dtype=torch.float64)


def _random(*shape, seed):
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


# 1.1 ------------------------------------------------------------------------------------------------------------------

moving_average = FunctionExercise(
    number="1.1",
    title="Average three neighbours",
    oracle=lambda x: F.conv1d(F.pad(x[None, None], (0, 2), mode="circular"), x.new_full((1, 1, 3), 1 / 3))[0, 0],
    cases=[
        Case("a constant signal, four threes", (_signal(3, 3, 3, 3),)),
        Case("(6 0 0 0 0): one spike at index 0", (_signal(6, 0, 0, 0, 0),)),
        Case("(1 2 3 4 5)", (_signal(1, 2, 3, 4, 5),)),
        Case("three values: every window is the whole signal", (_signal(7, -1, 0.5),)),
        Case("eight random values", (_random(8, seed=0),)),
    ],
    mistakes=[
        Mistake(
            "0.33",
            "All values are 1 % too small: the weight is 1/3, and 0.33 is only how it is printed.",
            lambda x: 0.33 * (x + x.roll(-1) + x.roll(-2)),
        ),
        Mistake("not divided", "This is the sum of the three values. Divide it by 3.", lambda x: x + x.roll(-1) + x.roll(-2)),
        Mistake(
            "centred window",
            "Your window is centred: it averages x[i-1], x[i], x[i+1]. Here the window starts at i and looks forward.",
            lambda x: (x.roll(1) + x + x.roll(-1)) / 3,
        ),
        Mistake(
            "looks back",
            "Your window looks back, to x[i-1] and x[i-2]. Here it looks forward, to x[i+1] and x[i+2].",
            lambda x: (x + x.roll(1) + x.roll(2)) / 3,
        ),
        Mistake(
            "zeros after the end",
            "Only the last two values differ: you read zeros after the end. Here the index wraps round to the start, (i + 1) % d.",
            lambda x: F.pad(x, (0, 2)).unfold(0, 3, 1).mean(1),
        ),
        Mistake(
            "two outputs missing",
            "The last two outputs are missing. Their windows wrap round: after the last value comes x[0] again.",
            lambda x: x.unfold(0, 3, 1).mean(1),
        ),
        Mistake("two neighbours", "You average two values. The window holds three.", lambda x: (x + x.roll(-1)) / 2),
    ],
)

# 1.2 ------------------------------------------------------------------------------------------------------------------


def _sum(a, b, index):
    """One number for each i: the sum over j of a[index(i, j)] * b[j], zero where the index is None."""
    d = len(a)
    picks = [[index(i, j, d) for j in range(d)] for i in range(d)]
    return torch.stack([sum(a[p] * b[j] for j, p in enumerate(row) if p is not None) + 0 * a[0] for row in picks])


circular = FunctionExercise(
    number="1.2",
    title="Convolve in a circle",
    oracle=lambda a, b: F.conv1d(F.pad(a[None, None], (0, len(b) - 1), mode="circular"), b[None, None])[0, 0],
    cases=[
        Case("b = (1 0 0) returns a", (_signal(4, 5, 6), _signal(1, 0, 0))),
        Case("b = (0 1 0) reads one step ahead", (_signal(4, 5, 6), _signal(0, 1, 0))),
        Case("the slide's example", (_signal(1, 2, 3, 4, 5, 4, 3, 2, 1), _signal(1, -1, 0, 0, 0, 0, 0, 0, 0))),
        Case("two random vectors of 5", lambda: (_random(5, seed=1), _random(5, seed=2))),
        Case("two random vectors of 8", lambda: (_random(8, seed=3), _random(8, seed=4))),
    ],
    mistakes=[
        Mistake(
            "flipped",
            "You read a[i - j]: that flips b. The deep-learning version reads a[i + j].",
            lambda a, b: _sum(a, b, lambda i, j, d: (i - j) % d),
        ),
        Mistake(
            "zeros after the end",
            "Right until the window leaves the signal: there you stop or read zeros. Use the index modulo d, so that it starts again at 0.",
            lambda a, b: _sum(a, b, lambda i, j, d: i + j if i + j < d else None),
        ),
        Mistake(
            "a and b swapped",
            "a and b have swapped places: b stays where it is and a is read at i + j. The order matters here.",
            lambda a, b: _sum(b, a, lambda i, j, d: (i + j) % d),
        ),
        Mistake(
            "one off",
            "Every value stands one place too far left: the first window starts at a[0].",
            lambda a, b: _sum(a, b, lambda i, j, d: (i + j + 1) % d),
        ),
        Mistake("no sliding", "You multiply a and b where they stand. Move the window: output i reads a[i], a[i+1], …", lambda a, b: a * b),
        Mistake(
            "running total",
            "The total of one output is carried into the next. Start from 0 for every i.",
            lambda a, b: _sum(a, b, lambda i, j, d: (i + j) % d).cumsum(0),
        ),
    ],
)

# 1.3 ------------------------------------------------------------------------------------------------------------------

shifts = ValueExercise(
    number="1.3",
    title="Predict five results",
    right={"a_right": 2, "b_right": -2, "both_right": 0, "factor": 4.0, "total": 75.0},
    mistakes=[
        Mistake(
            "b moves the same way",
            "Moving b to the right makes every product read further ahead in a: the result moves left. Left counts as negative.",
            {"b_right": 2},
        ),
        Mistake(
            "both shifts added",
            "Moving a and moving b push the result in opposite directions. What is left of two steps each?",
            {"both_right": 4},
        ),
        Mistake("sign of a", "Moving a to the right moves the result to the right as well. Right counts as positive.", {"a_right": -2}),
        Mistake(
            "doubled once",
            "Linear in a and linear in b: twice a doubles the result, and twice b doubles it again.",
            {"factor": 2.0},
        ),
        Mistake(
            "sums added",
            "Every value of a meets every value of b exactly once, so the total is a product of sums, not a sum of sums.",
            {"total": 28.0},
        ),
        Mistake("the total moved", "A shift only reorders the outputs. Their total does not care about the order.", {"total": 80.0}),
    ],
)

# 1.4 ------------------------------------------------------------------------------------------------------------------


def _oracle2d(x, k):
    return F.conv2d(x[None, None], k[None, None])[0, 0]


def _one_stop_short(x, k):
    out = _oracle2d(x, k)
    return out[:-1, :-1]


def _padded(x, k):
    kh, kw = k.shape
    return _oracle2d(F.pad(x, ((kw - 1) // 2, kw // 2, (kh - 1) // 2, kh // 2)), k)


corr2d = FunctionExercise(
    number="1.4",
    title="Slide the window over an image",
    oracle=lambda x, k: _oracle2d(x, k),
    cases=[
        Case("the slide's 3×3 image, 1×1 kernel", lambda: (torch.arange(9.0).view(3, 3), torch.full((1, 1), 2.0))),
        Case("the slide's 3×3 image, 2×2 kernel", lambda: (torch.arange(9.0).view(3, 3), torch.arange(4.0).view(2, 2))),
        Case("3×4 image, 2×3 kernel", lambda: (_random(3, 4, seed=5), _random(2, 3, seed=6))),
        Case("6×5 image, 4×1 kernel", lambda: (_random(6, 5, seed=7), _random(4, 1, seed=8))),
        Case("kernel as large as the image, 3×5", lambda: (_random(3, 5, seed=9), _random(3, 5, seed=10))),
        Case("7×9 image, 3×2 kernel", lambda: (_random(7, 9, seed=11), _random(3, 2, seed=12))),
    ],
    mistakes=[
        Mistake(
            "flipped",
            "The kernel is flipped. A CNN layer does cross-correlation: k[0, 0] meets the top-left pixel of the window.",
            lambda x, k: _oracle2d(x, k.flip(0, 1)),
        ),
        Mistake(
            "one stop short",
            "The last row and the last column are missing: there are h - kh + 1 stops, so the loop is range(h - kh + 1).",
            _one_stop_short,
        ),
        Mistake("no kernel", "You add up the window without the kernel's weights.", lambda x, k: _oracle2d(x, torch.ones_like(k))),
        Mistake("mean", "You take the mean of the products. A convolution takes their sum.", lambda x, k: _oracle2d(x, k) / k.numel()),
        Mistake(
            "same size",
            "Your output is as large as the image: you let the window hang over the edge. Here it stays inside, nothing is padded.",
            _padded,
        ),
        Mistake(
            "rows and columns swapped",
            "Right numbers, rows and columns swapped: y[i, j] has the row first.",
            lambda x, k: _oracle2d(x, k).T,
        ),
        Mistake(
            "running total",
            "The total of one stop is carried into the next. Start from 0 at every stop.",
            lambda x, k: _oracle2d(x, k).flatten().cumsum(0).view(_oracle2d(x, k).shape),
        ),
    ],
)

# 1.5 ------------------------------------------------------------------------------------------------------------------


def _full(k1, k2):
    """All stops of k2 that overlap k1 at all, k2 not flipped."""
    kh, kw = k2.shape
    return _oracle2d(F.pad(k1, (kw - 1, kw - 1, kh - 1, kh - 1)), k2)


def _stack(k1, k2):
    return _full(k1, k2.flip(0, 1))


def _crop(k1, k2):
    h, w = k1.shape
    return _stack(k1, k2)[:h, :w]


def _padded_sum(k1, k2):
    h, w = _stack(k1, k2).shape
    return sum(F.pad(k, (0, w - k.shape[1], 0, h - k.shape[0])) for k in (k1, k2))


stack_kernels = FunctionExercise(
    number="1.5",
    title="One kernel for two layers",
    oracle=lambda k1, k2: _stack(k1, k2),
    cases=[
        Case("k1 is 1×1 and only doubles", (_grid([2]), _grid([1, 2], [3, 4]))),
        Case("the difference (−1 1), twice", (_grid([-1, 1]), _grid([-1, 1]))),
        Case("(1 2) then (3 5)", (_grid([1, 2]), _grid([3, 5]))),
        Case("a row (1 2 4), then a column (1 10)", (_grid([1, 2, 4]), _grid([1], [10]))),
        Case("2×2, then 3×3", lambda: (_random(2, 2, seed=13), _random(3, 3, seed=14))),
        Case("4×3, then 2×5", lambda: (_random(4, 3, seed=15), _random(2, 5, seed=16))),
    ],
    mistakes=[
        Mistake(
            "correlated",
            "The size is right, but you slid one kernel over the other without flipping it. "
            "Follow one output of layer two back to the image: weight k2[p, q] times weight k1[u, v] falls on cell (p + u, q + v).",
            _full,
        ),
        Mistake(
            "turned round",
            "Your kernel is the right one turned by 180 degrees: do not flip the result, and flip only one of the two.",
            lambda k1, k2: _stack(k1, k2).flip(0, 1),
        ),
        Mistake(
            "too small",
            "The answer has the size of k1. Two layers together see more than one: kh1 + kh2 - 1 rows, and the same for columns.",
            _crop,
        ),
        Mistake(
            "added",
            "You added the kernels. That is two layers side by side; here the second one reads what the first one wrote.",
            _padded_sum,
        ),
        Mistake(
            "rows and columns swapped",
            "Right numbers, rows and columns swapped: cell (p + u, q + v) has the row first.",
            lambda k1, k2: _stack(k1, k2).T,
        ),
    ],
)

"""Exercises of notebook 01, convolution by hand: what is right, and the mistakes that the check knows by name."""

import torch
import torch.nn.functional as F

from helpers.check.engine import Case, FunctionExercise, Mistake, ValueExercise

# The cases are float32, torch's default, so that a learner's own float tensors mix with them. The oracle runs in float64.


def _signal(*values):
    return torch.tensor(values, dtype=torch.float32)


def _grid(*rows):
    return torch.tensor(rows, dtype=torch.float32)


def _random(*shape, seed):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


# 1.1 ------------------------------------------------------------------------------------------------------------------


def _filled(y, *places):
    """y with zeros everywhere but at the slices `places`."""
    out = torch.zeros_like(y)
    out[places] = y[places]
    return out


def _forward_average(x):
    return (x + x.roll(-1) + x.roll(-2)) / 3


def _no_modulo(x):
    return torch.stack([(x[i] + x[i + 1] + x[i + 2]) / 3 for i in range(len(x))])


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
        Mistake(
            "brackets missing",
            "Only the last of the three values is divided by 3. Put brackets around the sum: (… + … + …) / 3.",
            lambda x: x + x.roll(-1) + x.roll(-2) / 3,
        ),
        Mistake(
            "return inside the loop",
            "Only y[0] is filled: `return` stands inside the loop and ends it in the first round. Move it out, in line with `for`.",
            lambda x: _filled(_forward_average(x), slice(0, 1)),
        ),
        Mistake(
            "last two not filled",
            "The last two outputs are still 0: the loop stops two early. Let i run over range(d); their windows wrap round, (i + 1) % d.",
            lambda x: _filled(_forward_average(x), slice(0, -2)),
        ),
        Mistake(
            "last one not filled",
            "The last output is still 0: the loop stops one early. Let i run over range(d).",
            lambda x: _filled(_forward_average(x), slice(0, -1)),
        ),
        Mistake(
            "index past the end",
            "x[i+1] and x[i+2] run past the end of x. On the circle x[0] follows x[d-1]: write (i + 1) % d and (i + 2) % d.",
            _no_modulo,
        ),
    ],
)

# 1.2 ------------------------------------------------------------------------------------------------------------------


def _sum(a, b, index):
    """One number for each i: the sum over j of a[index(i, j)] * b[j], zero where the index is None."""
    d = len(a)
    picks = [[index(i, j, d) for j in range(d)] for i in range(d)]
    return torch.stack([sum(a[p] * b[j] for j, p in enumerate(row) if p is not None) + 0 * a[0] for row in picks])


def _weights(a, b, keep):
    """Circular convolution with only some of the weights."""
    return _sum(a, torch.where(torch.tensor([keep(j, len(b)) for j in range(len(b))]), b, 0 * b), lambda i, j, d: (i + j) % d)


def _circular(a, b):
    return _weights(a, b, lambda j, d: True)


circular = FunctionExercise(
    number="1.2",
    title="Convolve in a circle",
    oracle=lambda a, b: F.conv1d(F.pad(a[None, None], (0, len(b) - 1), mode="circular"), b[None, None])[0, 0],
    cases=[
        Case("b = (1 0 0) returns a", (_signal(4, 5, 6), _signal(1, 0, 0))),
        Case("b = (0 1 0) reads one step ahead", (_signal(4, 5, 6), _signal(0, 1, 0))),
        Case("b = (0 0 1) reads two steps ahead", (_signal(7, -2, 4), _signal(0, 0, 1))),
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
            lambda a, b: _circular(a, b).cumsum(0),
        ),
        Mistake(
            "output 0 skipped",
            "Output 0 is never computed, it is still 0. Let i run over range(d): it starts at 0.",
            lambda a, b: _filled(_circular(a, b), slice(1, None)),
        ),
        Mistake(
            "last output skipped",
            "The last output is never computed, it is still 0: range(d) runs to d - 1, range(d - 1) stops one earlier.",
            lambda a, b: _filled(_circular(a, b), slice(0, -1)),
        ),
        Mistake(
            "return inside the loop",
            "Only output 0 is filled: `return` stands inside the outer loop and ends it in the first round. Move it out.",
            lambda a, b: _filled(_circular(a, b), slice(0, 1)),
        ),
        Mistake(
            "weight 0 skipped",
            "The weight b[0] is never used. Let j run over range(d): it starts at 0.",
            lambda a, b: _weights(a, b, lambda j, d: j > 0),
        ),
        Mistake(
            "last weight skipped",
            "The last weight, b[d-1], is never used. Let j run over range(d).",
            lambda a, b: _weights(a, b, lambda j, d: j < d - 1),
        ),
        Mistake(
            "two weights only",
            "You use b[0] and b[1] alone. That does for the lecture's example; here all d weights count.",
            lambda a, b: _weights(a, b, lambda j, d: j < 2),
        ),
        Mistake(
            "overwritten",
            "Each c[i] holds only its last product, a[(i + d - 1) % d] * b[d - 1]: `=` writes over the one before. Add with `+=`.",
            lambda a, b: _weights(a, b, lambda j, d: j == d - 1),
        ),
    ],
    unlikely=("border",),  # a circle has none
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
        Mistake(
            "sign of a",
            "c[i] starts reading at a[i]. When a moves to the right, the same numbers stand at larger i: c moves right, and right is +.",
            {"a_right": -2},
        ),
        Mistake(
            "directions swapped",
            "Both directions are the wrong way round. c follows a, and moves against b. Right counts as positive.",
            {"a_right": -2, "b_right": 2},
        ),
        Mistake(
            "the long way round",
            "On a circle of 9 places, 7 to the right is the same as a few to the left. Give the small number, with its sign.",
            {"b_right": 7},
        ),
        Mistake(
            "a the long way round",
            "On a circle of 9 places, 7 to the left is the same as a few to the right. Give the small number, with its sign.",
            {"a_right": -7},
        ),
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


def _corr2d(x, k, *, rows=0, columns=0, size=None, swap=False, turn=False, cell=lambda window, k: (window * k).sum()):
    """The double loop with something wrong in it: loops longer or shorter, another size, swapped names, another inner line."""
    (h, w), (kh, kw) = x.shape, k.shape
    if swap:
        h, w = w, h
    y = torch.zeros(size or (h - kh + 1, w - kw + 1))
    tall, wide = (kw, kh) if turn else (kh, kw)
    for i in range(h - kh + 1 + rows):
        for j in range(w - kw + 1 + columns):
            y[i, j] = cell(x[i : i + tall, j : j + wide], k)
    return y


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
        Mistake(
            "sum missing",
            "A window times the kernel is still a table of products, and one cell of y has no room for it. Add them up: `.sum()`.",
            lambda x, k: _corr2d(x, k, cell=lambda window, k: window * k),
        ),
        Mistake(
            "matrix product",
            "`@` is the matrix product. Here the numbers that lie on each other are multiplied: `*`.",
            lambda x, k: _corr2d(x, k, cell=lambda window, k: (window @ k).sum()),
        ),
        Mistake(
            "last row and column not filled",
            "The last row and column of y are still 0: the loops stop one early. There are h - kh + 1 rows and w - kw + 1 columns.",
            lambda x, k: _corr2d(x, k, rows=-1, columns=-1),
        ),
        Mistake(
            "h and w swapped",
            "h and w have swapped places: `x.shape` gives the rows first, so it is `h, w = x.shape`.",
            lambda x, k: _corr2d(x, k, swap=True),
        ),
        Mistake(
            "zeros as large as the image",
            "The right values are there, with rows and columns of 0 after them: y was made as large as the image. "
            "It has h - kh + 1 rows and w - kw + 1 columns.",
            lambda x, k: _corr2d(x, k, size=tuple(x.shape)),
        ),
        Mistake(
            "loops over the whole image",
            "The loops run to the image's last row and column, where the window hangs over the edge. There are h - kh + 1 stops down "
            "and w - kw + 1 across.",
            lambda x, k: _corr2d(x, k, size=tuple(x.shape), rows=k.shape[0] - 1, columns=k.shape[1] - 1),
        ),
        Mistake(
            "kh and kw swapped",
            "kh and kw have swapped places in the slices: the window is kh rows tall and kw columns wide, x[i : i + kh, j : j + kw].",
            lambda x, k: _corr2d(x, k, turn=True),
        ),
        Mistake(
            "return inside the loop",
            "Only y[0, 0] is filled: `return` stands inside a loop and ends it too soon. Move it out, in line with the first `for`.",
            lambda x, k: _filled(_oracle2d(x, k), slice(0, 1), slice(0, 1)),
        ),
        Mistake(
            "only the first row",
            "Only row 0 is filled: `return` stands inside the outer loop. Move it out, in line with the first `for`.",
            lambda x, k: _filled(_oracle2d(x, k), slice(0, 1)),
        ),
    ],
)

# 1.5 ------------------------------------------------------------------------------------------------------------------


def _full(k1, k2):
    """All stops of k2 that overlap k1 at all, k2 not turned."""
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


def _overwritten(k1, k2):
    kh, kw = k1.shape
    k = torch.zeros_like(_stack(k1, k2))
    for p in range(k2.shape[0]):
        for q in range(k2.shape[1]):
            k[p : p + kh, q : q + kw] = k2[p, q] * k1
    return k


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
            "The indices of k2 run backwards: your product k2[p, q] * k1[u, v] does not land on cell (p + u, q + v) of k. "
            "Layer two reads p further on, layer one u further on from there: the steps add up.",
            _full,
        ),
        Mistake(
            "turned round",
            "Your kernel is the right one turned by 180 degrees: the product k2[p, q] * k1[u, v] belongs on cell (p + u, q + v), counted "
            "from the top left corner.",
            lambda k1, k2: _stack(k1, k2).flip(0, 1),
        ),
        Mistake(
            "k1 backwards",
            "The indices of k1 run backwards: k1[0, 0] times k2[p, q] belongs on cell (p, q) of k, and k1[u, v] further down and right.",
            lambda k1, k2: _full(k1, k2).flip(0, 1),
        ),
        Mistake(
            "overwritten",
            "The copies of k1 overlap in k, and `=` writes over what an earlier one has left there. Add with `+=`.",
            _overwritten,
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

"""The page's arithmetic against torch over the whole grid of settings, its words against Python's."""

import itertools
import warnings

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from javascript import run, source

from helpers.explorers import words
from helpers.geometry import BOUNDARY_MODES, source_indices

MODES = ["zeros", "constant", "circular", "reflect", "symmetric", "replicate"]
VALUE = 2.5
CONVOLVE = """
  const plan = makePlan(c.x, c.w, c, c.flat);
  const axes = [plan.rows, plan.cols];
  const padWhy = axes.map((a) => paddingRefusal(a.size, a.before, a.after, c.mode)).find(Boolean);
  const why = padWhy || convolutionRefusal(plan, c.padding, c.flat);
  if (why) return { why };
  const sources = axes.map((a) => sourceIndices(a.size, a.before, a.after, c.mode));
  const padded = padGrid(c.x, ...sources, c.mode === "constant" ? c.value : 0);
  const weight = c.flip ? flipGrid(c.w) : c.w;
  const output = convolve(padded, weight, plan, c.bias);
  const counts = [readCounts(plan.rows), readCounts(plan.cols)];
  const last = [output.length - 1, output[0].length - 1];
  return {
    why, output, padded, counts, rows: output.map((line, r) => line.map((_, q) => matrixRow(weight, plan, r, q, ...sources))),
    fed: plan.cols.size > 0 && outputsFed(plan.cols, [plan.cols.before]),
    sum: workedSum(terms(padded, weight, plan, ...last), c.bias), formula: formula(plan.cols),
    line: torchLine(plan, c.padding, c.bias, c.flat, c.flip), named: torchLine(plan, c.padding, c.bias, c.flat, c.flip, ["a", "b"]),
  };
"""


def grid(*shape, seed):
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(-8, 9, shape, generator=generator, dtype=torch.float64) / 4


def cases():
    """Sizes h ≠ w, kernels kh ≠ kw; every stride, padding, dilation and mode; bias and flip in turn."""
    shapes = [((5, 7), (3, 2)), ((4, 6), (1, 3)), ((6, 3), (2, 2)), ((7,), (3,)), ((5,), (4,)), ((1,), (1,))]
    paddings = [0, 1, 2, 3, (0, 2), (3, 1), "same"]
    settings = itertools.product(shapes, (1, 2, 3), paddings, (1, 2, 3), MODES)
    found = []
    for i, ((xs, ws), stride, padding, dilation, mode) in enumerate(settings):
        if mode != "zeros" and (stride, dilation) not in ((1, 1), (2, 1), (1, 2), (3, 2)):
            continue
        x, w = grid(*xs, seed=i), grid(*ws, seed=i + 1)
        found.append(
            dict(x=x, w=w, stride=stride, padding=padding, dilation=dilation, mode=mode, bias=(0.0, 0.5, -2.0)[i % 3], flip=i % 5 == 4)
        )
    return found


def to_json(case):
    grids = {name: torch.atleast_2d(case[name]).tolist() for name in ("x", "w")}
    return case | grids | {"flat": case["x"].ndim == 1, "value": VALUE}


def by_torch(case):
    """torch's own padding and convolution; numpy pads where torch has no such mode. Raises what torch raises."""
    x, w, dims = case["x"], case["w"], case["x"].ndim
    w = w.flip(*range(dims)) if case["flip"] else w
    conv = (F.conv1d, F.conv2d)[dims - 1]
    options = dict(bias=torch.tensor([case["bias"]], dtype=torch.float64), stride=case["stride"], dilation=case["dilation"])
    padding, mode = case["padding"], case["mode"]
    if padding == "same" and (mode == "zeros" or case["stride"] > 1):
        return conv(x[None, None], w[None, None], padding="same", **options)[0, 0]
    if padding == "same":
        sides = [words.padding_amounts("same", k, case["dilation"]) for k in w.shape]
    else:
        sides = [(padding, padding) if isinstance(padding, int) else padding] * dims
    if mode == "symmetric":
        padded = torch.from_numpy(np.pad(x.numpy(), sides, mode="symmetric"))[None, None]
    else:
        flat = [n for side in reversed(sides) for n in side]
        kind = {"mode": "constant", "value": VALUE * (mode == "constant")} if mode in ("zeros", "constant") else {"mode": mode}
        padded = F.pad(x[None, None], flat, **kind)
    return conv(padded, w[None, None], **options)[0, 0]


@pytest.fixture(scope="module")
def answers():
    found = cases()
    return list(zip(found, run(CONVOLVE, [to_json(c) for c in found]), strict=True))


def compare(answers):
    computed = refused = 0
    for case, answer in answers:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                right = by_torch(case)
            except RuntimeError:
                assert answer["why"], case
                refused += 1
                continue
        assert not answer["why"], (case, answer["why"])
        output = torch.tensor(answer["output"], dtype=torch.float64)
        torch.testing.assert_close(output.reshape(right.shape), right, rtol=0, atol=1e-12, msg=lambda m, case=case: f"{m}\n{case}")
        assert tuple(output.shape) == tuple(torch.atleast_2d(right).shape)
        computed += 1
    return computed, refused


def test_the_page_computes_what_torch_computes(answers):
    computed, refused = compare(answers)
    assert computed > 1000 and refused > 150, (computed, refused)


def test_the_matrix_rows_make_the_output(answers):
    for case, answer in answers:
        if answer["why"]:
            continue
        rows = answer["rows"]
        matrix = torch.tensor([[cell["grid"] for cell in line] for line in rows], dtype=torch.float64)
        outside = torch.tensor([[cell["outside"] for cell in line] for line in rows], dtype=torch.float64)
        fill = VALUE if case["mode"] == "constant" else 0.0
        output = (matrix * torch.atleast_2d(case["x"])).sum((-1, -2)) + outside * fill + case["bias"]
        torch.testing.assert_close(output, torch.tensor(answer["output"], dtype=torch.float64), rtol=0, atol=1e-12)


def test_read_counts_are_the_gradient_of_ones(answers):
    for case, answer in answers:
        if answer["why"]:
            continue
        padded = torch.tensor(answer["padded"], dtype=torch.float64, requires_grad=True)
        kernel = torch.ones_like(torch.atleast_2d(case["w"]))
        steps = (
            dict(stride=(1, case["stride"]), dilation=(1, case["dilation"]))
            if case["x"].ndim == 1
            else dict(stride=case["stride"], dilation=case["dilation"])
        )
        F.conv2d(padded[None, None], kernel[None, None], **steps).sum().backward()
        counts = torch.outer(*(torch.tensor(c, dtype=torch.float64) for c in answer["counts"]))
        assert torch.equal(counts, padded.grad)
        plan = words.make_plan(case["x"].shape, case["w"].shape, case["stride"], case["padding"], case["dilation"])
        assert answer["fed"] == [i for i in range(plan.cols.out) if plan.cols.before in plan.cols.window(i)]


def test_page_and_python_use_the_same_words(answers):
    for case, answer in answers:
        flat = case["x"].ndim == 1
        plan = words.make_plan(case["x"].shape, case["w"].shape, case["stride"], case["padding"], case["dilation"])
        refusals = [words.padding_refusal(a.size, a.before, a.after, case["mode"]) for a in plan]
        assert answer["why"] == (next(filter(None, refusals), "") or words.convolution_refusal(plan, case["padding"], flat))
        if answer["why"]:
            continue
        assert answer["formula"] == words.formula(plan.cols)
        assert answer["line"] == words.torch_line(plan, case["padding"], case["bias"], flat, case["flip"])
        assert answer["named"] == words.torch_line(plan, case["padding"], case["bias"], flat, case["flip"], ("a", "b"))
        padded, w = torch.tensor(answer["padded"]), torch.atleast_2d(case["w"])
        w = w.flip(0, 1) if case["flip"] else w
        rows, cols = plan.rows.window(plan.rows.out - 1), plan.cols.window(plan.cols.out - 1)
        pairs = [(padded[r, c].item(), w[i, j].item()) for i, r in enumerate(rows) for j, c in enumerate(cols)]
        assert answer["sum"] == words.worked_sum(pairs, case["bias"])


def test_the_line_to_copy_computes_the_output(answers):
    for case, answer in answers:
        if not answer["why"] and case["mode"] == "zeros":
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                output = eval(answer["line"], {"F": F, "torch": torch}, {"x": case["x"], "weight": case["w"]})
                named = eval(answer["named"], {"F": F, "torch": torch}, {"a": case["x"], "b": case["w"]})
            torch.testing.assert_close(torch.atleast_2d(output), torch.tensor(answer["output"], dtype=torch.float64), rtol=0, atol=1e-12)
            assert torch.equal(named, output)


def test_the_padding_line_computes_the_output():
    x, weight = torch.arange(1.0, 13.0, dtype=torch.float64).view(3, 4), grid(2, 2, seed=3)
    settings = [(mode, width, flat) for mode in MODES for width in (0, 1, 2) for flat in (True, False)]
    lines = run("return paddingLine(c[0], c[1], 2.5, 0.5, c[2])", [list(s) for s in settings])
    named = run('return paddingLine(c[0], c[1], 2.5, 0.5, c[2], ["a", "b"])', [list(s) for s in settings])
    for (mode, width, flat), line, other in zip(settings, lines, named, strict=True):
        assert line == words.padding_line(mode, width, 2.5, 0.5, flat)
        assert other == words.padding_line(mode, width, 2.5, 0.5, flat, ("a", "b"))
        xs, ws = (x[0], weight[0]) if flat else (x, weight)
        case = dict(x=xs, w=ws, stride=1, padding=width, dilation=1, mode=mode, bias=0.5, flip=False)
        output = eval(line, {"F": F, "torch": torch, "np": np}, {"x": xs, "weight": ws})
        torch.testing.assert_close(output, by_torch(case), rtol=0, atol=1e-12)
        assert torch.equal(eval(other, {"F": F, "torch": torch, "np": np}, {"a": xs, "b": ws}), output)


def test_source_indices_are_geometrys():
    settings = [
        (n, b, a, mode) for n in (1, 2, 3, 5) for b in range(7) for a in (0, 1, 6) for mode in MODES if mode != "reflect" or max(a, b) < n
    ]
    for setting, found in zip(settings, run("return sourceIndices(...c)", [list(s) for s in settings]), strict=True):
        assert [None if i < 0 else i for i in found] == source_indices(*setting), setting
    assert run("return MODES", [0])[0] == MODES and set(MODES) == set(BOUNDARY_MODES)


def test_worked_sums_add_up_as_printed():
    pairs = [
        [[1, 2], [3, -1]],
        [[0.1, 3], [0.2, 3]],
        [[1 / 3, 1], [1 / 3, 1]],
        [[-0.25, 0.5]],
        [[0.33333, 3.00004], [1e-5, 2]],
        [[1000, 1000]],
    ]
    sums = run("return workedSum(c.map(([value, weight]) => ({ value, weight })), 0.5)", pairs)
    exact = 0
    for text, terms in zip(sums, pairs, strict=True):
        assert text == words.worked_sum(terms, 0.5)
        exact += " = " in text
        if " = " in text:
            left, right = text.replace("−", "-").replace("·", "*").replace(" (bias)", "").split(" = ")
            assert abs(eval(left) - float(right)) < 1e-9, text
    assert 0 < exact < len(pairs)


def test_cells_show_the_same_numbers_in_both_languages():
    numbers = [
        0,
        -0.0,
        7,
        -12,
        144,
        9999,
        12345,
        -54321,
        0.5,
        -0.25,
        0.333,
        3.14159,
        12.345,
        99.97,
        128.4,
        999.96,
        1234.4,
        0.001,
        -0.001,
        5e-9,
        1e12,
    ]
    assert run("return [short(c), plain(c)]", numbers) == [[words.short(n), words.plain(n)] for n in numbers]
    assert max(len(words.short(n)) for n in numbers) <= 6


MUTANTS = {
    "floor becomes round": ("Math.floor((size + before", "Math.round((size + before"),
    "same pads before first": ("const before = Math.floor(total / 2);", "const before = Math.ceil(total / 2);"),
    "dilation forgotten": ("index * stride + tap * dilation", "index * stride + tap"),
    "stride forgotten": ("index * stride + tap * dilation", "index + tap * dilation"),
    "bias forgotten": (", 0) + bias);", ", 0));"),
    "reflect repeats the edge": ("at < size ? at : period - at", "at < size ? at : period - at + 1"),
    "symmetric does not repeat": ("2 * size - 1 - at", "2 * size - 2 - at"),
    "circular the wrong way": ("sources.push(modulo(i, size))", "sources.push(modulo(-i, size))"),
    "flip of rows only": ("[...row].reverse()).reverse()", "[...row]).reverse()"),
    "replicate is zeros": ('mode === "replicate"', 'mode === "hold"'),
}


@pytest.mark.parametrize("name", [None, *MUTANTS])
def test_the_comparison_sees_each_mutant(name):
    some = [c for c in cases() if c["x"].shape in ((5, 7), (7,))]
    old, new = MUTANTS.get(name, ("", ""))
    assert old in source()

    def answers():
        return list(zip(some, run(CONVOLVE, [to_json(c) for c in some], source().replace(old, new) if name else None), strict=True))

    if name is None:
        compare(answers())
    else:
        with pytest.raises((AssertionError, TypeError, ValueError, RuntimeError)):
            compare(answers())

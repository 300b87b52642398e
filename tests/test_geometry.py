"""helpers.geometry against torch: sizes by running layers on empty-ish tensors, fields by gradients, counts by counting."""

import doctest
import importlib
from itertools import product
from types import MappingProxyType

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from helpers import geometry as g


def torch_size(layer, size):
    """The size torch gives on one axis, or None when it refuses."""
    try:
        return layer(torch.zeros(1, 1, size)).shape[-1]
    except RuntimeError:
        return None


def our_size(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except ValueError:
        return None


@pytest.mark.parametrize("size", [1, 2, 5, 8, 13])
def test_conv_output_size_is_torchs_over_a_grid(size):
    weights = {k: torch.zeros(1, 1, k) for k in range(1, 6)}
    for k, s, p, d in product(range(1, 6), (1, 2, 3), (0, 1, 2, 5), (1, 2, 3)):
        expected = torch_size(lambda x, k=k, s=s, p=p, d=d: F.conv1d(x, weights[k], stride=s, padding=p, dilation=d), size)
        assert our_size(g.conv_output_size, size, k, s, p, d) == expected, (size, k, s, p, d)


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
def test_conv_output_size_with_words_and_pairs():
    for size, k, d in product((3, 6, 9), range(1, 6), (1, 2)):
        before, after = g.same_padding(k, d)
        assert g.conv_output_size(size, k, padding="same", dilation=d) == size
        x, weight = torch.randn(1, 1, size), torch.randn(1, 1, k)
        theirs = F.conv1d(x, weight, padding="same", dilation=d)
        torch.testing.assert_close(F.conv1d(F.pad(x, (before, after)), weight, dilation=d), theirs)
    for size, k, s, before, after in product((4, 7), (1, 2, 3), (1, 2), (0, 1, 3), (0, 2)):
        expected = torch_size(lambda x, k=k, s=s, p=(before, after): F.conv1d(F.pad(x, p), torch.zeros(1, 1, k), stride=s), size)
        assert g.conv_output_size(size, k, s, (before, after)) == expected
    assert g.conv_output_size(7, 3, 2, "valid") == g.conv_output_size(7, 3, 2, 0) == 3


@pytest.mark.parametrize("size", [1, 2, 5])
def test_conv_transpose_output_size_is_torchs_over_a_grid(size):
    for k, s, p, o, d in product((1, 2, 3, 4), (1, 2, 3), (0, 1, 2), (0, 1, 2), (1, 2, 3)):
        weight = torch.zeros(1, 1, k)
        layer = lambda x, w=weight, s=s, p=p, o=o, d=d: F.conv_transpose1d(x, w, None, s, p, o, 1, d)  # noqa: E731
        assert our_size(g.conv_transpose_output_size, size, k, s, p, o, d) == torch_size(layer, size), (size, k, s, p, o, d)


def test_conv_transpose_cuts_each_side_by_its_own_amount():
    assert g.conv_transpose_output_size(4, 3, 2, (0, 1)) == 8
    assert g.conv_transpose_output_size(4, 3, 2, (2, 1)) == 6


@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 11])
def test_pool_output_size_is_torchs_over_a_grid(size, ceil_mode):
    for k, s, p, d in product((1, 2, 3, 4, 5), (None, 1, 2, 3, 4), (0, 1, 2, 3), (1, 2)):
        pool = nn.MaxPool1d(k, s, p, d, ceil_mode=ceil_mode)
        expected = torch_size(pool, size)
        assert our_size(g.pool_output_size, size, k, s, p, d, ceil_mode) == expected, (size, k, s, p, d)
        if d == 1:
            average = nn.AvgPool1d(k, s, p, ceil_mode=ceil_mode)
            assert our_size(g.pool_output_size, size, k, s, p, 1, ceil_mode) == torch_size(average, size), (size, k, s, p)


def test_pool_output_size_with_words_and_pairs():
    assert g.pool_output_size(7, 2, 1, padding="same") == 7
    assert g.pool_output_size(7, 3, 1, padding="same") == 7
    assert g.pool_output_size(7, 3, 2, padding="valid") == 3
    x = torch.randn(1, 1, 6)
    assert g.pool_output_size(6, 3, 2, padding=(0, 1)) == F.max_pool1d(F.pad(x, (0, 1), value=-torch.inf), 3, 2).shape[-1] == 3
    # the last window would start at 6, beyond size 5 + 1 before it: ceil mode drops it
    assert g.pool_output_size(5, 2, 3, padding=(1, 1), ceil_mode=True) == 2
    assert g.pool_output_size(5, 2, 3, padding=(0, 1), ceil_mode=True) == 2


def random_stack(rng):
    return [
        g.Window(rng.integers(1, 5).item(), rng.integers(1, 4).item(), rng.integers(0, 4).item(), rng.integers(1, 4).item())
        for _ in range(rng.integers(1, 5).item())
    ]


@pytest.mark.parametrize("seed", range(12))
def test_receptive_field_is_the_support_of_the_gradient(seed):
    """With all-ones kernels the input gradient of one unit is nonzero exactly on the pixels it can see."""
    rng = np.random.default_rng(seed)
    stack = random_stack(rng)
    field = g.receptive_field(stack)
    size = field.size + 6 * field.jump
    x = torch.zeros(1, 1, size, dtype=torch.float64, requires_grad=True)
    y = x
    for k, s, p, d in stack:
        y = F.conv1d(y, torch.ones(1, 1, k, dtype=torch.float64), stride=s, padding=p, dilation=d)
    for unit in range(y.shape[-1]):
        (gradient,) = torch.autograd.grad(y[0, 0, unit], x, retain_graph=True)
        seen = gradient[0, 0].nonzero().flatten().tolist()
        pixels = [p for p in field.pixels(unit) if 0 <= p < size]
        assert set(seen) <= set(pixels)
        if len(pixels) == field.size:  # wholly inside: both ends are read
            assert (seen[0], seen[-1]) == (pixels[0], pixels[-1])


def test_receptive_field_accepts_ints_tuples_and_dicts_and_the_lectures_formula():
    for k, layers in product((3, 5), range(1, 6)):
        assert g.receptive_field([k] * layers) == (1 + layers * (k - 1), 1, 0)
    named = {"kernel_size": 3, "stride": 2, "padding": 1}
    same = [g.Window(3, 2, 1), (3, 2, 1), named, MappingProxyType(named)]
    assert len({g.receptive_field([layer, 3]) for layer in same}) == 1
    assert g.receptive_field([]) == (1, 1, 0)
    assert g.receptive_field([(4, 1, "same"), (3, 1, (2, 0))]) == (6, 1, -3)
    assert g.receptive_field([(3, 1, "same", 2)]) == (5, 1, -2)
    assert g.receptive_field([(3, 2)] * 7).size == 255  # stride 2 covers 224 pixels in 7 layers


@pytest.mark.parametrize("bias", [False, True])
def test_counts_are_those_of_torchs_layers(bias):
    rng = np.random.default_rng(0)
    for dims, layer in ((1, nn.Conv1d), (2, nn.Conv2d), (3, nn.Conv3d)):
        for groups in (1, 2, 3):
            c_in, c_out = groups * 2, groups * rng.integers(1, 4).item()
            kernel = tuple(rng.integers(1, 5, dims).tolist())
            module = layer(c_in, c_out, kernel, groups=groups, bias=bias)
            assert g.conv_parameters(c_in, c_out, kernel, groups, bias) == sum(p.numel() for p in module.parameters())
            cube = layer(c_in, c_out, 3, groups=groups, bias=bias)
            assert g.conv_parameters(c_in, c_out, 3, groups, bias, dims=dims) == sum(p.numel() for p in cube.parameters())
            # flop counter of torch counts 2 for a multiply-add
            x = torch.zeros(1, c_in, *(k + 2 for k in kernel))
            with FlopCounterMode(display=False) as counter, torch.no_grad():
                out = module(x)
            macs = g.conv_macs(c_in, c_out, kernel, tuple(out.shape[2:]), groups)
            assert counter.get_total_flops() == 2 * macs
    module = nn.Linear(7, 5, bias=bias)
    assert g.linear_parameters(7, 5, bias) == sum(p.numel() for p in module.parameters())
    assert g.linear_macs(7, 5) == 35


def test_the_lectures_worked_layer():
    """Ten 5x5 filters on 3x32x32, padding 2."""
    assert g.conv_output_size(32, 5, padding=2) == 32
    assert g.conv_parameters(3, 10, 5) == 760
    assert g.conv_macs(3, 10, 5, 32) == g.conv_macs(3, 10, (5, 5), 32) == g.conv_macs(3, 10, 5, (32, 32)) == 768_000
    assert g.conv_macs(3, 10, 5, 32, dims=1) == 3 * 10 * 5 * 32


NUMPY = {mode: names.numpy for mode, names in g.BOUNDARY_NAMES.items()}


@pytest.mark.parametrize("mode", g.BOUNDARY_MODES)
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_source_indices_are_numpys_at_every_width(mode, size):
    for before, after in product(range(3 * size + 2), repeat=2):
        if mode == "reflect" and max(before, after) >= size:
            continue
        ours = [-1 if i is None else i for i in g.source_indices(size, before, after, mode)]
        arguments = {"constant_values": -1} if NUMPY[mode] == "constant" else {}
        assert ours == np.pad(np.arange(size), (before, after), NUMPY[mode], **arguments).tolist()


@pytest.mark.parametrize("mode", ["circular", "reflect", "replicate"])
def test_source_indices_are_torchs_where_torch_pads(mode):
    for size, before, after in product((2, 3, 6), range(4), range(4)):
        signal = torch.arange(float(size)).view(1, 1, -1)
        try:
            expected = F.pad(signal, (before, after), mode=mode).flatten().int().tolist()
        except RuntimeError:
            assert max(before, after) >= size, "torch refused what the docstring does not say it refuses"
            continue
        assert g.source_indices(size, before, after, mode) == expected


def test_the_lectures_extension_table():
    def extended(mode):
        return [0 if i is None else i + 1 for i in g.source_indices(3, 3, 3, mode)]

    assert extended("cyclic") == [1, 2, 3, 1, 2, 3, 1, 2, 3]
    assert extended("zero") == [0, 0, 0, 1, 2, 3, 0, 0, 0]
    assert extended("symmetric") == [3, 2, 1, 1, 2, 3, 3, 2, 1]
    assert extended("hold") == [1, 1, 1, 1, 2, 3, 3, 3, 3]


def test_names_map_to_ours_and_the_table_is_true():
    for mode, names in g.BOUNDARY_NAMES.items():
        assert g.canonical_mode(mode) == mode
        for name in (names.torch, names.numpy):
            if name and name != "constant":  # numpy's constant is both of ours
                assert g.canonical_mode(name) == mode
        if names.lectures and mode != "symmetric":  # the lectures' reflect is symmetric: the one name that clashes
            assert g.canonical_mode(names.lectures) == mode
        if names.torch and mode != "constant":
            nn.Conv1d(1, 1, 1, padding_mode=names.torch)
    rows = g.boundary_table().splitlines()
    assert len(rows) == 7 and rows[5] == "symmetric  –          symmetric  reflect    2 1 1 2 3 3 2"


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: g.conv_output_size(4, 5), r"kernel covers 5 pixels .* padded input has 4 \(size 4, padding 0 \+ 0\)"),
        (lambda: g.conv_output_size(4, 3, padding=(1, 0), dilation=3), r"covers 7 pixels \(.*dilation 3\), .* has 5 \(.*padding 1 \+ 0\)"),
        (lambda: g.conv_output_size(0, 3), "size must be at least 1, got 0"),
        (lambda: g.conv_output_size(5, -1), "kernel_size must be at least 1, got -1"),
        (lambda: g.conv_output_size(5, 3, stride=0), "stride must be at least 1, got 0"),
        (lambda: g.conv_output_size(5, 3, dilation=0), "dilation must be at least 1, got 0"),
        (lambda: g.conv_output_size(5, 3, padding=-1), "padding must be at least 0, got -1"),
        (lambda: g.conv_output_size(5, 3, padding=(0, -2)), "padding must be at least 0, got -2"),
        (lambda: g.conv_output_size(5, 3, padding=(1, 2, 3)), r"\(before, after\) pair, got 3 numbers"),
        (lambda: g.conv_output_size(5, 3, 2, "same"), "padding='same' needs stride 1, got stride 2"),
        (lambda: g.conv_output_size(5, 3, padding="full"), "'same' or 'valid', got 'full'"),
        (lambda: g.conv_output_size(5.0, 3), "size must be a whole number, got 5.0"),
        (lambda: g.conv_output_size(5, 3, padding=(1, 1.5)), "padding must be a whole number, got 1.5"),
        (lambda: g.conv_output_size(5, 3, padding=(1.5, 1)), "padding must be a whole number, got 1.5"),
        (lambda: g.conv_output_size(5, 3, padding=1.0), "padding must be a whole number, got 1.0"),
        (lambda: g.conv_output_size(5, 3, padding=None), "padding must be a whole number, got None"),
        (lambda: g.conv_output_size(5, 3, padding=(-2, 0)), "padding must be at least 0, got -2"),
        (lambda: g.conv_parameters(3, 10, (3, 3.5)), "kernel_size must be a whole number, got 3.5"),
        (lambda: g.conv_parameters(3, 10, 3.0), "kernel_size must be a whole number, got 3.0"),
        (lambda: g.conv_parameters(3, 10, ()), "kernel_size needs at least 1 number, got 0"),
        (lambda: g.conv_parameters(3, 10, 3, dims=0), "kernel_size needs at least 1 number, got 0"),
        (lambda: g.conv_macs(3, 10, 3, (5, 5.5)), "output_size must be a whole number, got 5.5"),
        (lambda: g.unet_sizes(572.0), "size must be a whole number, got 572.0"),
        (lambda: g.unet_input_size(388, 2.0), "depth must be a whole number, got 2.0"),
        (lambda: g.unet_input_size(388.0), "size_out must be a whole number, got 388.0"),
        (lambda: g.receptive_field(5), r"layers must be a list of layers, got 5; one layer alone is \[5\]"),
        (lambda: g.receptive_field([(3, 2, (1, 2.0))]), "padding must be a whole number, got 2.0"),
        (lambda: g.pool_output_size(5, 2.0), "kernel_size must be a whole number, got 2.0"),
        (lambda: g.same_padding(0), "kernel_size must be at least 1, got 0"),
        (lambda: g.conv_transpose_output_size(4, 3, 2, output_padding=2), "output_padding 2 must be smaller than stride 2 or dilation 1"),
        (lambda: g.conv_transpose_output_size(4, 3, output_padding=-1), "output_padding must be at least 0, got -1"),
        (lambda: g.conv_transpose_output_size(2, 3, padding=2), r"padding 2 \+ 2 cuts off the whole output of 4 pixels"),
        (lambda: g.conv_transpose_output_size(2, 3, padding="same"), "takes its padding in numbers, got 'same'"),
        (lambda: g.pool_output_size(5, 2, padding=2), "padding 2 is more than half of kernel_size 2"),
        (lambda: g.pool_output_size(3, 5), r"window covers 5 pixels .* padded input has 3 \(size 3, padding 0 \+ 0\)"),
        (lambda: g.conv_macs(1, 1, (3,), (5, 6)), r"kernel_size \(3,\) has 1 axes, output_size \(5, 6\) has 2"),
        (lambda: g.source_indices(3, 0, -1, "zeros"), "after must be at least 0, got -1"),
        (lambda: g.receptive_field([(3, 0)]), "stride must be at least 1, got 0"),
        (lambda: g.receptive_field([(3, 1, 0, 1, 9)]), r"up to 4 settings .* got \(3, 1, 0, 1, 9\)"),
        (lambda: g.receptive_field([{"kernel_size": 3, "strides": 2}]), "names of Window, got {'kernel_size': 3, 'strides': 2}"),
        (lambda: g.receptive_field([(3, 2, "same")]), "needs stride 1, got stride 2"),
        (lambda: g.conv_parameters(6, 4, 3, groups=3), "groups 3 must divide both channel counts, got c_in 6 and c_out 4"),
        (lambda: g.conv_parameters(4, 6, 3, groups=3), "groups 3 must divide both channel counts, got c_in 4 and c_out 6"),
        (lambda: g.conv_parameters(4, 6, (3, 0)), "kernel_size must be at least 1, got 0"),
        (lambda: g.conv_parameters(0, 6, 3), "c_in must be at least 1, got 0"),
        (lambda: g.conv_macs(3, 4, (3, 3), (5,)), r"kernel_size \(3, 3\) has 2 axes, output_size \(5,\) has 1"),
        (lambda: g.conv_macs(3, 4, 3, 0), "output_size must be at least 1, got 0"),
        (lambda: g.linear_parameters(3, 0), "out_features must be at least 1, got 0"),
        (lambda: g.canonical_mode("mirror"), "'mirror'; known: zeros, constant, circular, reflect, symmetric, replicate, zero"),
        (lambda: g.source_indices(3, 3, 0, "reflect"), "reflect padding must be smaller than the size: padding 3, size 3"),
        (lambda: g.source_indices(3, 0, 4, "reflect"), "reflect padding must be smaller than the size: padding 4, size 3"),
        (lambda: g.source_indices(3, -1, 0, "zeros"), "before must be at least 0, got -1"),
        (lambda: g.source_indices(0, 1, 0, "circular"), "size must be at least 1, got 0"),
    ],
)  # fmt: skip
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()


def test_numpys_whole_numbers_are_whole_numbers():
    three = np.int64(3)
    assert g.conv_output_size(np.int64(7), three, np.int32(2), np.uint8(1)) == 4 and g.conv_output_size(7, 3, padding=(three, 0)) == 8
    assert g.conv_parameters(three, 10, three) == g.conv_parameters(3, 10, 3) and g.conv_macs(3, 10, three, np.int64(5)) == 6750
    assert g.receptive_field([three, (three, 2)]) == g.receptive_field([3, (3, 2)])
    assert g.unet_sizes(np.int64(28), depth=1)[-1].size_out == 12


def test_words_need_no_room_in_the_window():
    assert g.pool_output_size(8, 3, 1, "same", dilation=2) == 8 and g.pool_output_size(8, 3, 1, "valid") == 6
    assert g.conv_output_size(8, 3, 2, "valid") == 3


@pytest.mark.parametrize(
    "name", [name for name in g.__all__ if name.split("_")[-1] in ("size", "padding", "parameters", "macs", "field", "sizes")]
)
def test_docstrings_name_their_source(name):
    assert "Source: " in getattr(g, name).__doc__


def test_doctests_and_the_standard_library_only():
    results = [doctest.testmod(importlib.import_module(f"helpers.geometry.{name}")) for name in ("sizes", "fields", "counts", "boundaries")]
    assert sum(r.failed for r in results) == 0 and sum(r.attempted for r in results) >= 15
    assert not [name for name, value in vars(g).items() if getattr(value, "__name__", "").split(".")[0] in ("torch", "numpy")]

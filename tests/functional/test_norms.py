"""Every norm against torch in float64: values, gradients of all inputs under a random upstream gradient, running statistics."""

import random

import pytest
import torch
import torch.nn.functional as F

from helpers.functional import batch_norm, group_norm, instance_norm, layer_norm, layer_norm_channels, rms_norm
from helpers.functional.moments import along_channels, divide_by_root, finest_step, moments, scale_and_shift


def numbers(*shape, mean=0.0, dtype=torch.float64, grad=True):
    return (torch.randn(*shape, dtype=dtype) + mean).requires_grad_(grad)


def assert_same(ours, theirs, inputs, tolerance=1e-9):
    torch.testing.assert_close(ours, theirs, rtol=tolerance, atol=tolerance)
    upstream = torch.randn_like(theirs)
    gradients = (torch.autograd.grad(y, inputs, upstream, retain_graph=True) for y in (ours, theirs))
    for mine, its in zip(*gradients, strict=True):
        torch.testing.assert_close(mine, its, rtol=tolerance, atol=tolerance)


def image_cases(seed, least_dims=0):
    """x (n, c, *spatial) with sizes drawn apart and means of 0 or 1e4, gain and shift, of which some are left out."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    for dims in range(least_dims, 4):
        for mean in (0.0, 1e4):
            n, c, *spatial = rng.sample(range(2, 8), 2 + dims)
            x = numbers(n, c, *spatial, mean=mean)
            both = numbers(c), numbers(c)
            for weight, bias in (both, (both[0], None), (None, both[1]), (None, None)):
                yield x, weight, bias, [t for t in (x, weight, bias) if t is not None]


def test_batch_norm_in_training():
    for momentum, (x, weight, bias, inputs) in enumerate(image_cases(0)):
        arguments = (weight, bias, True, momentum / 40, 1e-3)
        c = x.shape[1]
        mine = [torch.randn(c, dtype=torch.float64), torch.rand(c, dtype=torch.float64)]
        its = [t.clone() for t in mine]
        for _ in range(3):  # the running statistics go on from where they are
            assert_same(batch_norm(x, *mine, *arguments), F.batch_norm(x, *its, *arguments), inputs)
            torch.testing.assert_close(mine, its, rtol=1e-12, atol=1e-9)
            assert not any(t.requires_grad for t in mine)
        assert_same(batch_norm(x, None, None, *arguments), F.batch_norm(x, None, None, *arguments), inputs)


def test_batch_norm_defaults():
    torch.manual_seed(0)
    x = numbers(5, 3, 4)
    ours, theirs = ([torch.zeros(3, dtype=torch.float64), torch.ones(3, dtype=torch.float64)] for _ in range(2))
    assert_same(batch_norm(x, *ours, training=True), F.batch_norm(x, *theirs, training=True), (x,))
    torch.testing.assert_close(ours, theirs)
    assert_same(batch_norm(x, *ours), F.batch_norm(x, *theirs), (x,))


def test_batch_norm_with_running_statistics():
    for x, weight, bias, inputs in image_cases(1):
        c = x.shape[1]
        mean, var = numbers(c, mean=float(x.detach().mean()), grad=False), torch.rand(c, dtype=torch.float64)
        kept = mean.clone(), var.clone()
        arguments = (x, mean, var, weight, bias, False, 0.3, 1e-3)
        assert_same(batch_norm(*arguments), F.batch_norm(*arguments), inputs)
        assert torch.equal(mean, kept[0]) and torch.equal(var, kept[1])


def test_batch_norm_of_one_image_and_of_float32_buffers():
    torch.manual_seed(0)
    x = numbers(1, 3, 2, 4)
    assert_same(batch_norm(x, None, None, training=True), F.batch_norm(x, None, None, training=True), (x,))
    running = torch.zeros(3), torch.ones(3)
    batch_norm(x.float(), *running, training=True)
    assert running[0].dtype == torch.float32
    torch.testing.assert_close(running[0], 0.1 * x.detach().mean((0, 2, 3)).float())
    torch.testing.assert_close(running[1], 0.9 + 0.1 * x.detach().float().var((0, 2, 3)))


@pytest.mark.parametrize("mean", [0.0, 1e4])
@pytest.mark.parametrize("axes", [1, 2, 3, 4])
def test_layer_norm(axes, mean):
    torch.manual_seed(axes)
    x = numbers(2, 3, 5, 4, mean=mean)
    shape = tuple(x.shape[-axes:])
    weight, bias = numbers(*shape), numbers(*shape)
    for w, b in ((weight, bias), (weight, None), (None, bias), (None, None)):
        inputs = [t for t in (x, w, b) if t is not None]
        assert_same(layer_norm(x, shape, w, b, 1e-3), F.layer_norm(x, shape, w, b, 1e-3), inputs)
    assert_same(layer_norm(x, list(shape)), F.layer_norm(x, shape), (x,))
    assert_same(layer_norm(x, 4), F.layer_norm(x, (4,)), (x,))
    one = numbers(1, mean=mean)
    assert_same(layer_norm(one, 1), F.layer_norm(one, (1,)), (one,))


def test_layer_norm_over_channels_is_layer_norm_with_the_channels_last():
    for x, weight, bias, inputs in image_cases(2):
        theirs = F.layer_norm(x.movedim(1, -1), (x.shape[1],), weight, bias, 1e-3).movedim(-1, 1)
        assert_same(layer_norm_channels(x, weight, bias, 1e-3), theirs, inputs)
        plain = F.layer_norm(x.movedim(1, -1), (x.shape[1],)).movedim(-1, 1)
        assert_same(layer_norm_channels(x), plain, (x,))


def test_instance_norm():
    for i, (x, weight, bias, inputs) in enumerate(image_cases(3, least_dims=1)):
        c = x.shape[1]
        mine = [torch.randn(c, dtype=torch.float64), torch.rand(c, dtype=torch.float64)]
        its = [t.clone() for t in mine]
        arguments = (weight, bias, True, i / 30, 1e-3)
        for _ in range(3):
            assert_same(instance_norm(x, *mine, *arguments), F.instance_norm(x, *its, *arguments), inputs)
            torch.testing.assert_close(mine, its, rtol=1e-12, atol=1e-9)
            assert not any(t.requires_grad for t in mine)
        arguments = (weight, bias, False, 0.5, 1e-3)
        assert_same(instance_norm(x, *mine, *arguments), F.instance_norm(x, *its, *arguments), inputs)
        torch.testing.assert_close(mine, its, rtol=1e-12, atol=1e-9)
        assert_same(instance_norm(x), F.instance_norm(x), (x,))
        instance_norm(x, *mine), F.instance_norm(x, *its)
        torch.testing.assert_close(mine, its, rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize("mean", [0.0, 1e4])
@pytest.mark.parametrize("groups", [1, 2, 3, 6])
def test_group_norm(groups, mean):
    torch.manual_seed(groups)
    for spatial in ((), (5,), (5, 3), (2, 4, 3)):
        x, weight, bias = numbers(2, 6, *spatial, mean=mean), numbers(6), numbers(6)
        for w, b in ((weight, bias), (weight, None), (None, bias), (None, None)):
            inputs = [t for t in (x, w, b) if t is not None]
            filled = torch.ones_like(weight) if w is None else w, torch.zeros_like(bias) if b is None else b  # torch fails with one alone
            assert_same(group_norm(x, groups, w, b, 1e-3), F.group_norm(x, groups, *filled, 1e-3), inputs)
        assert_same(group_norm(x, groups), F.group_norm(x, groups), (x,))


def test_the_limits_of_group_norm():
    """One group: layer norm over (c, h, w). As many groups as channels: instance norm. Neither: the channels of each pixel."""
    torch.manual_seed(0)
    x, weight, bias = numbers(2, 6, 4, 5, mean=3.0), numbers(6), numbers(6)
    spread = [t.view(6, 1, 1).expand(6, 4, 5) for t in (weight, bias)]
    for norm in ({}, {"unbiased": True}, {"eps_inside": False}):
        assert_same(group_norm(x, 1, weight, bias, **norm), layer_norm(x, (6, 4, 5), *spread, **norm), (x, weight, bias))
        assert_same(group_norm(x, 6, weight, bias, **norm), instance_norm(x, None, None, weight, bias, **norm), (x, weight, bias))
    assert (group_norm(x, 1) - layer_norm_channels(x)).abs().max() > 0.1
    one = x[:1]
    torch.testing.assert_close(instance_norm(one), batch_norm(one, None, None, training=True))  # a batch of one


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_rms_norm(axes):
    torch.manual_seed(axes)
    for scale in (1.0, 1e-3, 1e-8):  # so small that eps counts
        x = (torch.randn(2, 5, 4, dtype=torch.float64) * scale).requires_grad_()
        shape = tuple(x.shape[-axes:])
        weight, bias = numbers(*shape), numbers(*shape)
        for eps in (None, 1e-5):
            assert_same(rms_norm(x / scale, shape, weight, eps), F.rms_norm(x / scale, shape, weight, eps), (x, weight), 1e-6)
            torch.testing.assert_close(rms_norm(x, shape, weight, eps), F.rms_norm(x, shape, weight, eps), rtol=1e-9, atol=0)
            torch.testing.assert_close(rms_norm(x, shape, None, eps), F.rms_norm(x, shape, None, eps), rtol=1e-9, atol=0)
            assert_same(
                rms_norm(x / scale, shape, weight, eps, bias=bias), F.rms_norm(x / scale, shape, weight, eps) + bias, (weight, bias)
            )
    small = torch.full((3,), 1e-4)
    torch.testing.assert_close(rms_norm(small, 3), F.rms_norm(small, (3,)))  # eps of float32
    assert_same(rms_norm(x, 4), F.rms_norm(x, (4,)), (x,), 1e-3)
    assert finest_step(small) == 2**-23 and finest_step(x) == 2**-52


SIX = {
    "batch": lambda x, **k: batch_norm(x, None, None, training=True, **k),
    "instance": lambda x, **k: instance_norm(x, **k),
    "group": lambda x, **k: group_norm(x, 2, **k),
    "space and channels": lambda x, **k: layer_norm(x, tuple(x.shape[1:]), **k),
    "vector": lambda x, **k: layer_norm(x, x.shape[-1], **k),
    "channels": lambda x, **k: layer_norm_channels(x, **k),
}


@pytest.mark.parametrize("norm", SIX)
def test_float32_keeps_its_digits_at_means_of_10000(norm):
    """A variance from mean(x*x) - mean(x)**2 would be wrong by whole units here; torch itself is right to 1e-3."""
    torch.manual_seed(0)
    x = torch.randn(8, 4, 9, 7) + 1e4 * torch.tensor([1.0, 1.0, 1.0, 1.0]).view(4, 1, 1)
    exact = SIX[norm](x.double())
    assert (SIX[norm](x).double() - exact).abs().max() < 2e-6


@pytest.mark.parametrize("value", [0.0, 0.1, 1e4])
@pytest.mark.parametrize("norm", SIX)
def test_constant_input_gives_zero_and_a_finite_gradient(norm, value):
    x = torch.full((2, 4, 3, 5), value, dtype=torch.float64, requires_grad=True)
    for eps_inside, divisor in ((True, 1e-5**0.5), (False, 1e-5)):
        y = SIX[norm](x, eps_inside=eps_inside)
        assert y.abs().max() < 1e-6
        upstream = torch.randn_like(y)
        (gradient,) = torch.autograd.grad(y, x, upstream)
        linear = SIX[norm](upstream, eps=0.0) * 0  # the same shape; the slope at a constant is (upstream - its mean) / divisor
        axes = {"batch": (0, 2, 3), "instance": (2, 3), "space and channels": (1, 2, 3), "vector": (3,), "channels": (1,)}
        if norm == "group":
            pairs = upstream.unflatten(1, (2, 2))
            linear = linear + (pairs - pairs.mean((2, 3, 4), keepdim=True)).flatten(1, 2)
        else:
            linear = linear + upstream - upstream.mean(axes[norm], keepdim=True)
        torch.testing.assert_close(gradient * divisor, linear, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("norm", SIX)
def test_gradient_has_no_mean_and_no_part_along_the_output(norm):
    """J = (I - 1/m - y y'/m) / sigma: adding a constant or stretching the input changes nothing, so no gradient points there."""
    torch.manual_seed(0)
    x = numbers(3, 4, 5, 6)
    y = SIX[norm](x, eps=0.0)
    (gradient,) = torch.autograd.grad(y, x, torch.randn_like(y))
    torch.testing.assert_close(SIX[norm](7 * x + 3, eps=0.0), y)
    assert abs(gradient.sum()) < 1e-9 and abs((gradient * y).sum()) < 1e-9


def test_moments_are_torchs():
    torch.manual_seed(0)
    x = numbers(3, 4, 5)
    for axes in ((0,), (1, 2), (0, 2), (-1,)):
        for unbiased in (False, True):
            mean, centred, var = moments(x, axes, unbiased)
            its_var, its_mean = torch.var_mean(x, axes, unbiased=unbiased, keepdim=True)
            assert_same(mean, its_mean, (x,))
            assert_same(var, its_var, (x,))
            assert_same(centred, x - its_mean, (x,))


Z = torch.zeros
BAD = [
    (lambda f: f.batch_norm(Z(3), None, None, training=True), r"batch_norm needs x \(n, c, \.\.\.\), at least 2 axes; got shape \(3,\)"),
    (
        lambda f: f.batch_norm(Z(1, 3), None, None, training=True),
        r"batch_norm in training needs more than 1 value per channel, got 1: shape \(1, 3\)",
    ),
    (
        lambda f: f.batch_norm(Z(1, 3, 1, 1), None, None, training=True),
        r"batch_norm in training needs more than 1 value per channel, got 1: shape \(1, 3, 1, 1\)",
    ),
    (
        lambda f: f.batch_norm(Z(2, 3), None, None),
        "batch_norm needs running_mean and running_var, in training both or neither; got None for running_mean and running_var$",
    ),
    (lambda f: f.batch_norm(Z(2, 3), Z(3), None), r"batch_norm needs running_mean .* got None for running_var$"),
    (lambda f: f.batch_norm(Z(2, 3), None, Z(3)), r"batch_norm needs running_mean .* got None for running_mean$"),
    (lambda f: f.batch_norm(Z(2, 3), None, Z(3), training=True), r"batch_norm needs running_mean .* got None for running_mean$"),
    (lambda f: f.batch_norm(Z(2, 3), Z(2), Z(3)), r"running_mean needs one number for each of 3 channels, got shape \(2,\)"),
    (lambda f: f.batch_norm(Z(2, 3), Z(3), Z(4), training=True), r"running_var needs one number for each of 3 channels, got shape \(4,\)"),
    (lambda f: f.batch_norm(Z(2, 3), Z(3), Z(3), Z(5)), r"weight needs one number for each of 3 channels, got shape \(5,\)"),
    (lambda f: f.batch_norm(Z(2, 3), Z(3), Z(3), None, Z(2)), r"bias needs one number for each of 3 channels, got shape \(2,\)"),
    (lambda f: f.batch_norm(Z(2, 3), None, None, training=True, eps=-1.0), r"eps must be at least 0, got -1\.0"),
    (lambda f: f.layer_norm(Z(2, 3, 4), (3,)), r"normalized_shape \(3,\) must be the last 1 of x's axes, got shape \(2, 3, 4\)"),
    (lambda f: f.layer_norm(Z(4), (3, 4)), r"normalized_shape \(3, 4\) must be the last 2 of x's axes, got shape \(4,\)"),
    (lambda f: f.layer_norm(Z(4), ()), r"normalized_shape needs at least one axis, got \(\)"),
    (lambda f: f.layer_norm(Z(2, 4), (4,), Z(3)), r"weight must have the shape \(4,\) of normalized_shape, got \(3,\)"),
    (lambda f: f.layer_norm(Z(2, 4), (2, 4), None, Z(4)), r"bias must have the shape \(2, 4\) of normalized_shape, got \(4,\)"),
    (lambda f: f.rms_norm(Z(2, 4), (2,)), r"normalized_shape \(2,\) must be the last 1 of x's axes, got shape \(2, 4\)"),
    (lambda f: f.rms_norm(Z(2, 4), (4,), Z(3)), r"weight must have the shape \(4,\) of normalized_shape, got \(3,\)"),
    (lambda f: f.group_norm(Z(2, 3, 4), 2), r"num_groups 2 must divide the 3 channels of shape \(2, 3, 4\)"),
    (lambda f: f.group_norm(Z(2, 3, 4), 0), r"num_groups 0 must divide the 3 channels of shape \(2, 3, 4\)"),
    (lambda f: f.group_norm(Z(3), 3), r"group_norm needs x \(n, c, \.\.\.\), at least 2 axes; got shape \(3,\)"),
    (lambda f: f.group_norm(Z(1, 3, 1), 3), r"group_norm needs more than 1 value per group, got 1: shape \(1, 3, 1\) in 3 groups"),
    (lambda f: f.group_norm(Z(2, 4, 3), 2, Z(2)), r"weight needs one number for each of 4 channels, got shape \(2,\)"),
    (lambda f: f.instance_norm(Z(2, 3)), r"instance_norm needs x \(n, c, \.\.\.\) with pixels, at least 3 axes; got shape \(2, 3\)"),
    (lambda f: f.instance_norm(Z(2, 3, 1)), r"instance_norm needs more than 1 pixel, got 1: shape \(2, 3, 1\)"),
    (lambda f: f.group_norm(Z(2, 3, 4), 1.0), "num_groups must be a whole number, got 1.0"),
    (lambda f: f.layer_norm(Z(2, 4), (2, 4.0)), "normalized_shape must be a whole number, got 4.0"),
    (lambda f: f.layer_norm(Z(2, 4), 4.0), "normalized_shape must be a whole number, got 4.0"),
    (lambda f: f.batch_norm(Z(2, 3), 0.0, 1.0), "running_mean needs a tensor of 3 numbers, one for each channel, or None; got 0.0"),
    (lambda f: f.instance_norm(Z(2, 3, 4), use_input_stats=False), "^instance_norm needs running_mean and running_var"),
    (lambda f: f.instance_norm(Z(2, 3, 4), Z(3)), r"instance_norm needs running_mean .* got None for running_var$"),
    (lambda f: f.instance_norm(Z(2, 3, 4), Z(2), Z(3)), r"running_mean needs one number for each of 3 channels, got shape \(2,\)"),
    (lambda f: f.instance_norm(Z(2, 3, 4), Z(3), Z(4)), r"running_var needs one number for each of 3 channels, got shape \(4,\)"),
]


class Ours:
    batch_norm, layer_norm, instance_norm, group_norm, rms_norm = map(
        staticmethod, (batch_norm, layer_norm, instance_norm, group_norm, rms_norm)
    )


@pytest.mark.parametrize(("call", "text"), BAD)
def test_what_torch_refuses_gets_words(call, text):
    with pytest.raises(ValueError, match=text):
        call(Ours)
    with pytest.raises((ValueError, RuntimeError, IndexError, ZeroDivisionError, TypeError)):
        call(F)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: layer_norm_channels(Z(3)), r"layer_norm_channels needs x \(n, c, \.\.\.\), at least 2 axes; got shape \(3,\)"),
        (lambda: layer_norm_channels(Z(2, 3, 4), Z(4)), r"weight needs one number for each of 3 channels, got shape \(4,\)"),
        (lambda: rms_norm(Z(2, 4), 4, bias=Z(3)), r"bias must have the shape \(4,\) of normalized_shape, got \(3,\)"),
        (lambda: divide_by_root(Z(1), Z(1), -0.5), r"eps must be at least 0, got -0\.5"),
        (lambda: along_channels("gain", Z(2), Z(1, 3)), r"gain needs one number for each of 3 channels, got shape \(2,\)"),
        (lambda: scale_and_shift(Z(1, 3), None, Z(3, 1)), r"bias needs one number for each of 3 channels, got shape \(3, 1\)"),
        (
            lambda: layer_norm(Z(2, 1), 1, unbiased=True),
            r"the unbiased variance needs more than 1 value, got 1 over axes \(-1,\) of shape \(2, 1\)",
        ),
    ],
)
def test_what_only_we_have_gets_words_too(call, text):
    with pytest.raises(ValueError, match=text):
        call()


def test_a_refused_call_leaves_the_running_statistics_alone():
    for norm, x in ((batch_norm, Z(2, 3)), (instance_norm, Z(2, 3, 4))):
        mean = torch.ones(3)
        with pytest.raises(ValueError, match="running_var"):
            norm(x, mean, Z(2), None, None, True)
        assert mean.tolist() == [1, 1, 1]

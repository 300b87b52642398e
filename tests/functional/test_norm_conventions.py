"""What each switch of the norms changes: which variance divides, where eps stands, what the running statistics collect."""

import math

import pytest
import torch
import torch.nn.functional as F

from helpers.functional import batch_norm, group_norm, instance_norm, layer_norm, layer_norm_channels, rms_norm

# name: (the norm of x, the axes that share a mean after x.view(shape), that shape); x has n 4, c 6, h 3, w 5
NORMS = {
    "batch": (lambda x, **k: batch_norm(x, None, None, training=True, **k), (0, 3), (4, 6, 1, 15)),
    "instance": (lambda x, **k: instance_norm(x, **k), (3,), (4, 6, 1, 15)),
    "group": (lambda x, **k: group_norm(x, 2, **k), (2, 3), (4, 2, 3, 15)),
    "space and channels": (lambda x, **k: layer_norm(x, (6, 3, 5), **k), (1, 2, 3), (4, 6, 3, 5)),
    "vector": (lambda x, **k: layer_norm(x, 5, **k), (3,), (4, 6, 3, 5)),
    "channels": (lambda x, **k: layer_norm_channels(x, **k), (1,), (4, 6, 3, 5)),
}
SHARED = {"batch": 60, "instance": 15, "group": 45, "space and channels": 90, "vector": 5, "channels": 6}


def image(scale=1.0, mean=0.0):
    torch.manual_seed(0)
    return (torch.randn(4, 6, 3, 5, dtype=torch.float64) * scale + mean).requires_grad_()


@pytest.mark.parametrize("eps_inside", [True, False])
@pytest.mark.parametrize("unbiased", [True, False])
@pytest.mark.parametrize("name", NORMS)
def test_the_formula_with_torchs_var_values_and_gradients(name, unbiased, eps_inside):
    norm, axes, shape = NORMS[name]
    for scale, mean in ((1.0, 0.0), (1e-2, 5.0), (1.0, 1e4)):
        x, eps = image(scale, mean), 1e-3
        var, center = torch.var_mean(x.view(shape), axes, unbiased=unbiased, keepdim=True)
        divisor = (var + eps).sqrt() if eps_inside else var.sqrt() + eps
        formula = ((x.view(shape) - center) / divisor).view_as(x)
        ours = norm(x, eps=eps, unbiased=unbiased, eps_inside=eps_inside)
        torch.testing.assert_close(ours, formula, rtol=1e-9, atol=1e-9)
        upstream = torch.randn_like(x)
        gradients = [torch.autograd.grad(y, x, upstream)[0] for y in (ours, formula)]
        torch.testing.assert_close(*gradients, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("name", NORMS)
def test_the_unbiased_variance_shrinks_the_output_by_a_known_factor(name):
    norm, m, x = NORMS[name][0], SHARED[name], image()
    torch.testing.assert_close(norm(x, eps=0.0, unbiased=True), norm(x, eps=0.0) * math.sqrt((m - 1) / m))


@pytest.mark.parametrize("name", NORMS)
def test_eps_beside_the_root_lets_a_tiny_signal_through_316_times_stronger(name):
    """sqrt(1e-5) / 1e-5 = 316: what a nearly constant channel is multiplied with."""
    norm, x = NORMS[name][0], image(scale=1e-12)
    ratio = norm(x, eps_inside=False) / norm(x)
    torch.testing.assert_close(ratio, torch.full_like(ratio, 316.2278), rtol=1e-4, atol=0)


def test_train_and_eval_differ_by_the_two_variances_and_agree_if_both_are_unbiased():
    x = torch.randn(4, 1, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    for unbiased, factor in ((False, math.sqrt(3 / 4)), (True, 1.0)):
        mean, var = torch.zeros(1, dtype=torch.float64), torch.ones(1, dtype=torch.float64)
        trained = batch_norm(x, mean, var, training=True, momentum=1.0, eps=0.0, unbiased=unbiased)
        torch.testing.assert_close(var, x.var(0))  # unbiased, whatever divides the batch
        tested = batch_norm(x, mean, var, eps=0.0, unbiased=unbiased)
        torch.testing.assert_close(tested, trained * factor)


def test_running_statistics_do_not_depend_on_the_switches():
    x = image()
    for norm in (lambda *a, **k: batch_norm(*a, training=True, **k), instance_norm):
        collected = []
        for switches in ({}, {"unbiased": True}, {"eps_inside": False}):
            running = torch.zeros(6, dtype=torch.float64), torch.ones(6, dtype=torch.float64)
            norm(x, *running, **switches)
            collected.append(torch.cat(running))
        torch.testing.assert_close(collected[1], collected[0])
        torch.testing.assert_close(collected[2], collected[0])


def test_eps_beside_the_root_of_running_statistics():
    x, mean, var = image(), torch.randn(6, dtype=torch.float64), torch.rand(6, dtype=torch.float64)
    expected = (x - mean.view(6, 1, 1)) / (var.view(6, 1, 1).sqrt() + 0.1)
    torch.testing.assert_close(batch_norm(x, mean, var, eps=0.1, eps_inside=False), expected)
    torch.testing.assert_close(instance_norm(x, mean, var, use_input_stats=False, eps=0.1, eps_inside=False), expected)


def test_momentum_weighs_the_new_value():
    x, mean = torch.full((4, 1), 10.0), torch.zeros(1)
    batch_norm(x, mean, torch.ones(1), training=True, momentum=0.25)
    assert mean.item() == 2.5


def test_rms_norm_makes_the_mean_square_one_and_keeps_the_mean():
    x = image(mean=3.0)
    y = rms_norm(x, 5)
    torch.testing.assert_close(y.square().mean(-1), torch.ones(4, 6, 3, dtype=torch.float64))
    assert y.mean() > 0.5
    centred = x - x.mean(-1, keepdim=True)
    torch.testing.assert_close(rms_norm(centred, 5, eps=1e-5), layer_norm(x, 5))  # of centred numbers it is layer norm


def test_rms_norm_with_eps_beside_the_root():
    x = image()
    expected = x / (x.square().mean(-1, keepdim=True).sqrt() + 0.1)
    ours = rms_norm(x, 5, eps=0.1, eps_inside=False)
    torch.testing.assert_close(ours, expected)
    zero = torch.zeros(5, dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(rms_norm(zero, 5, eps=0.1, eps_inside=False).sum(), zero)
    torch.testing.assert_close(gradient, torch.full_like(zero, 10.0))


def test_without_eps_two_values_become_plus_and_minus_one():
    """The bare formula of some lectures; torch refuses eps=0 in training since 2.13."""
    x = torch.tensor([[3.0], [3.5]], dtype=torch.float64)
    assert batch_norm(x, None, None, training=True, eps=0).flatten().tolist() == [-1, 1]
    assert F.batch_norm(x, None, None, training=True).abs().max() < 1


def test_a_bias_before_the_norm_is_lost_only_where_its_own_channel_is_centred():
    x, before = image(), torch.randn(6, 1, 1, dtype=torch.float64)
    for name, lost in (("batch", True), ("instance", True), ("group", False), ("space and channels", False), ("channels", False)):
        norm = NORMS[name][0]
        assert ((norm(x + before) - norm(x)).abs().max() < 1e-9) == lost, name

"""Folding batch norm: same outputs and gradients in float64, the same classes, and a reason wherever it fails."""

import pytest
import torch
import torch.nn.functional as F
from small_nets import BottleneckBlock, Residual, ResNet, count_bn_up
from torch import nn

from helpers import layers
from helpers.analysis import fold_batch_norm, fold_plan, gain_and_shift
from helpers.layers.dense import Transition
from helpers.models import densenet_cifar, mobilenet_cifar, resnet_cifar

CONV = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
TRANSPOSED = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}
NORM = {1: nn.BatchNorm1d, 2: nn.BatchNorm2d, 3: nn.BatchNorm3d}


def assert_folds(model, x, left=0):
    """Same outputs and input gradients; `left` batch norms stay; the model itself is untouched."""
    model = count_bn_up(model.double())
    before = {k: v.clone() for k, v in model.state_dict().items()}
    model.train()
    folded = fold_batch_norm(model, strict=left == 0)
    assert model.training and not folded.training and type(folded) is type(model)
    assert all(torch.equal(v, before[k]) for k, v in model.state_dict().items())
    assert sum(isinstance(m, nn.modules.batchnorm._BatchNorm) for m in folded.modules()) == left
    model.eval()
    x = x.requires_grad_()
    expected, out = model(x), folded(x)
    torch.testing.assert_close(out, expected)
    upstream = torch.randn_like(out)
    torch.testing.assert_close(*(torch.autograd.grad(y, x, upstream)[0] for y in (out, expected)))


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_into_the_layer_before_or_after(dims, groups, bias):
    torch.manual_seed(dims)
    sizes, settings = (7, 6, 5)[:dims], {"groups": groups, "bias": bias}
    kernel = (3, 2, 3)[:dims]
    x = torch.randn(2, 4, *sizes, dtype=torch.float64)
    assert_folds(nn.Sequential(CONV[dims](4, 6, kernel, 2, 1, **settings), NORM[dims](6), nn.ReLU()), x)
    assert_folds(nn.Sequential(TRANSPOSED[dims](4, 6, kernel, 2, 1, **settings), NORM[dims](6)), x)
    assert_folds(nn.Sequential(NORM[dims](4), CONV[dims](4, 6, kernel, **settings)), x)
    around = CONV[dims](4, 6, 3, padding=1, padding_mode="circular", **settings)
    assert_folds(nn.Sequential(NORM[dims](4), around, NORM[dims](6)), x)  # one before, one after


def test_linear_and_norms_without_gain():
    x = torch.randn(3, 4, dtype=torch.float64)
    assert_folds(nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 3)), x)
    assert_folds(nn.Sequential(nn.BatchNorm1d(4), nn.Linear(4, 5, bias=False)), x)
    assert_folds(nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5, affine=False, eps=0.5)), x)


def test_whole_networks():
    torch.manual_seed(0)
    assert_folds(Residual(2, 4, 2), torch.randn(2, 2, 7, 8, dtype=torch.float64))
    assert_folds(BottleneckBlock(3, 2, 2), torch.randn(2, 3, 7, 8, dtype=torch.float64))
    assert_folds(ResNet((1, 1, 1, 1), base=4, classes=5), torch.randn(1, 3, 40, 33, dtype=torch.float64))


def test_a_shift_of_zero_folds_into_a_padded_convolution():
    norm = nn.BatchNorm2d(2)
    model = nn.Sequential(norm, nn.Conv2d(2, 3, 3, padding=1)).double().eval()
    norm.running_var.fill_(4.0)
    x = torch.randn(2, 2, 5, 6, dtype=torch.float64)
    torch.testing.assert_close(fold_batch_norm(model)(x), model(x))
    norm.running_mean.fill_(1.0)
    with pytest.raises(ValueError, match="batch norm '0' cannot be folded: 1 reads zeros beyond the edge"):
        fold_batch_norm(model)
    for padding in ("same", (0, 1)):
        model[1] = nn.Conv2d(2, 3, 3, padding=padding).double()
        assert fold_plan(model)[0].into is None
    for settings in ({"padding": "valid"}, {"padding": "same", "kernel_size": 1}, {"padding": 1, "padding_mode": "reflect"}):
        model[1] = nn.Conv2d(2, 3, **{"kernel_size": 3, **settings}).double()
        torch.testing.assert_close(fold_batch_norm(model)(x), model(x))
    model[1] = nn.ConvTranspose2d(2, 3, 3, 2).double()
    assert "reads zeros" in fold_plan(model)[0].reason
    norm.running_mean.zero_()
    torch.testing.assert_close(fold_batch_norm(model)(x), model(x))


class Twice(nn.Module):
    def __init__(self, what):
        super().__init__()
        self.what, self.conv, self.norm = what, nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2)
        self.tied = nn.Conv2d(2, 2, 1)
        if what == "weight":
            self.tied.weight = self.conv.weight

    def forward(self, x):
        if self.what == "norm":
            return self.norm(self.norm(self.conv(x)))
        if self.what == "conv":
            return self.norm(self.conv(self.conv(x)))
        if self.what == "output":
            y = self.conv(x)
            return self.norm(y) + y
        if self.what == "norm's output":
            y = self.norm(F.relu(x))
            return self.conv(y) + y
        if self.what == "conv after":
            return self.conv(F.relu(self.conv(self.norm(F.relu(x)))))
        if self.what == "weight":
            return self.tied(self.norm(self.conv(x)))
        return self.norm(F.relu(self.conv(x))).relu()


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("norm", "it is called 2 times"),
        ("conv", "conv or its weight is used more than once"),
        ("output", "the output of conv is also used elsewhere"),
        ("norm's output", "its own output is also used elsewhere"),
        ("conv after", "conv or its weight is used more than once"),
        ("weight", "conv or its weight is used more than once"),
        ("activation", "no convolution or linear layer touches it, relu comes before it and relu_1 after it"),
    ],
)
def test_where_it_fails_it_says_why(what, reason):
    model = count_bn_up(Twice(what)).eval()
    assert fold_plan(model)[0].reason == reason
    with pytest.raises(ValueError, match=f"batch norm 'norm' cannot be folded: {reason}"):
        fold_batch_norm(model)
    x = torch.randn(2, 2, 3, 4)
    torch.testing.assert_close(fold_batch_norm(model, strict=False)(x), model(x))


class BesideNorm(nn.Module):
    """A layer and a norm on another axis, or one of them read past its module."""

    def __init__(self, what):
        super().__init__()
        self.what, self.conv, self.norm = what, nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2)
        if "linear" in what:
            self.conv = nn.Linear(2, 2)

    def forward(self, x):
        if self.what == "linear after":
            return self.conv(self.norm(F.relu(x)))
        y = self.norm(self.conv(x))
        if self.what == "weight":
            return F.conv2d(y.relu(), self.conv.weight)
        if self.what == "bias":
            return y + self.conv.bias.view(-1, 1, 1)
        return y * self.norm.bias.view(-1, 1, 1) if self.what == "norm's shift" else y


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("linear before", "BatchNorm2d normalises another axis than that which the Linear conv puts out"),
        ("linear after", "BatchNorm2d normalises another axis than that which the Linear conv reads"),
        ("weight", "conv or its weight is used more than once"),
        ("bias", "conv or its weight is used more than once"),
        ("norm's shift", "its gain, shift or statistics are also used elsewhere"),
        ("hook", "conv has a hook, which would see other numbers"),
        ("pre-hook", "conv has a hook, which would see other numbers"),
        ("hook on the norm", "it has a hook, which would be lost"),
    ],
)
def test_what_would_change_the_numbers_is_refused(what, reason):
    model, x = count_bn_up(BesideNorm(what)).eval(), torch.randn(3, 2, 2, 2)
    if "hook" in what:
        register = {"hook": model.conv.register_forward_hook, "pre-hook": model.conv.register_forward_pre_hook}
        register.get(what, model.norm.register_forward_hook)(lambda module, inputs, *output: (2 * (*inputs, *output)[-1],)[0])
    assert fold_plan(model)[0][1:] == (None, True, reason)
    torch.testing.assert_close(fold_batch_norm(model, strict=False)(x), model(x))


def test_a_norm_called_by_keyword_folds_too():
    class Keyword(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv, self.norm = nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2)

        def forward(self, x):
            return self.norm(**{self.keyword: self.conv(input=x)})

    model = Keyword()
    model.keyword = "input"
    assert_folds(model, torch.randn(2, 2, 3, 4, dtype=torch.float64))
    model.keyword, model.norm = "x", layers.BatchNorm2d(2)
    assert fold_plan(model)[0].reason == "it is called with the keyword x, which Identity does not know"


@pytest.mark.parametrize("make", [resnet_cifar, densenet_cifar, mobilenet_cifar])
def test_the_librarys_own_models_fold(make):
    """Their blocks check shapes, at which torch.fx stops by itself."""
    torch.manual_seed(0)
    model, x = make(**({"depth": 20} if make is resnet_cifar else {})).double().eval(), torch.randn(1, 3, 16, 8, dtype=torch.float64)
    plan = fold_plan(model)
    assert len(plan) > 10
    assert all((fold.into is None) == (make is densenet_cifar) for fold in plan)  # DenseNet has its ReLU between norm and convolution
    torch.testing.assert_close(fold_batch_norm(model, strict=False)(x), model(x))


def test_norms_without_statistics_stay():
    model = nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3, track_running_stats=False), nn.Conv2d(3, 2, 1), nn.BatchNorm2d(2))
    assert [(fold.into, fold.reason) for fold in fold_plan(model)] == [(None, "it keeps no running statistics"), ("2", "")]
    assert isinstance(fold_batch_norm(model, strict=False)[1], nn.BatchNorm2d)


def test_strict_false_folds_what_it_can():
    model = nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.ReLU(), nn.BatchNorm2d(3), nn.ReLU())
    assert_folds(model, torch.randn(2, 2, 5, 6, dtype=torch.float64), left=1)
    assert [fold.into for fold in fold_plan(model)] == ["0", None]


def test_frozen_weights_stay_frozen():
    model = count_bn_up(nn.Sequential(nn.Conv2d(2, 3, 1, bias=False), nn.BatchNorm2d(3)))
    model.requires_grad_(False)
    assert not any(p.requires_grad for p in fold_batch_norm(model).parameters())


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: fold_batch_norm(nn.Sequential(nn.ReLU())), "the model has no batch norm that is called"),
        (lambda: fold_batch_norm(nn.Sequential(nn.Conv2d(1, 1, 1), nn.BatchNorm2d(1, track_running_stats=False))), "keeps no running stat"),
        (lambda: gain_and_shift(nn.BatchNorm2d(1, track_running_stats=False)), "track_running_stats=False"),
    ],
)
def test_bad_input_is_told(call, text):
    with pytest.raises(ValueError, match=text):
        call()


def test_a_forward_that_branches_on_values_is_refused():
    class Net(nn.Module):
        def forward(self, x):
            return x if x.sum() > 0 else -x

    with pytest.raises(ValueError, match=r"torch.fx cannot trace this model, so its batch norms cannot be folded"):
        fold_plan(Net())


def test_a_shape_check_between_a_layer_and_its_norm_is_no_use_of_the_layer():
    model = nn.Sequential(nn.Conv2d(3, 8, 3), Transition(8, 4))
    assert fold_plan(model) == [("1.norm", "0", True, "")]
    assert_folds(model, torch.randn(2, 3, 8, 8).double())

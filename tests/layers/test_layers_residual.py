"""Residual blocks against their equations written with torch's functions: values, gradients, buffers, in train and eval."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from helpers.layers import (
    BasicBlock,
    Bottleneck,
    PostNormResidual,
    PreActivationBlock,
    PreActivationBottleneck,
    PreNormResidual,
    Residual,
    ZeroPadShortcut,
    add_shortcut,
    make_shortcut,
    projection,
    torch_layer,
)

BLOCKS = [BasicBlock, PreActivationBlock, Bottleneck, PreActivationBottleneck]
PRE_ACTIVATION = (PreActivationBlock, PreActivationBottleneck)
CASES = [  # channels in and out, stride, shortcut, skip, kind of input
    (4, 4, 1, "B", True, "noise"),
    (4, 8, 2, "A", True, "noise"),
    (4, 8, 2, "B", True, "mean 1e4"),
    (8, 8, 2, "B", True, "noise"),
    (4, 8, 1, "A", True, "one image"),
    (4, 4, 1, "C", True, "constant"),
    (12, 8, 3, "B", True, "noise"),
    (4, 8, 2, "A", False, "noise"),
    (4, 4, 1, "B", False, "noise"),
]


def batch(kind, channels, n=3):
    x = torch.randn(1 if kind == "one image" else n, channels, 7, 6, dtype=torch.float64)
    return x + 1e4 if kind == "mean 1e4" else torch.full_like(x, 2.5) if kind == "constant" else x


class Equation:
    """A block's equation on copies of its numbers: P["conv1.weight"] and so on; running statistics move as torch moves them."""

    def __init__(self, block):
        self.p = {k: v.detach().clone().requires_grad_() for k, v in block.named_parameters()}
        self.buffers = {k: v.clone() for k, v in block.named_buffers()}

    def norm(self, x, name, training):
        if training:
            self.buffers[f"{name}.num_batches_tracked"] += 1
        mean, variance = self.buffers[f"{name}.running_mean"], self.buffers[f"{name}.running_var"]
        return F.batch_norm(x, mean, variance, self.p[f"{name}.weight"], self.p[f"{name}.bias"], training, 0.1, 1e-5)

    def conv(self, x, i, stride=1):
        weight = self.p[f"conv{i}.weight"]
        return F.conv2d(x, weight, None, stride, padding=weight.shape[-1] // 2)

    def shortcut(self, x, out, stride, kind, normed, training):
        if kind != "C" and x.shape == out.shape:
            return x
        if kind == "A":  # the lectures' formula, pixel by pixel
            y = [[x[:, :, r * stride, c * stride] for c in range(out.shape[3])] for r in range(out.shape[2])]
            y = torch.stack([torch.stack(row, -1) for row in y], -2)
            return F.pad(y, (0, 0, 0, 0, 0, out.shape[1] - x.shape[1]))
        y = F.conv2d(x, self.p["downsample.0.weight"], None, stride)
        return self.norm(y, "downsample.1", training) if normed else y

    def __call__(self, cls, x, stride, kind, skip, training):
        count = 3 if cls.expansion == 4 else 2
        strides = {2: (stride, 1), 3: (1, stride, 1)}[count]
        out = x
        if cls in PRE_ACTIVATION:
            for i, s in enumerate(strides, start=1):
                out = self.conv(F.relu(self.norm(out, f"bn{i}", training)), i, s)
            return out + self.shortcut(x, out, stride, kind, False, training) if skip else out
        for i, s in enumerate(strides, start=1):
            out = self.norm(self.conv(out, i, s), f"bn{i}", training)
            out = F.relu(out) if i < count else out
        return F.relu(out + self.shortcut(x, out, stride, kind, True, training) if skip else out)


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("cls", BLOCKS)
def test_a_block_is_its_equation(cls, case):
    in_channels, out_channels, stride, kind, skip, of = case
    torch.manual_seed(0)
    block = cls(in_channels, out_channels // cls.expansion, stride, kind, skip).double()
    for name, p in block.named_parameters():
        if p.ndim == 1:
            nn.init.normal_(p, mean=float("weight" in name))
    equation = Equation(block)
    for training in (True, True, False):
        block.train(training)
        x = batch(of, in_channels).requires_grad_()
        y, expected = block(x), equation(cls, x, stride, kind, skip, training)
        torch.testing.assert_close(y, expected, rtol=1e-8, atol=1e-8)
        upstream = torch.randn_like(y)
        ours = torch.autograd.grad(y, [x, *block.parameters()], upstream)
        theirs = torch.autograd.grad(expected, [x, *equation.p.values()], upstream)
        for mine, its in zip(ours, theirs, strict=True):
            torch.testing.assert_close(mine, its, rtol=1e-7, atol=1e-7)
        for name, buffer in block.named_buffers():
            torch.testing.assert_close(buffer, equation.buffers[name])


KEYS = {
    BasicBlock: "conv1 bn1 conv2 bn2",
    PreActivationBlock: "bn1 conv1 bn2 conv2",
    Bottleneck: "conv1 bn1 conv2 bn2 conv3 bn3",
    PreActivationBottleneck: "bn1 conv1 bn2 conv2 bn3 conv3",
}


@pytest.mark.parametrize("cls", BLOCKS)
def test_names_are_torchvisions(cls):
    def names(block):
        return list(dict.fromkeys(key.rsplit(".", 1)[0] for key in block.state_dict()))

    down = ["downsample.0"] if cls in PRE_ACTIVATION else ["downsample.0", "downsample.1"]
    assert names(cls(4, 8, 2)) == KEYS[cls].split() + down
    assert names(cls(4, 8, 2, shortcut="A")) == names(cls(4, 8, 2, skip=False)) == KEYS[cls].split()
    assert not any("conv" in key and key.endswith("bias") for key in cls(4, 8).state_dict())


@pytest.mark.parametrize("cls", BLOCKS)
def test_plain_and_residual_blocks_have_equal_parameters(cls):
    shapes = [[p.shape for p in cls(4, 8, 2, "A", skip=skip).parameters()] for skip in (True, False)]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("cls", BLOCKS)
def test_zero_init_starts_at_the_shortcut(cls):
    torch.manual_seed(0)
    x = torch.rand(2, 8, 5, 6)  # positive: the last ReLU changes nothing
    block = cls(8, 8 // cls.expansion, zero_init=True)
    assert torch.equal(block(x), x)
    assert not torch.equal(cls(8, 8 // cls.expansion)(x), x)
    with pytest.raises(ValueError, match=r"zero_init needs a norm with gains \(weight\), got Identity"):
        cls(8, 8, norm=nn.Identity, zero_init=True)
    with pytest.raises(ValueError, match=r"zero_init needs a norm with gains \(weight\), got InstanceNorm2d"):
        cls(8, 8, norm=nn.InstanceNorm2d, zero_init=True)


@pytest.mark.parametrize("cls", BLOCKS)
def test_norm_and_activation_are_called_anew_each_time(cls):
    block = cls(4, 8, 2, norm=lambda channels: nn.GroupNorm(4, channels), activation=nn.PReLU)
    kinds = [type(layer).__name__ for layer in block.modules()]
    convolutions = 3 if cls.expansion == 4 else 2
    assert kinds.count("PReLU") == convolutions
    assert kinds.count("GroupNorm") == convolutions + (cls not in PRE_ACTIVATION) and "BatchNorm2d" not in kinds
    assert block(torch.randn(1, 4, 5, 5)).shape == (1, 8 * cls.expansion, 3, 3)


@pytest.mark.parametrize("dims", [1, 2, 3])
@pytest.mark.parametrize("cls", BLOCKS)
@pytest.mark.parametrize("shortcut", ["A", "B", "C"])
def test_signals_images_and_volumes_of_odd_size(cls, dims, shortcut):
    sizes = (7, 4, 5)[:dims]
    block = cls(4, 4, 2, shortcut, dims=dims)
    assert block(torch.randn(2, 4, *sizes)).shape == (2, 4 * cls.expansion, *[(size - 1) // 2 + 1 for size in sizes])


def test_weights_of_a_naive_block_and_of_a_bottleneck():
    def weights(block):
        return sum(p.numel() for p in block.parameters() if p.ndim == 4)

    assert (weights(BasicBlock(256, 256)), weights(Bottleneck(256, 64))) == (1_179_648, 69_632)
    assert (weights(BasicBlock(64, 64)), weights(Bottleneck(64, 16))) == (73_728, 4_352)


def test_where_a_bottleneck_takes_its_stride():
    for stride_on, strides in (("3x3", [1, 2, 1]), ("1x1", [2, 1, 1])):
        block = Bottleneck(8, 4, 2, stride_on=stride_on)
        assert [conv.stride[0] for conv in (block.conv1, block.conv2, block.conv3)] == strides
        assert block(torch.zeros(1, 8, 7, 5)).shape == (1, 16, 4, 3)


def test_wide_and_grouped_bottlenecks():
    wide, grouped = Bottleneck(256, 64, base_width=128), Bottleneck(256, 64, base_width=4, groups=32)
    assert [tuple(p.shape[:2]) for p in wide.parameters() if p.ndim == 4] == [(128, 256), (128, 128), (256, 128)]
    assert [tuple(p.shape[:2]) for p in grouped.parameters() if p.ndim == 4] == [(128, 256), (128, 4), (256, 128)]


# ---- shortcuts and the general connection ----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(7, 5), (8, 6), (7, 6), (1, 3)])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_option_a_is_a_strided_identity_with_zeros_behind(size, stride):
    torch.manual_seed(0)
    x = torch.randn(2, 3, *size, dtype=torch.float64, requires_grad=True)
    y = ZeroPadShortcut(3, 5, stride)(x)
    kernel = torch.eye(5, 3, dtype=torch.float64)[..., None, None]
    expected = F.conv2d(x, kernel, stride=stride)
    torch.testing.assert_close(y, expected)
    assert y.shape[2:] == F.conv2d(x, torch.zeros(1, 3, 3, 3).double(), stride=stride, padding=1).shape[2:]
    upstream = torch.randn_like(y)
    ours, theirs = (torch.autograd.grad(out, x, upstream)[0] for out in (y, expected))
    torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close((y * upstream).sum(), (x * ours).sum())  # linear: the gradient is the adjoint
    assert list(ZeroPadShortcut(3, 5).parameters()) == []


def test_projection_is_a_strided_1x1_convolution_and_a_norm():
    conv, norm = projection(3, 5, 2, nn.BatchNorm2d)
    assert (conv.kernel_size, conv.stride, conv.padding, conv.bias) == ((1, 1), (2, 2), (0, 0), None) and norm.num_features == 5
    assert len(projection(3, 5)) == 1 and isinstance(projection(3, 5, dims=3)[0], nn.Conv3d)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("A", 4, 4), nn.Identity), (("B", 4, 4), nn.Identity), (("C", 4, 4), nn.Sequential),
        (("A", 4, 4, 2), ZeroPadShortcut), (("B", 4, 4, 2), nn.Sequential), (("A", 4, 8), ZeroPadShortcut), (("B", 4, 8), nn.Sequential),
    ],
)  # fmt: skip
def test_which_shortcut(arguments, expected):
    assert type(make_shortcut(*arguments)) is expected


def test_residual_adds_its_shortcut_and_a_step():
    torch.manual_seed(0)
    x = torch.randn(2, 3, 5, 4, dtype=torch.float64)
    conv, other = (nn.Conv2d(3, 3, 3, padding=1).double() for _ in range(2))
    torch.testing.assert_close(Residual(conv)(x), x + F.conv2d(x, conv.weight, conv.bias, padding=1))
    torch.testing.assert_close(Residual(conv, other, scale=0.1)(x), other(x) + 0.1 * conv(x))
    # x' = -x by twenty tied steps of 1/20: Euler's (1 - 1/20)^20
    shrink = Residual(nn.Linear(1, 1, bias=False).double(), scale=1 / 20)
    nn.init.constant_(shrink.branch.weight, -1.0)
    value = torch.ones(1, dtype=torch.float64)
    for _ in range(20):
        value = shrink(value)
    torch.testing.assert_close(value.item(), 0.95**20)


def test_pre_norm_and_post_norm():
    torch.manual_seed(0)
    x = torch.randn(3, 6, dtype=torch.float64, requires_grad=True) + 1e4
    branch, norm = nn.Linear(6, 6).double(), nn.LayerNorm(6).double()
    for block, expected in (
        (PreNormResidual(branch, norm), x + branch(F.layer_norm(x, (6,)))),
        (PostNormResidual(branch, norm), F.layer_norm(x + branch(x), (6,))),
    ):
        torch.testing.assert_close(block(x), expected)
        assert sorted({key.split(".")[0] for key in block.state_dict()}) == ["branch", "norm"]


BAD = [
    (lambda: BasicBlock(4, 8, shortcut="D"), r"shortcut must be 'A' \(zero-padding\), 'B' .* got 'D'"),
    (lambda: make_shortcut("A", 8, 4), "option A only adds channels of zeros, got 8 in and 4 out: take a projection, 'B'"),
    (lambda: ZeroPadShortcut(3, 4, 0), "stride must be at least 1, got 0"),
    (lambda: ZeroPadShortcut(3, 4)(torch.zeros(1, 2, 5, 5)), r"channels disagree: x has 2, the shortcut expects 3; shape \(1, 2, 5, 5\)"),
    (lambda: ZeroPadShortcut(3, 4)(torch.zeros(3)), r"ZeroPadShortcut needs x \(n, 3, ...\), at least 3 axes; got shape \(3,\)"),
    (lambda: ZeroPadShortcut(3, 4)(torch.zeros(2, 3)), r"at least 3 axes; got shape \(2, 3\)"),
    *[
        (lambda block=block: block(3, 3)(torch.zeros(1, 4, 5, 6)), rf"{block.__name__} needs x \(n, 3, h, w\), got shape \(1, 4, 5, 6\)")
        for block in (BasicBlock, Bottleneck, PreActivationBlock, PreActivationBottleneck)
    ],
    (lambda: BasicBlock(3, 3, dims=1)(torch.zeros(1, 3, 5, 6)), r"BasicBlock needs x \(n, 3, w\), got shape \(1, 3, 5, 6\)"),
    (lambda: PreActivationBlock(3, 3, dims=3)(torch.zeros(1, 3, 5, 6)), r"needs x \(n, 3, d, h, w\), got shape \(1, 3, 5, 6\)"),
    (lambda: Bottleneck(3, 3, dims=3)(torch.zeros(3, 4, 5, 6)), r"Bottleneck needs x \(n, 3, d, h, w\), got shape \(3, 4, 5, 6\)"),
    (lambda: PreActivationBottleneck(3, 3, dims=1)(torch.zeros(3, 5)), r"needs x \(n, 3, w\), got shape \(3, 5\)"),
    (lambda: Bottleneck(8, 2, base_width=1), r"no channel is left inside: 2 channels \* base_width 1 / 64 is below 1"),
    (lambda: Bottleneck(8, 2, groups=0), "groups must be at least 1, got 0"),
    (lambda: Bottleneck(4, 8, stride_on="7x7"), r"stride_on must be '3x3' \(torchvision\) or '1x1' \(the paper of 2015\), got '7x7'"),
    (lambda: add_shortcut(torch.zeros(2, 1), torch.zeros(2, 3)), r"must give the same shape, got \(2, 1\) and \(2, 3\): subsample"),
    (lambda: Residual(nn.Conv2d(2, 2, 3))(torch.zeros(1, 2, 5, 6)), r"the same shape, got \(1, 2, 5, 6\) and \(1, 2, 3, 4\)"),
    (lambda: PreNormResidual(nn.Linear(3, 1), nn.Identity())(torch.zeros(2, 3)), r"the same shape, got \(2, 3\) and \(2, 1\)"),
    (lambda: PostNormResidual(nn.Linear(3, 1), nn.Identity())(torch.zeros(2, 3)), r"the same shape, got \(2, 3\) and \(2, 1\)"),
    (lambda: torch_layer("Conv", 4), r"dims must be 1 \(signals\), 2 \(images\) or 3 \(volumes\), got 4"),
    (lambda: torch_layer("Conv", 0), "got 0"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "text"), BAD)
def test_bad_input_gets_both_numbers(call, text):
    with pytest.raises(ValueError, match=text):
        call()


def test_torch_layer_finds_every_kind():
    assert [torch_layer("Conv", d) for d in (1, 2, 3)] == [nn.Conv1d, nn.Conv2d, nn.Conv3d]
    assert torch_layer("BatchNorm", 1) is nn.BatchNorm1d and torch_layer("MaxPool", 3) is nn.MaxPool3d
    assert repr(ZeroPadShortcut(2, 4, 2)) == "ZeroPadShortcut(2, 4, stride=2)"

"""What a U-Net is built from, against torch's functions in float64."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from helpers.layers import DoubleConv, UpConv, center_crop

CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
TRANSPOSED = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}
MODE = {1: "linear", 2: "bilinear", 3: "trilinear"}
SIZES = (9, 11, 10)


def same_values_and_gradients(ours, theirs, inputs):
    assert ours.shape == theirs.shape
    torch.testing.assert_close(ours, theirs)
    upstream = torch.randn_like(theirs)
    for ours_grad, theirs_grad in zip(*(torch.autograd.grad(out, inputs, upstream) for out in (ours, theirs)), strict=True):
        torch.testing.assert_close(ours_grad, theirs_grad)


def test_the_crop_is_the_middle():
    x = torch.arange(2 * 5 * 6).view(1, 2, 5, 6)
    assert torch.equal(center_crop(x, (3, 2)), x[:, :, 1:4, 2:4])
    assert torch.equal(center_crop(x, (2, 3)), x[:, :, 1:3, 1:4])  # 3 too many: 1 before, 2 after
    assert torch.equal(center_crop(x, (5, 6)), x)
    assert center_crop(x.float()[..., None], (5, 4, 1)).shape == (1, 2, 5, 4, 1)


def test_the_crop_of_2015():
    """The paper's four links: 64 -> 56, 136 -> 104, 280 -> 200, 568 -> 392 leave equal margins."""
    for have, want in ((64, 56), (136, 104), (280, 200), (568, 392)):
        row = center_crop(torch.arange(have).view(1, 1, 1, have), (1, want)).flatten()
        assert row[0] == have - 1 - row[-1] == (have - want) // 2


@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_double_conv(dims, padding, residual):
    torch.manual_seed(0)
    block = DoubleConv(3, 4, dims, padding, residual=residual).double()
    x = torch.randn(2, 3, *SIZES[:dims], dtype=torch.float64, requires_grad=True)
    first, second = block.layers[0], block.layers[2]
    ring = 0 if padding == "valid" else 1
    expected = F.relu(CONV[dims](F.relu(CONV[dims](x, first.weight, first.bias, padding=ring)), second.weight, second.bias, padding=ring))
    if residual:
        lost = 0 if ring else 2
        middle = x[(..., *(slice(lost, size - lost) for size in SIZES[:dims]))]
        expected = expected + CONV[dims](middle, block.shortcut.weight, block.shortcut.bias)
    same_values_and_gradients(block(x), expected, [x, *block.parameters()])


def test_a_residual_with_equal_channels_adds_the_input_itself():
    torch.manual_seed(0)
    block = DoubleConv(3, 3, padding="same", residual=True).double()
    for parameter in block.parameters():
        nn.init.zeros_(parameter)
    x = torch.randn(1, 3, 5, 4, dtype=torch.float64)
    assert torch.equal(block(x), x)


def test_a_norm_takes_the_place_of_the_bias():
    torch.manual_seed(0)
    block = DoubleConv(2, 3, norm=nn.BatchNorm2d, activation=nn.SiLU).double()
    x = torch.randn(4, 2, 8, 9, dtype=torch.float64, requires_grad=True)
    assert [type(layer).__name__ for layer in block.layers] == ["Conv2d", "BatchNorm2d", "SiLU"] * 2
    assert block.layers[0].bias is None and block.layers[3].bias is None
    out = x
    for conv, norm in ((block.layers[0], block.layers[1]), (block.layers[3], block.layers[4])):
        out = F.silu(F.batch_norm(F.conv2d(out, conv.weight), None, None, norm.weight, norm.bias, training=True))
    same_values_and_gradients(block(x), out, [x, *block.parameters()])
    assert block.layers[1].num_batches_tracked == 1


@pytest.mark.parametrize("upsampling", ["transposed", "bilinear"])
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_up_conv(dims, upsampling):
    torch.manual_seed(0)
    up = UpConv(4, 3, dims, upsampling).double()
    x = torch.randn(2, 4, *(3, 5, 4)[:dims], dtype=torch.float64, requires_grad=True)
    weight, bias = up[0].weight, up[0].bias
    if upsampling == "transposed":
        expected = TRANSPOSED[dims](x, weight, bias, stride=2)
    else:  # the other way round: first enlarge, then mix the channels
        expected = CONV[dims](F.interpolate(x, scale_factor=2, mode=MODE[dims], align_corners=False), weight, bias)
    assert expected.shape == (2, 3, *(6, 10, 8)[:dims])
    same_values_and_gradients(up(x), expected, [x, weight, bias])


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: center_crop(torch.zeros(1, 2, 4, 5), (4, 6)), r"cannot crop maps of size \(4, 5\) to \(4, 6\); .* \(1, 2, 4, 5\)"),
        (lambda: center_crop(torch.zeros(1, 2, 4, 5), (4,)), r"cannot crop maps of size \(4, 5\) to \(4,\)"),
        (lambda: center_crop(torch.zeros(1, 2, 4, 5), 3), r"cannot crop maps of size \(4, 5\) to \(3,\)"),
        (lambda: center_crop(torch.zeros(1, 2, 4, 5), (-2, 2)), "size must be at least 1, got -2"),
        (lambda: center_crop(torch.zeros(1, 2, 4, 5), (2, 2.0)), "size must be a whole number, got 2.0"),
        (lambda: DoubleConv(1, 4)(torch.zeros(1, 2, 9, 9)), r"DoubleConv needs x \(n, 1, h, w\), got shape \(1, 2, 9, 9\)"),
        (lambda: DoubleConv(1, 4, dims=1)(torch.zeros(1, 1, 9, 9)), r"DoubleConv needs x \(n, 1, w\), got shape \(1, 1, 9, 9\)"),
        (lambda: UpConv(4, 2)(torch.zeros(1, 3, 9, 9)), r"UpConv needs x \(n, 4, h, w\), got shape \(1, 3, 9, 9\)"),
        (lambda: UpConv(4, 2, 3, "bilinear")(torch.zeros(1, 4, 9, 9)), r"UpConv needs x \(n, 4, d, h, w\), got shape \(1, 4, 9, 9\)"),
        (lambda: DoubleConv(1, 2, dims=4), r"dims must be 1 \(signals\), 2 \(images\) or 3 \(volumes\), got 4"),
        (lambda: DoubleConv(1, 2, padding="full"), "padding must be 'valid' or 'same', got 'full'"),
        (lambda: UpConv(2, 1, upsampling="nearest"), "upsampling must be 'transposed' or 'bilinear', got 'nearest'"),
        (lambda: UpConv(2, 1, dims=0), "dims must be 1 .*got 0"),
        (lambda: UpConv(2, 1, dims=4, upsampling="bilinear"), "dims must be 1 .*got 4"),
    ],
)
def test_bad_input_gets_words(call, text):
    with pytest.raises(ValueError, match=text):
        call()

"""Activation layers and gated convolutions against torch's in float64: values, gradients, state_dict."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from helpers import layers

GATES = {"glu": torch.sigmoid, "reglu": F.relu, "geglu": F.gelu, "swiglu": F.silu, "bilinear": lambda b: b}


def same(mine, its, inputs, mine_parameters=(), its_parameters=()):
    torch.testing.assert_close(mine, its)
    upstream = torch.randn_like(its)
    a = torch.autograd.grad(mine, [*inputs, *mine_parameters], upstream)
    b = torch.autograd.grad(its, [*inputs, *its_parameters], upstream)
    torch.testing.assert_close(a, b)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [(name, ()) for name in ("ReLU", "ReLU6", "LeakyReLU", "GELU", "SiLU", "GLU", "Sigmoid", "Tanh")]
    + [("LeakyReLU", (0.3,)), ("GELU", ("tanh",)), ("GLU", (1,)), ("Softmax", (1,)), ("Softmax", (-1,))],
)
def test_without_parameters(name, arguments):
    torch.manual_seed(0)
    settings = {"approximate": arguments[0]} if name == "GELU" and arguments else {}
    ours, theirs = getattr(layers, name)(*arguments), getattr(nn, name)(*(() if settings else arguments), **settings)
    x = (4 * torch.randn(3, 4, 5, 6, dtype=torch.float64)).requires_grad_()
    same(ours(x), theirs(x), (x,))
    theirs.load_state_dict(ours.state_dict())
    assert not ours.state_dict()


@pytest.mark.parametrize("spatial", [(), (5,), (5, 4), (2, 5, 4)])
@pytest.mark.parametrize("arguments", [(), (3,), (3, 0.1)], ids=str)
def test_prelu(arguments, spatial):
    torch.manual_seed(0)
    ours, theirs = layers.PReLU(*arguments, dtype=torch.float64), nn.PReLU(*arguments, dtype=torch.float64)
    torch.testing.assert_close(ours.state_dict(), theirs.state_dict())
    nn.init.normal_(theirs.weight)
    ours.load_state_dict(theirs.state_dict(), strict=True)
    theirs.load_state_dict(ours.state_dict(), strict=True)
    x = torch.randn(2, 3, *spatial, dtype=torch.float64, requires_grad=True)
    same(ours(x), theirs(x), (x,), [ours.weight], [theirs.weight])
    ours.reset_parameters(), theirs.reset_parameters()
    torch.testing.assert_close(ours.state_dict(), theirs.state_dict())


def test_the_slope_of_prelu_is_learned():
    """Targets made with slope 0.6: gradient descent finds it."""
    torch.manual_seed(0)
    x, layer = torch.randn(200, 1), layers.PReLU()
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.5)
    for _ in range(60):
        loss = (layer(x) - F.leaky_relu(x, 0.6)).square().mean()
        optimizer.zero_grad(), loss.backward(), optimizer.step()
    assert layer.weight.item() == pytest.approx(0.6, abs=1e-3)


def test_alpha_of_silu_fixed_and_learned():
    torch.manual_seed(0)
    x = torch.randn(4, 5, dtype=torch.float64, requires_grad=True)
    same(layers.SiLU(alpha=1.7)(x), x * torch.sigmoid(1.7 * x), (x,))
    layer, alpha = layers.SiLU(alpha=1.7, learnable=True).double(), torch.tensor(1.7, dtype=torch.float32).double().requires_grad_()
    same(layer(x), x * torch.sigmoid(alpha * x), (x,), list(layer.parameters()), [alpha])
    assert list(layer.state_dict()) == ["alpha"] and not layers.SiLU(alpha=1.7).state_dict()
    assert repr(layers.SiLU(alpha=1.5)) == "SiLU(alpha=1.5)"


@pytest.mark.parametrize("variant", GATES)
def test_glu_variants(variant):
    torch.manual_seed(0)
    x = torch.randn(2, 6, 5, 4, dtype=torch.float64, requires_grad=True)
    a, b = x.chunk(2, 1)
    same(layers.GLU(1, variant=variant)(x), a * GATES[variant](b), (x,))


SETTINGS = {"stride": 2, "padding": 2, "dilation": 2, "bias": False, "padding_mode": "circular"}


@pytest.mark.parametrize("settings", [{}, {"stride": 2, "padding": 1}, SETTINGS], ids=str)
@pytest.mark.parametrize("variant", GATES)
@pytest.mark.parametrize(("layer", "conv", "kernel"), [(layers.GatedConv1d, nn.Conv1d, 3), (layers.GatedConv2d, nn.Conv2d, (3, 2))])
def test_gated_convolution_is_two_convolutions_one_gating_the_other(layer, conv, kernel, variant, settings):
    torch.manual_seed(0)
    gated = layer(2, 3, kernel, variant=variant, **settings).double()
    value, gate = (conv(2, 3, kernel, **settings).double() for _ in range(2))
    for i, part in enumerate((value, gate)):
        part.load_state_dict({key.removeprefix("conv."): half.chunk(2)[i] for key, half in gated.state_dict().items()})
    sizes = (9,) if conv is nn.Conv1d else (9, 8)
    x = torch.randn(2, 2, *sizes, dtype=torch.float64, requires_grad=True)
    same(gated(x), value(x) * GATES[variant](gate(x)), (x,))
    ours = torch.autograd.grad(gated(x).square().sum(), gated.conv.weight)[0]
    theirs = torch.autograd.grad((value(x) * GATES[variant](gate(x))).square().sum(), [value.weight, gate.weight])
    torch.testing.assert_close(ours, torch.cat(theirs))
    assert sum(p.numel() for p in gated.parameters()) == 2 * sum(p.numel() for p in value.parameters())


def test_the_default_gate_is_the_sigmoid():
    x = torch.randn(2, 2, 9, 8)
    for layer in (layers.GatedConv2d(2, 3, 3), layers.GatedConv1d(2, 3, 3)):
        signal = x if isinstance(layer, layers.GatedConv2d) else x[..., 0]
        torch.testing.assert_close(layer(signal), F.glu(layer.conv(signal), 1))


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: layers.PReLU(0), "num_parameters must be at least 1, got 0"),
        (lambda: layers.PReLU(3)(torch.zeros(2, 4)), r"weight needs 1 slope or 4, one for each channel; got shape \(3,\)"),
        (lambda: layers.GLU(1)(torch.zeros(2, 3)), r"a gate needs an even number along axis 1, got 3: shape \(2, 3\)"),
        (lambda: layers.GLU(variant="siglu"), "variant must be one of glu, reglu, geglu, swiglu, bilinear; got 'siglu'"),
        (lambda: layers.GELU("erf")(torch.zeros(1)), 'approximate must be "none" or "tanh", got \'erf\''),
        (lambda: layers.Softmax(1)(torch.zeros(3)), r"dim must name one of 1 axes, got 1: shape \(3,\)"),
        (
            lambda: layers.GatedConv1d(2, 4, 3, groups=2),
            "a gated convolution needs groups 1, got 2: value and gate would see different channels",
        ),
        (lambda: layers.GatedConv1d(2, 4, 3)(torch.zeros(1, 3, 7)), r"GatedConv1d needs x \(n, 2, w\), got shape \(1, 3, 7\)"),
        (lambda: layers.GatedConv2d(2, 4, 3)(torch.zeros(1, 3, 7, 7)), r"GatedConv2d needs x \(n, 2, h, w\), got shape \(1, 3, 7, 7\)"),
        (lambda: layers.GatedConv2d(2, 4, 3, groups=2), "a gated convolution needs groups 1, got 2"),
        (lambda: layers.GatedConv2d(2, 4, 3, variant="gate"), "variant must be one of .* got 'gate'"),
    ],
)
def test_bad_input_gets_words(call, text):
    with pytest.raises(ValueError, match=text):
        call()


def test_print_shows_the_settings():
    shown = [layers.GLU(1, variant="reglu"), layers.LeakyReLU(0.2), layers.GELU("tanh"), layers.Softmax(1), layers.PReLU(3)]
    assert [repr(layer) for layer in shown] == [
        "GLU(dim=1, variant='reglu')",
        "LeakyReLU(negative_slope=0.2)",
        "GELU(approximate='tanh')",
        "Softmax(dim=1)",
        "PReLU(num_parameters=3)",
    ]

"""Counts against torch's parameters, helpers.geometry's products and published totals."""

import pytest
import torch
import torch.nn.functional as F
from small_nets import ConvNeXtBlock, Residual, ResNet, SqueezeExcite, UNet, vgg16
from torch import nn

from helpers.analysis import Table, count_layers, count_parameters
from helpers.analysis.counts import LayerCount
from helpers.geometry import conv_macs, conv_parameters, linear_macs


@pytest.mark.parametrize(
    ("make", "parameters", "multiply_adds"),
    [
        (lambda: ResNet((2, 2, 2, 2)), 11_689_512, 1_814_073_344),
        (lambda: ResNet((3, 4, 6, 3), bottleneck=True), 25_557_032, 4_089_184_256),
        (vgg16, 138_357_544, 15_470_264_320),
    ],
)
def test_published_totals_on_the_meta_device(make, parameters, multiply_adds):
    with torch.device("meta"):
        model = make()
    table = count_layers(model, (3, 224, 224))
    assert (table.total.parameters, table.total.multiply_adds, table.total.output) == (parameters, multiply_adds, (1000,))
    assert sum(table.column("parameters")) == parameters == count_parameters(model)


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_rows_of_convolutions_are_those_of_geometry(dims):
    kinds = {1: (nn.Conv1d, nn.ConvTranspose1d), 2: (nn.Conv2d, nn.ConvTranspose2d), 3: (nn.Conv3d, nn.ConvTranspose3d)}
    plain, transposed = (kind for kind in kinds[dims])
    kernel, sizes = (3, 2, 4)[:dims], (9, 8, 7)[:dims]
    model = nn.Sequential(plain(4, 6, kernel, stride=2, groups=2), nn.ReLU(), transposed(6, 4, kernel, stride=2, bias=False))
    table = count_layers(model, (4, *sizes))
    assert table["0"].parameters == conv_parameters(4, 6, kernel, groups=2)
    assert table["0"].multiply_adds == conv_macs(4, 6, kernel, table["0"].output[1:], groups=2)
    assert (table["1"].parameters, table["1"].multiply_adds) == (0, 0)
    assert table["2"].multiply_adds == conv_macs(6, 4, kernel, table["1"].output[1:])  # every input unit is scattered once
    assert table["2"].output == tuple(model(torch.zeros(1, 4, *sizes)).shape[1:])


class Odd(nn.Module):
    """A layer called twice, a free parameter, a functional product, an idle layer, a shared weight."""

    def __init__(self):
        super().__init__()
        self.fc, self.idle, self.free = nn.Linear(5, 5), nn.Linear(2, 2), nn.Parameter(torch.ones(5, 3))
        self.twin = nn.Linear(5, 5, bias=False)
        self.twin.weight = self.fc.weight

    def forward(self, x):
        return self.twin(self.fc(self.fc(x))) @ self.free


def test_calls_own_parameters_and_idle_layers():
    table = count_layers(Odd(), (5,))
    assert [tuple(row) for row in table] == [
        ("fc", "Linear", (5,), 30, 25),
        ("fc (2)", "Linear", (5,), 0, 25),
        ("twin", "Linear", (5,), 0, 25),
        ("Odd", "Odd", (3,), 15, 15),
        ("(not called)", "", (), 6, 0),
    ]
    assert table.total == ("total", "", (3,), 51, 90)
    assert count_parameters(Odd()) == 51
    frozen = Odd()
    frozen.idle.requires_grad_(False)
    assert (count_parameters(frozen, trainable_only=True), count_parameters(frozen)) == (45, 51)


def test_blocks_of_all_kinds_add_up():
    for model, size in ((Residual(2, 4, 2), (2, 9, 8)), (ConvNeXtBlock(3), (3, 8, 9)), (SqueezeExcite(3), (3, 6, 5)), (UNet(), (1, 8, 12))):
        table = count_layers(model, size)
        assert table.total.parameters == sum(p.numel() for p in model.parameters()) == sum(table.column("parameters"))
        assert table.total.multiply_adds == sum(table.column("multiply_adds")) > 0
    block = count_layers(ConvNeXtBlock(3), (3, 8, 9))
    assert block["pwconv1"].multiply_adds == 72 * linear_macs(3, 12)
    assert block["ConvNeXtBlock"].parameters == 3
    attention = count_layers(_Attention(), (4, 6))
    assert attention["_Attention"].multiply_adds == 2 * 4 * 4 * 6


class _Attention(nn.Module):
    def forward(self, x):
        return F.softmax(x @ x.transpose(1, 2), -1) @ x


class _Heads(nn.Module):
    def __init__(self, need_weights):
        super().__init__()
        self.attention, self.need_weights = nn.MultiheadAttention(6, 2, batch_first=True), need_weights

    def forward(self, x):
        return self.attention(x, x, x, need_weights=self.need_weights)[0]


@pytest.mark.parametrize("need_weights", [True, False])
@pytest.mark.parametrize("device", ["cpu", "meta"])
def test_products_of_torchs_attention(device, need_weights):
    """5 places of 6 numbers: three projections in, one out, two products of all pairs of places."""
    table = count_layers(_Heads(need_weights).to(device), (5, 6))
    assert table.total.multiply_adds == table["attention"].multiply_adds == 4 * 5 * 6 * 6 + 2 * 5 * 5 * 6
    assert torch.backends.mha.get_fastpath_enabled()
    encoder = count_layers(nn.TransformerEncoderLayer(6, 2, 8, batch_first=True).to(device), (5, 6))
    assert encoder.total.multiply_adds == 1020 + 2 * 5 * 6 * 8
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        count_layers(_Heads(need_weights), (5, 6))
        assert not torch.backends.mha.get_fastpath_enabled()
    finally:
        torch.backends.mha.set_fastpath_enabled(True)


def test_counting_leaves_no_trace():
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))
    before = {k: v.clone() for k, v in model.state_dict().items()}
    count_layers(model, (1, 5, 5))
    assert model.training and model[1].training and not model[0]._forward_hooks and not model[0]._forward_pre_hooks
    assert all(torch.equal(v, before[k]) for k, v in model.state_dict().items())


ROWS = [LayerCount("a<b", "Conv2d", (3, 4), 1234, 5), LayerCount("c", "ReLU", (3, 4), 0, 0)]


def test_table_text_html_and_look_up():
    table = Table(ROWS, LayerCount("total", "", (3, 4), 1234, 5))
    assert str(table).splitlines() == [
        "layer  kind    output  parameters  multiply adds",
        "a<b    Conv2d  3×4          1,234              5",
        "c      ReLU    3×4              0              0",
        "total          3×4          1,234              5",
    ]
    html = table._repr_html_()
    assert html.count("<tr>") == 4 and "a&lt;b" in html and '<td style="text-align: right">1,234</td>' in html
    assert html.endswith('<th style="text-align: right">5</th></tr></tbody></table>')
    assert len(table) == 2 and table[-1].layer == "c" and table["c"].kind == "ReLU" and list(table) == ROWS
    assert table.column("parameters") == [1234, 0] and table.columns[-1] == "multiply adds"
    assert "<th>total" not in Table(ROWS)._repr_html_() and len(str(Table(ROWS)).splitlines()) == 3


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: count_layers(nn.Linear(3, 4), 3), "one example's shape without the batch, such as .*; got 3"),
        (lambda: Table(ROWS)["d"], "no row 'd'; the rows are a<b, c"),
        (lambda: Table(ROWS).column("size"), "no column 'size'; the columns are layer, kind, output, parameters, multiply_adds"),
        (lambda: Table([]), "a table needs at least one row, got none"),
    ],
)
def test_bad_input_is_told(call, text):
    with pytest.raises(ValueError, match=text):
        call()

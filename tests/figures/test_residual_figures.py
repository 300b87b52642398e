"""The figures of notebook 13 draw, say what they drew, and are the same bytes each time."""

import drawn
import pytest
import torch

from helpers.figures import residual

STAGES = [("stem", 16, 32, 1), ("stage 1", 16, 32, 5), ("stage 2", 32, 16, 5), ("stage 3", 64, 8, 5)]
TIMES = torch.linspace(0, 2, 50)
DRAWN = {
    "blocks": lambda: residual.blocks("plain", "residual", "pre-activation", channels=64),
    "net": lambda: residual.net("ResNet-32", STAGES),
    "by_layer": lambda: residual.by_layer(**{"plain-56": 10 ** torch.linspace(2.5, -0.5, 55), "ResNet-56": torch.ones(55)}),
    "euler": lambda: residual.euler((TIMES, torch.exp(-TIMES)), **{"h = 1": ([0, 1, 2], [1.0, 0.0, 0.0])}),
}


@pytest.mark.parametrize("name", DRAWN)
def test_each_figure_is_a_png_that_fits_the_page_and_repeats(name):
    drawn.check(name, DRAWN[name])


@pytest.mark.parametrize(("channels", "inside", "weights"), [(256, None, "69,632"), (64, 16, "4,352"), (128, 32, "17,408")])
def test_a_bottleneck_has_the_weights_of_its_three_convolutions(channels, inside, weights):
    text = repr(residual.blocks("plain", "residual", "bottleneck", channels=channels, inside=inside))
    basic = f"2 convolutions {2 * 9 * channels**2:,} weights"
    assert text == f"Picture(blocks: plain {basic}; residual {basic}; bottleneck 3 convolutions {weights} weights)"


def test_an_unknown_block_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="a block is one of plain, residual, pre-activation, bottleneck; got 'dense'"):
        residual.blocks("dense")


def test_net_names_every_stage():
    text = repr(residual.net("ResNet-32", STAGES))
    assert text == "Picture(net: ResNet-32; stem 1 × 16×32×32; stage 1 5 × 16×32×32; stage 2 5 × 32×16×16; stage 3 5 × 64×8×8)"


def test_euler_tells_where_each_path_ends():
    text = repr(residual.euler(([0.0, 1.0], [1.0, 0.25]), one=([0.0, 1.0], [1.0, 0.0]), two=([0.0, 0.5, 1.0], [1.0, 0.5, 0.25])))
    assert text == "Picture(euler: exact ends at 0.25; one ends at 0; two ends at 0.25)"


def test_by_layer_tells_the_first_and_the_last_value():
    assert repr(residual.by_layer(a=[300.0, 20.0, 0.5])) == "Picture(by_layer: a first 3e+02, last 0.5)"

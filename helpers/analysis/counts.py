"""How large is a model: shape, parameters and multiply-adds of every layer.

Counting what the forward pass really does (convolutions and matrix products), it works for any model; on the meta device it costs
neither memory nor time. Axes: c channels, then the image's axes; the batch is left out.
"""

from typing import NamedTuple

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from helpers.analysis.table import Table
from helpers.analysis.watching import call_name, eval_mode, example_input, first_tensor, hooked, is_leaf, plain_attention


class LayerCount(NamedTuple):
    """One layer: its output's shape without the batch, its parameters, its multiply-adds for one example."""

    layer: str
    kind: str
    output: tuple[int, ...]
    parameters: int
    multiply_adds: int


def count_parameters(model: nn.Module, trainable_only: bool = False) -> int:
    """Count the numbers in all parameters; one that several layers share counts once.

    parameters = sum of p.numel() over model.parameters(), as in torch.

    >>> count_parameters(nn.Conv2d(3, 10, 5))
    760
    """
    return sum(p.numel() for p in model.parameters() if p.requires_grad or not trainable_only)


def count_layers(model: nn.Module, input_size: tuple[int, ...]) -> Table:
    """List every layer that one forward pass calls, in that order: output shape, parameters, multiply-adds; and the totals.

    A layer called twice has two rows, `relu` and `relu (2)`; its parameters stand in the first. Parameters and products of a block
    itself (a free nn.Parameter, a functional call) get a row of the block's name. Half of torch.utils.flop_counter's count: products of
    convolutions, matrices and attention; biases, norms, activations and pooling cost none. Nor do nn.RNN, nn.LSTM and nn.GRU: their
    products are not seen. The model runs once in eval mode on zeros, and stays as it was.
    multiply-adds of a convolution = c_out * c_in / groups * product of kernel sizes * product of output sizes.

    >>> print(count_layers(nn.Sequential(nn.Conv2d(3, 10, 5, padding=2), nn.ReLU(), nn.Flatten(), nn.Linear(10240, 4)), (3, 32, 32)))
    layer  kind     output    parameters  multiply adds
    0      Conv2d   10×32×32         760        768,000
    1      ReLU     10×32×32           0              0
    2      Flatten  10240              0              0
    3      Linear   4             40,964         40,960
    total           4             41,724        808,960

    Raises ValueError if input_size is not one example's shape.
    """
    rows, seen, calls = [], set(), []

    def own_parameters(module: nn.Module) -> int:
        fresh = [p for p in module.parameters(recurse=False) if id(p) not in seen]
        seen.update(map(id, fresh))
        return sum(p.numel() for p in fresh)

    def before(name: str, module: nn.Module, inputs: tuple) -> None:
        calls.append([counter.get_total_flops(), 0])  # products until now, products that rows inside have claimed

    def after(name: str, module: nn.Module, inputs: tuple, output: object) -> None:
        start, claimed = calls.pop()
        done = counter.get_total_flops() - start
        if calls:
            calls[-1][1] += done
        parameters, products, tensor = own_parameters(module), (done - claimed) // 2, first_tensor(output)
        if is_leaf(module) or parameters or products:
            shape = () if tensor is None else tuple(tensor.shape[1:])
            rows.append(LayerCount(call_name(name, module, [r.layer for r in rows]), type(module).__name__, shape, parameters, products))

    x = example_input(model, input_size)
    counter = FlopCounterMode(display=False)
    with torch.no_grad(), eval_mode(model), plain_attention(), counter, hooked(model, after, before):
        output = first_tensor(model(x))
    idle = count_parameters(model) - sum(row.parameters for row in rows)
    if idle:
        rows.append(LayerCount("(not called)", "", (), idle, 0))
    total = LayerCount(
        "total", "", () if output is None else tuple(output.shape[1:]), count_parameters(model), sum(row.multiply_adds for row in rows)
    )
    return Table(rows, total)

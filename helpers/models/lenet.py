"""LeNet-5 twice: the table of the lectures (20 and 50 maps, ReLU, max pool) and the net of 1998 (6 and 16 maps, tanh).

LeCun, Bottou, Bengio & Haffner, Gradient-based learning applied to document recognition, Proc. IEEE 86(11), 1998, section II.B.
Axes: n batch, h/w rows/columns.

What differs:
                      lectures' table           1998
    input             28x28                     32x32 (the digit is in the middle 20x20)
    maps              20, 50                    6, 16
    kernels           5x5, padding 2            5x5, no padding
    second layer      every map reads all 20    each map reads 3, 4 or all 6 maps (C3_TABLE)
    pooling           maximum of 2x2            sum of 2x2 with a learned gain and shift for each map, then tanh
    activation        ReLU                      1.7159 tanh(2x/3)
    head              2450 -> 500 -> 10         400 -> 120 -> 84 -> 10 distances to drawn prototypes (here: linear)
    parameters        1,256,080                 60,850, of which 850 in the last layer, fixed in 1998 (61,706 with a dense second layer
                                              and plain average pools)
"""

from collections import OrderedDict

import torch
from jaxtyping import Float
from torch import Tensor, nn

from helpers.layers.shapes import require_at_least
from helpers.models.sliceable import FixedSize

# Which of the 6 maps each of the 16 maps of the second convolution reads: table I of the paper.
C3_TABLE = (
    (0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5),
    (0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5), (0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5),
    (0, 1, 2, 3, 4, 5),
)  # fmt: skip


def lenet5(num_classes: int = 10, in_channels: int = 1) -> nn.Sequential:
    """Build the lectures' LeNet-5, one child a row of its table: 28x28 pixels in, 20 and 50 maps, 2450 -> 500 -> 10.

    Not in torchvision. Sizes: 28, 28, 14, 14, 7.

    >>> net = lenet5()
    >>> net(torch.zeros(2, 1, 28, 28)).shape, sum(p.numel() for p in net.parameters())
    (torch.Size([2, 10]), 1256080)

    Raises ValueError if there is no class or channel; forward, if x does not fit.
    Source: the 20/50/500 variant that followed the paper of 1998, here with padding 2.
    """
    require_at_least(1, num_classes=num_classes, in_channels=in_channels)
    return FixedSize(
        OrderedDict(
            conv1=nn.Conv2d(in_channels, 20, 5, padding=2),
            relu1=nn.ReLU(),
            pool1=nn.MaxPool2d(2),
            conv2=nn.Conv2d(20, 50, 5, padding=2),
            relu2=nn.ReLU(),
            pool2=nn.MaxPool2d(2),
            flatten=nn.Flatten(),
            fc1=nn.Linear(50 * 7 * 7, 500),
            relu3=nn.ReLU(),
            fc2=nn.Linear(500, num_classes),
        ),
        (in_channels, 28, 28),
    )


class ScaledTanh(nn.Module):
    """1.7159 tanh(2x/3): the squashing of 1998, made so that 1 goes to 1 and -1 to -1.

    Not in torch. The shape stays.

    >>> ScaledTanh()(torch.tensor([0.0, 1.0]))
    tensor([0.0000, 1.0000])

    Source: LeCun et al. 1998, appendix A.
    """

    def forward(self, x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        """Give 1.7159 tanh(2x/3)."""
        return 1.7159 * torch.tanh(2 * x / 3)


class Subsampling(nn.Module):
    """Average each 2x2 window; multiply by a learned gain and add a learned shift, one of each for a map.

    Not in torch; the paper sums the four pixels, which the gain undoes. h_out = h // 2.

    >>> Subsampling(1)(torch.tensor([[[[1.0, 2.0], [3.0, 6.0]]]]))
    tensor([[[[3.]]]], grad_fn=<AddBackward0>)

    Source: LeCun et al. 1998, section II.B, layers S2 and S4.
    """

    def __init__(self, channels: int):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.average = nn.AvgPool2d(2)

    def forward(self, x: Float[Tensor, "n c h w"]) -> Float[Tensor, "n c h_out w_out"]:
        """Give gain * average + shift."""
        return self.weight[:, None, None] * self.average(x) + self.bias[:, None, None]


class TableConv2d(nn.Module):
    """A convolution whose output map i reads only the input maps named in table[i].

    Not in torch: a bias and a list of kernels, one small convolution for each output map. h_out = h - kernel_size + 1.

    >>> layer = TableConv2d(C3_TABLE, 5)
    >>> layer(torch.zeros(1, 6, 14, 14)).shape, sum(p.numel() for p in layer.parameters())
    (torch.Size([1, 16, 10, 10]), 1516)

    Raises ValueError if a row is empty or holds what is no number of a map; forward, if x has too few maps.
    Source: LeCun et al. 1998, table I.
    """

    def __init__(self, table: tuple[tuple[int, ...], ...], kernel_size: int):
        super().__init__()
        if not table:
            raise ValueError("a table names at least one map for each output map, got none")
        for i, maps in enumerate(table):
            if not maps or min(maps) < 0:
                raise ValueError(f"map {i} of the table reads {tuple(maps)}: maps are counted from 0, and it must read one at least")
        self.least = 1 + max(map(max, table))
        self.table = table
        self.convs = nn.ModuleList(nn.Conv2d(len(maps), 1, kernel_size) for maps in table)

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n c_out h_out w_out"]:
        """Give the output maps side by side."""
        if x.ndim != 4 or x.shape[1] < self.least:
            raise ValueError(f"TableConv2d needs x (n, c_in, h, w) with {self.least} maps or more, got shape {tuple(x.shape)}")
        return torch.cat([conv(x[:, list(maps)]) for conv, maps in zip(self.convs, self.table, strict=True)], 1)


def lenet5_1998(num_classes: int = 10, table: bool = True, learned_pooling: bool = True) -> nn.Sequential:
    """Build the LeNet-5 of 1998: 32x32 pixels in, 6 and 16 maps, 400 -> 120 -> 84 -> 10.

    Not in torchvision. table=False lets each of the 16 maps read all 6, learned_pooling=False takes plain averages: with both the
    61,706 parameters of most later versions. The last layer is linear; the paper's compared with prototypes. Sizes: 32, 28, 14, 10, 5.

    >>> [sum(p.numel() for p in lenet5_1998(table=t, learned_pooling=t).parameters()) for t in (True, False)]
    [60850, 61706]

    Raises ValueError if there is no class; forward, if x does not fit. Source: LeCun et al. 1998, section II.B.
    """

    def pool(channels):
        return nn.Sequential(Subsampling(channels), ScaledTanh()) if learned_pooling else nn.AvgPool2d(2)

    require_at_least(1, num_classes=num_classes)
    return FixedSize(
        OrderedDict(
            c1=nn.Conv2d(1, 6, 5),
            tanh1=ScaledTanh(),
            s2=pool(6),
            c3=TableConv2d(C3_TABLE, 5) if table else nn.Conv2d(6, 16, 5),
            tanh3=ScaledTanh(),
            s4=pool(16),
            c5=nn.Conv2d(16, 120, 5),  # on 5x5 pixels: the same as a linear layer
            tanh5=ScaledTanh(),
            flatten=nn.Flatten(),
            f6=nn.Linear(120, 84),
            tanh6=ScaledTanh(),
            output=nn.Linear(84, num_classes),
        ),
        (1, 32, 32),
    )

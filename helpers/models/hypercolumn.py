"""Hypercolumns: what every layer knows about a pixel, stacked on top of that pixel, and a classifier that reads the stack.

Hariharan, Arbeláez, Girshick & Malik, Hypercolumns for object segmentation and fine-grained localization, arXiv:1411.5752.
Axes: n batch, c channels of a layer, c_sum of all layers together, h/w rows/columns.
"""

import copy
from collections.abc import Sequence
from itertools import pairwise

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

MODES = ("floor", "bilinear")


def floor_indices(size: int, size_from: int) -> Int[Tensor, " size"]:
    """Say which cell of a map with `size_from` cells lies under each of `size` pixels: floor(i * size_from / size).

    torch.nn.functional.interpolate's "nearest", in whole numbers.

    >>> floor_indices(8, 3)
    tensor([0, 0, 0, 1, 1, 1, 2, 2])

    Raises ValueError if a size is below 1. Source: arXiv:1411.5752, section 3.
    """
    if size < 1 or size_from < 1:
        raise ValueError(f"sizes must be at least 1, got {size} pixels over {size_from} cells")
    return torch.arange(size) * size_from // size


def hypercolumns(
    maps: Sequence[Float[Tensor, "n c h_l w_l"] | Float[Tensor, "n c"]], size: tuple[int, int] | None = None, mode: str = "floor"
) -> Float[Tensor, "n c_sum h w"]:
    """Join the channels of all maps at each pixel of the first one (or of `size`); a vector is the same at every pixel.

    torch.cat along the channels after an indexing ("floor") or torch.nn.functional.interpolate ("bilinear", align_corners=False).
    c_sum = sum of c; pixel (i, j) reads cell (floor(i*h_l/h), floor(j*w_l/w)): h and w are the first map's, for rows and columns alike.

    >>> fine, coarse = torch.tensor([[[[1.0, 2.0, 3.0, 4.0]]]]), torch.tensor([[[[5.0, 6.0]]]])
    >>> hypercolumns([fine, coarse, torch.tensor([[7.0]])])[0, :, 0]
    tensor([[1., 2., 3., 4.],
            [5., 5., 6., 6.],
            [7., 7., 7., 7.]])

    Raises ValueError if there is no map, one has other axes or another batch, or mode is unknown. Source: arXiv:1411.5752, section 3.
    """
    if mode not in MODES:
        raise ValueError(f"mode must be 'floor' or 'bilinear', got {mode!r}")
    shapes = [tuple(part.shape) for part in maps]
    if not shapes or any(len(shape) not in (2, 4) or shape[0] != shapes[0][0] for shape in shapes):
        raise ValueError(f"hypercolumns joins maps (n, c, h, w) and vectors (n, c) of one batch, got shapes {shapes}")
    if size is None:
        if len(shapes[0]) != 4:
            raise ValueError(f"the first map gives the size, so it must be (n, c, h, w), got shape {shapes[0]}; or say size")
        size = shapes[0][2:]
    return torch.cat([_spread(part, size, mode) for part in maps], dim=1)


def _spread(part, size, mode):
    """One layer's features at every pixel."""
    if part.ndim == 2:
        return part[:, :, None, None].expand(-1, -1, *size)
    if mode == "bilinear":
        return F.interpolate(part, size=size, mode="bilinear", align_corners=False)
    rows, columns = (floor_indices(*sizes).to(part.device) for sizes in zip(size, part.shape[2:], strict=True))
    return part[:, :, rows[:, None], columns]


class HypercolumnNet(nn.Module):
    """Run any model, collect what chosen layers give, and classify every pixel from its hypercolumn.

    Layers of torch.nn; not in torchvision. The model is used as it is (freeze it to train the head alone); its own output is not used,
    unless its last layer is among the chosen ones. h_out = h, w_out = w.

    Args:
        model: anything that takes pictures n c h w.
        layers: names of layers, as model.named_modules() gives them, whose output is (n, c, h, w) or (n, c).
        out_channels: classes.
        input_shape: (c, h, w) of a picture the model takes: it is run once on zeros to count channels.
        hidden: channels of a hidden 1×1 layer in the head; None: a linear head.
        mode: "floor" or "bilinear".
        picture: whether the pixel's own values come first.

    >>> model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3))
    >>> net = HypercolumnNet(model, ["1", "3"], out_channels=2, input_shape=(3, 10, 12))
    >>> net.channels, net(torch.zeros(1, 3, 10, 12)).shape
    (13, torch.Size([1, 2, 10, 12]))

    Raises ValueError if layers is empty or names a layer that is not there or one twice;
    forward, if a layer does not run once or gives something
    that cannot be joined. Source: arXiv:1411.5752.
    """

    def __init__(
        self,
        model: nn.Module,
        layers: Sequence[str],
        out_channels: int,
        input_shape: tuple[int, int, int],
        hidden: int | None = None,
        mode: str = "floor",
        picture: bool = True,
    ):
        super().__init__()
        there = [name for name, _ in model.named_modules() if name]
        missing = [name for name in layers if name not in there]
        if missing or not layers:
            raise ValueError(f"no layer {', '.join(map(repr, missing)) or 'was named'}; the model has {', '.join(there)}")
        if twice := next((name for i, name in enumerate(layers) if name in layers[:i]), None):
            raise ValueError(f"layers names {twice!r} twice: its channels would stand in a hypercolumn once")
        self.layers, self.mode, self.picture = tuple(layers), mode, picture
        like = next(model.parameters(), torch.zeros(()))
        self.model = copy.deepcopy(model).eval()  # of the trial no buffer, hook or mode shall remain
        with torch.no_grad():
            self.channels = self.columns(like.new_zeros(1, *input_shape)).shape[1]
        self.model = model
        widths = [self.channels, out_channels] if hidden is None else [self.channels, hidden, out_channels]
        head = [nn.Conv2d(c_in, c_out, 1) for c_in, c_out in pairwise(widths)]
        self.head = nn.Sequential(*head if hidden is None else (head[0], nn.ReLU(), head[1])).to(like.device, like.dtype)

    def columns(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n c_sum h w"]:
        """Give every pixel's hypercolumn."""
        seen = {name: [] for name in self.layers}
        hooks = [
            self.model.get_submodule(name).register_forward_hook(lambda _, given, out, name=name: seen[name].append(self._kept(name, out)))
            for name in self.layers
        ]
        try:
            self.model(x)
        finally:
            for hook in hooks:
                hook.remove()
        times = {name: len(outputs) for name, outputs in seen.items() if len(outputs) != 1}
        if times:
            raise ValueError(f"a chosen layer must run once in the model; these ran so many times: {times}")
        maps = [outputs[0] for outputs in seen.values()]
        return hypercolumns([x, *maps] if self.picture else maps, tuple(x.shape[2:]), self.mode)

    def _kept(self, name, out):
        if not isinstance(out, Tensor) or out.ndim not in (2, 4):
            got = f"shape {tuple(out.shape)}" if isinstance(out, Tensor) else f"a {type(out).__name__}"
            raise ValueError(f"layer {name!r} must give a map (n, c, h, w) or a vector (n, c), got {got}")
        return out.clone()  # a ReLU after it may work in place

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n c_out h w"]:
        """Give every pixel's scores before the softmax."""
        return self.head(self.columns(x))

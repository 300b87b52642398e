"""A classifier turned into a filter: slid over a larger picture it answers for every window, at its own stride or at every pixel.

Long, Shelhamer & Darrell, Fully convolutional networks, arXiv:1411.4038 (linear layers as convolutions);
Chen et al., DeepLab, arXiv:1606.00915, Yu & Koltun, arXiv:1511.07122 (strides into dilation, "à trous").
Axes: n batch, c_in/c_out channels, h/w rows/columns, kh/kw window.
"""

from jaxtyping import Float
from torch import Tensor, nn

from helpers.models.chain import chain
from helpers.models.sliceable import Sliceable
from helpers.models.sliding import slide, times


class FullyConvolutional(Sliceable):
    """Layers that turn a picture into a map of answers; `window` and `stride` say which crop each answer is for.

    A torch.nn.Sequential. Answer [i, j] is the classifier's on x[:, :, i*sh : i*sh + window_h, j*sw : j*sw + window_w].

    >>> import torch
    >>> net = FullyConvolutional([nn.Conv2d(1, 5, 3, stride=2)], window=(3, 3), stride=(2, 2))
    >>> net(torch.zeros(1, 1, 7, 9)).shape
    torch.Size([1, 5, 3, 4])
    """

    def __init__(self, layers: list[nn.Module], window: tuple[int, int], stride: tuple[int, int]):
        super().__init__(*layers)
        self.window, self.stride = window, stride

    def forward(self, x: Float[Tensor, "n c_in h w"]) -> Float[Tensor, "n c_out h_out w_out"]:
        """Give the answers for every window."""
        return super().forward(x)


def fully_convolutional(
    model: nn.Module, input_shape: tuple[int, int, int], keep_padding: bool = False, pointwise: tuple[type[nn.Module], ...] = ()
) -> FullyConvolutional:
    """Turn a classifier of pictures (c, h, w) into a net for larger ones that gives, in evaluation mode, its answers on every crop.

    The first linear layer becomes a convolution as large as the map that it flattens, the others become 1×1 convolutions, a global
    average slides. The parameters are copies. h_out = (height - h) // s + 1, s the product of the strides; more if h has pixels to spare.

    A padded layer sees zeros at a crop's edge where the sliding net sees the picture, so it is refused; keep_padding=True
    keeps it, and the answers then agree for pictures of (h, w) alone. pointwise: your own layers that treat every number by itself.

    >>> import torch
    >>> classifier = nn.Sequential(nn.Conv2d(1, 4, 3), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(36, 10))
    >>> net = fully_convolutional(classifier, (1, 8, 8))
    >>> net
    FullyConvolutional(
      (0): Conv2d(1, 4, kernel_size=(3, 3), stride=(1, 1))
      (1): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
      (2): Conv2d(4, 10, kernel_size=(3, 3), stride=(1, 1))
    )
    >>> net(torch.zeros(1, 1, 12, 14)).shape, net.stride
    (torch.Size([1, 10, 3, 4]), (2, 2))

    Raises ValueError if the model is no chain of layers or has one that does not slide. Source: arXiv:1411.4038, section 3.1.
    """
    return _convert(model, input_shape, keep_padding, pointwise, dense=False)


def dilated(
    model: nn.Module, input_shape: tuple[int, int, int], keep_padding: bool = False, pointwise: tuple[type[nn.Module], ...] = ()
) -> FullyConvolutional:
    """Turn a classifier into a net that gives its answer for the window at every single pixel: strides become dilation.

    Every convolution and pool steps by one pixel; those after a stride s have their taps s apart, so that they meet the very
    numbers that they met before. Otherwise as fully_convolutional. h_out = height - h + 1, more if h has pixels to spare.

    With keep_padding=True (padding grows with the dilation) every s-th answer is the model's on the whole picture, s the product of
    its strides: a segmenter at full resolution from any classifier.

    >>> import torch
    >>> classifier = nn.Sequential(nn.Conv2d(1, 4, 3), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(36, 10))
    >>> dilated(classifier, (1, 8, 8))
    FullyConvolutional(
      (0): Conv2d(1, 4, kernel_size=(3, 3), stride=(1, 1))
      (1): MaxPool2d(kernel_size=(2, 2), stride=1, padding=0, dilation=(1, 1), ceil_mode=False)
      (2): Conv2d(4, 10, kernel_size=(3, 3), stride=(1, 1), dilation=(2, 2))
    )
    >>> dilated(classifier, (1, 8, 8))(torch.zeros(1, 1, 12, 14)).shape
    torch.Size([1, 10, 5, 7])

    Raises ValueError as fully_convolutional does. Source: arXiv:1606.00915, section 3.1.
    """
    return _convert(model, input_shape, keep_padding, pointwise, dense=True)


def _convert(model, input_shape, keep_padding, pointwise, dense):
    if len(input_shape) != 3:
        raise ValueError(f"input_shape is (c, h, w), got {tuple(input_shape)}")
    layers, map_shape, steps = [], tuple(input_shape), (1, 1)  # steps: pixels of the input from one cell of the map to the next
    for link in chain(model, input_shape):
        map_shape = link.shape_in if len(link.shape_in) == 3 else map_shape
        new, stride = slide(link, map_shape, keep_padding, steps if dense else None, pointwise)
        layers += new
        steps = times(steps, stride)
        if len(link.shape_out) == 3:
            map_shape = link.shape_out
        elif type(link.layer) is nn.Linear:
            map_shape = (*link.shape_out, 1, 1)
    if len(link.shape_out) == 1 and map_shape[1:] != (1, 1):
        raise ValueError(f"the model ends in a flattened map of {map_shape}: without a linear layer after it there is no answer to slide")
    net = FullyConvolutional(layers, tuple(input_shape[1:]), (1, 1) if dense else steps)
    return net.train(model.training)

"""One layer of a classifier, rewritten to slide over a larger map: what fully_convolutional and dilated do layer by layer.

Long, Shelhamer & Darrell, Fully convolutional networks, arXiv:1411.4038; Chen et al., DeepLab, arXiv:1606.00915.
Axes: c channels, h/w rows/columns of the map that the classifier has at this layer.
"""

import copy

from torch import nn

from helpers.layers.dilated_pool import DilatedAvgPool2d
from helpers.models.chain import Link

# One number or one pixel's channels at a time: these do the same on a vector and on a map.
POINTWISE = (
    *(nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.ELU, nn.SELU, nn.CELU, nn.GELU, nn.SiLU, nn.Mish, nn.Sigmoid, nn.Tanh, nn.Softplus, nn.Softsign),
    *(nn.Hardtanh, nn.Hardswish, nn.Hardsigmoid, nn.LogSigmoid, nn.Threshold, nn.Identity, nn.Dropout, nn.AlphaDropout),
)
ON_MAPS = (nn.BatchNorm2d, nn.LocalResponseNorm, nn.Dropout2d, nn.Softmax2d, nn.PReLU, nn.Softmax, nn.LogSoftmax)
ON_VECTORS = (nn.BatchNorm1d, nn.PReLU, nn.Softmax, nn.LogSoftmax)
WHOLE_MAP = (nn.GroupNorm, nn.LayerNorm, nn.InstanceNorm2d, nn.InstanceNorm1d)


def slide(
    link: Link,
    map_shape: tuple[int, int, int],
    keep_padding: bool,
    rate: tuple[int, int] | None,
    pointwise: tuple[type[nn.Module], ...] = (),
) -> tuple[list[nn.Module], tuple[int, int]]:
    """Give the layers that do on a larger map what one layer of a chain does on the crop's, and the stride that it had.

    map_shape is (c, h, w) of the crop's map here, or of the one that was flattened last; rate is the dilation, None to keep the stride;
    pointwise: more kinds of layers that treat every number by itself.

    >>> slide(Link("fc", nn.Linear(36, 10), (36,), (10,)), (4, 3, 3), keep_padding=False, rate=(2, 2))
    ([Conv2d(4, 10, kernel_size=(3, 3), stride=(1, 1), dilation=(2, 2))], (1, 1))

    Raises ValueError, with the layer's name and the reason, if the layer does not slide. Source: arXiv:1411.4038, section 3.1.
    """
    layer, kind, is_map = link.layer, type(link.layer), len(link.shape_in) == 3
    if kind in (*POINTWISE, *pointwise):
        return [layer], (1, 1)
    if kind is nn.Flatten and (layer.start_dim, layer.end_dim) in ((1, -1), (1, 3)):
        return [], (1, 1)
    if kind is nn.Linear and not is_map:
        return [_linear_to_conv(layer, map_shape, rate)], (1, 1)
    if kind is nn.Conv2d and is_map:
        return _slide_conv(link, keep_padding, rate)
    if kind in (nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d) and is_map:
        link = link._replace(layer=_fixed_pool(link))
        kind = type(link.layer)
    if kind in (nn.MaxPool2d, nn.AvgPool2d) and is_map:
        return _slide_pool(link, keep_padding, rate)
    if kind in (ON_MAPS if is_map else ON_VECTORS):
        return [_pointwise(link, map_shape)], (1, 1)
    if kind in WHOLE_MAP:
        _refuse(link, "its statistics run over the whole map, and the larger picture's map is not the crop's")
    _refuse(link, f"on an input of shape {link.shape_in} it is not a layer that this function knows how to slide")


def _linear_to_conv(layer, map_shape, rate):
    c, h, w = map_shape
    conv = nn.Conv2d(c, layer.out_features, (h, w), bias=False, dilation=rate or 1, device="meta")  # its weight comes next
    conv.weight = nn.Parameter(layer.weight.detach().view(-1, c, h, w).clone(), layer.weight.requires_grad)
    conv.bias = layer.bias
    return conv


def _slide_conv(link, keep_padding, rate):
    conv = copy.copy(link.layer)  # it may run elsewhere in the chain at another rate; the parameters stay shared
    padded = conv.padding != "valid" and any(conv._reversed_padding_repeated_twice)
    if padded and not keep_padding:
        _refuse(link, f"its padding {conv.padding!r} puts zeros around a crop, where the larger picture has pixels")
    stride, around = conv.stride, []
    if rate is not None:
        if padded and conv.padding_mode != "zeros":
            _refuse(link, f"padding_mode {conv.padding_mode!r} does not stretch with the dilation")
        conv.dilation, conv.stride = times(conv.dilation, rate), (1, 1)
        if not isinstance(conv.padding, str):
            conv.padding = times(conv.padding, rate)
        elif padded:  # "same" with an even kernel: one side is wider, and stays so many times wider
            left, right, top, bottom = conv._reversed_padding_repeated_twice
            (top, left), (bottom, right) = times((top, left), rate), times((bottom, right), rate)
            if (top, left) != (bottom, right):
                around, conv.padding = [nn.ZeroPad2d((left, right, top, bottom))], (0, 0)
    return [*around, conv], stride


def _slide_pool(link, keep_padding, rate):
    pool = link.layer
    kernel_size, stride, padding = _pair(pool.kernel_size), _pair(pool.stride), _pair(pool.padding)
    if any(padding) and not keep_padding:
        _refuse(link, f"its padding {pool.padding!r} lies around a crop, where the larger picture has pixels")
    spread = _pair(getattr(pool, "dilation", 1))
    sizes = zip(link.shape_in[1:], kernel_size, padding, spread, stride, strict=True)
    if pool.ceil_mode and any((size + 2 * p - d * (k - 1) - 1) % s for size, k, p, d, s in sizes):
        _refuse(link, "with ceil_mode its last window hangs over the crop's edge, where the larger picture has pixels")
    if rate is None:
        pool = copy.copy(pool)  # it may run elsewhere in the chain
        pool.ceil_mode = False
        return [pool], stride
    ph, pw = times(padding, rate)
    dilation = times(spread, rate)
    if isinstance(pool, nn.MaxPool2d):
        around = [nn.ConstantPad2d((pw, pw, ph, ph), float("-inf"))] if ph or pw else []  # torch allows a pool half a window at most
        return [*around, nn.MaxPool2d(kernel_size, 1, dilation=dilation)], stride
    if pool.divisor_override or (any(padding) and not pool.count_include_pad):
        _refuse(link, "an average that is not over kh*kw cells does not stretch with the dilation")
    around = [nn.ZeroPad2d((pw, pw, ph, ph))] if ph or pw else []
    return [*around, DilatedAvgPool2d(kernel_size, dilation)], stride


def _fixed_pool(link):
    """An adaptive pool knows the crop's size; write the window down, so that it stays that of the crop."""
    wanted, sizes = link.shape_out[1:], link.shape_in[1:]
    if any(size % out for size, out in zip(sizes, wanted, strict=True)):
        _refuse(link, f"its windows differ in size: {sizes} cells do not divide into {wanted}")
    window = tuple(size // out for size, out in zip(sizes, wanted, strict=True))
    stride = tuple(1 if out == 1 else size for size, out in zip(window, wanted, strict=True))  # over the whole map: by single cells
    return nn.AvgPool2d(window, stride) if isinstance(link.layer, nn.AdaptiveAvgPool2d) else nn.MaxPool2d(window, stride)


def _pointwise(link, map_shape):
    """Batch norm, PReLU and softmax: along the channels, which are axis 1 on vectors and on maps."""
    layer, is_map = link.layer, len(link.shape_in) == 3
    if not is_map and map_shape[1:] != (1, 1) and not (isinstance(layer, nn.PReLU) and layer.num_parameters == 1):
        _refuse(link, f"it works on a flattened map of {map_shape}, whose cells a larger picture does not keep apart")
    if isinstance(layer, nn.Softmax | nn.LogSoftmax):
        if layer.dim not in ((None, 1, -3) if is_map else (None, 1, -1)):
            _refuse(link, f"dim {layer.dim} is not the channels")
        layer = type(layer)(dim=1)
    if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d) and layer.running_mean is None:
        _refuse(link, "without running statistics it takes those of the whole map, and the larger picture's map is not the crop's")
    if isinstance(layer, nn.BatchNorm1d):
        norm = nn.BatchNorm2d(layer.num_features, layer.eps, layer.momentum, layer.affine)
        norm.to(layer.running_mean.device, layer.running_mean.dtype).load_state_dict(layer.state_dict())
        return norm
    return layer


def _refuse(link, why):
    raise ValueError(f"cannot make the model slide: layer {link.name!r} ({type(link.layer).__name__}): {why}")


def _pair(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def times(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    """Multiply rows with rows, columns with columns.

    >>> times((2, 1), (3, 3))
    (6, 3)
    """
    return a[0] * b[0], a[1] * b[1]

"""torch.nn's layers by the number of spatial axes: what blocks and models for signals, images and volumes are built from."""

from torch import nn


def torch_layer(name: str, dims: int) -> type[nn.Module]:
    """Give torch.nn's layer of this name for 1, 2 or 3 spatial axes.

    >>> torch_layer("Conv", 2).__name__, torch_layer("BatchNorm", 1).__name__, torch_layer("AdaptiveAvgPool", 3).__name__
    ('Conv2d', 'BatchNorm1d', 'AdaptiveAvgPool3d')

    Raises ValueError if dims is not 1, 2 or 3.
    """
    if dims not in (1, 2, 3):
        raise ValueError(f"dims must be 1 (signals), 2 (images) or 3 (volumes), got {dims}")
    return getattr(nn, f"{name}{dims}d")

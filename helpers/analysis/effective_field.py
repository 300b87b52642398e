"""Which pixels matter to a unit: the effective receptive field, a bell inside the theoretical box.

Luo, Li, Urtasun & Zemel, Understanding the effective receptive field in deep convolutional neural networks, arXiv:1701.04128.
Axes: n batch, c channels, then the image's axes, rows first.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from helpers.analysis.measured_field import check_unit
from helpers.analysis.watching import eval_mode, example_input, output_of


@dataclass(frozen=True, eq=False)
class EffectiveField:
    """Each pixel's share of the gradient; all shares add up to 1.

    >>> field = EffectiveField(torch.tensor([0.0, 0.25, 0.5, 0.25, 0.0]), unit=(2,))
    >>> field.centre, field.share_inside(1), field.size_holding(0.9)
    ((2.0,), 0.5, 3)
    """

    shares: Float[Tensor, "*image"]
    unit: tuple[int, ...]

    @property
    def centre(self) -> tuple[float, ...]:
        """The mean place on each axis."""
        return tuple(float(self._on(axis) @ torch.arange(size, dtype=torch.float64)) for axis, size in enumerate(self.shares.shape))

    @property
    def sigma(self) -> tuple[float, ...]:
        """The standard deviation on each axis: the width of the Gaussian with the same mean and variance."""
        places = [torch.arange(size, dtype=torch.float64) for size in self.shares.shape]
        return tuple(float((self._on(a) @ (places[a] - centre) ** 2).sqrt()) for a, centre in enumerate(self.centre))

    def gaussian(self) -> Float[Tensor, "*image"]:
        """The Gaussian with the same centre and sigma on every axis, as shares that add up to 1: to be laid over `shares`."""
        bell = torch.ones(())
        for size, centre, sigma in zip(self.shares.shape, self.centre, self.sigma, strict=True):
            places = torch.arange(size, dtype=torch.float64)
            bell = bell[..., None] * torch.exp(-0.5 * ((places - centre) / max(sigma, 1e-9)) ** 2)
        return bell / bell.sum()

    def share_inside(self, size: int | tuple[int, ...]) -> float:
        """The share inside a box of this size around the pixel nearest to the centre; an even size has its odd cell after.

        Raises ValueError if the sizes are not one or one for each axis, or below 1.
        """
        sizes = (size,) * self.shares.ndim if isinstance(size, int) else tuple(size)
        if len(sizes) != self.shares.ndim or min(sizes) < 1:
            raise ValueError(f"size needs one number or {self.shares.ndim}, each at least 1; got {size}")
        box = []
        for centre, width in zip(self.centre, sizes, strict=True):
            first = round(centre) - (width - 1) // 2
            box.append(slice(max(first, 0), max(first + width, 0)))
        return float(self.shares[tuple(box)].sum())

    def size_holding(self, share: float = 0.95) -> int:
        """The side of the smallest such box that holds at least this share.

        Raises ValueError if share is not between 0 and 1.
        """
        if not 0 < share <= 1:
            raise ValueError(f"share must be above 0 and at most 1, got {share}")
        largest = 2 * max(self.shares.shape)
        return next((size for size in range(1, largest) if self.share_inside(size) >= share - 1e-9), largest)

    def _on(self, axis: int) -> Tensor:
        """The shares of one axis, the others added up."""
        return self.shares.double().movedim(axis, 0).flatten(1).sum(1) if self.shares.ndim > 1 else self.shares.double()


def effective_receptive_field(
    model: nn.Module,
    input_size: tuple[int, ...],
    unit: tuple[int, ...] | int | None = None,
    layer: str | None = None,
    images: Float[Tensor, "n c *image"] | int = 32,
    power: int = 1,
    seed: int = 0,
) -> EffectiveField:
    """Measure how much each pixel of an input (c, *image) moves one unit of the model as it is, weights and all, in eval mode.

    Mean over images and sum over input channels of |gradient|**power of the unit, summed over its channels; divided by its total.
    `images` is a number of standard normal ones, drawn from `seed`, or a batch of your own. The theoretical field bounds it.
    shares = E[|d unit / d pixel|**power] / total.

    >>> effective_receptive_field(nn.Conv1d(1, 1, 3, padding=1), (1, 9), unit=4).shares.count_nonzero()
    tensor(3)

    Raises ValueError if there is no such unit or layer, power is not above 0, there are no images or they have another shape, or the
    gradient is zero everywhere.
    Source: arXiv:1701.04128, section 4.
    """
    count = images if isinstance(images, int) else len(images)
    if count < 1:
        raise ValueError(f"images must be at least 1, got {count}")
    if not power > 0:
        raise ValueError(f"power must be above 0, got {power}")
    like = example_input(model, input_size)
    if isinstance(images, int):
        generator = torch.Generator().manual_seed(seed)
        images = torch.randn(images, *input_size, generator=generator)
    if tuple(images.shape[1:]) != tuple(input_size):
        raise ValueError(f"images of shape {tuple(images.shape)} do not fit input_size {tuple(input_size)}")
    x = images.detach().to(like.device, like.dtype).clone().requires_grad_()
    with eval_mode(model), torch.enable_grad():
        output = output_of(model, x, layer)
        chosen = check_unit(unit, tuple(output.shape[2:]))
        (gradient,) = torch.autograd.grad(output[(slice(None), slice(None), *chosen)].sum(), x)
    shares = gradient.double().abs().pow(power).mean(0).sum(0)
    if not shares.sum() > 0:
        raise ValueError(f"the gradient of unit {chosen} is zero at every pixel of all {len(x)} images")
    return EffectiveField((shares / shares.sum()).cpu(), chosen)

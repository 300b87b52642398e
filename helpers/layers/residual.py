"""Residual connections: y = shortcut(x) + branch(x), and where a norm stands.

He, Zhang, Ren & Sun, Deep residual learning for image recognition, arXiv:1512.03385.
Xiong et al., On layer normalization in the transformer architecture, arXiv:2002.04745 (pre-norm and post-norm).
Axes: n batch, c_in/c_out channels, then the spatial axes.
"""

from jaxtyping import Float
from torch import Tensor, nn


def add_shortcut(shortcut: Float[Tensor, "..."], branch: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Add what the shortcut and what the branch give; unlike `+`, never broadcast one of them.

    >>> import torch
    >>> add_shortcut(torch.ones(2), torch.tensor([0.5, -0.5]))
    tensor([1.5000, 0.5000])

    Raises ValueError if the shapes differ.
    """
    if shortcut.shape != branch.shape:
        raise ValueError(
            f"shortcut and branch must give the same shape, got {tuple(shortcut.shape)} and {tuple(branch.shape)}: "
            "subsample, zero-pad or project the shortcut"
        )
    return shortcut + branch


class Residual(nn.Module):
    """The general residual connection: y = shortcut(x) + scale * branch(x).

    Not in torch. The shortcut is x itself unless given; `scale` is the step of the ODE view, x(t + h) = x(t) + h * branch(x(t)).
    shortcut(x) and branch(x) must have the same shape, which is that of y.

    >>> import torch
    >>> double = nn.Conv2d(1, 1, 1, bias=False)
    >>> _ = nn.init.constant_(double.weight, 2.0)
    >>> Residual(double)(torch.tensor([[[[1.0, 3.0]]]]))
    tensor([[[[3., 9.]]]], grad_fn=<AddBackward0>)

    Raises ValueError if the two shapes differ. Source: arXiv:1512.03385, equations 1 and 2.
    """

    def __init__(self, branch: nn.Module, shortcut: nn.Module | None = None, scale: float = 1.0):
        super().__init__()
        self.branch = branch
        self.shortcut = nn.Identity() if shortcut is None else shortcut
        self.scale = scale

    def forward(self, x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        """Give shortcut(x) + scale * branch(x)."""
        change = self.branch(x)
        return add_shortcut(self.shortcut(x), change if self.scale == 1 else self.scale * change)


class PreNormResidual(nn.Module):
    """Pre-norm: y = x + branch(norm(x)). The path from x to y holds no norm, so depth leaves gradients alone.

    Not in torch. The shape of y is that of x.

    >>> import torch
    >>> block = PreNormResidual(nn.Identity(), nn.LayerNorm(2, eps=0.0))
    >>> block(torch.tensor([4.0, 6.0]))
    tensor([3., 7.], grad_fn=<AddBackward0>)

    Raises ValueError if branch(norm(x)) has another shape than x. Source: arXiv:2002.04745.
    """

    def __init__(self, branch: nn.Module, norm: nn.Module):
        super().__init__()
        self.norm, self.branch = norm, branch

    def forward(self, x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        """Give x + branch(norm(x))."""
        return add_shortcut(x, self.branch(self.norm(x)))


class PostNormResidual(nn.Module):
    """Post-norm: y = norm(x + branch(x)). Every block normalises the sum, shortcut included.

    Not in torch. The shape of y is that of x.

    >>> import torch
    >>> block = PostNormResidual(nn.Identity(), nn.LayerNorm(2, eps=0.0))
    >>> block(torch.tensor([4.0, 6.0]))
    tensor([-1.,  1.], grad_fn=<NativeLayerNormBackward0>)

    Raises ValueError if branch(x) has another shape than x. Source: arXiv:2002.04745.
    """

    def __init__(self, branch: nn.Module, norm: nn.Module):
        super().__init__()
        self.branch, self.norm = branch, norm

    def forward(self, x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        """Give norm(x + branch(x))."""
        return self.norm(add_shortcut(x, self.branch(x)))

"""Small tensors and a small U-Net for the cases of notebook 15."""

import torch
import torch.nn.functional as F

# The cases are float32, torch's default, so that a learner's own float tensors mix with them. The oracle runs in float64.


def random(*shape, seed):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def labels(*shape, classes, seed):
    return torch.randint(classes, shape, generator=torch.Generator().manual_seed(seed))


def draw(*rows):
    """A map of classes from text: '.' background, 'c' cell, '|' border."""
    return torch.tensor([[".c|".index(letter) for letter in row] for row in rows])


def drawn(classes):
    """The note of a case: its map of classes as text."""
    return ("classes (. background, c cell, | border):", *("".join(".c|"[k] for k in row) for row in classes.tolist()))


def scores(classes, seed):
    """Scores (3 h w), the largest that of the class; a level of its own for every pixel, so that their signs tell nothing."""
    generator = torch.Generator().manual_seed(seed)
    level = 8 * torch.rand(classes.shape, generator=generator) - 4
    noise = torch.rand(3, *classes.shape, generator=generator)
    return level + noise + 3 * F.one_hot(classes, 3).permute(2, 0, 1) - 2


def halved(x):
    return F.max_pool2d(x, 2)


def joined(link, up):
    return torch.cat([link, up], dim=1)


class TwoLevels:
    """The blocks of a U-Net of two levels, with random weights: what each takes and gives is in the exercise's text."""

    def __init__(self, c_in, c, c_out, seed):
        generator = torch.Generator().manual_seed(seed)
        self.shape = None  # of what went into down1

        def weight(*shape):
            return torch.randn(*shape, generator=generator) / (shape[1] * 3)

        self.weights = {
            "down1": weight(c, c_in, 3, 3), "down2": weight(2 * c, c, 3, 3), "bottom": weight(4 * c, 2 * c, 3, 3),
            "join2": weight(2 * c, 4 * c, 3, 3), "join1": weight(c, 2 * c, 3, 3), "head": weight(c_out, c, 1, 1),
            "up2": weight(4 * c, 2 * c, 2, 2), "up1": weight(2 * c, c, 2, 2),
        }  # fmt: skip

    def _take(self, x, name, channels, part):
        """Refuse, in words, what this block does not take; `part`: its map's side is that of the picture divided by this."""
        if isinstance(x, list | tuple):
            raise TypeError(f"{name} takes one tensor, and gets {'a list' if isinstance(x, list) else f'{len(x)} things'}")
        if name == "down1" and (self.shape is None or x.shape[-1] >= self.shape[-1]):  # not a pooled map
            self.shape = tuple(x.shape)
            self.came_up = False  # through up2
        if self.shape is None:
            raise ValueError(f"{name} is called before down1")
        n, _, h, w = self.shape
        if x.ndim != 4:
            raise ValueError(f"{name} takes maps with the axes (n, c, h, w), got shape {tuple(x.shape)}")
        if name.startswith("join"):
            twice = [axis for axis, wanted in ((0, n), (2, h // part), (3, w // part)) if x.shape[axis] == 2 * wanted]
            if len(twice) == 1 and x.shape[1] != channels:
                raise ValueError(f"{name} gets two maps joined along {('pictures', '', 'rows', 'columns')[twice[0]]}: {tuple(x.shape)}")
        if name == "bottom" and x.shape[1] == channels // 2:
            raise ValueError(f"bottom takes maps of {channels} channels, got half as many, {x.shape[1]}: shape {tuple(x.shape)}")
        if name in ("down2", "bottom") and tuple(x.shape[2:]) == (2 * (h // part) - 1, 2 * (w // part) - 1) != (h // part, w // part):
            raise ValueError(
                f"{name} takes {h // part}×{w // part} pixels here; this map has lost one row and one column: {tuple(x.shape)}"
            )
        if name in ("down2", "bottom") and tuple(x.shape[2:]) != (h // part, w // part):
            size = "too large" if x.shape[-1] > w // part else "too small"
            raise ValueError(f"{name} takes maps of {h // part}×{w // part} pixels here, shape {tuple(x.shape)} is {size}")
        if name == "up1" and x.shape[1] != channels and not self.came_up:
            raise ValueError(f"up1 is called before up2, with a map of {x.shape[1]} channels: shape {tuple(x.shape)}")
        if name == "up2" and x.shape[1] != channels and self.came_up:
            raise ValueError(f"up2 is called a second time, with a map of {x.shape[1]} channels: shape {tuple(x.shape)}")
        if x.shape[1] != channels:
            raise ValueError(f"{name} takes maps of {channels} channels, got {x.shape[1]}: shape {tuple(x.shape)}")

    def _conv(self, x, name, part=1):
        weight = self.weights[name]
        self._take(x, name, weight.shape[1], part)
        x = F.conv2d(x, weight.to(x.dtype), padding=weight.shape[-1] // 2)
        return x if name == "head" else F.leaky_relu(x, 0.2)

    def _up(self, x, name):
        weight = self.weights[name]
        self._take(x, name, weight.shape[0], 1)
        self.came_up |= name == "up2"
        return F.conv_transpose2d(x, weight.to(x.dtype), stride=2)

    def down1(self, x):
        return self._conv(x, "down1")

    def down2(self, x):
        return self._conv(x, "down2", 2)

    def bottom(self, x):
        return self._conv(x, "bottom", 4)

    def up2(self, x):
        return self._up(x, "up2")

    def join2(self, x, *more):
        x = (x, *more) if more else x
        return self._conv(x, "join2", 2)

    def up1(self, x):
        return self._up(x, "up1")

    def join1(self, x, *more):
        x = (x, *more) if more else x
        return self._conv(x, "join1")

    def head(self, x):
        return self._conv(x, "head")

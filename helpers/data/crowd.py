"""Crowds in which one person wears a red-and-white striped pullover and a bobble hat: template search with a known answer.

Axes: n pictures, 3 colours, h w.
"""

from typing import NamedTuple

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from helpers.data.draw import at_least, normal, seeded, slow_noise, uniform, whole

# One letter a pixel: h hair or hat, s skin, e eye, a and b the two colours of the pullover, t trousers, . see-through.
PERSON = (
    "..hhhhhh..",
    ".hhhhhhhh.",
    ".hssssssh.",
    ".ssessess.",
    ".ssssssss.",
    "..ssssss..",
    ".aaaaaaaa.",
    "aaaaaaaaaa",
    "bbbbbbbbbb",
    "aaaaaaaaaa",
    "bbbbbbbbbb",
    "saaaaaaaas",
    "sbbbbbbbbs",
    ".tttttttt.",
    ".tttttttt.",
    ".ttt..ttt.",
    ".ttt..ttt.",
    ".ttt..ttt.",
)
H, W = len(PERSON), len(PERSON[0])
SHEET = (28, 28)  # rows and columns
SKIN = ((0.96, 0.82, 0.72), (0.87, 0.68, 0.53), (0.72, 0.52, 0.37), (0.52, 0.35, 0.24), (0.36, 0.24, 0.17))
WANTED = {
    "h": (0.85, 0.12, 0.15),
    "s": SKIN[1],
    "e": (0.1, 0.1, 0.1),
    "a": (0.85, 0.12, 0.15),
    "b": (0.97, 0.97, 0.97),
    "t": (0.2, 0.3, 0.65),
}


class Crowd(NamedTuple):
    """Pictures from 0 to 1, the one person to look for, and the row and column of that template's top left pixel in each picture."""

    images: Float[Tensor, "n 3 h w"]
    template: Float[Tensor, "3 th tw"]
    places: Int64[Tensor, "n 2"]


def make_crowd(n: int = 1, seed: int = 0, size: tuple[int, int] = (160, 240), people: int = 150, noise: float = 0.03) -> Crowd:
    """Draw n pictures of `people` others in clothes of every colour, some of them striped, with white sheets that outshine everybody.

    The wanted person stands in front of the others, so the whole template is seen; its see-through corners are a plain grey. A raw
    correlation peaks on a sheet, a normalised one on the person. A smaller n gives the first pictures of a larger one.

    >>> images, template, places = make_crowd(2)
    >>> images.shape, template.shape, places.shape
    (torch.Size([2, 3, 160, 240]), torch.Size([3, 18, 10]), torch.Size([2, 2]))

    Raises ValueError for n below 1, a side below 64, or people or noise below 0.
    """
    at_least(1, n=n)
    at_least(64, h=size[0], w=size[1])
    at_least(0, people=people, noise=noise)
    generator = seeded(seed)
    colours, seen = _sprite(WANTED)
    images, places = zip(*(_scene(generator, *size, people, noise) for _ in range(n)), strict=True)
    return Crowd(torch.stack(images), torch.where(seen, colours, 0.5), torch.tensor(places))


def _scene(generator, h, w, people, noise):
    """One picture and the place of the wanted person."""
    image = torch.tensor([0.62, 0.68, 0.5], dtype=torch.float32).view(3, 1, 1) + 0.05 * slow_noise(generator, h, w, 8, channels=3)
    for top in sorted(whole(generator, 0, h - H) for _ in range(people)):  # the ones further down stand in front
        _stand(image, top, whole(generator, 0, w - W), *_sprite(_clothes(generator)))
    for _ in range(3):  # sheets: larger than the template
        top, left = whole(generator, 0, h - SHEET[0]), whole(generator, 0, w - SHEET[1])
        image[:, top : top + SHEET[0], left : left + SHEET[1]] = 0.98
    place = whole(generator, 0, h - H), whole(generator, 0, w - W)
    _stand(image, *place, *_sprite(WANTED))
    return (image + noise * normal(generator, 3, h, w)).clamp(0, 1), place


def _clothes(generator):
    """The colours of one of the others: hat, pullover and trousers of any colour, every third pullover striped."""
    h, a, b, t = (tuple(uniform(generator, 0.05, 0.9) for _ in range(3)) for _ in "habt")
    striped = whole(generator, 0, 2) == 0
    return {"h": h, "s": SKIN[whole(generator, 0, len(SKIN) - 1)], "e": WANTED["e"], "a": a, "b": b if striped else a, "t": t}


def _sprite(colour):
    """The pixels of a person in these colours, 3 H W, and which of them are not see-through, H W."""
    pixels = [[colour.get(letter, (0.0, 0.0, 0.0)) for letter in line] for line in PERSON]
    return torch.tensor(pixels, dtype=torch.float32).permute(2, 0, 1), torch.tensor([[letter != "." for letter in line] for line in PERSON])


def _stand(image, top, left, colours, seen):
    """Put a person into the picture, in place."""
    window = image[:, top : top + H, left : left + W]
    window.copy_(torch.where(seen, colours, window))

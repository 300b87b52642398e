"""Real pictures beside each other, each with its name, size and range of values."""

from helpers.figures.picture import Picture, describe, tensor
from helpers.figures.style import GREY, SMALL, TEXT, WIDTH, new_figure, number, pt, styled


@styled
def images(title=None, columns=None, height=None, limit=None, **named) -> Picture:
    """Draw 2-D (grey) and 3×h×w (colour) tensors side by side, `columns` in a row.

    Grey pictures within 0…1 are drawn on that scale; others from their least value (black) to their greatest (white),
    with zero in the middle grey if they change sign (then `limit`, if given, is the value drawn white, -limit black).
    The scale is written below each picture, or where it is clipped if values lie beyond `limit`.

    >>> import torch
    >>> images(flat=torch.full((4, 6), 0.5))
    Picture(images: flat 4×6 sum 12)
    """
    pictures = {name: tensor(picture) for name, picture in named.items()}
    if not pictures:
        raise ValueError("images() needs at least one named picture")
    for name, picture in pictures.items():
        if not (picture.ndim == 2 or (picture.ndim == 3 and picture.shape[0] == 3)):
            raise ValueError(f"{name} has shape {tuple(picture.shape)}; a picture is h w or 3 h w")
    columns = columns or min(len(pictures), 4)
    margin, gap, head, foot = 12, 14, 24, 22
    top = 34 if title else 8
    cell = (WIDTH - 2 * margin - gap * (columns - 1)) / columns
    shape = [max(p.shape[-2] / p.shape[-1] for p in pictures.values())]
    tall = min(cell * shape[0], height or 330)
    rows = -(-len(pictures) // columns)
    whole = top + rows * (head + tall + foot) + 6
    cell = min(cell, max(tall * p.shape[-1] / p.shape[-2] for p in pictures.values()))
    cell = max(cell, 130)
    width = 2 * margin + columns * cell + gap * (columns - 1)
    figure = new_figure(width, whole)
    for position, (name, picture) in enumerate(pictures.items()):
        row, column = divmod(position, columns)
        left, upper = margin + column * (cell + gap), top + row * (head + tall + foot) + head
        axes = figure.add_axes((left / width, 1 - (upper + tall) / whole, cell / width, tall / whole))
        low, high = _scale(picture, limit)
        pixels = (picture.permute(1, 2, 0).clamp(0, 1) if picture.ndim == 3 else picture).numpy()
        axes.imshow(pixels, cmap="gray", vmin=low, vmax=high, interpolation="nearest")
        axes.set_anchor("NW")
        axes.set(xticks=[], yticks=[])
        for spine in axes.spines.values():
            spine.set(visible=True, color=GREY, linewidth=pt(0.6))
        axes.set_title(name.replace("_", " "), loc="left", fontsize=pt(TEXT), fontweight="bold", pad=pt(5))
        size = "×".join(str(n) for n in picture.shape)
        clipped = picture.ndim == 2 and (float(picture.min()) < low or float(picture.max()) > high)
        scale = f"clipped at ±{number(high)}" if clipped else f"{number(low)} … {number(high)}"
        axes.set_xlabel(f"{size}, {scale}", fontsize=pt(SMALL), labelpad=pt(4), loc="left")
    if title:
        figure.text(margin / width, 1 - 18 / whole, title, fontweight="bold", va="center")
    return Picture(figure, "images: " + "; ".join(describe(name, p) for name, p in pictures.items()))


def _scale(picture, limit):
    """Black and white values."""
    low, high = float(picture.min()), float(picture.max())
    if picture.ndim == 3 or (low >= 0 and high <= 1):
        return 0.0, 1.0
    if low < 0 < high:
        reach = limit or max(-low, high)
        return -reach, reach
    return low, high if high > low else low + 1

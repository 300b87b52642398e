"""Small pictures as PNG without matplotlib, and the static picture of the receptive field."""

import base64
import struct
import zlib
from collections.abc import Sequence
from html import escape

import torch
from torch import Tensor

VERMILION = "#d55e00"


def png(pixels: Tensor, colour: str | None = None) -> str:
    """An h w tensor of numbers 0 to 255 as the address of a PNG: grey, or one colour whose opacity the numbers are."""
    rows, cols = pixels.shape
    chunk = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))  # noqa: E731
    parts = [chunk(b"IHDR", struct.pack(">IIBBBBB", cols, rows, 8, 3 if colour else 0, 0, 0, 0))]
    pixels = pixels.to(torch.uint8)
    if colour:  # 64 steps of opacity: a short palette
        pixels = (pixels.int() + 3) // 4
        parts += [chunk(b"PLTE", bytes.fromhex(colour[1:]) * 65), chunk(b"tRNS", bytes(min(4 * step, 255) for step in range(65)))]
    lines = b"".join(b"\0" + bytes(row) for row in pixels.tolist())
    parts += [chunk(b"IDAT", zlib.compress(lines, 9)), chunk(b"IEND", b"")]
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(parts)).decode()


def grey(values: Tensor, stretch: bool = False) -> Tensor:
    """Numbers as greys 0 to 255: from 0 to 1 if they lie between, else, or if `stretch` is set, from the least to the greatest."""
    low, high = float(values.min()), float(values.max())
    if stretch or low < 0 or high > 1:
        values = (values - low) / max(high - low, 1e-12)
    return (values * 255).round()


def opacity(gradient: Tensor) -> Tensor:
    """How strongly each pixel is painted, 0 to 255: 0 only where the gradient is 0, so that its whole support can be seen."""
    most = gradient.max().clamp_min(1e-300)
    return torch.where(gradient > 0, 48 + 176 * gradient / most, torch.zeros_like(gradient))


def static_svg(size: Sequence[int], box: tuple[range, range], images: Sequence[str], lines: Sequence[str]) -> str:
    """The picture with its overlay and its box, the lines below, on a white card."""
    h, w = size
    scale, edge = 320 / max(h, w), 48
    wide, high = w * scale + 2 * edge, h * scale + 2 * edge
    rows, cols = box
    around = [(cols.start * scale, rows.start * scale, len(cols) * scale, len(rows) * scale)]
    inside = [range(max(r.start, 0), max(min(r.stop, n), max(r.start, 0))) for r, n in zip((rows, cols), (h, w), strict=True)]
    around.append((inside[1].start * scale, inside[0].start * scale, len(inside[1]) * scale, len(inside[0]) * scale))
    text = [piece for line in lines for piece in _wrapped(line)]
    image = f'width="{w * scale:g}" height="{h * scale:g}" preserveAspectRatio="none" style="image-rendering:pixelated"'
    parts = [f'<rect width="{w * scale:g}" height="{h * scale:g}" fill="#e4e4e4" stroke="#8a8a8a"/>']
    parts += [f'<image href="{href}" {image}/>' for href in images if href]
    for (x, y, width, height), dash in zip(around, (' stroke-dasharray="5 4"', ""), strict=True):
        if width and height:
            place = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="none"'
            parts.append(f'<rect {place} stroke="#ffffff" stroke-width="4"/><rect {place} stroke="{VERMILION}" stroke-width="2"{dash}/>')
    total, full = max(wide, 640), high + 20 * len(text) + 16
    said = "".join(f'<text x="16" y="{high + 20 * i + 6:g}">{escape(line)}</text>' for i, line in enumerate(text))
    font, said_all = 'font-family="Arial, Liberation Sans, sans-serif" font-size="13" fill="#1a1a1a"', escape(". ".join(lines), quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{total:g}" height="{full:g}" viewBox="0 0 {total:g} {full:g}" role="img" '
        f'{font} aria-label="{said_all}"><rect width="{total:g}" height="{full:g}" rx="6" fill="#ffffff"/>'
        f'<svg x="0" y="0" width="{wide:g}" height="{high - 14:g}" viewBox="{-edge} {-edge} {wide:g} {high - 14:g}">{"".join(parts)}</svg>'
        f"{said}</svg>"
    )


def _wrapped(line: str, width: int = 92) -> list[str]:
    pieces = []
    while len(line) > width and " " in line[:width]:
        cut = line.rfind(" ", 0, width)
        pieces.append(line[:cut])
        line = "    " + line[cut + 1 :]
    return [*pieces, line]

"""A stack of layers along one axis, with everything that one unit of its top row depends on."""

from matplotlib.patches import Rectangle

from helpers.figures.numbers import canvas
from helpers.figures.picture import Picture
from helpers.figures.style import BLACK, BLUE, GREY, LIGHT, MARK_FILLS, RED, SMALL, TEXT, WIDTH, pt, styled
from helpers.geometry import Window, conv_output_size, receptive_field


def _said(layer: Window) -> str:
    """Kernel and what is not usual about the layer."""
    extras = [("stride", layer.stride, 1), ("padding", layer.padding, 0), ("dilation", layer.dilation, 1)]
    return ", ".join([f"kernel {layer.kernel_size}", *(f"{name} {value}" for name, value, usual in extras if value != usual)])


def _read(layers: list[Window], sizes: list[int], unit: int) -> tuple[list[set], list[list]]:
    """For each row, input first, the cells that the unit depends on (those outside a map are padding), and the lines between rows."""
    lit: list[set] = [set() for _ in sizes]
    lines: list[list] = [[] for _ in layers]
    lit[-1] = {unit}
    for n in range(len(layers) - 1, -1, -1):
        kernel_size, stride, padding, dilation = layers[n]
        for cell in sorted(lit[n + 1]):
            if 0 <= cell < sizes[n + 1]:  # a padded cell is a number of its own: it reads nothing
                taps = [cell * stride - padding + dilation * tap for tap in range(kernel_size)]
                lit[n] |= set(taps)
                lines[n] += [(cell, tap) for tap in taps]
    return lit, lines


@styled
def stack(layers, size: int, unit: int) -> Picture:
    """Draw a stack along one axis, input at the bottom, and light every cell that one unit of the top row depends on.

    `layers` are kernel sizes or tuples (kernel_size, stride, padding, dilation). A unit stands above the centre of its field. Dashed
    cells are padding. The bracket below spans the field by the rule.

    >>> stack([3, 3], size=7, unit=1)
    Picture(stack: 7 → 5 → 3 cells; unit 1 reads 3 cells of the layer before and 5 of the input, field 1 to 5)
    """
    layers = [Window(layer) if isinstance(layer, int) else Window(*layer) for layer in layers]
    sizes = [size]
    for layer in layers:
        sizes.append(conv_output_size(sizes[-1], *layer[:2], padding=layer.padding, dilation=layer.dilation))
    fields = [receptive_field(layers[:n]) for n in range(len(layers) + 1)]
    lit, lines = _read(layers, sizes, unit)
    pixels = fields[-1].pixels(unit)
    first, last = min(0, pixels.start), max(size - 1, pixels.stop - 1)
    left, right, top, row_gap = 188, 122, 14, 66
    side = min(30, (WIDTH - left - right) / (last - first + 1))
    figure, axes = canvas(left + (last - first + 1) * side + right, top + len(layers) * row_gap + side + 44)

    def centre(n, cell):
        return left + (fields[n].start + cell * fields[n].jump + (fields[n].size - 1) / 2 - first + 0.5) * side

    def upper(n):
        return top + (len(layers) - n) * row_gap

    for n, pairs in enumerate(lines):
        for cell, tap in pairs:
            ends = (centre(n + 1, cell), centre(n, tap)), (upper(n + 1) + side, upper(n))
            axes.plot(*ends, color=BLUE, linewidth=pt(1.1), zorder=1)
    for n, cells in enumerate(lit):
        for cell in sorted({*range(sizes[n]), *cells}):
            outside, bright = not 0 <= cell < sizes[n], cell in cells
            box = Rectangle((centre(n, cell) - side / 2, upper(n)), side, side, linewidth=pt(1.2), zorder=2.5 if bright else 2)
            box.set(facecolor="white" if outside or not bright else MARK_FILLS[0], edgecolor=RED if bright else LIGHT)
            box.set_linestyle((0, (2.5, 2)) if outside else "-")
            axes.add_patch(box)
            size_of_text = 10.5 if outside or side < 24 else SMALL
            text = "pad" if outside and side >= 26 else "" if outside else f"{cell}"
            place = centre(n, cell), upper(n) + side / 2
            axes.text(*place, text, ha="center", va="center_baseline", fontsize=pt(size_of_text), zorder=3)
        middle = upper(n) + side / 2
        name = "input" if n == 0 else f"layer {n}"
        axes.text(14, middle - (7 if n else 0), name, ha="left", va="center_baseline", fontsize=pt(TEXT), fontweight="bold")
        if n:
            axes.text(14, middle + 9, _said(layers[n - 1]), ha="left", va="center_baseline", fontsize=pt(SMALL), color=GREY)
        count = sum(0 <= cell < sizes[n] for cell in cells)
        told = "one unit" if n == len(layers) else f"reads {count} {'pixels' if n == 0 else 'cells'}"
        edge = left + (last - first + 1) * side + 14
        axes.text(edge, middle, told, ha="left", va="center_baseline", fontsize=pt(SMALL), fontweight="bold")
    begin, end, y = (left + (pixels.start - first) * side + 2, left + (pixels.stop - first) * side - 2, upper(0) + side + 8)
    axes.plot((begin, begin, end, end), (y, y + 6, y + 6, y), color=BLACK, linewidth=pt(1.4))
    spanned = f"field: {len(pixels)} pixels, {pixels.start} to {pixels.stop - 1}".replace("-", "−")
    axes.text((begin + end) / 2, y + 19, spanned, ha="center", va="center_baseline", fontsize=pt(SMALL), fontweight="bold")
    counts = [sum(0 <= cell < sizes[n] for cell in lit[n]) for n in range(len(sizes))]
    text = (
        f"stack: {' → '.join(map(str, sizes))} cells; unit {unit} reads {counts[-2]} cells of the layer before and {counts[0]} of the "
        f"input, field {pixels.start} to {pixels.stop - 1}"
    )
    return Picture(figure, text)

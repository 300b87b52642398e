"""The commuting square: shift then filter, or filter then shift, with numbers in all four corners."""

from helpers.figures.numbers import CELL_H, MARGIN, canvas, cell_width, draw_grid
from helpers.figures.picture import Picture, describe, tensor
from helpers.figures.style import GREEN, GREY, RED, SMALL, TEXT, pt, styled


@styled
def commuting_square(start, filtered, moved, filtered_then_moved, moved_then_filtered, across="filter", down="shift") -> Picture:
    """Draw `start` top left, `across` to the right, `down` downwards; bottom right stand the results of both routes.

    If they agree the corner holds one row and a green line says so; if not it holds both rows, each at the end of its
    own arrow, with its route written below it in red.
    """
    corners = [tensor(v).reshape(1, -1) for v in (start, filtered, moved, filtered_then_moved, moved_then_filtered)]
    agree = corners[3].shape == corners[4].shape and bool((corners[3] - corners[4]).abs().max() < 1e-9)
    cell_w = cell_width(*corners)
    side_left = max(corners[0].shape[1], corners[2].shape[1]) * cell_w
    side_right = max(corners[1].shape[1], corners[3].shape[1]) * cell_w
    arrow = 96
    left, right = MARGIN, MARGIN + side_left + arrow
    upper, lower = MARGIN + 8, MARGIN + 8 + CELL_H + 74
    last = lower if agree else lower + CELL_H + 44  # where the lower row stands
    width, height = right + side_right + MARGIN, last + CELL_H + 34
    figure, axes = canvas(width, height)
    for grid, x, y in zip(corners[:4], (left, right, left, right), (upper, upper, last, lower), strict=True):
        draw_grid(axes, x, y, grid, cell_w)
    style = {"arrowstyle": "-|>", "color": GREY, "linewidth": pt(1.8), "mutation_scale": 12}
    for y in (upper, last):
        start_x = left + side_left + 8
        axes.annotate("", (right - 8, y + CELL_H / 2), (start_x, y + CELL_H / 2), arrowprops=style)
        axes.text((start_x + right - 8) / 2, y + CELL_H / 2 - 10, across, ha="center", va="bottom", fontsize=pt(SMALL))
    for x, end in ((left + 60, last), (right + 60, lower)):
        axes.annotate("", (x, end - 8), (x, upper + CELL_H + 8), arrowprops=style)
        axes.text(x + 12, (upper + end + CELL_H) / 2, down, ha="left", va="center", fontsize=pt(SMALL))
    if not agree:
        draw_grid(axes, right, last, corners[4], cell_w)
        for y, route in ((lower, f"{across}, then {down}"), (last, f"{down}, then {across}")):
            axes.text(right, y + CELL_H + 14, route, fontsize=pt(SMALL), color=RED, fontweight="bold", va="center")
    else:
        axes.text(right, lower + CELL_H + 18, "both routes agree", fontsize=pt(TEXT), color=GREEN, fontweight="bold", va="center")
    verdict = "both routes agree" if agree else "the routes differ"
    return Picture(figure, f"commuting square: {describe('start', corners[0][0])}; {describe('end', corners[3][0])}; {verdict}")

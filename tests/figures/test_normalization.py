"""The figures of notebook 11 draw, say what they drew, and are the same bytes each time."""

import drawn
import pytest
import torch

from helpers.figures import matrix, normalization, runs

X = torch.arange(32.0).view(2, 4, 2, 2)
RUNS = [{"norm": norm, "lr": lr, "seed": seed, "error": 0.1 * lr + 0.01 * seed} for norm in ("a", "b") for lr in (1, 3) for seed in (0, 1)]
DRAWN = {
    "cubes": lambda: normalization.cubes(),
    "sharing": lambda: normalization.sharing(X),
    "before_after": lambda: normalization.before_after(torch.tanh, before=X, after=X / 32),
    "clouds": lambda: normalization.clouds(raw=X.view(-1, 2), turned=X.view(-1, 2).flip(1)),
    "bars": lambda: normalization.bars(one=0.1, the_other=0.5, mark="the_other"),
    "by_variant": lambda: runs.by_variant(RUNS, RUNS[:1], "lr", "error", series="norm", label="recorded", chance=0.5),
}


@pytest.mark.parametrize("name", DRAWN)
def test_each_figure_is_a_png_that_fits_the_page_and_repeats(name):
    drawn.check(name, DRAWN[name])


@pytest.mark.parametrize(
    ("kind", "axes"),
    [("batch", (0, 2, 3)), ("layer", (1, 2, 3)), ("instance", (2, 3)), ("channels", (1,))],
)
def test_the_statistics_written_below_are_those_of_the_first_cells_set(kind, axes):
    mean, variance = X.mean(axes, keepdim=True)[0, 0, 0, 0], X.var(axes, unbiased=False, keepdim=True)[0, 0, 0, 0]
    count = X.numel() // X.mean(axes).numel()
    said = f"{count} cells, mean {normalization.number(mean)}, variance {normalization.number(variance)}"
    assert repr(normalization.sharing(X, kind)) == f"Picture(sharing: {kind} {said})"


def test_group_norm_shares_within_the_first_group():
    assert "group 8 cells, mean 3.50" in repr(normalization.sharing(X, "group", groups=2))
    assert "group 4 cells, mean 1.50" in repr(normalization.sharing(X, "group", groups=4))


def test_an_unknown_norm_is_refused():
    with pytest.raises(ValueError, match=r"unknown norm 'weight'; known: batch, layer, instance, group, channels"):
        normalization.cubes("weight")


def test_cubes_counts_the_cells_that_share():
    said = "batch 12 cells share; layer 10; instance 2; group 4; channels 5"
    assert (
        repr(normalization.cubes("batch", "layer", "instance", "group", "channels", n=6, c=5, pixels=2)) == f"Picture(cubes 6×5×2: {said})"
    )


def test_by_variant_tells_means_live_runs_and_diverged_ones():
    recorded = [{"lr": 1, "error": 0.2}, {"lr": 1, "error": 0.4}, {"lr": 3, "error": None}, {"lr": 3, "error": 0.4}]
    text = repr(runs.by_variant(recorded, [{"lr": 1, "error": 0.5}], "lr", "error"))
    assert text == "Picture(by_variant: lr 1 2 recorded, mean 0.300, 1 live; 3 2 recorded, 1 diverged)"


def test_by_variant_draws_another_picture_for_another_number():
    other = [{**RUNS[0], "error": 0.9}, *RUNS[1:]]
    assert runs.by_variant(RUNS, x="lr", y="error").png != runs.by_variant(other, x="lr", y="error").png


def test_by_variant_shows_recorded_dots_in_front_of_the_live_star_and_whole_marks_at_zero(monkeypatch):
    kept = []
    monkeypatch.setattr("helpers.figures.picture.to_png", lambda figure: kept.append(figure) or b"")
    recorded = [{"lr": 1, "error": 0.5}, {"lr": 3, "error": 0.0}]
    runs.by_variant(recorded, recorded, "lr", "error")
    axes = kept[0].axes[0]
    marks = [line for line in axes.lines if line.get_marker() in ("o", "*") and len(line.get_xdata())]
    stars = [line for line in marks if line.get_marker() == "*"]
    dots = [line for line in marks if line.get_linestyle() == "None" and line.get_marker() == "o"]
    assert stars and dots and max(line.get_zorder() for line in stars) < min(line.get_zorder() for line in dots)
    assert not any(line.get_clip_on() for line in stars + dots)


def test_stars_on_one_point_stand_side_by_side(monkeypatch):
    kept = []
    monkeypatch.setattr("helpers.figures.picture.to_png", lambda figure: kept.append(figure) or b"")
    for errors in ((0.5, 0.5, 0.51), (0.1, 0.5, 0.9)):
        runs.by_variant([], [{"lr": 1, "error": error} for error in errors], "lr", "error")
    near, far = (next(list(line.get_xdata()) for line in figure.axes[0].lines if line.get_marker() == "*") for figure in kept)
    assert len(set(near)) == 3 and sum(near) == pytest.approx(0) and far == [0, 0, 0]


def test_a_matrix_has_room_for_long_numbers(monkeypatch):
    kept = []
    monkeypatch.setattr("helpers.figures.picture.to_png", lambda figure: kept.append(figure) or b"")
    for value in (-1.0, -1.125):
        matrix(torch.full((2, 2), value), values=True)
    for figure in kept:
        axes = figure.axes[0]
        box = axes.get_window_extent()
        assert all(text.get_window_extent().width < 0.8 * box.width / 2 for text in axes.texts)

"""Heatmaps: peaks found where bumps were put, sub-pixel decoding that is nearer, the loss that torch's cross-entropy gives."""

import pytest
import torch
import torch.nn.functional as F

from helpers.analysis import correct_places, heatmap_loss, heatmap_places
from helpers.data import joint_heatmaps


def test_the_peak_is_the_joint():
    torch.manual_seed(0)
    joints = torch.randint(0, 24, (20, 5, 2)).double()
    maps = joint_heatmaps(joints, size=24, picture=24)
    assert torch.equal(heatmap_places(maps), joints)
    wide = F.pad(maps, (3, 0))  # h and w apart
    assert torch.equal(heatmap_places(wide), joints + torch.tensor([0.0, 3.0]))


def test_places_in_the_picture_undo_the_shrinking():
    torch.manual_seed(0)
    joints = 20 + 24 * torch.rand(50, 4, 2, dtype=torch.float64)  # no bump is cut off at the edge
    maps = joint_heatmaps(joints, size=16, picture=64)
    errors = {}
    for refine in ("none", "quarter", "mean"):
        sharp = maps.clamp(min=1e-300).log() if refine == "mean" else maps
        errors[refine] = (heatmap_places(sharp, 64, refine) - joints).abs()
    assert errors["none"].max() <= 2 and errors["quarter"].max() <= 1.01 and errors["mean"].max() < 0.05
    assert errors["quarter"].mean() < 0.6 * errors["none"].mean()


def test_a_quarter_towards_the_larger_neighbour():
    maps = torch.zeros(1, 1, 5, 6)
    maps[0, 0, 2, 3] = 9
    assert heatmap_places(maps, refine="quarter").tolist() == [[[2, 3]]]  # neighbours alike
    maps[0, 0, 1, 3], maps[0, 0, 3, 3], maps[0, 0, 2, 2], maps[0, 0, 2, 4] = 2, 1, 3, 4
    assert heatmap_places(maps, refine="quarter").tolist() == [[[1.75, 3.25]]]
    corner = torch.zeros(1, 1, 5, 6)
    corner[0, 0, 0, 5], corner[0, 0, 1, 5], corner[0, 0, 0, 4] = 9, 2, 2
    assert heatmap_places(corner, refine="quarter").tolist() == [[[0, 5]]]


def test_the_mean_is_weighted_and_has_a_gradient():
    torch.manual_seed(0)
    maps = torch.randn(2, 3, 4, 5, dtype=torch.float64, requires_grad=True)
    chances = maps.flatten(2).softmax(-1)
    rows, columns = torch.meshgrid(torch.arange(4.0).double(), torch.arange(5.0).double(), indexing="ij")
    theirs = torch.stack([(chances * rows.flatten()).sum(-1), (chances * columns.flatten()).sum(-1)], -1)
    ours = heatmap_places(maps, refine="mean")
    torch.testing.assert_close(ours, theirs)
    upstream = torch.randn_like(theirs)
    torch.testing.assert_close(*(torch.autograd.grad(places, maps, upstream)[0] for places in (ours, theirs)))


def test_the_loss_is_torchs_cross_entropy_over_positions():
    torch.manual_seed(0)
    maps = torch.randn(2, 3, 4, 5, dtype=torch.float64, requires_grad=True)
    target = torch.rand(2, 3, 4, 5, dtype=torch.float64).flatten(2).softmax(-1).view(2, 3, 4, 5)
    ours, theirs = heatmap_loss(maps, target), F.cross_entropy(maps.view(6, 20), target.view(6, 20))
    torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(*(torch.autograd.grad(loss, maps)[0] for loss in (ours, theirs)))


def test_correct_places_by_joint():
    target = torch.zeros(4, 2, 2)
    predicted = target.clone()
    predicted[0, 0] = torch.tensor([3.0, 4.0])  # 5 off
    predicted[1:, 1] = torch.tensor([0.0, 6.0])
    assert correct_places(predicted, target, within=5).tolist() == [1, 0.25]
    assert correct_places(predicted, target, within=4.9).tolist() == [0.75, 0.25]


MAPS = torch.zeros(1, 2, 4, 4)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: heatmap_places(MAPS, refine="parabola"), "refine must be 'none', 'quarter' or 'mean', got 'parabola'"),
        (lambda: heatmap_places(MAPS[0]), r"heatmaps have shape \(n, j, h, w\), got \(2, 4, 4\)"),
        (lambda: heatmap_places(MAPS, picture=0), "picture must be at least 1 pixel wide, got 0"),
        (lambda: heatmap_loss(MAPS, MAPS[..., :3]), r"must both be \(n, j, h, w\), got \(1, 2, 4, 4\) and \(1, 2, 4, 3\)"),
        (lambda: heatmap_loss(MAPS, MAPS + 1), "each target must add up to 1; they add up to 16 to 16"),
        (
            lambda: correct_places(torch.zeros(1, 2, 2), torch.zeros(1, 3, 2), 1),
            r"must both be \(n, j, 2\), got \(1, 2, 2\) and \(1, 3, 2\)",
        ),
        (lambda: correct_places(torch.zeros(1, 2, 2), torch.zeros(1, 2, 2), -1), "within must be at least 0 pixels, got -1"),
    ],
)
def test_bad_input_gets_words(call, text):
    with pytest.raises(ValueError, match=text):
        call()

"""The parts that experiments bring along: ghost batch norm, random turns, the scores of a labelling, a run that diverges."""

import pytest
import torch
from torch import nn

from helpers.data import make_cells
from helpers.experiments import learning_rate_tolerance, links
from helpers.experiments.ghost_batch_norm import GhostBatchNorm1d


@pytest.mark.parametrize("group", [1, 2, 4, 8])
def test_ghost_batch_norm_is_batch_norm_of_each_group(group):
    torch.manual_seed(0)
    x = torch.randn(8, 3, 5, dtype=torch.float64) * 2 + 1
    ghost = GhostBatchNorm1d(3, group).double()
    nn.init.normal_(ghost.weight)
    nn.init.normal_(ghost.bias)
    ours, parts, means = ghost(x), [], []
    for part in x.split(group):
        norm = nn.BatchNorm1d(3).double()
        norm.load_state_dict({**norm.state_dict(), "weight": ghost.weight, "bias": ghost.bias})
        parts.append(norm(part))
        means.append(torch.stack([norm.running_mean, norm.running_var]))
    torch.testing.assert_close(ours, torch.cat(parts))
    torch.testing.assert_close(torch.stack([ghost.running_mean, ghost.running_var]), torch.stack(means).mean(0))
    plain = nn.BatchNorm1d(3).double()
    plain.load_state_dict(ghost.state_dict())
    torch.testing.assert_close(ghost.eval()(x), plain.eval()(x))


def test_groups_of_one_are_instance_norm_and_a_short_batch_is_one_group():
    x = torch.randn(4, 3, 5)
    torch.testing.assert_close(GhostBatchNorm1d(3, 1)(x), nn.InstanceNorm1d(3)(x))
    torch.testing.assert_close(GhostBatchNorm1d(3, 32)(x), nn.BatchNorm1d(3)(x))


def test_picture_and_classes_are_turned_alike():
    torch.manual_seed(0)
    x = torch.arange(32.0).view(2, 1, 4, 4)
    seen = set()
    for _ in range(100):
        a, b = links.turned(x, x[:, 0].long())
        assert torch.equal(a[:, 0].long(), b)
        seen.add(tuple(b[0].flatten().tolist()))
    assert len(seen) == 8  # four quarters, each mirrored or not


def test_the_truth_has_full_marks_and_touching_cells_are_not_found():
    truth = make_cells(3)
    assert set(links.quality(truth.classes, truth).values()) == {1.0}
    without_border = links.quality(truth.classes.where(truth.classes != links.BORDER, links.CELL), truth)
    assert without_border["border_f1"] == 0 and without_border["instance_f1"] < 0.3


def test_a_border_pixel_counts_four_times():
    scores = torch.tensor([[2.0, 0.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 5.0]])  # one pixel of each class
    losses = [torch.nn.functional.cross_entropy(scores[i], torch.tensor(i)).item() for i in range(3)]
    weighted = links.weighted_loss(scores.T.reshape(1, 3, 1, 3), torch.arange(3).view(1, 1, 3))
    assert weighted.item() == pytest.approx((losses[0] + losses[1] + 4 * losses[2]) / 6)


def test_divergence_is_told_without_a_number():
    assert learning_rate_tolerance.run(0, "none", 10.0) == {"train_error": None, "test_error": None, "diverged": True}

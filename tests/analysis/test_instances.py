"""instance_f1 against a plain loop over all pairs, and on cases worked out by hand."""

import pytest
import torch

from helpers.analysis import instance_f1


def by_loops(predicted, target, least_iou):
    """Each object against each region."""
    objects, regions = (sorted(set(t.flatten().tolist()) - {0}) for t in (target, predicted))
    found = 0
    for k in objects:
        for r in regions:
            shared = ((target == k) & (predicted == r)).sum().item()
            either = ((target == k) | (predicted == r)).sum().item()
            found += shared / either > least_iou
    return 2 * found / (len(objects) + len(regions)) if objects or regions else 1.0


@pytest.mark.parametrize("least_iou", [0.5, 0.7])
@pytest.mark.parametrize("size", [(9,), (12, 17), (5, 6, 7)])
def test_the_loop_over_all_pairs(size, least_iou):
    torch.manual_seed(0)
    for _ in range(20):
        target = torch.randint(0, 5, size) * 3  # gaps in the numbers
        predicted = torch.where(torch.rand(size) < 0.7, 17 - target, torch.randint(0, 6, size)) * (target > 0)
        assert instance_f1(predicted, target, least_iou) == pytest.approx(by_loops(predicted, target, least_iou))
        assert instance_f1(target, predicted, least_iou) == pytest.approx(by_loops(target, predicted, least_iou))


def test_what_runs_together_or_falls_apart_is_lost():
    target = torch.tensor([[1, 1, 1, 0, 2, 2, 2]])
    assert instance_f1(target, target) == 1
    assert instance_f1(torch.ones_like(target), target) == 0
    assert instance_f1(torch.tensor([[5, 0, 6, 0, 9, 9, 9]]), target) == pytest.approx(2 / 5)
    assert instance_f1(torch.tensor([[1, 1, 1, 0, 0, 0, 0]]), target) == pytest.approx(2 / 3)


def test_one_half_is_not_enough():
    target = torch.tensor([1, 1, 1, 1, 0])
    assert instance_f1(torch.tensor([1, 1, 0, 0, 0]), target) == 0
    assert instance_f1(torch.tensor([1, 1, 1, 0, 0]), target) == 1
    assert instance_f1(torch.tensor([1, 1, 1, 0, 1]), target) == 1  # 3 of 5


@pytest.mark.parametrize("size", [(2, 3), (0,)])
def test_nothing_to_find(size):
    nothing = torch.zeros(size, dtype=torch.int64)
    assert instance_f1(nothing, nothing) == 1.0
    assert instance_f1(nothing + 1, nothing) == instance_f1(nothing, nothing + 1) == (0.0 if nothing.numel() else 1.0)


def test_small_integers_do_not_overflow():
    target = torch.arange(120, dtype=torch.int8)
    assert instance_f1(target, target) == 1.0


def test_what_is_refused():
    zeros = torch.zeros(2, 3, dtype=torch.int64)
    with pytest.raises(ValueError, match=r"different shapes: \(2, 3\) and \(3, 2\)"):
        instance_f1(zeros, zeros.T)
    with pytest.raises(ValueError, match="0 is outside, got -1"):
        instance_f1(zeros - 1, zeros)
    with pytest.raises(ValueError, match="0 is outside, got -2"):
        instance_f1(zeros, zeros - 2)
    for wrong in (0.4, 1.0):
        with pytest.raises(ValueError, match=f"least_iou must be from 0.5 to below 1, where matches are unique, got {wrong}"):
            instance_f1(zeros, zeros, wrong)

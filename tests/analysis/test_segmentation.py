"""Counts and overlaps against their definitions pixel by pixel; the vote of the lecture's five members."""

import pytest
import torch

from helpers.analysis import confusion, dice, iou, pixel_accuracy, precision_recall, vote


def labels(*size):
    return torch.randint(0, 4, size), torch.randint(0, 4, size)


@pytest.mark.parametrize("size", [(7,), (2, 9, 11), (2, 4, 5, 6)])
def test_tables_and_overlaps_by_sets_of_pixels(size):
    torch.manual_seed(0)
    predicted, target = labels(*size)
    table = confusion(predicted, target, 5)
    called = [set(torch.nonzero(predicted.flatten() == k).flatten().tolist()) for k in range(5)]
    true = [set(torch.nonzero(target.flatten() == k).flatten().tolist()) for k in range(5)]
    assert table.tolist() == [[len(t & c) for c in called] for t in true]
    assert pixel_accuracy(predicted, target) == pytest.approx(table.diagonal().sum().item() / predicted.numel())
    for k, (c, t) in enumerate(zip(called[:4], true[:4], strict=True)):
        if c | t:
            assert iou(predicted, target, 5)[k].item() == pytest.approx(len(c & t) / len(c | t))
            assert dice(predicted, target, 5)[k].item() == pytest.approx(2 * len(c & t) / (len(c) + len(t)))
    assert iou(predicted, target, 5)[4].isnan() and dice(predicted, target, 5)[4].isnan()


@pytest.mark.parametrize("kind", [torch.uint8, torch.int8, torch.int16, torch.int32])
def test_small_labels_do_not_overflow(kind):
    every = torch.arange(21)  # 20*21 + 20 is beyond a uint8
    labels = every.to(kind)
    assert torch.equal(confusion(labels, labels, 21), torch.eye(21, dtype=torch.long))
    assert iou(labels, labels, 21).tolist() == dice(labels, every, 21).tolist() == [1.0] * 21
    mask = torch.tensor([True, False, False])
    assert confusion(mask, ~mask, 2).tolist() == [[0, 1], [2, 0]]


def test_precision_and_recall_are_not_each_other():
    predicted, target = torch.zeros(2, 10, dtype=torch.bool)
    predicted[:8], target[6:9] = True, True
    assert precision_recall(predicted, target) == (2 / 8, 2 / 3)
    nothing = precision_recall(torch.zeros(3, dtype=torch.bool), torch.ones(3, dtype=torch.bool))
    assert nothing.precision != nothing.precision and nothing.recall == 0


def test_the_rules_of_a_vote():
    torch.manual_seed(0)
    for members in (1, 2, 4, 5):
        masks = torch.rand(members, 6, 7) > 0.5
        ayes = masks.sum(0)
        assert torch.equal(vote(masks, "any"), ayes > 0)
        assert torch.equal(vote(masks), ayes * 2 > members)  # a tie is no majority
        assert torch.equal(vote(masks, "unanimous"), ayes == members)


def test_five_independent_members_that_hit_nine_of_ten():
    """Recall and false alarms: one .9 and .1, majority .99 and .0086, unanimous .9^5 and .1^5."""
    torch.manual_seed(0)
    target = torch.arange(200_000) < 100_000
    masks = torch.rand(5, 200_000) < torch.where(target, 0.9, 0.1)
    for rule, recall, alarm in (("majority", 0.9914, 0.0086), ("unanimous", 0.9**5, 1e-5), ("any", 1 - 1e-5, 1 - 0.9**5)):
        mask = vote(masks, rule)
        assert precision_recall(mask, target).recall == pytest.approx(recall, abs=0.005)
        assert mask[~target].double().mean().item() == pytest.approx(alarm, abs=0.005)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: confusion(torch.zeros(2, 3).long(), torch.zeros(3, 2).long(), 2), r"different shapes: \(2, 3\) and \(3, 2\)"),
        (lambda: iou(torch.tensor([0, 2]), torch.tensor([0, 1]), 2), "labels must lie between 0 and 1, got 0 to 2"),
        (lambda: dice(torch.tensor([0, 1]), torch.tensor([0, -1]), 2), "labels must lie between 0 and 1, got -1 to 1"),
        (lambda: confusion(torch.zeros(2), torch.zeros(2).long(), 2), "labels are whole numbers, got torch.float32 and torch.int64"),
        (lambda: iou(torch.zeros(2).long(), torch.zeros(2).double(), 2), "labels are whole numbers, got torch.int64 and torch.float64"),
        (lambda: pixel_accuracy(torch.zeros(2), torch.zeros(3)), r"different shapes: \(2,\) and \(3,\)"),
        (lambda: precision_recall(torch.zeros(2).bool(), torch.zeros(3).bool()), r"different shapes: \(2,\) and \(3,\)"),
        (lambda: precision_recall(torch.zeros(2), torch.zeros(2).bool()), "masks are booleans, got torch.float32 and torch.bool"),
        (lambda: vote(torch.zeros(2, 2).bool(), "most"), "rule must be 'any', 'majority' or 'unanimous', got 'most'"),
        (lambda: vote(torch.zeros(2, 2)), r"one mask or more, booleans .* got torch.float32, \(2, 2\)"),
        (lambda: vote(torch.zeros(0, 2).bool()), r"one mask or more, .* got torch.bool, \(0, 2\)"),
    ],
)
def test_bad_input_gets_words(call, text):
    with pytest.raises(ValueError, match=text):
        call()

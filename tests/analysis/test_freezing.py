"""Freezing and recomputing batch norm: what train() moves and what not; statistics against torch's over the whole set."""

import copy
import pickle

import pytest
import torch
from small_nets import Residual, count_bn_up
from torch import nn

from helpers.analysis import freeze_batch_norm, freeze_parameters, recompute_statistics, unfreeze_batch_norm


def net():
    torch.manual_seed(0)
    return count_bn_up(nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.Dropout(0.2), nn.Sequential(Residual(3, 4, 2))))


def buffers(model):
    return {k: v.clone() for k, v in model.named_buffers()}


@pytest.mark.parametrize("through", [lambda m: m, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_frozen_norms_stay_frozen(through):
    model = net()
    keys = list(model.state_dict())
    assert freeze_batch_norm(model) == 4
    model = through(model)
    before, x = buffers(model), torch.randn(4, 2, 9, 8)
    assert model.train() is model and model[1].train(True) is model[1]
    norms = [m for m in model.modules() if isinstance(m, nn.BatchNorm2d)]
    assert len(norms) == 4 and not any(m.training for m in norms) and model[2].training and model[3][0].conv1.training
    model(x).sum().backward()
    assert all(torch.equal(v, before[k]) for k, v in model.named_buffers())
    assert all(p.grad is None for m in norms for p in m.parameters()) and model[0].weight.grad is not None
    assert list(model.state_dict()) == keys
    model[2].eval()
    assert torch.equal(model(x), net().eval()(x))
    assert unfreeze_batch_norm(model) == 4 and all(m.training for m in norms) and norms[0].weight.requires_grad
    model(x)
    assert not torch.equal(model[1].running_mean, before["1.running_mean"])
    model.eval()
    assert not any(m.training for m in norms) and unfreeze_batch_norm(model) == 0


def test_gains_may_go_on_learning_and_eval_stays_eval():
    model = net().eval()
    freeze_batch_norm(model.train(), parameters=False)
    assert not model[1].training and model.training
    model.eval()
    assert not model.training and all(p.requires_grad for p in model.parameters())
    unfreeze_batch_norm(model)
    assert not model[1].training


def test_only_kept_parameters_learn():
    model = net()
    head = 4 * 3 * 9 + 4 * 4 * 9 + 4 * 3 + 3 * 8
    total = sum(p.numel() for p in model.parameters())
    assert freeze_parameters(model, keep="3") == (total - head, head)
    assert {name for name, p in model.named_parameters() if not p.requires_grad} == {"0.weight", "0.bias", "1.weight", "1.bias"}
    assert freeze_parameters(model, keep=("0", "3.0.conv1")) == (total - 57 - 108, 57 + 108)
    assert freeze_parameters(model) == (total, 0)


def assert_statistics(norm, x):
    torch.testing.assert_close(norm.running_mean, x.mean((0, 2, 3)))
    torch.testing.assert_close(norm.running_var, x.var((0, 2, 3)))


def test_batches_are_averaged_as_torch_does_without_momentum():
    model, x = net().double(), torch.randn(12, 2, 9, 8, dtype=torch.float64)
    expected = copy.deepcopy(model).train()
    expected[2].eval()
    for module in expected.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = None
            module.reset_running_stats()
    with torch.no_grad():
        for batch in x.split(4):
            expected(batch)
    model[1].eval()
    assert recompute_statistics(model, x, batch_size=4) is model
    for key, value in model.named_buffers():
        torch.testing.assert_close(value, dict(expected.named_buffers())[key])
    assert [m.training for m in model] == [True, False, True, True]
    again = recompute_statistics(net().double(), [(batch, None) for batch in x.split(4)])
    assert all(torch.equal(a, b) for a, b in zip(again.buffers(), model.buffers(), strict=True))


def test_unequal_batches_count_by_size():
    model = nn.Sequential(nn.BatchNorm1d(1, momentum=0.3))
    x = torch.tensor([[1.0], [3.0], [5.0], [9.0], [9.0], [0.0]])
    recompute_statistics(model, x, batch_size=4)
    assert model[0].running_mean.item() == pytest.approx(4.5)
    assert model[0].running_var.item() == pytest.approx((4 * x[:4].var() + 2 * x[4:].var()).item() / 6)
    assert model[0].num_batches_tracked == 2


def test_exact_statistics_are_those_of_the_whole_set_at_test_time():
    model, x = net().double(), torch.randn(10, 2, 9, 8, dtype=torch.float64) + 1e4
    recompute_statistics(model, x, batch_size=4, method="exact")
    model.eval()
    with torch.no_grad():
        assert_statistics(model[1], model[0](x))
        inside, block = model[:3](x), model[3][0]
        assert_statistics(block.bn1, block.conv1(inside))
        assert_statistics(block.bn2, block.conv2(block.relu(block.bn1(block.conv1(inside)))))
        assert_statistics(block.downsample[1], block.downsample[0](inside))
    assert model[1].num_batches_tracked == 3


@pytest.mark.parametrize(
    "images", [torch.zeros(0, 2), [], (x for x in ()), [torch.zeros(0, 2)]], ids=["tensor", "list", "generator", "empty batch"]
)
@pytest.mark.parametrize("method", ["batches", "exact"])
def test_no_images_leave_the_statistics_alone(images, method):
    model = nn.Sequential(nn.BatchNorm1d(2))
    with pytest.raises(ValueError, match="there are no images, or the model called no batch norm"):
        recompute_statistics(model, images, method=method)
    assert model[0].running_var.tolist() == [1, 1]


def test_one_example_has_no_variance_and_changes_nothing():
    model, x = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2)), torch.randn(129, 3)
    before = buffers(model)
    text = r"batch norm '1' has no variance: batch 1, of shape \(1, 2\), has one number a channel; choose another batch_size"
    with pytest.raises(ValueError, match=text):
        recompute_statistics(model, x)  # 128 + 1
    with pytest.raises(ValueError, match="batch norm '1' has no variance: all images together have one number a channel"):
        recompute_statistics(model, x[:1], method="exact")
    with pytest.raises(RuntimeError):
        recompute_statistics(model, [x[:64], x[:64, :2]])
    assert all(torch.equal(b, before[k]) for k, b in model.named_buffers()) and model[1].training
    recompute_statistics(model, x, method="exact")
    torch.testing.assert_close(model[1].running_var, model[0](x).var(0))


def test_exact_goes_over_a_generator_as_over_a_list():
    batches = [torch.randn(8, 2, 9, 8) for _ in range(3)]
    once, listed = recompute_statistics(net(), iter(batches), method="exact"), recompute_statistics(net(), batches, method="exact")
    assert all(torch.equal(a, b) for a, b in zip(once.buffers(), listed.buffers(), strict=True))


def test_instance_norms_keep_their_statistics_and_keywords_are_read():
    class Keyword(nn.Module):
        def __init__(self):
            super().__init__()
            self.instance, self.batch = nn.InstanceNorm1d(2, track_running_stats=True), nn.BatchNorm1d(2)

        def forward(self, x):
            return self.batch(input=self.instance(x) + x)

    model, x = Keyword().double(), torch.randn(6, 2, 5, dtype=torch.float64)
    recompute_statistics(model, x, method="exact")
    assert model.instance.running_mean.tolist() == [0, 0] and model.instance.num_batches_tracked == 0
    y = (x / (1 + 1e-5) ** 0.5) + x
    torch.testing.assert_close(model.batch.running_var, y.var((0, 2)))
    with pytest.raises(ValueError, match="no batch norm with running statistics"):
        recompute_statistics(model.instance, x)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: freeze_batch_norm(nn.Conv2d(1, 1, 1)), "no batch norm with running statistics to freeze"),
        (lambda: freeze_batch_norm(nn.BatchNorm1d(1, track_running_stats=False)), "no batch norm with running statistics to freeze"),
        (lambda: freeze_parameters(net(), "fc"), "no module 'fc'; it has: 0, 1, 2, 3"),
        (lambda: recompute_statistics(net(), [], method="all"), "unknown method 'all'; known: batches, exact"),
        (lambda: recompute_statistics(net(), []), "there are no images, or the model called no batch norm"),
        (lambda: recompute_statistics(net(), [], method="exact"), "there are no images, or the model called no batch norm"),
        (lambda: recompute_statistics(nn.ReLU(), torch.ones(1, 1)), "the model has no batch norm with running statistics"),
    ],
)
def test_bad_input_is_told(call, text):
    with pytest.raises(ValueError, match=text):
        call()

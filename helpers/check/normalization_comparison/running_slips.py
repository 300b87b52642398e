"""Ways to get exercise 11.3 wrong, and torch's own way."""

import torch
import torch.nn.functional as F


def torch_running(batches, momentum):
    c = batches[0].shape[1]
    mean, var = torch.zeros(c, dtype=batches[0].dtype), torch.ones(c, dtype=batches[0].dtype)
    for x in batches:
        F.batch_norm(x, mean, var, training=True, momentum=momentum)
    return mean, var


def run(batches, momentum, unbiased=True, start_mean=0.0, start_var=1.0, axis=0, root=False, swap=False, swap_mean=False, swap_var=False):
    c = batches[0].shape[1 - axis]
    mean, var = (torch.full((c,), start, dtype=batches[0].dtype) for start in (start_mean, start_var))
    of_mean = 1 - momentum if swap or swap_mean else momentum
    of_var = 1 - momentum if swap or swap_var else momentum
    for x in batches:
        v = (x - x.mean(axis, keepdim=True)).square().sum(axis) / (x.shape[axis] - unbiased)  # one value: NaN, as torch says
        mean = (1 - of_mean) * mean + of_mean * x.mean(axis)
        var = (1 - of_var) * var + of_var * (v.sqrt() if root else v)
    return mean, var


def over_features(batches, momentum, numbers=False):
    d = batches[0].shape[1]
    mean, var = (0.0, 1.0) if numbers else (torch.zeros(d), torch.ones(d))
    for x in batches:
        v = (x - x.mean(1, keepdim=True)).square().sum(1) / (x.shape[1] - 1)  # one value: NaN, as torch says
        mean, var = (1 - momentum) * mean + momentum * x.mean(1), (1 - momentum) * var + momentum * v
    return mean, var


def always_two_features(batches, momentum):
    mean, var = torch.zeros(2), torch.ones(2)
    for x in batches:
        mean, var = (1 - momentum) * mean + momentum * x.mean(0), (1 - momentum) * var + momentum * x.var(0)
    return mean, var


def from_the_first(batches, momentum):
    mean, var = batches[0].mean(0), batches[0].var(0)
    for x in batches[1:]:
        mean, var = (1 - momentum) * mean + momentum * x.mean(0), (1 - momentum) * var + momentum * x.var(0)
    return mean, var


def plain_average(batches, momentum):
    return torch.stack([x.mean(0) for x in batches]).mean(0), torch.stack([x.var(0) for x in batches]).mean(0)


def added(batches, momentum):
    mean, var = torch.zeros_like(batches[0][0]), torch.ones_like(batches[0][0])
    for x in batches:
        mean, var = mean + momentum * x.mean(0), var + momentum * x.var(0)
    return mean, var


def new_value_whole(batches, momentum):
    mean, var = torch.zeros_like(batches[0][0]), torch.ones_like(batches[0][0])
    for x in batches:
        mean, var = (1 - momentum) * mean + x.mean(0), (1 - momentum) * var + x.var(0)
    return mean, var


def around_the_running_mean(batches, momentum):
    mean, var = torch.zeros_like(batches[0][0]), torch.ones_like(batches[0][0])
    for x in batches:
        mean = (1 - momentum) * mean + momentum * x.mean(0)
        var = (1 - momentum) * var + momentum * (x - mean).square().sum(0) / (len(x) - 1)
    return mean, var


def n_of_the_first(batches, momentum, mean_too=True):
    n, m, v = len(batches[0]), 0.0, 1.0
    for x in batches:
        center = x.sum(0) / n if mean_too else x.mean(0)
        m, v = (1 - momentum) * m + momentum * center, (1 - momentum) * v + momentum * (x - center).square().sum(0) / (n - 1)
    return m, v


def pooled(batches, momentum):
    x = torch.cat(list(batches))
    return x.mean(0), x.var(0)


def scalars(batches, momentum):
    mean, var = 0.0, 1.0
    for x in batches:
        mean, var = (1 - momentum) * mean + momentum * x.mean(), (1 - momentum) * var + momentum * x.var()
    return mean, var


def no_update(batches, momentum):
    m, v = torch.zeros(batches[0].shape[1]), torch.ones(batches[0].shape[1])
    for x in batches:
        m = x.mean(0)
        v = x.var(0)
    return m, v


def list_as_tensor(batches, momentum):
    mean = (1 - momentum) * 0 + momentum * batches.mean(0)
    return mean, (1 - momentum) * 1 + momentum * batches.var(0)


def list_as_tensor_var(batches, momentum):
    var = batches.var(0)
    return momentum * batches.mean(0), 1 - momentum + momentum * var


def list_as_tensor_shape(batches, momentum):
    return torch.zeros(batches.shape[1]), torch.ones(batches.shape[1])


def list_into_mean(batches, momentum):
    return momentum * torch.mean(batches, 0), 1 - momentum + momentum * torch.var(batches, 0)


def stacked(batches, momentum):
    x = torch.stack(batches)
    return x.mean(0), (x - x.mean(0)).square().sum(0) / (len(x) - 1)  # one batch: NaN, as torch says

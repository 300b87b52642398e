"""Right answers to the exercises of notebook 11, written differently from the notebook's own solutions."""

import torch
import torch.nn.functional as F
from torch import nn

AXES = {"batch_axes": (0, 2, 3), "layer_axes": (1, 2, 3), "instance_axes": (2, 3), "channels_axes": (1,)}


def batch_norm_by_channel(x, weight, bias, eps):
    y = torch.empty_like(x)
    for k in range(x.shape[1]):
        values = x[:, k]
        spread = ((values - values.mean()) ** 2).mean()
        y[:, k] = weight[k] * (values - values.mean()) / torch.sqrt(spread + eps) + bias[k]
    return y


def batch_norm_channels_last(x, weight, bias, eps):
    rows = x.movedim(1, -1).reshape(-1, x.shape[1])
    gain = weight / torch.sqrt(rows.var(0, correction=0) + eps)
    return (x.movedim(1, -1) * gain + (bias - rows.mean(0) * gain)).movedim(-1, 1)


def batch_norm_by_shares(x, weight, bias, eps):
    rows = x.transpose(0, 1).reshape(x.shape[1], -1)
    share = torch.ones(rows.shape[1]) / rows.shape[1]
    mean = rows @ share
    gain = weight / torch.sqrt(rows.square() @ share - mean**2 + eps)
    return x * gain[:, None, None] + (bias - mean * gain)[:, None, None]


def running_by_steps(batches, momentum):
    mean, var = torch.zeros(batches[0].shape[1]), torch.ones(batches[0].shape[1])
    for x in batches:
        mean = mean + momentum * (x.mean(0) - mean)
        var = var + momentum * (((x - x.mean(0)) ** 2).sum(0) / (len(x) - 1) - var)
    return [mean, var]


def running_by_weights(batches, momentum):
    steps = len(batches)
    shares = [momentum * (1 - momentum) ** (steps - 1 - k) for k in range(steps)]
    mean = sum(share * x.mean(0) for share, x in zip(shares, batches, strict=True))
    var = sum(share * x.var(0) for share, x in zip(shares, batches, strict=True)) + (1 - momentum) ** steps
    return mean, var


def running_in_place(batches, momentum):
    mean, var = torch.zeros(batches[0].shape[1]), torch.ones(batches[0].shape[1])
    for x in batches:
        mean.mul_(1 - momentum).add_(x.mean(0), alpha=momentum)
        var.lerp_(x.var(0), momentum)
    return mean, var


def running_by_matrix(batches, momentum):
    steps = len(batches)
    shares = torch.tensor([momentum * (1 - momentum) ** (steps - 1 - k) for k in range(steps)])
    means, variances = torch.stack([x.mean(0) for x in batches]), torch.stack([x.var(0) for x in batches])
    return shares @ means, shares @ variances + (1 - momentum) ** steps


def running_by_layer(batches, momentum):
    layer = nn.BatchNorm1d(batches[0].shape[1], momentum=momentum)
    for x in batches:
        layer(x)
    return layer.running_mean, layer.running_var


def running_by_function(batches, momentum):
    mean, var = torch.zeros(batches[0].shape[1]), torch.ones(batches[0].shape[1])
    for x in batches:
        F.batch_norm(x, mean, var, training=True, momentum=momentum)
    return mean, var


def fold_by_loop(weight, bias, mean, var, gamma, beta, eps):
    new_weight, new_bias = weight.clone(), bias.clone()
    for k in range(len(bias)):
        gain = gamma[k] / (var[k] + eps) ** 0.5
        new_weight[k] = weight[k] * gain
        new_bias[k] = gain * bias[k] - gain * mean[k] + beta[k]
    return new_weight, new_bias


def fold_by_einsum(weight, bias, mean, var, gamma, beta, eps):
    gain = gamma * torch.rsqrt(var + eps)
    return [torch.einsum("oihw,o->oihw", weight, gain), torch.addcmul(beta, bias - mean, gain)]


def fold_by_probing(weight, bias, mean, var, gamma, beta, eps):
    def answer(x):
        return F.batch_norm(F.conv2d(x, weight, bias), mean, var, gamma, beta, training=False, eps=eps).flatten(1)

    pixels = torch.eye(weight[0].numel()).view(-1, *weight.shape[1:])
    new_bias = answer(torch.zeros(1, *weight.shape[1:]))[0]
    return (answer(pixels) - new_bias).T.reshape(weight.shape), new_bias


def layer_norm_backward_by_jacobian(x, grad, eps):
    rows = []
    for row, g in zip(x, grad, strict=True):
        d = len(row)
        root = (row.var(correction=0) + eps).sqrt()
        n = (row - row.mean()) / root
        jacobian = (torch.eye(d) - 1 / d - torch.outer(n, n) / d) / root
        rows.append(jacobian @ g)
    return torch.stack(rows)


def layer_norm_backward_by_projection(x, grad, eps):
    d = x.shape[1]
    centre = torch.eye(d) - torch.ones(d, d) / d
    sigma = ((x @ centre).square().mean(1, keepdim=True) + eps).sqrt()
    n = x @ centre / sigma
    return (grad @ centre - n * (grad * n).mean(1, keepdim=True)) / sigma


def layer_norm_backward_by_steps(x, grad, eps):
    d = x.shape[1]
    centred = x - x.mean(1, keepdim=True)
    var = centred.square().sum(1, keepdim=True) / d
    grad_var = (grad * centred).sum(1, keepdim=True) * -0.5 * (var + eps) ** -1.5
    grad_centred = grad * (var + eps) ** -0.5 + grad_var * 2 * centred / d
    return grad_centred - grad_centred.mean(1, keepdim=True)


RIGHT = {
    "axes": [
        {**AXES, "group_shares": 2 * 5 * 4, "instance_means": 8 * 6},
        {
            "batch_axes": [0, 2, 3],
            "layer_axes": [1, 2, 3],
            "instance_axes": [2, 3],
            "channels_axes": [1],
            "group_shares": 40.0,
            "instance_means": 48,
        },
    ],
    "batch_norm": [batch_norm_by_channel, batch_norm_channels_last, batch_norm_by_shares],
    "running": [running_by_steps, running_by_weights, running_in_place, running_by_matrix, running_by_layer, running_by_function],
    "fold": [fold_by_loop, fold_by_einsum, fold_by_probing],
    "layer_norm_backward": [layer_norm_backward_by_jacobian, layer_norm_backward_by_projection, layer_norm_backward_by_steps],
}

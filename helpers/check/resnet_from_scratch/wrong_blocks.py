"""Residual blocks for exercise 13.2: the right one, and those with something wrong in them."""

import torch.nn.functional as F
from torch import nn


def norm(x):
    return F.batch_norm(x, None, None, training=True)


def conv(x, w):
    return F.conv2d(x, w, padding=1)


def branch(x, w1, w2):
    return norm(conv(F.relu(norm(conv(x, w1))), w2))


def block(x, w1, w2, skip):
    out = branch(x, w1, w2)
    return F.relu(x + out if skip else out)


def eval_norm(x):
    """What a norm does in eval mode when it has seen no batch."""
    return F.batch_norm(x, x.new_zeros(x.shape[1]), x.new_ones(x.shape[1]))


def eval_layers(x, w1, w2, skip):
    norms = nn.BatchNorm2d(x.shape[1]).eval(), nn.BatchNorm2d(x.shape[1]).eval()
    return block_with(x, w1, w2, skip, *norms)


def block_with(x, w1, w2, skip, first, second):
    """The block with these norms."""
    out = second(conv(F.relu(first(conv(x, w1))), w2))
    return F.relu(x + out if skip else out)


def overwritten(x, w1, w2, skip):
    """The name x is given to the first half's result, and then added."""
    x = F.relu(norm(conv(x, w1)))
    out = norm(conv(x, w2))
    return F.relu(x + out if skip else out)


def each_convolution(x, w1, w2, skip):
    """A shortcut past each convolution."""
    first = norm(conv(x, w1))
    out = F.relu(x + first if skip else first)
    last = norm(conv(out, w2))
    return F.relu(out + last if skip else last)


def early(x, w1, w2, skip):
    first = norm(conv(x, w1))
    out = F.relu(x + first if skip else first)
    return F.relu(norm(conv(out, w2)))


def pre_activation(x, w1, w2, skip):
    out = conv(F.relu(norm(conv(F.relu(norm(x)), w1))), w2)
    return x + out if skip else out


def padded_by(first, second):
    """The block with these paddings."""

    def answer(x, w1, w2, skip):
        out = F.relu(norm(F.conv2d(x, w1, padding=first)))
        out = norm(F.conv2d(out, w2, padding=second))
        return F.relu(x + out if skip else out)

    return answer


def overwritten_twice(x, w1, w2, skip):
    """The name x is given to everything, so that the sum is the branch plus itself."""
    x = F.relu(norm(conv(x, w1)))
    x = norm(conv(x, w2))
    if skip:
        x = x + x
    return F.relu(x)


def norm_over_all(x, w1, w2, skip):
    """One mean and one variance for the whole tensor."""

    def whole(values):
        return (values - values.mean()) / (values.var(unbiased=False) + 1e-5).sqrt()

    out = whole(conv(F.relu(whole(conv(x, w1))), w2))
    return F.relu(x + out if skip else out)


def norm_of_each_image(x, w1, w2, skip):
    """Mean and variance of each image and channel."""
    out = F.instance_norm(conv(F.relu(F.instance_norm(conv(x, w1))), w2))
    return F.relu(x + out if skip else out)


def layer_for_function(x, w1, w2, skip):
    return nn.Conv2d(x, w1, padding=1)


def arguments_swapped(x, w1, w2, skip):
    out = F.relu(norm(F.conv2d(w1, x, padding=1)))
    out = norm(F.conv2d(w2, out, padding=1))
    return F.relu(x + out if skip else out)


def layers_of_its_own(bias):
    """Layers with random weights in place of w1 and w2. Checks call each answer with the same seed, so its numbers can be known."""

    def answer(x, w1, w2, skip):
        conv1, conv2 = (nn.Conv2d(x.shape[1], x.shape[1], 3, padding=1, bias=bias) for _ in range(2))
        out = norm(conv2(F.relu(norm(conv1(x)))))
        return F.relu(x + out if skip else out)

    return answer


def thrown_away(x, w1, w2, skip):
    """Norms and ReLUs on lines of their own, their results given to nothing."""
    out = conv(x, w1)
    norm(out)
    F.relu(out)
    out = conv(out, w2)
    norm(out)
    if skip:
        out = x + out
    F.relu(out)
    return out

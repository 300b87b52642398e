"""Wrong answers to exercise 7.3 that run: a gradient taken of something else, or read in another way; and the right one's two steps."""

import torch


def gradient_of(net, size, unit, *, value=1.0, whole=False):
    x = torch.full((1, 1, size), value, requires_grad=True)
    y = net(x)
    (y.sum() if whole else y[0, 0, unit]).backward()
    return x.grad[0, 0]


def ends_of(gradient):
    places = gradient.nonzero()[:, 0]
    return int(places[0]), int(places[-1])


def count(net, size, unit):
    gradient = gradient_of(net, size, unit)
    return ends_of(gradient)[0], int((gradient != 0).sum())


def span(net, size, unit):
    first, last = ends_of(gradient_of(net, size, unit))
    return last - first + 1


def one_more(net, size, unit):
    first, last = ends_of(gradient_of(net, size, unit))
    return first, last + 1


def rows(net, size, unit):
    x = torch.ones(1, 1, size, requires_grad=True)
    net(x)[0, 0, unit].backward()
    places = x.grad.nonzero()
    return places[0], places[-1]


def batch_axis(net, size, unit):
    x = torch.ones(1, 1, size, requires_grad=True)
    net(x)[0, 0, unit].backward()
    places = x.grad.nonzero()[:, 0]
    return int(places[0]), int(places[-1])


def counted_on(net, size, unit):
    places = gradient_of(net, size, unit).nonzero()[:, 0]
    return int(places[0]), int(places[0]) + len(places) - 1


def second(net, size, unit):
    places = gradient_of(net, size, unit).nonzero()[:, 0]
    return int(places[0]), int(places[1])


def values(net, size, unit):
    gradient = gradient_of(net, size, unit)
    ends = ends_of(gradient)
    return float(gradient[ends[0]]), float(gradient[ends[1]])


def largest(net, size, unit):
    gradient = gradient_of(net, size, unit)
    return int(gradient.argmax()), size - 1 - int(gradient.flip(0).argmax())


def channel_axis(net, size, unit):
    places = gradient_of(net, size, unit)[None].nonzero()[:, 0]
    return int(places[0]), int(places[-1])


def whole_values(net, size, unit):
    gradient = gradient_of(net, size, unit)
    places = gradient[gradient != 0]
    return int(places[0]), int(places[-1])


def turned_round(net, size, unit):
    return ends_of(gradient_of(net, size, unit) == 0)


def several(net, size, units):
    x = torch.ones(1, 1, size, requires_grad=True)
    net(x)[0, 0, units].sum().backward()
    return ends_of(x.grad[0, 0])


def up_to_a_gap(net, size, unit):
    gradient = gradient_of(net, size, unit)
    first = last = ends_of(gradient)[0]
    while last < size - 1 and gradient[last + 1] != 0:
        last += 1
    return first, last


def looked_at(net, size, unit, start, stop):
    """The gradient at the pixels from `start` to before `stop` alone."""
    first, last = ends_of(gradient_of(net, size, unit)[start:stop])
    return start + first, start + last


def by_the_rule(net, size, unit):
    start, length, jump = 0, 1, 1
    for layer in net:
        kernel_size, stride, padding = (value if isinstance(value, int) else value[0] for value in _settings(layer))
        dilation = layer.dilation[0] if hasattr(layer, "dilation") else 1
        length, start, jump = length + dilation * (kernel_size - 1) * jump, start - padding * jump, jump * stride
    return start + unit * jump, start + unit * jump + length - 1


def _settings(layer):
    return layer.kernel_size, layer.stride, layer.padding


def length(net, size, unit):
    first, last = ends_of(gradient_of(net, size, unit))
    return first, last - first + 1

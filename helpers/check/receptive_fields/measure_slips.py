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


def no_gradient_asked(net, size, unit):
    x = torch.ones(1, 1, size)
    y = net(x.clone())
    y[0, 0, unit].backward()
    return ends_of(x.grad[0, 0])


def another_x(net, size, unit):
    x = torch.ones(1, 1, size)
    (gradient,) = torch.autograd.grad(net(x)[0, 0, unit], x)
    return ends_of(gradient[0, 0])


def no_unit(net, size, unit):
    x = torch.ones(1, 1, size, requires_grad=True)
    net(x).backward()
    return ends_of(x.grad[0, 0])


def no_backward(net, size, unit):
    x = torch.ones(1, 1, size, requires_grad=True)
    net(x)[0, 0, unit]
    return ends_of(x.grad[0, 0])


def no_axes(net, size, unit):
    x = torch.ones(size, requires_grad=True)
    y = net(x)
    y[unit].backward()
    return ends_of(x.grad)


def one_index(net, size, unit):
    x = torch.ones(1, 1, size, requires_grad=True)
    y = net(x)
    y[unit].backward()
    return ends_of(x.grad[0, 0])


def whole_numbers(net, size, unit):
    x = torch.arange(size).view(1, 1, size).requires_grad_()
    net(x)[0, 0, unit].backward()
    return ends_of(x.grad[0, 0])


def rows(net, size, unit):
    x = torch.ones(1, 1, size, requires_grad=True)
    net(x)[0, 0, unit].backward()
    places = x.grad.nonzero()
    return places[0], places[-1]


def int_of_a_place(net, size, unit):
    x = torch.ones(1, 1, size, requires_grad=True)
    net(x)[0, 0, unit].backward()
    places = x.grad.nonzero()
    return int(places[0]), int(places[-1])


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


def of_a_square(net, size, unit):
    x = torch.zeros(1, 1, size, requires_grad=True)
    (net(x)[0, 0, unit] ** 2).backward()
    places = x.grad[0, 0].nonzero()[:, 0]
    return int(places[0]), int(places[-1])


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


def tuple_of_gradients(net, size, unit):
    x = torch.ones(1, 1, size, requires_grad=True)
    gradient = torch.autograd.grad(net(x)[0, 0, unit], x)
    places = gradient[0, 0].nonzero()[:, 0]
    return int(places[0]), int(places[-1])


def nonzero_of_a_tuple(net, size, unit):
    x = torch.ones(1, 1, size, requires_grad=True)
    gradient = torch.autograd.grad(net(x)[0, 0, unit], x)
    places = gradient.nonzero()
    return int(places[0]), int(places[-1])


def whole_numbers_at_once(net, size, unit):
    x = torch.arange(size, requires_grad=True)
    net(x.view(1, 1, size))[0, 0, unit].backward()
    return ends_of(x.grad)

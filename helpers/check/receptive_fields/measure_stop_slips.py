"""Wrong answers to exercise 7.3 that stop."""

import torch

from helpers.check.receptive_fields.measure_slips import ends_of


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


def int_of_a_place(net, size, unit):
    x = torch.ones(1, 1, size, requires_grad=True)
    net(x)[0, 0, unit].backward()
    places = x.grad.nonzero()
    return int(places[0]), int(places[-1])


def of_a_square(net, size, unit):
    x = torch.zeros(1, 1, size, requires_grad=True)
    (net(x)[0, 0, unit] ** 2).backward()
    places = x.grad[0, 0].nonzero()[:, 0]
    return int(places[0]), int(places[-1])


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


def two_indices(net, size, unit):
    x = torch.ones(1, 1, size, requires_grad=True)
    y = net(x)
    y[0, unit].backward()
    return ends_of(x.grad[0, 0])


def a_copy_of_x(net, size, unit):
    x = torch.ones(1, 1, size, requires_grad=True)
    (gradient,) = torch.autograd.grad(net(x.detach())[0, 0, unit], x)
    return ends_of(gradient[0, 0])
